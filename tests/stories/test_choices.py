"""Lists the bot shows and questions it asks: answered as people answer, never taken for more than was said."""

from __future__ import annotations

import pytest

from simulator.message import Message
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND

SEVENTH = "20261118001207"
THREE = (NUMBER, SECOND, SEVENTH)


@pytest.fixture
def bundle(desk: StoryDesk) -> Message:
    """Three orders of one unit in one reminder."""
    for number in THREE:
        desk.walks_to_assigned(number)
    desk.advance_to("11:00")
    return desk.group("wrQINGHE").expects("催办", "共3件")


def states(desk: StoryDesk) -> list[str]:
    return [desk.ticket(number).state for number in THREE]


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ("2和3", [SECOND, SEVENTH]),
        ("第二个", [SECOND]),
        ("②", [SECOND]),
        ("2、3", [SECOND, SEVENTH]),
        ("1207", [SEVENTH]),
        ("都是", list(THREE)),
        ("都不是", []),
    ],
)
def test_list_is_answered_as_people_answer(desk: StoryDesk, bundle: Message, answer: str, taken: list[str]) -> None:
    assert "说的是哪一件" in desk.says("liwg", "收到", "wrQINGHE")
    desk.says("liwg", answer, "wrQINGHE")
    assert [number for number in THREE if desk.ticket(number).state == "accepted"] == taken


def test_new_words_in_the_answer_count_for_the_lines_they_name(desk: StoryDesk, bundle: Message) -> None:
    desk.says("liwg", "收到", "wrQINGHE")
    desk.says("liwg", "①办完 ②还没", "wrQINGHE")
    assert states(desk) == ["resolved", "handling", "assigned"]


def test_count_that_does_not_fit_the_list_is_asked_again(desk: StoryDesk, bundle: Message) -> None:
    desk.says("liwg", "已联系居民", "wrQINGHE")
    assert "没看明白是第几件" in desk.says("liwg", "两个都办完了", "wrQINGHE")
    assert states(desk) == ["assigned"] * 3
    desk.says("liwg", "三个都办完了", "wrQINGHE")
    assert states(desk) == ["resolved"] * 3


def test_list_stops_at_nine_and_says_what_to_do_about_the_rest(desk: StoryDesk) -> None:
    numbers = [f"202611180060{last:02d}" for last in range(11)]
    for number in numbers:
        desk.walks_to_assigned(number)
    asked = desk.says("liwg", "已联系居民", "wrQINGHE")
    assert "⑨" in asked and "⑩" not in asked and "还有2件没列出" in asked
    assert "不能算全部" in desk.says("liwg", "都是", "wrQINGHE")
    assert f"{numbers[10]} 已记首联" in desk.says("liwg", "6010", "wrQINGHE")
    assert desk.ticket(numbers[0]).state == "assigned"


def test_one_on_a_bundle_may_be_a_receipt_or_a_line_and_is_asked(desk: StoryDesk, bundle: Message) -> None:
    assert "全部收到，还是只说①" in desk.says("liwg", "1", quoting=bundle)
    assert states(desk) == ["assigned"] * 3
    desk.says("liwg", "都是", "wrQINGHE")
    assert states(desk) == ["accepted"] * 3


def test_number_answers_no_list_once_the_bot_said_something_else(desk: StoryDesk, bundle: Message) -> None:
    desk.says("liwg", "已办结", "wrQINGHE")
    desk.says("liwg", "/待办", "wrQINGHE")
    assert "“1”说的是哪一件" in desk.says("liwg", "1", "wrQINGHE")
    assert states(desk) == ["assigned"] * 3


def test_number_answers_no_list_once_a_push_came_in_between(desk: StoryDesk, bundle: Message) -> None:
    desk.says("liwg", "已办结", "wrQINGHE")
    desk.advance_to("11:05")
    desk.walks_to_assigned("20261118007777")
    desk.says("liwg", "1", "wrQINGHE")
    assert states(desk) == ["assigned"] * 3


