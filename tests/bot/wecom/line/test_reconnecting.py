"""Whatever ends the long connection, it comes back: at once, slowly or late, but always."""

from __future__ import annotations

import pytest

from bot.wecom.line.reconnecting import Ending, Row, ending_of_refusal, wait_before_next

NETWORK = (Ending.UNREACHABLE, Ending.CLOSED, Ending.SILENT)


def row(ending: Ending, count: int) -> Row:
    made = Row()
    for _ in range(count):
        made = made.after(ending, 0.0)
    return made


@pytest.mark.parametrize("ending", NETWORK)
@pytest.mark.parametrize(("count", "seconds"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (7, 30), (10_000, 30)])
def test_a_network_failure_is_tried_again_for_ever_within_half_a_minute(
    ending: Ending, count: int, seconds: float
) -> None:
    made = row(ending, count)
    assert wait_before_next(made, 0.0) == seconds and wait_before_next(made, 1.0) == seconds / 2


def test_a_forgotten_subscription_is_renewed_at_once_but_not_in_a_loop() -> None:
    waits = [wait_before_next(row(Ending.NOT_SUBSCRIBED, count), 0.0) for count in (1, 2, 3, 4)]
    assert waits == [0, 1, 2, 4]


def test_who_was_displaced_waits_a_minute_at_least_and_longer_each_time() -> None:
    assert [wait_before_next(row(Ending.DISPLACED, count), 0.0) for count in (1, 2, 3, 9)] == [60, 120, 240, 600]
    assert 60 <= wait_before_next(row(Ending.DISPLACED, 1), 1.0) <= 75


def test_an_eviction_after_a_few_minutes_is_the_same_quarrel() -> None:
    quarrel = Row().after(Ending.DISPLACED, 0).after(Ending.DISPLACED, 300)
    assert wait_before_next(quarrel, 0.0) == 120
    assert wait_before_next(quarrel.after(Ending.DISPLACED, 7200), 0.0) == 60


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_wrong_credentials_are_tried_only_slowly(chance: float) -> None:
    assert wait_before_next(row(Ending.REFUSED, 3), chance) >= 600


def test_a_connection_that_stood_for_a_minute_begins_a_new_row() -> None:
    failing = row(Ending.CLOSED, 6)
    assert wait_before_next(failing.after(Ending.CLOSED, 61), 0.0) == 1
    assert wait_before_next(failing.after(Ending.CLOSED, 5), 0.0) == 30


def test_nothing_is_waited_for_at_the_start() -> None:
    assert wait_before_next(Row(), 0.5) == 0


@pytest.mark.parametrize(
    ("errcode", "ending"),
    [
        (853000, Ending.REFUSED),
        (40001, Ending.REFUSED),
        (45009, Ending.DENIED),
        (-1, Ending.DENIED),
        (7, Ending.DENIED),
    ],
)
def test_a_refused_subscription_is_our_set_up_or_passes(errcode: int, ending: Ending) -> None:
    assert ending_of_refusal(errcode) is ending
