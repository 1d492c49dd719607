"""Who types a command wrong, too early or without the right is told what to send, with a ticket of their own."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order


@pytest.fixture
def two(desk: StoryDesk) -> StoryDesk:
    """One order is with its unit, one is not signed yet."""
    desk.walks_to_assigned(NUMBER)
    desk.pastes("zuoxi02", order(SECOND))
    return desk


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/督办 4512", "/催办 4512"),
        ("/cuiban 4512", "/催办 4512"),
        ("/催辦 4512", "/催办 4512"),
        ("/摧办 4512", "/催办 4512"),
        ("/cuiyixia", "/催办 4512"),
        ("/催", "/催办 4512"),
        ("/提醒", "/催办 4512"),
        ("/签", "/签收 4513"),
        ("/簽收", "/签收 4513"),
        ("/qianshou 4513 10:02", "/签收 4513 10:02"),
        ("/核实", "/初核 单号 属实"),
        ("/清单", "/待办"),
        ("/查询 4512", "/查 4512"),
        ("/yanqi 4512 缺配件", "/延期 4512 缺配件"),
    ],
)
def test_wrong_command_gets_the_nearest_with_a_ticket_it_fits(two: StoryDesk, typed: str, meant: str) -> None:
    answer = two.says("zuoxi02", typed)
    assert meant in answer, answer
    assert two.ticket(NUMBER).state == "assigned" and two.ticket(SECOND).state == "pending_sign"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/banjie 4512 灯修好了", "/办结 4512 灯修好了"),
        ("/结案", "/办结 4512 "),
        ("/辦結 4512 好了", "/办结 4512 好了"),
    ],
)
def test_unit_is_offered_its_own_commands(two: StoryDesk, typed: str, meant: str) -> None:
    assert f"您是要 {meant}" in two.says("liwg", typed, "wrQINGHE")
    assert two.ticket().state == "assigned"


def test_unit_reads_of_a_command_what_a_unit_may_do_with_it(two: StoryDesk) -> None:
    assert "查 退单 看本单位退的单" in two.says("liwg", "/帮助 查") and "件数多时写页数" in two.says(
        "liwg", "/帮助 待办"
    )
    assert "当班坐席" not in two.says("liwg", "/帮助 待办") and "当班坐席" in two.says("zuoxi02", "/帮助 待办")
    assert "您不能用 /查 电话，" in two.says("liwg", "/查 电话 13912345678")


def test_nearest_command_says_what_comes_first_where_it_does_not_fit_yet(two: StoryDesk) -> None:
    assert f"您是要 /转办 吗？{SECOND} 现在是“待签收”，下一步：/签收 {SECOND}" in two.says("zuoxi02", "/交办 4513 青禾")


def test_wrong_command_of_others_says_whose_it_is(two: StoryDesk) -> None:
    for typed in ("/催办 4512", "/督办 4512"):
        answer = two.says("liwg", typed, "wrQINGHE")
        assert "/催办" in answer and "只有坐席、主管能用，请找值班坐席吴桐" in answer and "您是要" not in answer
    assert "请找值班主管孙主任" in two.says("zuoxi02", "/同意 3")
    assert "只有承办单位能用" in two.says("sunzr", "/办结 4513"), "before anything is said of how it is written"


def test_nobody_is_told_to_send_what_only_others_may(two: StoryDesk) -> None:
    answer = two.says("sunzr", "/转办 4513 青禾")
    assert "等坐席签收后再操作" in answer and "/签收" not in answer


def test_words_typed_behind_a_wrong_name_show_no_caller_in_a_group(two: StoryDesk) -> None:
    answer = two.says("liwg", "/banjie 4512 欧阳晓月家修好了", "wrQINGHE")
    assert "/办结 4512" in answer and "欧阳晓月" not in answer


def test_ticket_of_another_unit_fills_no_command(two: StoryDesk) -> None:
    two.walks_to_assigned(THIRD, to="北柳巷")
    assert "4514" not in two.says("liwg", "/结案", "wrQINGHE") + two.says("liwg", "/帮助 办结", "wrQINGHE")


def test_examples_are_about_tickets_of_whoever_asks(two: StoryDesk) -> None:
    assert "例如：/签收 4513" in two.says("zuoxi02", "/帮助 签收")
    assert "例如：/催办 4513" not in two.says("zuoxi02", "/帮助 催办")
    assert "例如现在可以发：/受理 4512" in two.says("liwg", "/帮助", "wrQINGHE")
    assert "例如现在可以发：/催办 4512" in two.says("sunzr", "/帮助")
    assert "例如：/初核 4513" in two.says("zuoxi02", "/初核 4513 挺好")
    two.says("liwg", "4512收到", "wrQINGHE")
    assert "例如：/撤销 4512" in two.says("liwg", "/帮助 撤销", "wrQINGHE")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("打电话", ["/首联"]),
        ("办完", ["/办结"]),
        ("提醒", ["/承诺"]),
        ("时间", ["/承诺", "/时限"]),
        ("逾期", ["/超时"]),
        ("banjie", ["/办结"]),
        ("打不通电话", ["/首联"]),
        ("催办", ["/催办", "只有坐席、主管能用"]),
    ],
)
def test_help_on_a_word_finds_the_command_that_speaks_of_it(two: StoryDesk, word: str, found: list[str]) -> None:
    answer = two.says("liwg", f"/帮助 {word}", "wrQINGHE")
    assert all(name in answer for name in found), answer
    assert len(answer.splitlines()) <= 5


def test_help_on_initials_of_several_commands_shows_them_all(two: StoryDesk) -> None:
    assert all(name in two.says("zuoxi02", "/帮助 zb") for name in ("/转办", "/直办", "/值班"))
    assert "没有讲这个的命令" in two.says("zuoxi02", "/帮助 天气预报xyz")


def test_filling_behind_a_name_is_no_mistake(two: StoryDesk) -> None:
    assert f"{NUMBER} 已催" in two.says("zuoxi02", "/催办一下 4512")
    assert "待办共2件" in two.says("zuoxi02", "/待办列表")


def test_wrong_command_of_a_request_invents_no_number(two: StoryDesk) -> None:
    assert "/同意 申请号" in two.says("sunzr", "/审批")
