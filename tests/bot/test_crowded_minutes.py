"""What timers say in good time waits for a quieter minute; what is owed, or answers somebody, does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bot.delivery_bench import Bench

Put = Callable[[Bench], int]


def run(bench: Bench) -> int:
    sender = bench.sender()
    sender.keeps_off_crowded_minutes = True
    return sender.run()


@pytest.mark.parametrize("put", [lambda b: b.note(), lambda b: b.remind(b.ticket(), severity="info")])
def test_what_is_in_good_time_waits_out_the_full_hour(bench: Bench, put: Put) -> None:
    row = put(bench)
    assert run(bench) == 0 and bench.states() == {row: "pending"}
    bench.later(86)
    assert run(bench) == 1 and bench.states() == {row: "sent"}


@pytest.mark.parametrize("severity", ["urge", "breach"])
def test_step_that_is_owed_is_never_late(bench: Bench, severity: str) -> None:
    bench.remind(bench.ticket(), severity=severity)
    assert run(bench) == 1


def test_what_is_in_good_time_goes_with_what_is_owed(bench: Bench) -> None:
    bench.remind(bench.ticket(4512), severity="info")
    bench.remind(bench.ticket(4513), severity="urge")
    assert run(bench) == 1 and set(bench.states().values()) == {"sent"}


def test_what_somebody_waits_for_is_said_at_once(bench: Bench) -> None:
    bench.please_phone("group:2")
    assert run(bench) == 1


def test_other_minutes_are_free(bench: Bench) -> None:
    bench.later(600)
    bench.note()
    assert run(bench) == 1
