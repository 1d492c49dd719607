"""WeCom is away for an hour: nothing is given up, nothing is told twice, and nobody meets a wall afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.desk_clock import desk_now, set_clock
from simulator.faults import Fault
from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, order

THIRTY_SECONDS = timedelta(seconds=30)
# How WeCom is away, and how the one message begins that then comes: what may have left is said again as it was.
AWAY = [
    pytest.param(
        [{"kind": "hang", "seconds": 0.0}, {"kind": "http", "status": 502}],
        "（补发10:20的消息）",
        "签收已到时限",
        id="hangs, then 502",
    ),
    pytest.param([{"kind": "errcode", "errcode": -1}], "【催办】", "签收已超4", id="busy"),
]


def live(desk: StoryDesk, minutes: int) -> None:
    """Let desk and machine live through some minutes, with a scan and a round of sending every half minute."""
    with desk.runtime.database.transaction() as session:
        set_clock(session, desk.machine(), desk_now(session, desk.machine()), 1.0)
    for _ in range(minutes * 2):
        desk.machine.now += THIRTY_SECONDS
        desk.runtime.scan()
        desk.runtime.send()


def without(desk: StoryDesk, fault: dict[str, object]) -> None:
    """Take both ways to people away; the token that the product holds stays good."""
    for endpoint in ("webhook/send", "message/send"):
        desk.sim.city.faults.add(Fault(endpoint, times=None, **fault))


@pytest.mark.parametrize(("faults", "beginning", "how_it_stands"), AWAY)
def test_hour_without_wecom_ends_in_one_message_for_each(
    desk: StoryDesk, faults: list[dict[str, object]], beginning: str, how_it_stands: str
) -> None:
    desk.pastes("zuoxi02", order())
    desk.pastes("zuoxi02", order(SECOND))
    live(desk, 5)
    desk.all_read()
    for fault in faults:
        desk.sim.city.faults.clear()
        without(desk, fault)
        live(desk, 56 // len(faults))
    assert desk.group("wrDESK").unread() == [] and desk.direct("sunzr").unread() == []
    desk.sim.city.faults.clear()
    live(desk, 2)
    told = desk.group("wrDESK").expects("共2件（2件已超时）", NUMBER, SECOND, how_it_stands)
    assert told.text.startswith(beginning)
    desk.group("wrDESK").expects_nothing()
    desk.direct("sunzr").expects("共2件（2件已超时）", NUMBER, SECOND)
    desk.direct("sunzr").expects_nothing()
    counted = desk.api("/delivery")
    assert counted["failed"] == counted["pending"] == 0
    assert counted["due"] == sum(counted[end] for end in ("sent", "superseded", "unknown", "held"))


def test_post_that_wecom_never_confirmed_is_posted_again_and_says_from_when(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实"):
        desk.says("zuoxi02", command)
    desk.all_read()
    without(desk, {"kind": "http", "status": 502})
    desk.says("zuoxi02", "/转办 4512 青禾")
    live(desk, 60)
    desk.sim.city.faults.clear()
    live(desk, 2)
    desk.group("wrQINGHE").expects("（补发10:00的消息）", "新工单", NUMBER)
    desk.group("wrQINGHE").expects("【受理提醒】", NUMBER)
    desk.group("wrQINGHE").expects_nothing()


def test_reminder_of_what_was_signed_meanwhile_is_not_told_any_more(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.all_read()
    without(desk, {"kind": "http", "status": 502})
    live(desk, 12)
    desk.says("zuoxi02", "/签收 4512 10:11")
    desk.sim.city.faults.clear()
    live(desk, 2)
    desk.group("wrDESK").expects_nothing()
    desk.direct("zuoxi02").is_read()
    assert desk.api("/delivery")["pending"] == 0


def test_agent_who_went_home_while_wecom_was_away_is_left_alone(desk_at: OpenDesk) -> None:
    desk = desk_at("11:35")
    desk.pastes("zuoxi02", order(dispatched="2026-11-18 11:35:00"))
    desk.all_read()
    without(desk, {"kind": "errcode", "errcode": -1})
    live(desk, 40)
    desk.sim.city.faults.clear()
    live(desk, 2)
    # The morning's agent has the first two steps on the way; the afternoon's has taken over at noon.
    assert not any(NUMBER in message.text for message in desk.direct("zuoxi02").unread())
    assert any(NUMBER in message.text for message in desk.direct("zuoxi03").unread())
    [told] = [message for message in desk.group("wrDESK").unread() if "签收" in message.text and NUMBER in message.text]
    assert list(told.mentions) == ["zuoxi03"]


def test_repeat_for_an_agent_who_went_home_is_said_to_the_one_on_duty_instead(desk_at: OpenDesk) -> None:
    desk = desk_at("11:35")
    desk.pastes("zuoxi02", order(dispatched="2026-11-18 11:35:00"))
    live(desk, 19)
    desk.all_read()
    without(desk, {"kind": "http", "status": 502})
    live(desk, 16)
    desk.sim.city.faults.clear()
    live(desk, 2)
    assert desk.direct("zuoxi02").unread() == []
    told = desk.direct("zuoxi03").expects("签收超时", NUMBER, "已超")
    assert "补发" not in told.text
    desk.direct("zuoxi03").expects_nothing()


def test_state_of_the_machine_counts_what_waits_for_the_platform(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    live(desk, 5)
    without(desk, {"kind": "http", "status": 502})
    live(desk, 8)
    assert "待发：2条，最早的等了3分钟" in desk.says("zuoxi02", "/系统状态")
    desk.sim.city.faults.clear()
    live(desk, 2)
    assert "待发：没有积压" in desk.says("zuoxi02", "/系统状态")
