"""Everybody sees what they may and nothing else: greetings, help, lists, drills, both direct chats."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order


def test_help_shows_each_person_what_they_may_do_here(desk: StoryDesk) -> None:
    agent, unit, supervisor = (desk.says(who, "/帮助") for who in ("zuoxi02", "liwg", "sunzr"))
    assert "/签收" in agent and "/回访" in agent and "/同意" not in agent
    assert "/受理" in unit and "/回访" not in unit
    assert "/同意" in supervisor and "/受理" not in supervisor
    assert "例如：/签收 4512 10:12" in desk.says("zuoxi02", "/帮助 签收")


def test_who_opens_the_chat_is_greeted(desk: StoryDesk) -> None:
    assert "李网格，您好" in (desk.sim.enters("liwg", "aibot") or "")


def test_command_works_alike_in_the_app_the_single_chat_and_the_group(desk: StoryDesk) -> None:
    for number, chat in ((NUMBER, "app"), (SECOND, "aibot"), (THIRD, "wrDESK")):
        desk.pastes("zuoxi02", order(number))
        assert "已签收" in desk.says("zuoxi02", f"/签收 {number}", chat)


def test_lists_show_a_unit_its_own_orders_only(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND, to="北柳巷")
    desk.pastes("zuoxi02", order(THIRD))
    mine = desk.says("liwg", "/待办")
    assert NUMBER in mine and SECOND not in mine and THIRD not in mine
    everything = desk.says("zuoxi02", "/待办")
    assert all(number in everything for number in (NUMBER, SECOND, THIRD))
    desk.advance_to("12:10")
    overdue = desk.says("duwg", "/超时")
    assert SECOND in overdue and NUMBER not in overdue


def test_overdue_list_shows_breaches_before_internal_misses(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.advance_to("12:10")
    desk.pastes("zuoxi03", order(SECOND, dispatched="2026-11-18 11:45:00"))
    desk.advance_to("12:16")
    overdue = desk.says("zuoxi03", "/超时")
    assert overdue.index(SECOND) < overdue.index(NUMBER)


def test_search_finds_by_word_what_one_may_see(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    assert NUMBER in desk.says("liwg", "/查 室温")
    assert NUMBER not in desk.says("duwg", "/查 室温")


def test_limit_is_explained_line_by_line(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    told = desk.says("liwg", "/时限 4512")
    assert "11月19日 10:00" in told and "24小时" in told


def test_rehearsal_tells_what_will_be_said_to_whom_and_changes_nothing(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    told = desk.says("zuoxi02", "/提醒预览 4512 到 10:25")
    assert all(clock in told for clock in ("10:10", "10:15", "10:18", "10:20"))
    desk.direct("zuoxi02").expects_nothing()
    assert desk.ticket().kinds == ["created"]


def test_drill_is_no_ticket_and_counts_nowhere(desk: StoryDesk) -> None:
    assert "（练习）工单" in desk.says("liwg", "/试一下")
    assert desk.api("/tickets")["tickets"] == []


def test_member_of_a_unit_speaks_in_the_group_of_that_unit_only(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    assert "请到本单位群里发" in desk.says("liwg", "/受理 4512", "wrBEILIU")
    assert desk.ticket().state == "assigned"


def test_agent_does_not_speak_for_a_unit(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned(NUMBER)
    desk.says("zuoxi02", "收到，已办结", quoting=push)
    assert "不能用 /办结" in desk.says("zuoxi02", "/办结 4512 好了")
    assert desk.ticket().state == "assigned"


def test_picture_without_words_is_asked_for_them(desk: StoryDesk) -> None:
    assert "请写上要说的话" in desk.says("liwg", "@催办助手", "wrQINGHE")


def test_tail_that_fits_two_orders_is_never_guessed(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order("20261118004512"))
    desk.pastes("zuoxi02", order("20261117004512"))
    answer = desk.says("zuoxi02", "/签收 4512")
    assert "20261118004512" in answer and "20261117004512" in answer and "请写全单号" in answer
    assert desk.ticket("20261118004512").state == desk.ticket("20261117004512").state == "pending_sign"


def test_threat_is_kept_out_of_every_group(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(主要内容="市民来电扬言，如不解决就去跳楼。"))
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾"):
        desk.says("zuoxi02", command)
    desk.advance_to("13:00")
    in_groups = [m.text for name in ("wrQINGHE", "wrDESK", "wrSUPERVISORS") for m in desk.sim.city.messages(name)]
    assert any(NUMBER in text for text in in_groups)
    assert not any("跳楼" in text for text in in_groups)
    desk.direct("chenzr").expects("新工单", "跳楼")


@pytest.mark.parametrize("hello", ["你好", "您好！", "在吗", "早上好"])
def test_who_only_says_hello_is_greeted_and_moves_nothing(desk: StoryDesk, hello: str) -> None:
    desk.walks_to_assigned()
    for chat in ("aibot", "wrQINGHE"):
        assert "李网格，您好" in desk.says("liwg", hello, chat)
    assert desk.ticket().state == "assigned" and "unit_noted" not in desk.ticket().kinds
