"""Machine time goes on steadily when the wall clock jumps, also for a process that starts after the jump."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from machine_clock import MachineClock, Memory, boot_id, steady_seconds

START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


class Machine:
    """A machine whose wall clock can be set wrong."""

    def __init__(self) -> None:
        self.gone, self.wrong_by, self.boot = timedelta(), timedelta(), "first"
        self.memory: Memory | None = None

    def wall(self) -> datetime:
        return START + self.gone + self.wrong_by

    def clock(self) -> MachineClock:
        """Return the clock of a process that starts now."""
        return MachineClock(
            timedelta(seconds=30), self.wall, lambda: self.gone.total_seconds(), lambda: self.boot, lambda: self.memory
        )

    def is_judged_by(self, clock: MachineClock) -> None:
        """Let a process look at the clock and keep what it knows for all, as the scan does."""
        at = clock()
        self.memory = Memory(clock.memory(), at)


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
    machine.is_judged_by(before)
    later = machine.clock()
    assert (later(), later.jumped_by) == (START, 3600.0)


def test_process_that_was_idle_takes_the_new_time_together_with_the_others() -> None:
    machine = Machine()
    idle, busy = started(machine), started(machine)
    machine.wrong_by = -HOUR
    for second in range(0, 660, 10):
        machine.gone = second * SECOND
        machine.is_judged_by(busy)
    assert busy.jumped_by is None
    assert (idle(), idle.jumped_by) == (machine.wall(), None)


def test_old_memory_does_not_undo_what_a_process_saw_itself() -> None:
    machine = Machine()
    busy = started(machine)
    machine.is_judged_by(busy)
    machine.wrong_by = HOUR
    for second in range(10, 630, 10):
        machine.gone = second * SECOND
        busy()
    assert busy.jumped_by is None


def test_machine_that_was_off_has_gone_on() -> None:
    machine = Machine()
    machine.is_judged_by(started(machine))
    machine.wrong_by, machine.boot = HOUR, "second"
    later = machine.clock()
    assert (later(), later.jumped_by) == (START + HOUR, None)


def test_machine_that_starts_in_the_past_goes_on_from_what_was_believed_last() -> None:
    machine = Machine()
    machine.is_judged_by(started(machine))
    machine.gone, machine.wrong_by, machine.boot = 5 * SECOND, -HOUR, "second"
    later = machine.clock()
    assert (later(), later.jumped_by) == (START, -3595.0)
    machine.gone, machine.wrong_by = 8 * SECOND, 2 * HOUR
    assert (later(), later.jumped_by) == (machine.wall(), None)


@pytest.mark.parametrize("is_a_correction", [True, False])
def test_somebody_elses_time_tells_which_of_two_parted_clocks_is_meant(is_a_correction: bool) -> None:
    machine = Machine()
    clock = started(machine)
    machine.wrong_by = HOUR
    true_time = machine.wall() if is_a_correction else START
    assert clock.nearest(true_time + SECOND) == true_time


def test_steady_seconds_of_this_machine_never_go_back() -> None:
    assert 0 < steady_seconds() <= steady_seconds()
    assert boot_id() == boot_id()
