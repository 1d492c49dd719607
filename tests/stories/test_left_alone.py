"""Two orders nobody touches from six to eight in the morning: each first step is told at once, the repeats are few."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, order

_EVENING = "2026-11-18 18:00:00"
_URGENT, _ORDINARY = (NUMBER, "2小时"), (SECOND, "24小时")


def _nobody_signs(desk: StoryDesk) -> None:
    for number, limit in (_URGENT, _ORDINARY):
        desk.pastes("zuoxi04", order(number, limit=limit, dispatched=_EVENING))


def _unit_stays_silent(desk: StoryDesk) -> None:
    for number, limit in (_URGENT, _ORDINARY):
        desk.walks_to_assigned(number, limit=limit, dispatched=_EVENING)


def _until_eight(desk: StoryDesk) -> None:
    """Walk the night by half hours: what the platform takes in a minute is no matter here."""
    desk.all_read()
    for _half_hour in range(28):
        following = desk.now + timedelta(minutes=30)
        desk.advance_to(f"{following:%H:%M}", days=(following.date() - desk.now.date()).days)


# The leader hears of one clock only, the reply of the urgent order, which keeps its own ten minutes.
@pytest.mark.parametrize(("neglect", "supervisor", "leader"), [(_nobody_signs, 17, 73), (_unit_stays_silent, 22, 74)])
def test_supervisor_hears_repeats_of_many_clocks_once_an_hour(
    desk_at: OpenDesk, neglect: object, supervisor: int, leader: int
) -> None:
    desk = desk_at("18:00")
    assert callable(neglect)
    neglect(desk)
    _until_eight(desk)
    assert len(desk.direct("sunzr").unread()) == supervisor
    assert len(desk.direct("zhaoxz").unread()) == leader


@pytest.mark.parametrize("neglect", [_nobody_signs, _unit_stays_silent])
def test_no_first_step_waits_or_is_lost(desk_at: OpenDesk, neglect: object) -> None:
    desk = desk_at("18:00")
    assert callable(neglect)
    neglect(desk)
    _until_eight(desk)
    rows = [row for number in (NUMBER, SECOND) for row in desk.ticket(number).shape["deliveries"]]
    steps = [row for row in rows if not row["step"].startswith("repeat#") and row["person"] in ("sunzr", "zhaoxz")]
    assert {row["stage"] for row in steps} >= {"platform_reply"}
    assert [row for row in steps if (row["state"], row["release_at"]) != ("sent", None)] == []
