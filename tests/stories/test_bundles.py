"""Several reminders in one message: answered line by line, taken all at once, and never confused."""

from __future__ import annotations

import pytest

from simulator.message import Message
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD

THREE = (NUMBER, SECOND, THIRD)


@pytest.fixture
def bundle(desk: StoryDesk) -> Message:
    """Two orders of one unit whose acceptance is asked for in one message."""
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND)
    desk.advance_to("11:00")
    pushed = desk.group("wrQINGHE").expects("催办", "共2件", "①", "②", NUMBER, SECOND)
    assert pushed.text.index(NUMBER) < pushed.text.index(SECOND)
    return pushed


def test_two_orders_answered_by_their_lines_go_different_ways(desk: StoryDesk, bundle: Message) -> None:
    answer = desk.says("liwg", "①办完 ②明天", quoting=bundle)
    assert f"{NUMBER} 已记办结" in answer and SECOND in answer
    first, second = desk.ticket(NUMBER), desk.ticket(SECOND)
    assert (first.state, second.state) == ("resolved", "handling")
    assert second.due("promise") == "19 18:00"


def test_plain_receipt_takes_every_order_of_that_unit(desk: StoryDesk, bundle: Message) -> None:
    answer = desk.says("liwg", "收到", quoting=bundle)
    assert [line[: len(NUMBER)] for line in answer.splitlines()] == [NUMBER, SECOND]
    assert desk.ticket(NUMBER).state == desk.ticket(SECOND).state == "accepted"


def test_claim_without_a_line_is_asked_about(desk: StoryDesk, bundle: Message) -> None:
    assert "说的是哪一件" in desk.says("liwg", "已办结", quoting=bundle)
    assert desk.ticket(NUMBER).state == desk.ticket(SECOND).state == "assigned"
    assert f"{SECOND} 已记办结" in desk.says("liwg", "2", "wrQINGHE")
    assert (desk.ticket(NUMBER).state, desk.ticket(SECOND).state) == ("assigned", "resolved")


@pytest.mark.parametrize("words", ["①修好了居民满意，剩下的还没弄", "①收到，其他的修好了居民满意"])
def test_the_rest_of_three_is_asked_about(desk: StoryDesk, words: str) -> None:
    for number in THREE:
        desk.walks_to_assigned(number)
    desk.advance_to("11:00")
    bundle = desk.group("wrQINGHE").expects("共3件", "③")
    assert "是指下面2件吗" in desk.says("liwg", words, quoting=bundle)
    assert (desk.ticket(SECOND).state, desk.ticket(THIRD).state) == ("assigned", "assigned")


def test_number_that_contradicts_the_quote_is_asked_about(desk: StoryDesk) -> None:
    first = desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND)
    answer = desk.says("liwg", f"{SECOND} 已办结", quoting=first)
    assert "不一致" in answer and NUMBER in answer and SECOND in answer
    assert desk.ticket(NUMBER).state == desk.ticket(SECOND).state == "assigned"


