"""/试一下: everybody practises their own part, step by step, on a ticket that counts nowhere and ends by itself."""

from __future__ import annotations

import pytest

from rules.number_form import number_in_form
from rules.ticket_number import compile_patterns, find_numbers
from simulator.message import Message
from tests.stories.desk import StoryDesk
from tests.stories.test_evidence import JPEG, sends
from tests.stories.town import NUMBER

HERE = "wrQINGHE"


def begins(desk: StoryDesk, userid: str = "liwg") -> Message:
    """Begin an exercise in the group of the unit; return the drill order."""
    assert "（练习）马上往本群发一张练习工单" in desk.says(userid, "/试一下", HERE)
    return desk.group(HERE).expects("【练习】", "青禾家园社区", "练习工单，不计入任何统计", mentions=[userid])


def test_unit_practises_by_quoting_step_by_step(desk: StoryDesk) -> None:
    push = begins(desk)
    first = desk.says("liwg", "收到", quoting=push)
    assert "（练习）对，这就算受理了。请引用那条，@催办助手 回复：已联系居民，明天上门" in first
    assert "（练习）好，联系诉求人记上了" in desk.says("liwg", "已联系居民，明天上门", quoting=push)
    assert "（练习）都会了，练习结束" in desk.says("liwg", "已办结，灯修好了", quoting=push)
    assert "这次练习已结束，再练请发：/试一下" in desk.says("liwg", "收到", quoting=push)


def test_whose_group_refuses_the_drill_order_practises_in_direct_chat(desk: StoryDesk) -> None:
    before = desk.api("/delivery")["due"]
    desk.sim.fault("webhook/send", "errcode", errcode=93000, times=None, target="key-qinghe")
    assert "马上往本群发" in desk.says("liwg", "/试一下", HERE)
    desk.runtime.send()
    told = desk.direct("liwg").expects("（练习）", "群里发不出去", "请回复：").text
    assert "（练习）对，这就算受理了" in desk.says("liwg", told.rpartition("请回复：")[2])
    assert "【练习】" in desk.says("liwg", "/试一下", HERE), "the next one does not wait for a group that refuses"
    desk.runtime.send()
    desk.direct("liwg").expects_nothing()
    desk.group("wrSUPERVISORS").expects_nothing()
    assert desk.api("/delivery")["due"] == before + 1, "only what the administrator is told"


def test_drill_that_nobody_can_be_told_of_has_nobody_phoned(desk: StoryDesk) -> None:
    desk.sim.fault("webhook/send", "errcode", errcode=93000, times=None, target="key-qinghe")
    desk.sim.fault("message/send", "errcode", errcode=81013, times=None, target="liwg")
    desk.says("liwg", "/试一下", HERE)
    desk.runtime.send()
    desk.runtime.send()
    desk.group("wrSUPERVISORS").expects_nothing()


def test_photo_is_a_step_that_may_be_left_out(desk: StoryDesk) -> None:
    push = begins(desk)
    desk.says("liwg", "收到", quoting=push)
    assert "发一张现场照片（手边没有就跳过" in desk.says("liwg", "已联系居民，明天上门", quoting=push)
    photo = sends(desk, "liwg", ("image", JPEG), text="照片", quoting=push)
    assert "（练习）好，照片记上了。请引用那条，@催办助手 回复：已办结，灯修好了" in photo
    assert "（练习）都会了" in desk.says("liwg", "已办结，灯修好了", quoting=push)


def test_what_the_step_did_not_want_is_said_again(desk: StoryDesk) -> None:
    push = begins(desk)
    assert "（练习）这一步请引用那条，@催办助手 回复：收到" in desk.says("liwg", "这是什么？", quoting=push)


def test_done_at_once_ends_with_what_was_left_out(desk: StoryDesk) -> None:
    answer = desk.says("liwg", "已办结，灯修好了，居民已确认", quoting=begins(desk))
    assert "真工单要先联系诉求人" in answer


