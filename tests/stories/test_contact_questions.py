"""联系过诉求人吗 is answered as people answer it, by whoever of the unit knows it."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD


@pytest.fixture
def asked(desk: StoryDesk) -> StoryDesk:
    """Two orders were posted; the first was reported done, and its unit is asked about the contact."""
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    assert "联系过诉求人吗" in desk.says("liwg", "4512修好了", "wrQINGHE")
    return desk


def is_contacted(desk: StoryDesk, number: str = NUMBER) -> bool:
    return desk.ticket(number).stopped("first_contact") is not None


@pytest.mark.parametrize("words", ["联系居民了", "昨天就联系了", "当面说的", "打电话给业主了", "见到居民了"])
@pytest.mark.parametrize("userid", ["liwg", "chenzr"])
def test_contact_told_in_any_words_is_of_the_one_asked_about(asked: StoryDesk, words: str, userid: str) -> None:
    assert f"{NUMBER} 已补记首联" in asked.says(userid, words, "wrQINGHE")
    assert is_contacted(asked) and not is_contacted(asked, SECOND)


@pytest.mark.parametrize(
    "words", ["未联系", "没联系上", "打不通", "联系居民了没", "未告知居民", "联系过电工", "居民已联系12345"]
)
@pytest.mark.parametrize("userid", ["liwg", "chenzr"])
def test_no_contact_is_none(asked: StoryDesk, words: str, userid: str) -> None:
    asked.says(userid, words, "wrQINGHE")
    assert not is_contacted(asked) and not is_contacted(asked, SECOND)


def test_several_done_in_one_message_are_asked_about_once(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND, THIRD):
        desk.walks_to_assigned(number)
    answer = desk.says("liwg", "4512、4513、4514都修好了", "wrQINGHE")
    assert answer.splitlines() == [
        f"{NUMBER} 已记办结。",
        f"{SECOND} 已记办结。",
        f"{THIRD} 已记办结。",
        (
            "4512、4513、4514 的诉求人都联系过吗？都联系过请@我回复“都联系过”。"
            "坐席将回访。有现场照片，请把照片和单号发在一条消息里@我。"
        ),
    ]
    assert desk.says("liwg", "都联系过", "wrQINGHE").count("已补记首联") == 3


def test_contact_is_asked_by_number_behind_what_is_said_of_others(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND)
    last = desk.says("liwg", "4512修好了，4513还没弄", "wrQINGHE").splitlines()[-1]
    assert last.startswith(f"{NUMBER} 联系过诉求人吗？")
    # What follows for all that is done is said once.
    desk.walks_to_assigned(THIRD)
    lines = desk.says("liwg", "4514已联系居民，修好了，4513修好了", "wrQINGHE").splitlines()
    assert lines[0] == f"{THIRD} 已记办结。" and "诉求人都联系过吗？" in lines[-1]
    assert ["".join(lines).count(words) for words in ("坐席将回访", "有现场照片")] == [1, 1]


@pytest.mark.parametrize("words", ["4512修好了，4513可以了", "4513可以了；4512修好了"])
def test_contact_is_told_by_number_while_a_doubtful_claim_is_asked_about(desk: StoryDesk, words: str) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND)
    lines = desk.says("liwg", words, "wrQINGHE").splitlines()
    assert "".join(lines).count("？") == 1 and lines[-1] == "联系过诉求人的，请@我回复“4512 已联系”。"
    assert f"{NUMBER} 已记首联" in desk.says("liwg", "4512 已联系", "wrQINGHE")


def test_two_questions_in_a_row_are_answered_together(desk: StoryDesk) -> None:
    first, second = (desk.walks_to_assigned(number) for number in (NUMBER, SECOND))
    desk.says("liwg", "修好了", quoting=first)
    answer = desk.says("liwg", "修好了", quoting=second)
    assert NUMBER in answer and SECOND in answer and "都联系过" in answer
    desk.says("liwg", "都联系过了", "wrQINGHE")
    assert is_contacted(desk) and is_contacted(desk, SECOND)


@pytest.mark.parametrize("words", ["收到", "1", "是的", "4513收到"])
def test_colleague_who_says_something_else_answers_no_question(asked: StoryDesk, words: str) -> None:
    asked.says("chenzr", words, "wrQINGHE")
    assert not is_contacted(asked)


def test_colleague_confirms_done_in_the_word_it_needs(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    desk.says("liwg", "居民自己修好了", quoting=push)
    desk.says("chenzr", "是的", "wrQINGHE")
    assert desk.ticket().state == "assigned"
    assert f"{NUMBER} 已记办结" in desk.says("chenzr", "确认办结", "wrQINGHE")
    assert "已记办结" not in desk.says("liwg", "确认办结", "wrQINGHE")


def test_nobody_of_another_unit_answers(asked: StoryDesk) -> None:
    asked.says("duwg", "已联系", "wrBEILIU")
    assert not is_contacted(asked)


@pytest.mark.parametrize("words", ["不确认", "等居民确认", "还不能确认"])
def test_no_confirmation_is_a_no(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    desk.says("liwg", "居民自己修好了", quoting=push)
    assert f"{NUMBER} 仍在办理" in desk.says("liwg", words, "wrQINGHE")


@pytest.mark.parametrize("words", ["物业说的", "看了确实好了"])
def test_neither_yes_nor_no_has_the_order_asked_about_again(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    desk.says("liwg", "居民自己修好了", quoting=push)
    answer = desk.says("liwg", words, "wrQINGHE")
    assert NUMBER in answer and "办结了请@我回复“确认办结”" in answer
    assert "已记办结" in desk.says("liwg", "确认办结", "wrQINGHE")


@pytest.mark.parametrize("words", ["这就联系", "下午联系", "正联系呢", "马上打", "我现在打电话", "还没，下午联系"])
def test_call_still_to_come_takes_nothing_of_done_back(asked: StoryDesk, words: str) -> None:
    asked.group("wrDESK").is_read()
    assert "联系后@我回复“已联系”" in asked.says("liwg", words, "wrQINGHE")
    assert asked.ticket().state == "resolved" and not is_contacted(asked)
    asked.group("wrDESK").expects_nothing()


@pytest.mark.parametrize("words", ["居民不在家", "物业说的"])
def test_what_answers_neither_way_is_asked_again_of_the_same_order(asked: StoryDesk, words: str) -> None:
    assert f"{NUMBER} 联系过诉求人请@我回复“已联系”" in asked.says("liwg", words, "wrQINGHE")
    assert f"{NUMBER} 已补记首联" in asked.says("liwg", "已联系", "wrQINGHE")


@pytest.mark.parametrize("words", ["已联系电工", "正在与居民沟通", "未告知居民", "已联系忙音"])
def test_words_of_no_contact_with_the_citizen_leave_its_clock_running(desk: StoryDesk, words: str) -> None:
    answer = desk.says("liwg", words, quoting=desk.walks_to_assigned())
    assert "已记首联" not in answer and not is_contacted(desk)


@pytest.mark.parametrize("note", ["未告知", "请坐席告知居民"])
def test_command_with_a_note_of_no_contact_is_asked_about(desk: StoryDesk, note: str) -> None:
    desk.walks_to_assigned()
    assert "联系过诉求人" in desk.says("liwg", f"/首联 4512 {note}", "wrQINGHE")
    assert not is_contacted(desk)


@pytest.mark.parametrize(
    ("words", "contacted", "state"),
    [
        ("另一个明天去", [False, False], "accepted"),
        ("另外一个还没去", [False, False], "handling"),
        ("别的还没弄", [False, False], "handling"),
        ("另一个收到", [False, False], "accepted"),
        ("另一个联系了", [False, True], "handling"),
        ("没联系，另一个联系了", [False, True], "handling"),
        ("联系了，另一个还没", [True, False], "handling"),
        ("另一个也修好了", [False, False], "assigned"),
    ],
)
def test_words_of_another_order_after_the_question_are_of_that_one(
    desk: StoryDesk, words: str, contacted: list[bool], state: str
) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    assert "联系过诉求人吗" in desk.says("liwg", "4512修好了", "wrQINGHE")
    desk.says("liwg", words, "wrQINGHE")
    assert [desk.ticket(number).stopped("first_contact") is not None for number in (NUMBER, SECOND)] == contacted
    assert (desk.ticket(NUMBER).state, desk.ticket(SECOND).state) == ("resolved", state)
    assert "另" not in str([event["text"] for event in desk.ticket(NUMBER).events("unit_message")])


@pytest.mark.parametrize(
    "words",
    [
        "另外，已联系过居民了",
        "另外已经联系居民了，居民很满意",
        "其他没问题，联系过了",
        "别的没啥了，已联系",
        "联系过了，另外居民说谢谢",
    ],
)
def test_words_that_only_go_on_are_of_the_order_asked_about(asked: StoryDesk, words: str) -> None:
    asked.says("liwg", words, "wrQINGHE")
    assert (is_contacted(asked), is_contacted(asked, SECOND)) == (True, False)
    assert asked.ticket(SECOND).state == "assigned"


@pytest.mark.parametrize(
    "words",
    ["别的社区的人联系的", "联系过了，另外居民说楼道灯也坏了", "其他都好，打过电话了", "别的没有了", "其他的不清楚"],
)
def test_words_that_name_no_other_order_do_nothing_to_it(asked: StoryDesk, words: str) -> None:
    asked.says("liwg", words, "wrQINGHE")
    assert (asked.ticket(SECOND).state, asked.ticket(SECOND).shape["requests"]) == ("assigned", [])
    assert not is_contacted(asked, SECOND)


def test_words_of_another_of_several_are_asked_about(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND, THIRD):
        desk.walks_to_assigned(number)
    desk.says("liwg", "4512修好了", "wrQINGHE")
    asked = desk.says("liwg", "另一个明天去", "wrQINGHE")
    assert f"①{SECOND}" in asked and f"②{THIRD}" in asked and NUMBER not in asked


@pytest.mark.parametrize("words", ["没联系上", "没打通", "打了没人接"])
def test_try_in_vain_takes_nothing_of_done_back(asked: StoryDesk, words: str) -> None:
    asked.all_read()
    assert f"{NUMBER} 已记未接通" in asked.says("liwg", words, "wrQINGHE")
    assert (asked.ticket().state, is_contacted(asked)) == ("resolved", False)
    asked.group("wrDESK").expects_nothing()


def test_needless_contact_is_none(asked: StoryDesk) -> None:
    assert "请尽快联系诉求人" in asked.says("liwg", "没必要联系", "wrQINGHE")
    assert not is_contacted(asked)


@pytest.mark.parametrize("words", ["联系过，居民说还有问题", "联系过，居民不太满意", "联系过，但是又坏了"])
def test_trouble_told_beside_the_contact_reaches_the_agent(asked: StoryDesk, words: str) -> None:
    asked.all_read()
    assert "已请值班坐席核实" in asked.says("liwg", words, "wrQINGHE")
    asked.group("wrDESK").expects("说法不一", NUMBER, words)
    assert is_contacted(asked)


@pytest.mark.parametrize("words", ["1联系了", "第一个联系了", "前一个联系了后一个没联系", "已联系1"])
def test_contact_of_one_of_two_is_recorded_of_none_before_its_number_is_named(desk: StoryDesk, words: str) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    desk.says("liwg", "4512办结，4513办结", "wrQINGHE")
    assert f"只联系了一件请写单号，例如：“{NUMBER} 已联系”" in desk.says("liwg", words, "wrQINGHE")
    assert not any(desk.ticket(number).stopped("first_contact") for number in (NUMBER, SECOND))
    assert f"{NUMBER} 已记首联" in desk.says("liwg", "4512 已联系", "wrQINGHE")
    assert desk.ticket(SECOND).stopped("first_contact") is None


@pytest.mark.parametrize("words", ["匿名的，没法联系", "居民在场看着修的", "稍等", "给谁打？", "没联系，居民不在家"])
def test_words_that_answer_neither_yes_nor_no_have_it_asked_again(desk: StoryDesk, words: str) -> None:
    desk.says("liwg", "办结", quoting=desk.walks_to_assigned())
    assert "没联系请回复“没有”" in desk.says("liwg", words, "wrQINGHE")
    assert not is_contacted(desk)


@pytest.mark.parametrize("words", ["没来得及", "还没顾上", "没时间"])
def test_no_time_for_the_call_takes_nothing_of_done_back(asked: StoryDesk, words: str) -> None:
    asked.all_read()
    assert "请尽快联系诉求人" in asked.says("liwg", words, "wrQINGHE")
    asked.group("wrDESK").expects_nothing()