def test_receipt_does_not_take_what_belongs_to_another_unit(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(THIRD, to="北柳巷")
    desk.says("liwg", "收到", quoting=desk.sim.city.show("wrQINGHE", "push", f"①{NUMBER} ②{THIRD}", "push_key"))
    assert desk.ticket(NUMBER).state == "accepted"
    assert desk.ticket(THIRD).state == "assigned"


def test_words_without_number_or_quote_are_taken_for_the_only_open_order(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    assert f"{NUMBER} 已记受理" in desk.says("liwg", "收到", "wrQINGHE")
    desk.walks_to_assigned(SECOND)
    assert "说的是哪一件" in desk.says("liwg", "已联系居民", "wrQINGHE")
    assert desk.ticket(NUMBER).events("unit_message")[0]["link"] == "only_open"


def test_number_in_a_citizens_text_takes_no_line_of_the_list_and_no_answer(desk: StoryDesk) -> None:
    desk.walks_to_assigned(SECOND)
    first = desk.walks_to_assigned(主要内容=f"此前工单{SECOND}没解决，灯又坏了。")
    # Numbers of a list say nothing to what has one order only.
    asked = desk.says("liwg", "1、2已联系 3没打通", quoting=first)
    assert "这条只有一件" in asked and NUMBER in asked and "没有记录" in asked
    for words in (
        "3不是我们的，是城管的",
        "除了3都弄完了",
        "前两件弄完了，最后一个没弄",
        "一二都好了，三还没",
        "2弄完了",
    ):
        assert "这条只有一件" in desk.says("liwg", words, quoting=first)
    assert desk.ticket(NUMBER).kinds[-1] == "assigned", "nothing of it is recorded"
    assert desk.ticket(NUMBER).state == desk.ticket(SECOND).state == "assigned"
    assert "已记受理" in desk.says("liwg", "收到", quoting=first)
    # Of one order are its buildings and flats, and its steps.
    assert "已记首联" in desk.says("liwg", "1 已联系居民 2 明天上门", quoting=first)
    for words in ("1、2、3号楼已完成，4号楼明天", "1、3、5单元已通暖，居民满意，已办结"):
        assert "这条只有一件" not in desk.says("liwg", words, quoting=first), words
    assert desk.ticket(NUMBER).state == "resolved" and desk.ticket(SECOND).state == "assigned"


@pytest.fixture
def three(desk: StoryDesk) -> Message:
    """Three orders of one unit in one reminder."""
    for number in THREE:
        desk.walks_to_assigned(number)
    desk.advance_to("11:00")
    return desk.group("wrQINGHE").expects("催办", "共3件")


def states(desk: StoryDesk) -> list[str]:
    return [desk.ticket(number).state for number in THREE]


A, T, H, D = "assigned", "accepted", "handling", "resolved"


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("①到③都办完", [D, D, D]),
        ("1-3都收到", [T, T, T]),
        ("①、③收到", [T, A, T]),
        ("前两个收到", [T, T, A]),
        ("后两件都办完了", [A, D, D]),
        ("后面两个明天", [A, H, H]),
        ("最后一个办完了", [A, A, D]),
        ("头一个收到", [T, A, A]),
        ("第一个办完，最后一个明天", [D, A, H]),
        ("①办完 ②明天 ③不是我们的", [D, H, A]),
        ("①②办完，③明天", [D, D, H]),
        ("1和2办完3明天", [D, D, H]),
        ("1、2都联系了3不是我们的", [H, H, A]),
        ("1、3处理完了", [D, A, D]),
    ],
)
def test_lines_ranges_and_edges_of_a_bundle(desk: StoryDesk, three: Message, words: str, after: list[str]) -> None:
    assert "哪一件" not in desk.says("liwg", words, quoting=three)
    assert states(desk) == after


@pytest.mark.parametrize(
    "words",
    [
        "除了②都办完了",
        "除了2都办完了",
        "除了第二个都收到",
        "2除外都好了",
        "①到③都办完，②明天",
        "4办完了",
        "第四个办完了",
        "①-⑤都办完",
        "都办完了",
        "前两个月就修了",
        "前两个师傅去了",
        "后一个办完了",
    ],
)
def test_what_leaves_open_which_lines_are_meant_is_asked(desk: StoryDesk, three: Message, words: str) -> None:
    asked = desk.says("liwg", words, quoting=three)
    assert all(f"{mark}{number}" in asked for mark, number in zip("①②③", THREE, strict=True)), asked
    assert states(desk) == [A, A, A]


def test_receipt_before_the_only_line_still_open_asks_nothing_of_what_is_done(desk: StoryDesk, three: Message) -> None:
    desk.says("liwg", "4513和4514都修好了", "wrQINGHE")
    answer = desk.says("liwg", "收到，1明天去", quoting=three)
    assert f"{NUMBER} 已记受理" in answer and SECOND not in answer
    assert states(desk) == [T, D, D]


@pytest.mark.parametrize("words", ["都收到了，③不是我们的", "收到，3不是我们的"])
def test_receipt_before_one_line_is_asked_about_for_the_others(desk: StoryDesk, three: Message, words: str) -> None:
    asked = desk.says("liwg", words, quoting=three)
    assert "退回坐席申请1：不是我们的。" in asked and "是指下面2件吗" in asked
    assert THIRD not in asked.partition("是指下面")[2]
    desk.says("liwg", "都是", "wrQINGHE")
    assert states(desk) == [T, T, A]


