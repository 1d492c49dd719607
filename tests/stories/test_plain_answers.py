"""An agent in a hurry answers the bot's question in plain words, and types commands without the slash."""

from __future__ import annotations

import pytest

from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, order


@pytest.fixture
def found_wrong(desk: StoryDesk) -> StoryDesk:
    """The caller said otherwise than the order, and the bot has asked what to correct."""
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    assert "直接回复即可" in desk.says("zuoxi02", "/初核 4512 不符")
    return desk


@pytest.mark.parametrize(
    "words",
    [
        "地址应该是云杉里6号楼",
        "地址是云杉里6号楼。",
        "地址 云杉里6号楼",
        "地址：云杉里6号楼",
        "4512 地址改成云杉里6号楼",
    ],
)
def test_plain_correction_is_taken_for_half_an_hour(found_wrong: StoryDesk, words: str) -> None:
    found_wrong.machine_passes(minutes=29)
    assert "已更正地址为“云杉里6号楼”，已按核实处理" in found_wrong.says("zuoxi02", words)
    assert found_wrong.ticket().shape["address"] == "云杉里6号楼"


def test_plain_correction_comes_too_late_after_half_an_hour(found_wrong: StoryDesk) -> None:
    found_wrong.machine_passes(minutes=31)
    found_wrong.says("zuoxi02", "地址应该是云杉里6号楼")
    assert found_wrong.ticket().state == "pending_verify"


@pytest.mark.parametrize("words", ["地址不对", "云杉里6号楼", "1", "是", "好的", "4513 地址应该是云杉里6号楼"])
def test_words_that_say_no_field_and_value_correct_nothing(found_wrong: StoryDesk, words: str) -> None:
    found_wrong.says("zuoxi02", words)
    assert found_wrong.ticket().state == "pending_verify" and "corrected" not in found_wrong.ticket().kinds


def test_question_to_one_agent_is_not_answered_by_another(found_wrong: StoryDesk) -> None:
    found_wrong.says("zuoxi03", "地址应该是云杉里6号楼")
    found_wrong.says("zuoxi02", "地址应该是云杉里6号楼", "wrDESK")
    assert "corrected" not in found_wrong.ticket().kinds


def test_title_taken_from_the_content_follows_its_correction_and_comes_back(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(主要内容="青禾家园二期3号楼楼道堆放杂物。"))
    assert desk.ticket().shape["title"] == "青禾家园二期3号楼楼道堆放杂物"
    desk.says("zuoxi02", "/更正 4512 内容 云杉里6号楼门禁损坏。")
    assert desk.ticket().shape["title"] == "云杉里6号楼门禁损坏"
    desk.says("zuoxi02", "/撤销")
    assert desk.ticket().shape["title"] == "青禾家园二期3号楼楼道堆放杂物"


def test_reason_asked_for_is_what_the_agent_says_next(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(诉求类型="咨询", 主要内容="咨询落户政策。"))
    for command in ("/签收 4512", "/直办 4512 答复 已解释", "/已回复 4512 10:00"):
        answer = desk.says("zuoxi02", command)
    assert "没有证据，请写明理由" in answer
    for nothing in ("1", "是的", "好", "有照片", "4512"):
        assert "请写明理由" in desk.says("zuoxi02", nothing)
    assert "已记回复平台（补录，今天10:00）" in desk.says("zuoxi02", "电话答复，无需照片")
    desk.says("zuoxi02", "/撤销 4512")
    for bare in ("是", "无", "不需要", "有照片"):
        assert "请写明理由" in desk.says("zuoxi02", f"/已回复 4512 10:00 {bare}")
    assert "已记回复平台" in desk.says("zuoxi02", "电话答复，无需照片")
    [event] = desk.ticket().events("replied")[-1:]
    assert event["text"] == "电话答复，无需照片"


@pytest.mark.parametrize(
    "words",
    [
        "04512 还没回复呢",
        "等一下",
        "好的，我先去平台看一下再说",
        "怎么撤销",
        "电话还没答复居民",
        "现场照片明天补",
        "电话答复可以吗",
        "点错了，不是电话答复",
    ],
)
def test_what_is_no_reason_closes_nothing_and_names_the_command(desk: StoryDesk, words: str) -> None:
    desk.walks_to_assigned()
    desk.says("zuoxi02", "/已回复 4512")
    answer = desk.says("zuoxi02", words)
    assert "没有记回复" in answer and "/已回复 4512 电话答复" in answer
    assert desk.ticket().state == "assigned"
    assert "已记回复平台" in desk.says("zuoxi02", "4512 电话答复，居民认可")