def test_lines_and_ranges_of_a_bundle_are_read_in_plain_numbers_too(desk: StoryDesk, bundle: Message) -> None:
    desk.says("liwg", "①到③都收到", quoting=bundle)
    assert states(desk) == ["accepted"] * 3
    desk.says("liwg", "1-2都弄完了", quoting=bundle)
    assert states(desk) == ["resolved", "resolved", "accepted"]
    assert "什么情况" in desk.says("liwg", "③", quoting=bundle)


def test_exception_is_asked_line_by_line_and_answered_so(desk: StoryDesk, bundle: Message) -> None:
    assert "逐件回复" in desk.says("liwg", "除了②都好了", quoting=bundle)
    assert states(desk) == ["assigned"] * 3
    desk.says("liwg", "①办结 ②还没 ③办结", "wrQINGHE")
    assert states(desk) == ["resolved", "handling", "resolved"]


def test_lines_of_no_list_are_asked_back(desk: StoryDesk, bundle: Message) -> None:
    assert "请引用那条消息" in desk.says("liwg", "①办完 ②明天", "wrQINGHE")
    assert states(desk) == ["assigned"] * 3


@pytest.mark.parametrize(
    "words", ["2026年的老问题，正在办", "收费3000元的事正在协调", "8号楼1203没人，还没修", "电话62345678没人接"]
)
def test_year_price_room_and_phone_are_no_tickets(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned(NUMBER)
    assert NUMBER in desk.says("liwg", words, quoting=push)
    assert desk.ticket().state == "handling"


def test_number_that_is_no_tail_asks_about_what_lies_near(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned(NUMBER)
    asked = desk.says("liwg", "1203业主不在家，约了明天", quoting=push)
    assert "没有尾号1203的工单" in asked and NUMBER in asked and "是这件请@我回复“1”" in asked
    assert desk.ticket().state == "assigned"
    desk.says("liwg", "1", "wrQINGHE")
    assert desk.ticket().state == "handling"
    # Named first as well: the other is done, and the list is the last thing asked.
    desk.walks_to_assigned(SECOND)
    answer = desk.says("liwg", "4518、4513弄完了", "wrQINGHE")
    assert answer.index(f"{SECOND} 已记办结") < answer.index("没有尾号4518的工单")
    assert "①" in answer and answer.count(SECOND) == 1 and desk.ticket(SECOND).state == "resolved"
    assert f"{NUMBER} 已记办结" in desk.says("liwg", "1", "wrQINGHE")


def test_two_tickets_with_one_tail_do_not_hold_up_the_one_beside_them(desk: StoryDesk) -> None:
    twin = "20261117004512"
    for number in (NUMBER, SECOND, twin):
        desk.walks_to_assigned(number)
    answer = desk.says("liwg", "4513和4512都办完了", "wrQINGHE")
    assert f"{SECOND} 已记办结" in answer and "说的是哪一件" in answer
    assert desk.ticket(NUMBER).state == desk.ticket(twin).state == "assigned"
    assert desk.ticket(SECOND).state == "resolved"


@pytest.mark.parametrize("yes", ["是的", "对", "嗯", "1", "收到", "好的"])
def test_yes_to_a_costly_question_is_told_the_word_to_type(desk: StoryDesk, yes: str) -> None:
    push = desk.walks_to_assigned(NUMBER)
    assert "是已经办结了吗" in desk.says("liwg", "居民自己修好了", quoting=push)
    assert "确认办结" in desk.says("liwg", yes, "wrQINGHE")
    assert desk.ticket().state == "assigned"
    assert "已记办结" in desk.says("liwg", "确认办结", "wrQINGHE")


@pytest.mark.parametrize("no", ["没有", "还没", "没呢", "还没弄完"])
def test_no_ends_the_question_as_not_done(desk: StoryDesk, no: str) -> None:
    push = desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND)
    desk.says("liwg", "居民自己修好了", quoting=push)
    assert f"{NUMBER} 仍在办理" in desk.says("liwg", no, "wrQINGHE")
    assert "已记办结" not in desk.says("liwg", "确认办结", "wrQINGHE")


def test_sentence_that_takes_the_claim_back_needs_no_number(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND)
    desk.says("liwg", "居民自己修好了", quoting=push)
    assert f"{NUMBER} 已记进展" in desk.says("liwg", "还得等配件，没弄完", "wrQINGHE")
    assert (desk.ticket(NUMBER).state, desk.ticket(SECOND).state) == ("handling", "assigned")


def test_two_doubtful_claims_are_confirmed_together(desk: StoryDesk, bundle: Message) -> None:
    asked = desk.says("liwg", "4512居民自己修好了，4513居民自己清走了", "wrQINGHE")
    assert asked.count("？") == 1 and asked.startswith(f"{NUMBER}、{SECOND} 是已经办结了吗？都办结了")
    desk.says("liwg", "确认办结", "wrQINGHE")
    assert states(desk) == ["resolved", "resolved", "assigned"]


def test_one_of_two_doubtful_claims_is_confirmed_by_its_number(desk: StoryDesk, bundle: Message) -> None:
    desk.says("liwg", "4512居民自己修好了，4513居民自己清走了", "wrQINGHE")
    desk.says("liwg", f"{SECOND} 确认办结", "wrQINGHE")
    assert states(desk) == ["assigned", "resolved", "assigned"]


def test_question_quoted_back_is_answered_all_the_same(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned(NUMBER)
    question = desk.says("liwg", "居民自己修好了", quoting=push)
    quoted = desk.sim.city.show("wrQINGHE", "push", question, "push_key")
    assert "仍在办理" in desk.says("liwg", "没有", quoting=quoted)


def test_contact_is_told_with_a_plain_yes_but_not_with_a_receipt(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned(NUMBER)
    desk.says("liwg", "暖气修好了，办结", quoting=push)
    assert "请@我回复“已联系”" in desk.says("liwg", "收到", "wrQINGHE")
    assert desk.ticket().stopped("first_contact") is None
    assert "已补记首联" in desk.says("liwg", "是的", "wrQINGHE")
    assert desk.ticket().stopped("first_contact") is not None


def test_drill_is_no_choice_beside_real_orders(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.says("liwg", "/试一下", "wrQINGHE")
    assert f"{NUMBER} 已记受理" in desk.says("liwg", "收到", "wrQINGHE")


def test_unit_reads_of_nothing_that_only_the_desk_can_do(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned(NUMBER)
    desk.says("liwg", "已联系居民，修好了，办结", quoting=push)
    said = [desk.says("liwg", "修好了拍照了", quoting=push)]
    said += [desk.says("liwg", words, "wrQINGHE") for words in ("/办结 4512 好了", "/查 4512", "/zb", "/时限 4512")]
    assert "等坐席回访，不用再报" in said[0]
    assert not [words for words in said if any(only in words for only in ("/回访", "/转办", "平台回复", "/签收"))]


def test_receipt_of_the_list_leaves_what_was_said_to_be_chosen_for(desk: StoryDesk, bundle: Message) -> None:
    desk.says("liwg", "已办结", "wrQINGHE")
    assert "第几件" in desk.says("liwg", "收到", "wrQINGHE")
    desk.says("liwg", "1", "wrQINGHE")
    assert states(desk) == ["resolved", "assigned", "assigned"]


def test_no_behind_the_last_line_leaves_the_claim_of_the_others(desk: StoryDesk, bundle: Message) -> None:
    desk.says("liwg", "已办结", "wrQINGHE")
    desk.says("liwg", "1和2，3没有", "wrQINGHE")
    assert states(desk) == ["resolved", "resolved", "handling"]


@pytest.mark.parametrize("words", ["是", "是的", "对", "还没", "确认办结", "收到"])
def test_yes_to_the_question_whether_all_are_meant_keeps_what_was_said(
    desk: StoryDesk, bundle: Message, words: str
) -> None:
    assert "“都办完了”是指下面3件吗？" in desk.says("liwg", "都办完了", quoting=bundle)
    assert "都是请@我回复“都是”" in desk.says("liwg", words, "wrQINGHE")
    assert states(desk) == ["assigned"] * 3
    desk.says("liwg", "1和3", "wrQINGHE")
    assert states(desk) == ["resolved", "assigned", "resolved"]


def test_bare_lines_after_an_exception_say_nothing_of_them(desk: StoryDesk, bundle: Message) -> None:
    desk.says("liwg", "除了②都办完了", quoting=bundle)
    assert "逐件回复" in desk.says("liwg", "1 3", "wrQINGHE")
    assert states(desk) == ["assigned"] * 3
    desk.says("liwg", "1、3办结", "wrQINGHE")
    assert states(desk) == ["resolved", "assigned", "resolved"]


MATTERS = ("暖气不热", "楼道路灯不亮", "井盖丢失")


@pytest.fixture
def asked(desk: StoryDesk) -> StoryDesk:
    """Three orders of different matters, and a receipt that may be of any."""
    for number, matter in zip(THREE, MATTERS, strict=True):
        desk.walks_to_assigned(number, 标题=matter, 主要内容=f"市民反映{matter}，要求尽快解决。")
    assert "说的是哪一件" in desk.says("liwg", "已联系居民", "wrQINGHE")
    return desk


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ("暖气", [NUMBER]),
        ("暖气那个", [NUMBER]),
        ("是路灯的", [SECOND]),
        ("路灯和井盖", [SECOND, SEVENTH]),
        ("最下面那个", [SEVENTH]),
        ("中间那个", [SECOND]),
        ("第一个", [NUMBER]),
        ("前两个", [NUMBER, SECOND]),
        ("就1", [NUMBER]),
    ],
)
def test_line_is_picked_by_its_matter_or_its_place(asked: StoryDesk, answer: str, taken: list[str]) -> None:
    asked.says("liwg", answer, "wrQINGHE")
    assert [number for number in THREE if asked.ticket(number).stopped("first_contact")] == taken
    assert [asked.ticket(number).events("unit_message")[0]["link"] for number in taken] == ["chosen"] * len(taken)


@pytest.mark.parametrize("answer", ["除了3", "不是1", "上面那个", "除了②都是"])
def test_answer_that_leaves_it_open_is_asked_again(asked: StoryDesk, answer: str) -> None:
    again = asked.says("liwg", answer, "wrQINGHE")
    assert "没看明白是第几件" in again or "逐件回复" in again
    assert not any(asked.ticket(number).stopped("first_contact") for number in THREE)
    asked.says("liwg", "2", "wrQINGHE")
    assert [number for number in THREE if asked.ticket(number).stopped("first_contact")] == [SECOND]


def test_news_of_one_matter_in_the_answer_are_of_that_line(asked: StoryDesk) -> None:
    asked.says("liwg", "暖气那个已联系居民，修好了", "wrQINGHE")
    assert states(asked) == ["resolved", "assigned", "assigned"]


def test_everything_after_an_exception_is_asked_line_by_line_again(desk: StoryDesk, bundle: Message) -> None:
    desk.says("liwg", "除了②都办完了", quoting=bundle)
    assert "逐件回复" in desk.says("liwg", "都是", "wrQINGHE")
    assert states(desk) == ["assigned"] * 3


def test_photos_told_beside_the_chosen_line_let_stand_what_was_said(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    assert "说的是哪一件" in desk.says("liwg", "已办结", "wrQINGHE")
    assert f"{NUMBER} 已记办结" in desk.says("liwg", "1，照片发了", "wrQINGHE")
    assert desk.ticket(SECOND).state == "assigned"
