"""What units write in their groups: who is heard, what it moves, and what is never taken for done."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER


def test_quoting_the_order_a_unit_takes_it_contacts_the_caller_and_reports_done(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "已记受理" in desk.says("liwg", "收到", quoting=push)
    assert desk.ticket().state == "accepted"
    desk.advance_to("10:40")
    assert "已记首联" in desk.says("liwg", "已联系居民，明天上门", quoting=push)
    shown = desk.ticket()
    assert shown.state == "handling"
    assert shown.stopped("first_contact") == "18 10:40"
    assert shown.due("promise") == "19 18:00"
    desk.advance_to("11:30")
    assert "已记办结，坐席将回访" in desk.says("liwg", "办结", quoting=push)
    shown = desk.ticket()
    assert shown.state == "resolved"
    assert shown.stopped("handle") == shown.stopped("promise") == "18 11:30"
    desk.group("wrDESK").expects("待回访", NUMBER, "青禾家园社区报办结", mentions=["zuoxi02"])
    assert {event["link"] for event in shown.events("unit_message")} == {"quote"}


@pytest.mark.parametrize(("when", "named"), [("今天9点", "11月18日 09:00"), ("11月17日", "11月17日 18:00")])
def test_promise_for_a_time_that_has_passed_is_refused_with_what_to_write(
    desk: StoryDesk, when: str, named: str
) -> None:
    desk.walks_to_assigned()
    said = desk.says("liwg", f"/承诺 4512 {when}", "wrQINGHE")
    assert said == f"{named} 已经过了，没有记承诺。请写还没到的时间，例如 /承诺 {NUMBER} 明天下午"
    assert desk.ticket().state == "assigned" and not desk.ticket().has_clock("promise")


def test_promise_later_than_the_limit_says_which_limit_and_what_to_do(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    for said in (
        desk.says("liwg", "收到，明天下午修好", quoting=push),
        desk.says("liwg", "/承诺 4512 明天下午", "wrQINGHE"),
    ):
        assert "晚于办理时限明天07:00，时限不变" in said and f"/延期 {NUMBER} 到11月19日18:00 原因" in said
    assert desk.ticket().due("promise") == "19 18:00"
    # The platform's own limit leaves room for it: there is nothing to ask for.
    said = desk.says("liwg", "/承诺 4512 明天8点", "wrQINGHE")
    assert "时限不变" in said and "/延期" not in said and "请提前@我说“申请延期”和原因" in said


def test_more_time_that_a_late_promise_has_ready_takes_its_reason_and_is_asked_for_once(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    said = desk.says("liwg", "/承诺 4512 11月21日", "wrQINGHE")
    ready = said[said.index("/延期") :].removesuffix("原因")
    assert "延期到11月21日 18:00：配件没到" in desk.says("liwg", f"{ready}配件没到", "wrQINGHE")
    assert "/延期" not in desk.says("liwg", "/承诺 4512 11月22日", "wrQINGHE")


def test_promise_after_the_limit_has_passed_asks_to_hurry(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.advance_to("08:00", days=1)
    said = desk.says("liwg", "/承诺 4512 今天下午", "wrQINGHE")
    assert "时限今天07:00已经过了，请尽快办结，办不完请马上@我说明原因" in said


@pytest.mark.parametrize(
    "words",
    ["还没解决", "修好了吗", "没修好", "明天能修好", "居民说还没办完", "修了一半", "如果修好了再报", "办结不了"],
)
def test_what_is_not_done_never_resolves(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=push)
    desk.says("liwg", words, quoting=push)
    assert desk.ticket().state in ("accepted", "handling")


def test_doubtful_claim_is_asked_about_and_only_the_word_closes_it(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=push)
    assert "是已经办结了吗" in desk.says("liwg", "已处理完毕，居民不满意", quoting=push)
    desk.says("liwg", "1", "wrQINGHE")
    assert desk.ticket().state != "resolved"
    desk.says("liwg", "已处理完毕，居民不满意", quoting=push)
    assert "已记办结" in desk.says("liwg", "确认办结", "wrQINGHE")
    assert desk.ticket().state == "resolved"


def test_no_to_the_question_keeps_the_order_with_its_unit(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=push)
    desk.says("liwg", "已处理完毕，居民不满意", quoting=push)
    assert "仍在办理" in desk.says("liwg", "没有", "wrQINGHE")
    shown = desk.ticket()
    assert shown.state != "resolved" and shown.stopped("handle") is None


def test_question_to_one_is_not_answered_by_another(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=push)
    desk.says("liwg", "已处理完毕，居民不满意", quoting=push)
    assert "仍在办理" not in desk.says("chenzr", "没有", "wrQINGHE")
    assert "已记办结" in desk.says("liwg", "确认办结", "wrQINGHE")


def test_claim_without_a_word_about_contact_is_asked_for_it(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "联系过诉求人吗" in desk.says("liwg", "已办结，暖气修好了", quoting=push)
    assert desk.ticket().stopped("first_contact") is None
    assert "已补记首联" in desk.says("liwg", "已联系", quoting=push)
    shown = desk.ticket()
    assert shown.state == "resolved" and shown.stopped("first_contact") == "18 10:00"


def test_failed_call_to_the_citizen_is_no_contact(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "首联还没完成" in desk.says("liwg", "给居民打电话没人接", quoting=push)
    assert desk.ticket().stopped("first_contact") is None


def test_another_unit_can_neither_see_nor_move_the_order(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "没有找到工单" in desk.says("duwg", f"{NUMBER} 已办结", "wrBEILIU")
    assert "没有找到工单" in desk.says("duwg", f"/查 {NUMBER}")
    assert "没有找到工单" in desk.says("duwg", "/办结 4512 好了", "wrBEILIU")
    desk.says("duwg", "收到", quoting=push)
    assert "没有" in desk.says("duwg", "/待办")
    assert desk.ticket().state == "assigned"


def test_request_of_a_unit_is_prepared_and_moves_nothing(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=push)
    assert "批准前仍由本单位负责" in desk.says("liwg", "这个不归我们管，申请退单", quoting=push)
    desk.group("wrDESK").expects("提出申请", NUMBER, "青禾家园社区", mentions=["zuoxi02"])
    shown = desk.ticket()
    assert shown.state == "accepted" and shown.stopped("handle") is None


def test_bare_number_after_no_question_changes_nothing(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，正在处理", quoting=push)
    desk.says("liwg", "1", "wrQINGHE")
    assert desk.ticket().state == "handling"


def test_sign_from_a_unit_means_that_it_takes_the_order(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "已记受理" in desk.says("liwg", "/签收 4512", quoting=push)
    assert desk.ticket().state == "accepted"


@pytest.mark.parametrize("words", ["收到 但修不了", "收到，这个归城管", "好的，得找热力", "收到，不好办"])
def test_objection_beside_a_receipt_reaches_the_agent(desk: StoryDesk, words: str) -> None:
    post = desk.walks_to_assigned()
    desk.group("wrDESK").is_read()
    desk.says("liwg", words, quoting=post)
    desk.group("wrDESK").expects("单位留言", NUMBER, words)