def test_question_about_another_order_is_no_reason(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.pastes("zuoxi02", order(SECOND))
    desk.says("zuoxi02", "/已回复 4512")
    assert "没有记回复" not in desk.says("zuoxi02", "4513 电话答复怎么样了")
    assert SECOND in desk.says("zuoxi02", "4513")
    assert desk.ticket().state == "assigned"


def test_reason_of_two_replies_is_taken_for_both(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.pastes("zuoxi02", order(number, 诉求类型="咨询", 主要内容="咨询落户政策。"))
        desk.says("zuoxi02", f"/签收 {number}")
        desk.says("zuoxi02", f"/直办 {number} 答复 已解释")
    desk.says("zuoxi02", "/已回复 4512 4513")
    assert "“4513”像是另一件" in desk.says("zuoxi02", "4512 电话答复，4513 有照片")
    assert desk.says("zuoxi02", "电话已答复").count("已记回复平台") == 2


def test_who_takes_the_question_back_has_replied_nothing(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("zuoxi02", "/已回复 4512")
    assert "没有改动" in desk.says("zuoxi02", "算了")
    assert desk.ticket().state == "assigned"


def test_reply_before_the_work_is_done_is_taken_and_said(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    answer = desk.says("zuoxi02", "/已回复 4512 电话答复")
    assert "没有办结和回访" in answer and "/撤销 4512" in answer
    assert desk.ticket().state == "replied"


def test_number_that_a_command_lacked_may_follow_by_itself(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "不知道是哪一件" in desk.says("zuoxi02", "/签收")
    assert "已签收" in desk.says("zuoxi02", "4512")
    desk.says("zuoxi02", "/初核 属实")
    assert "初核属实" in desk.says("zuoxi02", "4512")


@pytest.mark.parametrize("words", ["签收 4512", "签收4512", "签收　4512", "sign 4512", f"签收 {NUMBER}"])
@pytest.mark.parametrize("chat", ["app", "aibot", "wrDESK"])
def test_command_needs_no_slash_when_only_a_number_follows(desk: StoryDesk, words: str, chat: str) -> None:
    desk.pastes("zuoxi02", order())
    assert "已签收" in desk.says("zuoxi02", words, chat)


def test_several_numbers_follow_a_command_without_a_slash(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.pastes("zuoxi02", order(number))
    assert desk.says("zuoxi02", "签收 4512、4513").count("已签收") == 2


@pytest.mark.parametrize("words", ["签收了 4512", "4512 签收", "签收 4512 了吗", "签收"])
def test_other_words_about_signing_sign_nothing(desk: StoryDesk, words: str) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", words)
    assert desk.ticket().state == "pending_sign"


def test_bare_number_is_looked_up(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert NUMBER in desk.says("zuoxi02", "4512")
    assert desk.says("zuoxi02", "4599") == "没有找到工单 4599，请核对单号。"
    assert "没有找到工单 4599" in desk.says("liwg", "4599")


def test_by_day_nobody_says_that_it_is_night(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    assert "现在不是夜间" in desk.says("zuoxi02", "/初核 4512 夜间")
    assert desk.ticket().state == "pending_verify"


def test_urgent_order_is_checked_by_phone_at_night_too(desk_at: OpenDesk) -> None:
    desk = desk_at("23:00")
    desk.pastes("zuoxi04", order(dispatched="2026-11-18 23:00:00", limit="2小时"))
    desk.says("zuoxi04", "/签收 4512")
    assert "紧急件，夜间也要打电话" in desk.says("zuoxi04", "/初核 4512 夜间")


def test_check_stated_afterwards_says_so(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.advance_to("10:15")
    answer = desk.says("zuoxi02", "/初核 4512 属实 10:08")
    assert "初核属实（补录，今天10:08，" not in answer and "初核属实（补录，今天10:08）" in answer


@pytest.mark.parametrize("words", ["1", "是", "是的", "对", "没有"])
def test_bare_yes_from_whom_nothing_was_asked_moves_nothing(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "居民自己修好了", quoting=push)
    kinds = [kind for kind in desk.ticket().kinds if kind != "unit_message"]
    desk.says("chenzr", words, "wrQINGHE")
    desk.says("liwg", words)
    desk.machine_passes(minutes=11)
    desk.says("liwg", words, "wrQINGHE")
    assert [kind for kind in desk.ticket().kinds if kind not in ("unit_message", "accepted")] == [
        kind for kind in kinds if kind != "accepted"
    ]
    assert desk.ticket().state in ("assigned", "accepted")


def test_number_that_answers_a_stale_question_takes_no_other_order(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "已经办结了吗" in desk.says("liwg", "居民自己修好了", quoting=push)
    desk.machine_passes(minutes=11)
    desk.says("chenzr", "已联系居民，已办结", quoting=push)
    desk.walks_to_assigned(SECOND)
    assert "没听明白是哪一件" in desk.says("liwg", "1", "wrQINGHE")
    assert desk.ticket(SECOND).state == "assigned"
    desk.says("liwg", "收到", "wrQINGHE")
    assert desk.ticket(SECOND).state == "accepted"