def test_receipt_before_one_line_of_two_is_of_the_other(desk: StoryDesk, bundle: Message) -> None:
    assert f"{NUMBER} 已记受理" in desk.says("liwg", "收到，2不是我们的", quoting=bundle)


def test_the_others_behind_one_line_are_asked_about_without_it(desk: StoryDesk, three: Message) -> None:
    asked = desk.says("liwg", "2没弄其他都好了", quoting=three)
    assert "“其他都好了”是指下面2件吗" in asked and SECOND not in asked.partition("是指下面")[2]
    desk.says("liwg", "都是", "wrQINGHE")
    assert states(desk) == [D, H, D]


@pytest.mark.parametrize("words", ["①4513办完了", "①和4514都办完了"])
def test_line_beside_the_number_of_another_is_asked_about(desk: StoryDesk, three: Message, words: str) -> None:
    assert "不一致" in desk.says("liwg", words, quoting=three)
    assert states(desk) == [A, A, A]


def test_line_beside_its_own_number_is_one(desk: StoryDesk, three: Message) -> None:
    desk.says("liwg", "①4512办完 ②4513明天", quoting=three)
    assert states(desk) == [D, H, A]


def test_line_that_the_bundle_does_not_have_is_asked_about_beside_those_it_has(desk: StoryDesk, three: Message) -> None:
    asked = desk.says("liwg", "①办完②明天③不是我们的④收到", quoting=three)
    assert "“④收到”说的是哪一件" in asked
    assert states(desk) == [D, H, A]


def test_bundle_is_quoted_twice(desk: StoryDesk, three: Message) -> None:
    desk.says("liwg", "①办完", quoting=three)
    desk.says("liwg", "②收到 ③已到现场，正在修", quoting=three)
    assert states(desk) == [D, T, H]


def test_number_beside_the_quote_of_a_bundle_that_does_not_have_it_is_asked_about(
    desk: StoryDesk, three: Message
) -> None:
    other = "20261118008888"
    desk.walks_to_assigned(other)
    assert "不一致" in desk.says("liwg", "8888办完了", quoting=three)
    assert desk.ticket(other).state == "assigned" and states(desk) == [A, A, A]


def test_old_and_new_bundle_are_read_each_by_its_own_numbering(desk: StoryDesk, three: Message) -> None:
    desk.says("liwg", "①已联系居民，办结", quoting=three)
    # The unit got the first order back, so the list is shorter and the lines count from another order.
    again = desk.sim.city.show(
        "wrQINGHE", "push", f"【催办】共2件：\n①{THREE[2]}｜灯｜受理\n②{THREE[1]}｜灯｜受理", "push_key"
    )
    desk.says("liwg", "①收到", quoting=again)
    assert states(desk) == [D, A, T]
    desk.says("liwg", "②收到", quoting=three)
    assert states(desk) == [D, T, T]


@pytest.mark.parametrize("words", ["收到", "办完了", "③办完"])
def test_bundle_whose_end_was_cut_off_is_asked_about(desk: StoryDesk, three: Message, words: str) -> None:
    cut = three.text[: three.text.index(THREE[1]) + 6] + "…"
    desk.says("liwg", words, quoting=desk.sim.city.show("wrQINGHE", "push", cut, "push_key"))
    assert states(desk) == [A, A, A]


def test_the_rest_of_a_quoted_list_is_not_promised_for_the_one_named_by_its_number(desk: StoryDesk) -> None:
    for number in THREE:
        desk.walks_to_assigned(number)
    desk.advance_to("11:00")
    bundle = desk.group("wrQINGHE").expects("共3件", "③")
    assert "“剩下的明天”是指下面2件吗" in desk.says("liwg", "4512办完，剩下的明天", quoting=bundle)
    assert not any(desk.ticket(number).has_clock("promise") for number in THREE)
    assert desk.ticket(NUMBER).state == "resolved"
