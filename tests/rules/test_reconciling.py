"""What the platform recorded is held against what we did: what differs, what matters, and who was late by its times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rules.reconciling import MATTERS, RANKS, Kind, Side, Timed, Tolerance, differences, judge
from rules.stages import Stage, State

TEN = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TOLERANCE = Tolerance()


def at(minute: float) -> datetime:
    return TEN + MINUTE * minute


def side(state: State | None = None, *, unit: str = "", deadline: float | None = None, **moments: float) -> Side:
    known = {f"{name}_at": at(minute) for name, minute in moments.items()}
    return Side(known, None if deadline is None else at(deadline), state, unit or None)


@pytest.mark.parametrize(
    ("ours", "theirs", "kinds"),
    [
        (side(signed=12), side(signed=12), []),
        (side(signed=12), side(signed=14), []),
        (side(signed=12), side(signed=14.1), ["time"]),
        (side(State.REPLIED, replied=60), side(State.HANDLING), ["reply_not_there"]),
        (side(State.PENDING_VERIFY, signed=12), side(State.PENDING_SIGN), ["sign_not_there"]),
        (side(State.HANDLING), side(State.REPLIED, replied=60), ["reply_not_here"]),
        (side(State.PENDING_SIGN), side(signed=12), ["sign_not_here"]),
        (side(State.HANDLING), side(signed=12), []),
        (side(State.HANDLING), side(State.ARCHIVED), ["closed_there"]),
        (side(deadline=60), side(deadline=30), ["deadline_earlier"]),
        (side(deadline=60), side(deadline=90), ["deadline_later"]),
        (side(unit="城管办"), side(unit="社区办"), ["unit"]),
        (side(State.REPLIED, replied=60, signed=5), side(State.ASSIGNED, signed=9), ["reply_not_there", "time"]),
    ],
)
def test_what_differs_the_gravest_first(ours: Side, theirs: Side, kinds: list[str]) -> None:
    assert [each.kind for each in differences(ours, theirs, TOLERANCE)] == kinds


def test_an_export_without_a_column_denies_nothing() -> None:
    theirs = Side({"signed_at": at(12)}, state=None, tells=frozenset({"signed_at"}))
    assert differences(side(State.REPLIED, signed=12, replied=60), theirs, TOLERANCE) == []


def test_a_state_alone_may_deny_a_reply() -> None:
    theirs = Side({}, state=State.HANDLING, tells=frozenset())
    [found] = differences(side(State.REPLIED, replied=60), theirs, TOLERANCE)
    assert found.kind is Kind.REPLY_NOT_THERE and found.name == "state"


def test_a_field_may_have_a_tolerance_of_its_own() -> None:
    tolerance = Tolerance(of_field={"replied_at": 10 * MINUTE})
    assert differences(side(replied=60), side(replied=69), tolerance) == []
    assert differences(side(signed=5), side(signed=9), tolerance)


def test_what_costs_money_comes_before_what_is_to_be_looked_at() -> None:
    assert max(RANKS[kind] for kind in MATTERS) < min(RANKS[kind] for kind in Kind if kind not in MATTERS)


# Dispatched at ten, to be signed by 10:20.
def sign(stopped: float) -> Timed:
    return Timed(Stage.SIGN, TEN, at(20), at(stopped))


@pytest.mark.parametrize(
    ("stated", "there", "agrees", "is_late"),
    [
        (12, {"signed": 12}, True, False),
        (12, {"signed": 14}, True, False),
        (12, {"signed": 26}, False, True),
        (19, {"signed": 20.7}, False, True),
        (25, {"signed": 26}, True, True),
        (25, {"signed": 11}, False, False),
        # The platform gave it out five minutes later than we thought.
        (12, {"signed": 23, "dispatched": 5}, False, False),
        (12, {"signed": 26, "dispatched": 5}, False, True),
    ],
)
def test_late_is_judged_by_the_platforms_time(
    stated: float, there: dict[str, Any], agrees: bool, is_late: bool
) -> None:
    judged = judge(sign(stated), side(**there), TOLERANCE)
    assert judged is not None
    assert (judged.agrees, judged.is_late) == (agrees, is_late)
    assert judged.due_there_at == at(20 + there.get("dispatched", 0))


def test_a_reply_is_judged_by_the_platforms_own_deadline() -> None:
    clock = Timed(Stage.PLATFORM_REPLY, TEN, at(60), at(50))
    judged = judge(clock, side(replied=50, deadline=45), TOLERANCE)
    assert judged is not None and judged.is_late and not judged.agrees


def test_without_a_time_there_is_nothing_to_judge() -> None:
    assert judge(sign(12), side(), TOLERANCE) is None
