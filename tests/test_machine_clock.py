"""Machine time goes on steadily when the wall clock jumps, also for a process that starts after the jump."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from machine_clock import MachineClock, boot_id, steady_seconds

START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


class Machine:
    """A machine whose wall clock can be set wrong."""

    def __init__(self) -> None:
        self.gone, self.wrong_by, self.boot = timedelta(), timedelta(), "first"

    def wall(self) -> datetime:
        return START + self.gone + self.wrong_by

    def clock(self) -> MachineClock:
        """Return the clock of a process that starts now."""
        return MachineClock(timedelta(seconds=30), self.wall, lambda: self.gone.total_seconds(), lambda: self.boot)


def started(machine: Machine) -> MachineClock:
    clock = machine.clock()
    clock()
    return clock


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_time_goes_on_steadily_through_a_jump(jump: timedelta) -> None:
    machine = Machine()
    clock = started(machine)
    machine.gone, machine.wrong_by = 10 * SECOND, jump
    assert clock() == START + 10 * SECOND
    assert clock.jumped_by == jump.total_seconds()


def test_small_corrections_are_followed() -> None:
    machine = Machine()
    clock = started(machine)
    machine.wrong_by = 20 * SECOND
    assert (clock(), clock.jumped_by) == (START + 20 * SECOND, None)


def test_process_started_after_the_jump_judges_like_the_others() -> None:
    machine = Machine()
    before = started(machine)
    machine.wrong_by = HOUR
    before()
    later = machine.clock()
    later.recall(before.memory())
    assert (later(), later.jumped_by) == (START, 3600.0)


def test_what_was_known_before_the_machine_started_anew_says_nothing() -> None:
    machine = Machine()
    before = started(machine)
    machine.wrong_by, machine.boot = HOUR, "second"
    later = machine.clock()
    later.recall(before.memory())
    assert (later(), later.jumped_by) == (START + HOUR, None)


def test_steady_seconds_of_this_machine_never_go_back() -> None:
    assert 0 < steady_seconds() <= steady_seconds()
    assert boot_id() == boot_id()
