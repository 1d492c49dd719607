"""What units ask for in their own words: prepared at once where it is plain, asked about where it is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.stories.desk import StoryDesk, local
from tests.stories.town import IDENTITY, NUMBER, SECOND, order

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "replies.jsonl"
KINDS = {
    "extension": {"extension"},
    "return": {"return_to_desk"},
    "transfer": {"transfer", "assist"},
    "exclude": {"suspend", "exclude"},
}


def requests_of(desk: StoryDesk, number: str = NUMBER) -> list[tuple[str, str]]:
    """Return kind and state of each request of an order."""
    return [(each["kind"], each["state"]) for each in desk.ticket(number).shape["requests"]]


def test_more_time_in_plain_words_is_prepared_with_its_date_and_reason(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.all_read()
    said = desk.says("liwg", "配件没到，申请延期到25号，已跟居民说了", quoting=post)
    assert f"{NUMBER} 已提交延期申请1：延期到11月25日 18:00：配件没到（已告知诉求人）" in said
    assert "批准前时限不变" in said and "/撤回 1" in said
    desk.direct("sunzr").expects("待您审批", "延期申请1", "配件没到", "已告知诉求人")
    desk.group("wrDESK").expects("提出申请", "延期申请1", "李网格（青禾家园社区）")
    desk.group("wrDESK").expects_nothing()
    desk.group("wrQINGHE").expects_nothing()
    shown = desk.ticket()
    assert requests_of(desk) == [("extension", "prepared")]
    assert shown.events("unit_message")[0]["intent"] == "extension"
    assert shown.stopped("handle") is None


def test_contact_told_beside_a_request_counts_where_the_order_stays(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    said = desk.says("liwg", "已联系居民，配件没到，申请延期到25号", quoting=post)
    assert "延期申请1" in said and said.endswith(f"{NUMBER} 已补记首联。")
    assert desk.ticket().stopped("first_contact") == "18 10:00"
    assert "首联" in desk.says("liwg", "/撤销 4512", "wrQINGHE")
    assert desk.ticket().state == "assigned" and requests_of(desk) == [("extension", "withdrawn")]


def test_contact_beside_a_return_does_not_take_the_order(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，不在我们辖区，申请退单", quoting=post)
    assert desk.ticket().state == "assigned" and requests_of(desk) == [("return_to_desk", "prepared")]


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("再给三天吧，等热力公司换泵", "22 10:00"),
        ("能不能宽限两天，配件没到", "21 10:00"),
        ("施工队排不开，延到下周五行不", "27 18:00"),
        ("申请延期七个工作日，墙面要晾干", "30 10:00"),
    ],
)
def test_date_is_read_as_people_say_it(desk: StoryDesk, words: str, until: str) -> None:
    post = desk.walks_to_assigned()
    assert "延期申请1" in desk.says("liwg", words, quoting=post)
    assert local(desk.ticket().shape["requests"][0]["until"]) == until


def test_date_that_is_missing_is_asked_for_with_a_filled_example_and_may_just_be_said(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.all_read()
    said = desk.says("liwg", "时间不够，七天办不完，申请延期", quoting=post)
    assert "还缺到什么时候，没有提交" in said and f"/延期 {NUMBER} 到11月22日10:00 时间不够，七天办不完" in said
    assert "直接@我回复日期" in said
    assert requests_of(desk) == []
    desk.group("wrDESK").expects_nothing()
    assert "延期到11月25日 18:00：时间不够，七天办不完" in desk.says("liwg", "25号", "wrQINGHE")
    assert requests_of(desk) == [("extension", "prepared")]


def test_reason_that_is_missing_is_taken_from_the_next_words_but_news_is_none(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    assert "还缺理由" in desk.says("liwg", "想申请延期3天", quoting=post)
    desk.says("liwg", "已联系居民，明天上门", "wrQINGHE")
    assert requests_of(desk) == [] and desk.ticket().stopped("first_contact") is not None
    assert "还缺理由" in desk.says("liwg", "想申请延期3天", quoting=post)
    assert "延期到11月22日 10:00：配件没到货" in desk.says("liwg", "配件没到货", "wrQINGHE")
    assert requests_of(desk) == [("extension", "prepared")]


def test_not_ours_is_prepared_as_a_return_and_the_unit_stays_lead(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.all_read()
    said = desk.says("liwg", "不是我们社区的，是北柳巷的，申请退单", quoting=post)
    assert "已提交退回坐席申请1：不是我们社区的，是北柳巷的（建议派北柳巷社区）" in said
    assert "批准前仍由本单位负责" in said
    desk.direct("sunzr").expects("待您审批", "退回坐席", "建议派北柳巷社区")
    desk.group("wrDESK").expects("提出申请", "退回坐席申请1")
    desk.group("wrDESK").expects_nothing()
    shown = desk.ticket()
    assert (shown.state, shown.shape["lead_unit"]) == ("assigned", "青禾家园社区")
    assert "已退回坐席，等坐席重新转办（建议派北柳巷社区）" in desk.says("sunzr", "/同意 1")
    assert desk.ticket().state == "pending_assign"


def test_transfer_goes_to_the_unit_that_is_plainly_named(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    said = desk.says("liwg", "请转派城管办，占道的事他们管", quoting=post)
    assert "已提交转派申请1：转派给城市管理办公室：占道的事他们管" in said and "仍由本单位负责" in said
    desk.says("sunzr", "/同意 1")
    assert desk.ticket().shape["lead_unit"] == "城市管理办公室"


def test_unit_that_nobody_knows_is_asked_for_and_never_guessed(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.all_read()
    said = desk.says("liwg", "请转派执法队，占道要处罚", quoting=post)
    assert "单位名录里没有“执法队”" in said and "要转派给哪个单位" in said
    assert requests_of(desk) == []
    desk.group("wrDESK").expects_nothing()
    assert "转派给城市管理办公室：占道要处罚" in desk.says("liwg", "城管办", "wrQINGHE")
    assert requests_of(desk) == [("transfer", "prepared")]


def test_word_that_only_resembles_a_unit_is_asked_about_by_number(desk: StoryDesk) -> None:
    desk.walks_to_assigned(to="城管办")
    said = desk.says("shenky", "4512 请转派给青禾物业，电梯归他们修", "wrCHENGGUAN")
    assert "①青禾家园社区" in said and "回复序号" in said
    assert requests_of(desk) == []
    assert "转派给青禾家园社区：电梯归他们修" in desk.says("shenky", "1", "wrCHENGGUAN")


def test_each_unit_that_is_to_help_has_a_request_of_its_own(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    said = desk.says("liwg", "占道要执法，请城管办和北柳巷协办", quoting=post)
    assert "请城市管理办公室协办" in said and "请北柳巷社区协办" in said
    assert requests_of(desk) == [("assist", "prepared"), ("assist", "prepared")]


@pytest.mark.parametrize(
    ("words", "kind", "told"),
    [
        ("申请挂账到明年6月底，等管网改造立项，已跟居民解释过", "suspend", "挂账到2027年6月30日 18:00：等管网改造立项"),
        ("诉求人恶意反复拨打，申请剔除考核", "exclude", "不计入考核（剔除）：诉求人恶意反复拨打"),
    ],
)
def test_what_the_platform_decides_is_prepared_from_words(desk: StoryDesk, words: str, kind: str, told: str) -> None:
    post = desk.walks_to_assigned()
    assert told in desk.says("liwg", words, quoting=post)
    assert requests_of(desk) == [(kind, "prepared")]


UNSURE = "如果配件到货晚就申请延期三天"


def test_doubtful_request_is_asked_about_and_prepared_by_its_number(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.all_read()
    said = desk.says("liwg", UNSURE, quoting=post)
    assert f"{NUMBER} 是要申请延期吗？①申请延期 ②只是说明进展 ③都不是" in said
    assert requests_of(desk) == []
    desk.group("wrDESK").expects_nothing()
    assert "延期申请1：延期到11月22日 10:00" in desk.says("liwg", "1", "wrQINGHE")
    assert requests_of(desk) == [("extension", "prepared")]


def test_choice_may_bring_what_was_left_out(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", UNSURE, quoting=post)
    assert "（已告知诉求人）" in desk.says("liwg", "1，已跟居民说了", "wrQINGHE")


def test_doubtful_request_that_was_only_news_is_noted(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", UNSURE, quoting=post)
    desk.says("liwg", "2", "wrQINGHE")
    shown = desk.ticket()
    assert shown.state == "handling" and requests_of(desk) == [] and shown.events("progress")


def test_doubtful_request_that_was_none_changes_nothing(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", UNSURE, quoting=post)
    assert "没有提延期申请，也没有改动" in desk.says("liwg", "3", "wrQINGHE")
    assert desk.ticket().state == "assigned" and requests_of(desk) == []


@pytest.mark.parametrize("words", ["算了，我们先办", "不退了", "取消"])
def test_request_that_lacks_something_is_dropped_in_words(desk: StoryDesk, words: str) -> None:
    post = desk.walks_to_assigned()
    assert "还缺理由" in desk.says("liwg", "退单", quoting=post)
    assert "没有提退单申请" in desk.says("liwg", words, "wrQINGHE")
    assert requests_of(desk) == []


def test_date_named_beside_news_is_asked_about(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    assert "是要申请延期吗" in desk.says("liwg", "等配件，延到25号，没跟居民说", quoting=post)
    assert "延期到11月25日 18:00：等配件（未告知诉求人）" in desk.says("liwg", "1", "wrQINGHE")


def test_wish_to_merge_goes_to_the_agent(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.all_read()
    desk.says("liwg", "这个和昨天那件是一件事，并单吧", quoting=post)
    desk.group("wrDESK").expects("单位留言", NUMBER)
    assert requests_of(desk) == []


def test_mere_yes_leaves_open_which(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", UNSURE, quoting=post)
    assert "没看明白选哪个" in desk.says("liwg", "是的", "wrQINGHE")
    assert requests_of(desk) == []
    assert "延期申请1" in desk.says("liwg", "1", "wrQINGHE")


def test_number_ten_minutes_later_prepares_nothing(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", UNSURE, quoting=post)
    desk.machine_passes(minutes=11)
    desk.says("liwg", "1", "wrQINGHE")
    assert requests_of(desk) == []


def test_number_after_another_word_of_the_bot_prepares_nothing(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", UNSURE, quoting=post)
    desk.advance_to("10:05")
    desk.walks_to_assigned(SECOND)
    desk.says("liwg", "1", "wrQINGHE")
    assert requests_of(desk) == [] and requests_of(desk, SECOND) == []


def test_number_of_a_colleague_answers_nothing(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", UNSURE, quoting=post)
    desk.says("chenzr", "1", "wrQINGHE")
    assert requests_of(desk) == []


def test_more_time_is_refused_once_the_limit_has_passed(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned(limit="4小时")
    desk.advance_to("14:00")
    desk.all_read()
    said = desk.says("liwg", "配件没到，申请延期", quoting=post)
    assert "已过时限" in said and "请尽快办结并说明原因" in said
    assert requests_of(desk) == [] and desk.ticket().events("unit_message")
    desk.direct("sunzr").expects_nothing()


def test_second_request_of_a_kind_is_refused_while_one_is_pending(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", "配件没到，申请延期到25号", quoting=post)
    assert "已有延期申请1在办" in desk.says("liwg", "配件没到，申请延期到26号", quoting=post)
    assert requests_of(desk) == [("extension", "prepared")]


def test_assisting_unit_is_told_that_the_lead_asks_and_the_agent_reads_it(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 北柳巷"):
        desk.says("zuoxi02", command)
    desk.all_read()
    assert "由主办单位提" in desk.says("duwg", "4512 配件没到，申请延期到25号", "wrBEILIU")
    desk.group("wrDESK").expects("单位留言", NUMBER, "北柳巷社区", "申请延期")
    assert requests_of(desk) == []


def test_words_that_ask_for_two_things_go_to_the_agent(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.all_read()
    assert "已转值班坐席" in desk.says("liwg", "这种情况申请剔除或者挂账", quoting=post)
    desk.group("wrDESK").expects("单位留言", NUMBER)
    assert requests_of(desk) == []


def test_request_is_withdrawn_by_its_number_and_by_undo(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", "配件没到，申请延期到25号", quoting=post)
    assert "已撤回" in desk.says("liwg", "/撤回 1", "wrQINGHE")
    desk.says("liwg", "不归我们管，申请退单", quoting=post)
    assert "撤销" in desk.says("liwg", "/撤销 4512", "wrQINGHE")
    assert requests_of(desk) == [("extension", "withdrawn"), ("return_to_desk", "withdrawn")]


def test_request_that_is_too_old_for_undo_is_taken_back_by_its_number(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", "配件没到，申请延期到25号", quoting=post)
    desk.machine_passes(minutes=11)
    assert "/撤回 1" in desk.says("liwg", "/撤销 4512", "wrQINGHE")
    assert requests_of(desk) == [("extension", "prepared")]


def test_several_orders_in_one_message_each_have_their_request(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    said = desk.says("liwg", "4512 配件没到，申请延期到25号；4513 不归我们管，申请退单", "wrQINGHE")
    assert len(said.splitlines()) == 2
    assert requests_of(desk) == [("extension", "prepared")]
    assert requests_of(desk, SECOND) == [("return_to_desk", "prepared")]


def test_caller_named_in_a_reason_is_not_told(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", f"{IDENTITY[0]}家没人，电话{IDENTITY[1]}打不通，申请延期到25号", quoting=post)
    told = [message.text for message in desk.said_by_the_product() if "延期申请1" in message.text]
    assert len(told) >= 3
    assert not [text for text in told if any(word in text for word in IDENTITY)]


def test_undo_right_after_the_question_takes_nothing_else_back(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=post)
    desk.says("liwg", UNSURE, quoting=post)
    assert "没有提申请" in desk.says("liwg", "/撤销", "wrQINGHE")
    assert desk.ticket().state == "accepted"


def test_answer_that_quotes_the_question_is_heard(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    asked = desk.hears("liwg", UNSURE, quoting=post)
    assert asked.answer is not None
    assert "延期申请1" in desk.says("liwg", "1", quoting=replace(post, text=asked.answer))


@pytest.mark.parametrize("words", ["可能要延期了", "这个可能不归我们"])
def test_words_that_only_think_of_asking_are_asked_about(desk: StoryDesk, words: str) -> None:
    post = desk.walks_to_assigned()
    assert "回复序号" in desk.says("liwg", words, quoting=post)
    assert requests_of(desk) == []


@pytest.mark.parametrize(
    ("words", "choice", "kind"),
    [
        ("如果不是我们辖区的就退单", "申请退单 ②先接着办", "return_to_desk"),
        ("如果归城管办管就转派给城管办", "申请转派 ②先接着办", "transfer"),
        ("如果需要执法就请城管办协办", "申请协办 ②只是说明进展", "assist"),
        ("如果明年才立项就挂账到年底", "申请挂账 ②只是说明进展", "suspend"),
        ("如果居民再恶意拨打就申请剔除", "申请剔除 ②只是说明进展", "exclude"),
    ],
)
def test_doubtful_request_of_every_kind_is_asked_about(desk: StoryDesk, words: str, choice: str, kind: str) -> None:
    post = desk.walks_to_assigned()
    desk.all_read()
    assert f"①{choice}" in desk.says("liwg", words, quoting=post)
    desk.group("wrDESK").expects_nothing()
    assert requests_of(desk) == []
    desk.says("liwg", "1", "wrQINGHE")
    assert requests_of(desk) == [(kind, "prepared")]


def test_two_doubtful_requests_of_a_kind_are_answered_by_one_number(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    said = desk.says("liwg", "4512 如果不是我们辖区的就退单\n4513 如果不归我们就退单", "wrQINGHE")
    assert "和上面一起回复一个序号" in said
    desk.says("liwg", "1", "wrQINGHE")
    assert requests_of(desk) == requests_of(desk, SECOND) == [("return_to_desk", "prepared")]


def test_request_in_direct_chat_tells_the_group_of_the_unit(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    assert "延期申请1" in desk.says("chenzr", "4512 等配件，申请延期到25号，没跟居民说")
    desk.group("wrQINGHE").expects("提出申请", "延期申请1", "未告知诉求人")


def test_choice_is_refused_when_the_order_has_left_the_unit_meanwhile(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", UNSURE, quoting=post)
    desk.says("zuoxi02", "/退单 4512 坐席 派错了单位")
    desk.says("sunzr", "/同意 1")
    desk.says("liwg", "1", "wrQINGHE")
    assert requests_of(desk) == [("return_to_desk", "granted")]


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared replies are not here")
def test_samples_prepare_what_they_ask_for_or_are_asked_about_and_nothing_else(desk: StoryDesk) -> None:
    samples = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    asking = [sample for sample in samples if sample["intent"] in KINDS]
    assert len(asking) >= 16
    for place, sample in enumerate(asking):
        number = f"202611180060{place:02}"
        post = desk.walks_to_assigned(number)
        words = sample["text"]
        for named in sample["tickets"]:
            words = words.replace(named, "")
        said = desk.says("liwg", words, quoting=post)
        prepared = {kind for kind, _ in requests_of(desk, number)}
        assert prepared <= KINDS[sample["intent"]], (words, said)
        assert prepared or any(word in said for word in ("请@我回复", "直接@我回复", "已转值班坐席")), (words, said)
        assert desk.ticket(number).state == "assigned", (words, said)
