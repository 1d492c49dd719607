"""Desk time is one row for every process, and it only goes on."""

from __future__ import annotations

from datetime import timedelta

from actions.desk_clock import desk_now, set_clock, start_clock
from tests.actions.town import Town

HOUR = timedelta(hours=1)


def test_desk_time_never_goes_back(town: Town) -> None:
    noon = town.now
    set_clock(town.session, noon, noon + HOUR, 1.0)
    set_clock(town.session, noon, noon, 1.0)
    assert desk_now(town.session, noon) == noon + HOUR
    later = noon + HOUR
    set_clock(town.session, later, noon + HOUR, 60.0)
    assert desk_now(town.session, later) == noon + 2 * HOUR


def test_later_start_keeps_the_time_that_is_there(town: Town) -> None:
    noon = town.now
    start_clock(town.session, noon, noon + HOUR, 1.0)
    start_clock(town.session, noon + HOUR, noon, 60.0)
    assert desk_now(town.session, noon + HOUR) == noon + 2 * HOUR