def test_unit_practises_in_a_direct_chat_by_number(desk: StoryDesk) -> None:
    begun = desk.says("liwg", "/试一下")
    number = begun.partition("工单 ")[2][:14]
    assert "请回复：" in begun and number.startswith("2000")
    assert "这就算受理了" in desk.says("liwg", f"{number} 收到")
    desk.group(HERE).expects_nothing()


def test_several_practise_at_once_and_nobody_moves_anothers(desk: StoryDesk) -> None:
    first, second = begins(desk), begins(desk, "chenzr")
    assert "这是李网格的练习工单" in desk.says("chenzr", "收到", quoting=first)
    assert "这就算受理了" in desk.says("chenzr", "收到", quoting=second)
    assert "这就算受理了" in desk.says("liwg", "收到", quoting=first)


def test_new_exercise_ends_the_one_before(desk: StoryDesk) -> None:
    first, second = begins(desk), begins(desk)
    assert "已结束" in desk.says("liwg", "收到", quoting=first)
    assert "这就算受理了" in desk.says("liwg", "收到", quoting=second)


def test_exercise_left_alone_ends_by_itself(desk: StoryDesk) -> None:
    push = begins(desk)
    desk.advance_to("12:30")
    assert "已结束" in desk.says("liwg", "收到", quoting=push)


def test_agent_practises_to_sign_check_and_assign(desk: StoryDesk) -> None:
    said = desk.says("zuoxi02", "/试一下")
    for words in ("对，签收了", "好，初核记上了", "都会了，练习结束"):
        said = desk.says("zuoxi02", said.rpartition("请发：")[2])
        assert f"（练习）{words}" in said
    desk.group("wrCHENGGUAN").expects_nothing()
    desk.group(HERE).expects_nothing()


@pytest.mark.parametrize(("words", "told"), [("/同意 {}", "同意记上了"), ("/驳回 {} 理由不足", "驳回记上了")])
def test_official_practises_to_decide(desk: StoryDesk, words: str, told: str) -> None:
    begun = desk.says("sunzr", "/试一下")
    request = begun.partition("申请")[2].partition("\n申请")[2].partition("｜")[0]
    assert "延期" in begun and request.isdigit()
    assert f"（练习）{told}，练习结束" in desk.says("sunzr", words.format(request))


def test_who_has_nothing_to_answer_is_told_so(desk: StoryDesk) -> None:
    assert "练习是给单位、坐席和主管的" in desk.says("guanli", "/试一下")


def test_exercises_are_in_no_list_no_figure_and_no_balance(desk: StoryDesk) -> None:
    before = desk.api("/delivery")
    push = begins(desk)
    desk.says("liwg", "收到", quoting=push)
    desk.says("zuoxi02", "/试一下")
    desk.says("sunzr", "/试一下")
    assert desk.api("/delivery") == before
    assert desk.api("/tickets")["tickets"] == []
    for who, command in (("liwg", "/待办"), ("zuoxi02", "/待办"), ("sunzr", "/待办"), ("zuoxi02", "/查 练习")):
        assert "2000" not in desk.says(who, command)
    desk.advance_to("11:59")
    desk.direct("sunzr").expects_nothing()
    desk.direct("chenzr").expects_nothing()
    desk.group(HERE).expects_nothing()


def test_exercise_never_comes_between_real_orders(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    begins(desk)
    assert f"{NUMBER} 已记受理" in desk.says("liwg", "收到", HERE)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (r"20\d{12}", "20001126000012"),
        (r"\d{18}", "000000001126000012"),
        (r"热线-\d{6}-\d{6}", "热线-001126-000012"),
        (r"SJF-\d{8}-\d{4}", "SJF-00112600-0012"),
        (r"[0-9]{12}", "001126000012"),
    ],
)
def test_drill_number_has_the_form_of_the_townships_own(pattern: str, number: str) -> None:
    patterns = compile_patterns([pattern])
    assert number_in_form(patterns, "001126000012") == number
    assert [found.text for found in find_numbers(f"{number} 收到", patterns)] == [number]
