"""Voiding needs an official; the desk looks at the platform; shifts change; orders come in under way."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.queries.heard import words_around
from tests.stories.conftest import OpenDesk
from tests.stories.desk import ZONE, StoryDesk
from tests.stories.town import CALLER_NAME, NUMBER, order


def test_void_needs_an_official_and_then_silences_the_order(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "已提交作废申请1：单号录错" in desk.says("zuoxi02", "/作废 4512 单号录错")
    desk.direct("sunzr").expects("待您审批", "作废", NUMBER, "吴桐", "单号录错")
    assert "不能用 /同意" in desk.says("zuoxi02", "/同意 1")
    assert desk.ticket().state == "pending_sign"
    assert "已作废" in desk.says("sunzr", "/同意 1 确系录错")
    desk.direct("zuoxi02").expects("审批结果", "已同意")
    assert desk.ticket().state == "voided"
    desk.advance_to("10:40")
    desk.group("wrDESK").expects_nothing()
    desk.direct("sunzr").expects_nothing()


def test_void_that_is_refused_leaves_the_order_and_its_clock_as_they_were(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/作废 4512 单号录错")
    desk.says("sunzr", "/驳回 1 单号无误")
    desk.direct("zuoxi02").expects("审批结果", "未同意", "单号无误")
    desk.advance_to("10:10")
    desk.direct("zuoxi02").expects("签收提醒", NUMBER)


def test_platform_nobody_looked_at_is_called_out_and_the_second_time_to_the_supervisor(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00", patrol=True)
    desk.advance_to("10:10")
    desk.direct("zuoxi02").expects("巡检")
    desk.direct("sunzr").expects_nothing()
    desk.advance_to("10:20")
    desk.direct("sunzr").expects("巡检")
    assert "请在今天10:30前再看一次" in desk.says("zuoxi02", "/巡检")
    desk.all_read()
    desk.advance_to("10:29")
    desk.direct("zuoxi02").expects_nothing()
    desk.advance_to("10:30")
    desk.direct("zuoxi02").expects("巡检")


def test_repeated_call_to_look_at_the_platform_makes_no_repeat_of_a_ticket_wait(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00", patrol=True)
    desk.advance_to("10:55")
    assert [m for m in desk.direct("zuoxi02").unread() if "已50分钟" in m.text]
    with desk.runtime.database.reading() as session:
        now = desk.runtime.desk(session).now
        assert words_around(session, "user:zuoxi02", now, timedelta(hours=1), with_steps=False) == []


def test_signing_is_a_look_at_the_platform_and_a_living_feed_makes_looking_needless(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00", patrol=True)
    desk.advance_to("10:08")
    desk.pastes("zuoxi02", order(dispatched="2026-11-18 10:08:00"))
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    desk.advance_to("10:17")
    assert not [m for m in desk.direct("zuoxi02").unread() if "巡检" in m.text]
    desk.api("/tickets", post={"tickets": [{"ticket_no": "20261118009999", "limit_text": "7天"}]})
    desk.advance_to("11:30")
    assert not [m for m in desk.direct("zuoxi02").unread() if "巡检" in m.text]


def test_new_shift_is_named_and_told_what_it_finds(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/暂缓提醒 4512 3h 平台故障")
    desk.all_read()
    desk.advance_to("12:00")
    note = next(m for m in desk.group("wrDESK").unread() if "交接班" in m.text)
    assert "午班 郑岚 接班" in note.text and "在办1件" in note.text and "已超时1件" in note.text
    assert f"暂缓1件：{NUMBER}到今天13:00" in note.text
    assert note.mentions == ("zuoxi03",)
    desk.all_read()
    desk.advance_to("12:30")
    assert not [m for m in desk.group("wrDESK").unread() if "交接班" in m.text]


def test_reminders_after_the_change_of_shift_go_to_the_new_agent(desk: StoryDesk) -> None:
    desk.advance_to("11:55")
    desk.pastes("zuoxi02", order(dispatched="2026-11-18 11:55:00"))
    desk.advance_to("12:05")
    desk.direct("zuoxi03").expects("接班确认")
    desk.direct("zuoxi03").expects("签收提醒", NUMBER)
    desk.direct("zuoxi02").expects_nothing()


def test_order_that_comes_in_under_way_hears_its_present_step_at_once(desk: StoryDesk) -> None:
    row = {
        "ticket_no": NUMBER,
        "kind": "投诉",
        "title": "室温不达标",
        "caller_name": CALLER_NAME,
        "state": "handling",
        "lead_unit": "青禾家园社区",
        "first_dispatched_at": datetime(2026, 11, 17, 18, 0, tzinfo=ZONE).isoformat(),
        "assigned_at": datetime(2026, 11, 17, 18, 20, tzinfo=ZONE).isoformat(),
        "contacted_at": datetime(2026, 11, 17, 19, 0, tzinfo=ZONE).isoformat(),
        "limit_text": "24小时",
    }
    assert desk.api("/tickets", post={"tickets": [row]})["results"][0]["outcome"] == "created"
    desk.advance_to("10:01")
    desk.group("wrQINGHE").expects("办理提醒", NUMBER, "还有4小时59分钟")
    desk.group("wrQINGHE").expects_nothing()
    shown = desk.ticket()
    assert (shown.state, shown.due("handle")) == ("handling", "18 15:00")
    assert shown.clock("sign")["outcome"] == "unknown" and shown.clock("sign")["breached_at"] is None
    assert "breached" not in shown.kinds
    assert "已记办结" in desk.says("liwg", "已办结", "wrQINGHE")


def test_snoozed_reminders_are_held_but_a_breach_is_not(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "超时除外" in desk.says("zuoxi02", "/暂缓提醒 4512 1h 平台故障")
    desk.advance_to("10:19")
    desk.direct("zuoxi02").expects_nothing()
    desk.advance_to("10:20")
    desk.direct("sunzr").expects("签收超时", NUMBER)


def test_agent_whom_nothing_reaches_is_called_in_the_group_and_never_asked_to_phone_himself(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00", patrol=True)
    desk.sim.fault("message/send", "errcode", errcode=60021, times=None, target="zuoxi02")
    desk.advance_to("10:10")
    desk.group("wrDESK").expects("【巡检】", "请查看平台有无新单，看过发：/巡检", mentions=["zuoxi02"])
    desk.group("wrSUPERVISORS").expects_nothing()
    desk.says("zuoxi02", "/巡检", "wrDESK")
    desk.advance_to("10:19")
    desk.group("wrDESK").expects_nothing()


def test_agent_whom_neither_he_nor_his_group_can_be_told_is_phoned(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00", patrol=True)
    desk.sim.fault("message/send", "errcode", errcode=60021, times=None, target="zuoxi02")
    desk.sim.fault("webhook/send", "errcode", errcode=93000, times=1)
    desk.advance_to("10:10")
    desk.runtime.send()
    desk.group("wrSUPERVISORS").expects("【请电话通知】")
