"""Handing an order on: to a unit with its assists, to the person who decides, or answered at the desk."""

from __future__ import annotations

import tomllib

import pytest

from actions.directory import load_directory
from tests.stories import town
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, order


def test_order_goes_to_the_lead_and_to_every_assisting_unit_each_with_its_own_clocks(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    answer = desk.says("zuoxi02", "/转办 4512 青禾 协办 城管办")
    assert "已转青禾家园社区，协办城市管理办公室" in answer
    desk.group("wrQINGHE").expects("新工单", NUMBER, "协办：城市管理办公室", mentions=["chenzr"])
    assist = desk.group("wrCHENGGUAN").expects("协办工单", NUMBER)
    desk.group("wrBEILIU").expects_nothing()
    shown = desk.ticket()
    assert shown.state == "assigned" and shown.shape["assist_units"] == ["城市管理办公室"]
    for unit in ("青禾家园社区", "城市管理办公室"):
        assert shown.stopped("accept", unit) is None and shown.stopped("handle", unit) is None
    assert "协办部分已记办完" in desk.says("shenky", "已办结，现场清理完毕", quoting=assist)
    shown = desk.ticket()
    assert shown.state == "assigned"
    assert shown.stopped("handle", "城市管理办公室") and shown.stopped("handle", "青禾家园社区") is None


def test_named_person_is_asked_is_the_one_reminded_and_may_assign_this_one_order(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    assert "已请方主任指定承办单位" in desk.says("zuoxi02", "/转办 4512 请方主任派")
    desk.direct("fangzr").expects("请您派单", NUMBER)
    assert desk.ticket().state == "pending_assign"
    desk.all_read()
    desk.advance_to("10:15")
    desk.direct("fangzr").expects("转办提醒", NUMBER)
    desk.direct("zuoxi02").expects_nothing()
    assert "已转北柳巷社区" in desk.says("fangzr", "/转办 4512 北柳巷")
    desk.group("wrBEILIU").expects("新工单", NUMBER)
    assert desk.ticket().state == "assigned"


def test_nobody_but_the_named_person_and_the_desk_may_assign(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    desk.says("zuoxi02", "/转办 4512 请方主任派")
    desk.says("hanzr", "/转办 4512 青禾")
    assert desk.ticket().state == "pending_assign"


def test_consultation_is_answered_by_the_desk_itself_without_any_clock_of_a_unit(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(诉求类型="咨询"))
    desk.says("zuoxi02", "/签收 4512")
    assert "由坐席直接答复" in desk.says("zuoxi02", "/直办 4512 答复 已按政策解释")
    shown = desk.ticket()
    assert shown.state == "pending_reply"
    assert not any(shown.has_clock(stage) for stage in ("accept", "first_contact", "handle", "follow_up"))
    assert shown.stopped("platform_reply") is None
    assert "直办｜吴桐｜已按政策解释" in desk.says("sunzr", "/查 4512")
    assert "已撤销“直办”" in desk.says("zuoxi02", "/撤销 4512")
    assert "撤销｜吴桐｜直办" in desk.says("sunzr", "/查 4512")


def test_unit_without_a_group_gets_its_order_through_its_head(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    assert "没有可推送的群" in desk.says("zuoxi02", "/转办 4512 便民中心")
    desk.direct("songzr").expects("新工单", NUMBER)


def test_unassigned_order_reaches_the_supervisor(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    desk.advance_to("10:24")
    desk.direct("zuoxi02").expects("转办提醒", NUMBER, "还有15分钟")
    desk.direct("zuoxi02").expects("转办提醒", NUMBER, "还有6分钟")
    desk.direct("sunzr").expects_nothing()
    desk.advance_to("10:30")
    desk.direct("sunzr").expects("转办超时", NUMBER)
    assert desk.ticket().clock("assign")["breached_at"]


def test_contact_by_an_assisting_unit_stands_and_the_lead_is_not_asked_for_it(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 城管办"):
        desk.says("zuoxi02", command)
    assert desk.says("shenky", "/首联 4512 已联系居民", "wrCHENGGUAN")
    assert desk.ticket().stopped("first_contact")
    answer = desk.says("liwg", "/办结 4512 已修好", "wrQINGHE")
    assert "已记办结" in answer and "联系过" not in answer


def walks_to_assign_beside(desk: StoryDesk, *more: str) -> None:
    """Let the township have these communities too, and an order wait for its unit."""
    directory = tomllib.loads(town.directory())
    directory["departments"] += [{"name": name, "kind": "community", "lead": "chenzr"} for name in more]
    with desk.runtime.database.transaction() as session:
        load_directory(session, directory)
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实"):
        desk.says("zuoxi02", command)


def test_unit_with_an_and_in_its_name_is_called_by_its_name(desk: StoryDesk) -> None:
    walks_to_assign_beside(desk, "祥和社区", "普及里社区")
    answer = desk.says("zuoxi02", "/转办 4512 祥和社区 协办 普及里社区、北柳巷")
    assert "已转祥和社区，协办普及里社区、北柳巷社区" in answer


def test_units_may_be_joined_by_an_and(desk: StoryDesk) -> None:
    walks_to_assign_beside(desk)
    answer = desk.says("zuoxi02", "/转办 4512 青禾 协办 北柳巷和城管办")
    assert "协办北柳巷社区、城市管理办公室" in answer


@pytest.mark.parametrize("word", ["永和", "永和社区", "永", "青和", "青", "和"])
def test_order_never_goes_to_a_unit_that_was_not_named(desk: StoryDesk, word: str) -> None:
    walks_to_assign_beside(desk, "永安社区")
    desk.says("zuoxi02", f"/转办 4512 {word}")
    assert desk.ticket().state == "pending_assign"
    desk.group("wrQINGHE").expects_nothing()


def test_assist_without_a_unit_assigns_nothing(desk: StoryDesk) -> None:
    walks_to_assign_beside(desk)
    assert "“协办”后面请写单位" in desk.says("zuoxi02", "/转办 4512 青禾 协办")
    assert desk.ticket().state == "pending_assign"


def test_unit_whose_limit_it_is_is_named_in_the_list_and_in_the_record_of_its_call(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 城管办"):
        desk.says("zuoxi02", command)
    desk.advance_to("11:56")
    desk.says("liwg", f"{NUMBER} 收到", "wrQINGHE")
    assert "已受理｜城市管理办公室（协办）｜受理已超" in desk.says("zuoxi02", "/待办")
    desk.says("zuoxi02", "/电催 4512 未通")
    desk.says("zuoxi02", "/电催 4512 已通 答应马上去")
    told = [event["text"] for event in desk.ticket().events("called")]
    assert told == ["城市管理办公室未通", "城市管理办公室已通：答应马上去"]
