"""A sensitive order is told to the leader on duty at once, also by night, until somebody says that he knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from models.ticket import Ticket
from tests.stories import town
from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND
from texts.alerts import at_intake

THREAT = "市民扬言不解决就跳楼。"
GROUPS = ("wrDESK", "wrSUPERVISORS", "wrQINGHE", "wrBEILIU", "wrCHENGGUAN")


@pytest.fixture
def quiet_groups(desk: StoryDesk) -> Iterator[None]:
    """Whatever happens, no group reads a word of the matter."""
    yield
    for name in GROUPS:
        assert not [message.text for message in desk.sim.city.messages(name) if "跳楼" in message.text]


@pytest.mark.usefixtures("quiet_groups")
def test_leader_on_duty_is_told_at_once_with_the_reasons_and_his_word_ends_it(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", town.order(主要内容=THREAT))
    assert "敏感件" in answer and "扬言" in answer and "已私信值班领导" in answer
    desk.direct("zhaoxz").expects("敏感件", "扬言", NUMBER, "依据", "“扬言”", "跳楼", "回复“收到”")
    desk.direct("lifxz").expects_nothing()
    desk.direct("sunzr").expects_nothing()
    assert "已记您知悉" in desk.says("zhaoxz", "收到，我马上带人过去")
    desk.direct("zuoxi02").expects("敏感件已确认", NUMBER, "赵乡长", "马上带人过去")
    desk.advance_to("10:25")
    assert not [m for m in desk.direct("zhaoxz").unread() if "敏感件" in m.text]
    shown = desk.ticket()
    assert shown.kinds.count("acknowledged") == 1 and shown.clock("alert")["outcome"] == "met"


def test_receipt_in_a_group_is_nobodys_word_that_he_knows(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order(主要内容=THREAT))
    desk.says("zhaoxz", "收到", "wrSUPERVISORS")
    assert "acknowledged" not in desk.ticket().kinds
    assert desk.ticket().clock("alert")["stopped_at"] is None


@pytest.mark.usefixtures("quiet_groups")
def test_nobody_answers_and_supervisor_and_all_leaders_hear_until_somebody_does(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order(主要内容=THREAT))
    desk.says("zuoxi02", "/签收 4512")
    desk.all_read()
    desk.advance_to("10:10")
    for userid in ("zhaoxz", "lifxz", "sunzr"):
        desk.direct(userid).expects("敏感件未确认", NUMBER, "没有人确认")
    desk.all_read()
    desk.advance_to("10:20")
    for userid in ("zhaoxz", "lifxz"):
        desk.direct(userid).expects("敏感件未确认", NUMBER)
    assert "已记您知悉" in desk.says("lifxz", "知道了")
    desk.direct("zhaoxz").expects("敏感件已确认", "李副乡长")
    desk.all_read()
    desk.advance_to("10:45")
    for userid in ("zhaoxz", "lifxz"):
        assert not [m for m in desk.direct(userid).unread() if "敏感件" in m.text]
    assert desk.ticket().clock("alert")["outcome"] == "missed"


def test_by_night_a_threat_wakes_the_leader_and_a_request_for_secrecy_waits(desk_at: OpenDesk) -> None:
    desk = desk_at("03:00")
    night = "2026-11-18 03:00:00"
    desk.pastes("zuoxi01", town.order(dispatched=night, 主要内容=THREAT))
    desk.direct("zhaoxz").expects("敏感件", NUMBER)
    assert "已记" in desk.says("zhaoxz", "收到")
    desk.all_read()
    answer = desk.pastes("zuoxi01", town.order(SECOND, dispatched=night, 是否保密="是"))
    assert "07:30私信值班领导" in answer
    desk.advance_to("07:29")
    assert not [m for m in desk.direct("zhaoxz").unread() if SECOND in m.text and "敏感件" in m.text]
    desk.advance_to("07:31")
    assert [m for m in desk.direct("zhaoxz").unread() if SECOND in m.text and "敏感件" in m.text]


def test_two_orders_at_once_are_told_apart(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order(主要内容=THREAT))
    desk.pastes("zuoxi02", town.order(SECOND, 主要内容="3号楼着火了，有人被困。"))
    answer = desk.says("zhaoxz", "收到")
    assert NUMBER in answer and SECOND in answer and "都收到" in answer
    assert "已记" in desk.says("zhaoxz", "收到 4513")
    assert desk.ticket(SECOND).clock("alert")["outcome"] == "met"
    assert desk.ticket(NUMBER).clock("alert")["outcome"] is None
    assert "没收到" not in desk.says("zhaoxz", "什么情况？")
    assert desk.ticket(NUMBER).clock("alert")["outcome"] is None
    assert "已记" in desk.says("zhaoxz", "都收到")
    assert desk.ticket(NUMBER).clock("alert")["outcome"] == "met"


def test_unit_group_reads_kind_and_place_without_the_room_and_the_head_the_matter(desk: StoryDesk) -> None:
    told = desk.walks_to_assigned(主要内容=THREAT)
    assert "投诉｜青禾家园二期3号楼" in told.text and "按私信办理" in told.text and "跳楼" not in told.text
    desk.direct("chenzr").expects("新工单", NUMBER, "跳楼")
    secret = desk.walks_to_assigned(SECOND, 是否保密="是", 主要内容="举报村书记受贿。")
    assert "青禾家园二期" not in secret.text and "投诉" not in secret.text and "受贿" not in secret.text


def test_wrong_flag_is_taken_off_by_an_agent_with_a_record(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order(主要内容=THREAT))
    desk.all_read()
    assert "已更正敏感为“无”" in desk.says("zuoxi02", "/更正 4512 敏感 无")
    desk.direct("zhaoxz").expects("更正", NUMBER, "吴桐撤销", "不用再确认")
    shown = desk.ticket()
    assert shown.shape["special_flags"] == [] and shown.kinds.count("corrected") >= 1
    assert "敏感由“扬言/突发”改为“无”" in "\n".join(event["text"] or "" for event in shown.events("corrected"))
    desk.advance_to("10:30")
    assert not [m for m in desk.direct("zhaoxz").unread() if "敏感件" in m.text]
    # What was right after all is told again.
    assert "已更正敏感为“扬言”" in desk.says("zuoxi02", "/更正 4512 敏感 扬言")
    desk.direct("zhaoxz").expects("敏感件", "扬言", NUMBER)


def test_taking_a_correction_of_the_flag_back_lets_the_alert_run_on(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order(主要内容=THREAT))
    desk.says("zuoxi02", "/更正 4512 敏感 无")
    desk.all_read()
    desk.says("zuoxi02", "/撤销 4512")
    assert desk.ticket().shape["special_flags"] == ["扬言", "突发"]
    desk.advance_to("10:15")
    assert [m for m in desk.direct("lifxz").unread() if "敏感件未确认" in m.text]


def test_words_of_a_feed_are_read_as_well(desk: StoryDesk) -> None:
    row = {
        "ticket_no": NUMBER,
        "kind": "求助",
        "content": "3号楼着火了，有人被困。",
        "address": "青禾家园二期3号楼",
        "limit_text": "24小时",
        "first_dispatched_at": "2026-11-18T10:00:00+08:00",
    }
    desk.api("/tickets", post={"tickets": [row]})
    desk.runtime.send()
    desk.direct("zhaoxz").expects("敏感件", "突发", NUMBER, "“着火”")
    assert desk.ticket().shape["special_flags"] == ["突发"]


@pytest.mark.parametrize(("state", "is_told"), [("assigned", True), ("handling", True), ("replied", False)])
def test_order_that_comes_in_under_way_is_told_while_it_is_open(desk: StoryDesk, state: str, is_told: bool) -> None:
    row = {
        "ticket_no": NUMBER,
        "kind": "求助",
        "content": THREAT,
        "address": "青禾家园二期3号楼",
        "limit_text": "24小时",
        "first_dispatched_at": "2026-11-18T09:00:00+08:00",
        "state": state,
        "lead_unit": "青禾家园社区",
    }
    desk.api("/tickets", post={"tickets": [row]})
    desk.runtime.send()
    if is_told:
        desk.direct("zhaoxz").expects("敏感件", "扬言", NUMBER)
        desk.advance_to("10:10")
        desk.direct("lifxz").expects("敏感件未确认", NUMBER)
    else:
        desk.direct("zhaoxz").expects_nothing()


def test_many_at_once_are_one_list(desk: StoryDesk) -> None:
    numbers = [f"202611180060{last:02d}" for last in range(5)]
    rows = [{"ticket_no": number, "kind": "求助", "content": "楼道着火了", "limit_text": "7天"} for number in numbers]
    desk.api("/tickets", post={"tickets": rows})
    desk.runtime.send()
    told = desk.direct("zhaoxz").expects("敏感件", "共5件", "都收到", *numbers)
    assert "着火了" in told.text
    desk.direct("zhaoxz").expects_nothing()
    desk.says("zhaoxz", "都收到")
    assert all(desk.ticket(number).clock("alert")["outcome"] == "met" for number in numbers)


def test_order_whose_alerts_had_to_wait_is_told_once_and_counted_once(desk: StoryDesk) -> None:
    desk.sim.fault("message/send", "errcode", errcode=-1, times=None)
    desk.pastes("zuoxi02", town.order(主要内容=THREAT))
    desk.advance_to("11:05")
    desk.sim.city.faults.clear()
    desk.machine_passes(hours=1)
    desk.runtime.send()
    [told] = (message for message in desk.direct("zhaoxz").unread() if "敏感件" in message.text)
    assert "敏感件未确认" in told.text and "已过1小时" in told.text and "共" not in told.text


def test_urged_orders_are_no_secret(desk: StoryDesk) -> None:
    told = desk.walks_to_assigned(特殊标记="督办")
    assert "室温" in told.text and "敏感件" not in told.text
    assert not desk.ticket().has_clock("alert")


def test_order_taken_back_lets_the_leader_know(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order(主要内容=THREAT))
    desk.all_read()
    desk.says("zuoxi02", "/撤销")
    desk.direct("zhaoxz").expects("更正", NUMBER, "吴桐撤销")
    desk.advance_to("10:30")
    desk.direct("zhaoxz").expects_nothing()


def test_threat_that_comes_out_at_the_phone_check_is_told_as_well(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order())
    desk.direct("zhaoxz").expects_nothing()
    desk.says("zuoxi02", "/更正 4512 内容 室温仅14度，市民扬言要跳楼")
    desk.direct("zhaoxz").expects("敏感件", "扬言", NUMBER)
    shown = desk.ticket().shape
    assert {"扬言", "突发"} <= set(shown["special_flags"])
    desk.says("zuoxi02", "/撤销 4512")
    assert desk.ticket().shape["special_flags"] == []
    assert "跳楼" not in (desk.ticket().shape["content"] or "")


@pytest.mark.usefixtures("quiet_groups")
def test_agent_is_not_told_that_a_leader_was_told_whom_nothing_reaches(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order(主要内容=THREAT))
    with desk.runtime.database.reading() as session:
        seen = desk.runtime.desk(session)
        without_app = replace(seen, rules=replace(seen.rules, has_app=False))
        [ticket] = session.scalars(select(Ticket))
        told = "".join(at_intake(without_app, ticket, in_group=True))
    assert "赵乡长收不到私信，请马上打电话报告" in told and "已私信值班领导" not in told
    assert "/电催 20261118004512 已通 已报告赵乡长" in told


def test_agent_who_phones_the_leader_ends_the_alert(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order(主要内容=THREAT))
    desk.advance_to("10:09")
    desk.all_read()
    desk.advance_to("10:10")
    asked = desk.direct("zuoxi02").expects("敏感件未确认", NUMBER, f"/电催 {NUMBER} 已通 已报告赵乡长")
    assert "跳楼" not in asked.text
    assert "已记电话报告赵乡长" in desk.says("zuoxi02", "/电催 4512 已通 已报告赵乡长，他去现场")
    desk.direct("zhaoxz").expects("敏感件")
    desk.all_read()
    desk.advance_to("10:35")
    assert not [m for m in desk.direct("zhaoxz").unread() if "敏感件" in m.text]
    assert desk.ticket().clock("alert")["outcome"] == "met"
