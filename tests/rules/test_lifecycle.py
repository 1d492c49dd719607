"""The lifecycle table says what may happen to a ticket, and the page in docs/ says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.lifecycle import (
    CLOSED_STATES,
    ENDED_STATES,
    MOVES,
    NEXT,
    OPEN_STATES,
    WITH_UNIT,
    Move,
    Outcome,
    Stage,
    State,
    Who,
    transition,
    why_not,
)
from rules.lifecycle_page import render_markdown

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def test_every_move_has_its_line() -> None:
    assert set(MOVES) == set(Move)


def test_replied_is_no_longer_open_and_not_closed_yet() -> None:
    assert set(State) == OPEN_STATES | ENDED_STATES and not OPEN_STATES & ENDED_STATES
    assert {State.REPLIED} == ENDED_STATES - CLOSED_STATES
    assert {State.ARCHIVED, State.RETURNED, State.MERGED, State.VOIDED} == CLOSED_STATES


@pytest.mark.parametrize(
    ("state", "move", "to_state"),
    [
        (None, Move.INTAKE, State.PENDING_SIGN),
        (State.PENDING_SIGN, Move.SIGN, State.PENDING_VERIFY),
        (State.PENDING_VERIFY, Move.VERIFY_TRUE, State.PENDING_ASSIGN),
        (State.PENDING_VERIFY, Move.VERIFY_UNREACHED, State.PENDING_ASSIGN),
        (State.PENDING_VERIFY, Move.VERIFY_WRONG, None),
        (State.PENDING_VERIFY, Move.ANSWER, State.PENDING_REPLY),
        (State.PENDING_ASSIGN, Move.ASSIGN, State.ASSIGNED),
        (State.ASSIGNED, Move.UNIT_ACCEPT, State.ACCEPTED),
        (State.ASSIGNED, Move.UNIT_PROGRESS, State.HANDLING),
        (State.ASSIGNED, Move.UNIT_DONE, State.RESOLVED),
        (State.HANDLING, Move.UNIT_PROGRESS, State.HANDLING),
        (State.RESOLVED, Move.FOLLOW_UP_SATISFIED, State.PENDING_REPLY),
        (State.RESOLVED, Move.FOLLOW_UP_UNREACHED, None),
        (State.RESOLVED, Move.FOLLOW_UP_UNSATISFIED, State.HANDLING),
        (State.PENDING_REPLY, Move.REPLIED, State.REPLIED),
        (State.SUSPENDED, Move.REPLIED, State.REPLIED),
        (State.REPLIED, Move.ARCHIVE, State.ARCHIVED),
        (State.ARCHIVED, Move.DISPATCHED_AGAIN, State.PENDING_SIGN),
        (State.HANDLING, Move.TRANSFERRED, State.ASSIGNED),
        (State.ACCEPTED, Move.RETURNED_TO_DESK, State.PENDING_ASSIGN),
    ],
)
def test_move_leads_where_the_table_says(state: State | None, move: Move, to_state: State | None) -> None:
    line = transition(move, state)
    assert line is not None
    assert line.to_state == to_state


@pytest.mark.parametrize(
    ("state", "move"),
    [
        (State.PENDING_VERIFY, Move.SIGN),
        (State.PENDING_SIGN, Move.ASSIGN),
        (State.PENDING_SIGN, Move.UNIT_DONE),
        (State.RESOLVED, Move.UNIT_DONE),
        (State.RESOLVED, Move.ARCHIVE),
        (State.HANDLING, Move.ARCHIVE),
        (State.ARCHIVED, Move.REPLIED),
        (State.VOIDED, Move.DISPATCHED_AGAIN),
        (State.HANDLING, Move.DISPATCHED_AGAIN),
        (State.SUSPENDED, Move.UNIT_DONE),
        (None, Move.SIGN),
        (State.PENDING_SIGN, Move.INTAKE),
    ],
)
def test_move_outside_its_states_is_refused(state: State | None, move: Move) -> None:
    assert transition(move, state) is None


def test_refused_move_names_what_comes_next() -> None:
    assert why_not(Move.ASSIGN, State.PENDING_SIGN) == [Move.SIGN]
    assert why_not(Move.SIGN, State.PENDING_SIGN) == []
    assert why_not(Move.SIGN, State.VOIDED) == []


def test_what_comes_next_is_always_possible() -> None:
    assert set(NEXT) == set(State)
    assert all(transition(move, state) for state, moves in NEXT.items() for move in moves)


def test_units_can_never_close_return_or_extend() -> None:
    deciding = {State.REPLIED, State.ARCHIVED, State.RETURNED, State.SUSPENDED, State.MERGED, State.VOIDED}
    by_units = [line for line in MOVES.values() if {Who.LEAD, Who.ASSIST} & set(line.who)]
    assert by_units
    assert not [line.event for line in by_units if line.to_state in deciding or line.event is Move.EXTENDED]


def test_assisting_unit_never_moves_the_ticket() -> None:
    assert all(line.to_state is None for line in MOVES.values() if Who.ASSIST in line.who)


def test_reply_ends_every_clock_of_the_ticket() -> None:
    stops = dict(MOVES[Move.REPLIED].stops)
    assert stops.pop(Stage.PLATFORM_REPLY) is Outcome.MET
    assert set(stops) == set(Stage) - {Stage.PLATFORM_REPLY, Stage.PATROL}
    assert set(stops.values()) == {Outcome.CANCELLED}


def test_merge_leaves_the_official_clock_running() -> None:
    assert Stage.PLATFORM_REPLY not in dict(MOVES[Move.MERGE].stops)


def test_done_leaves_first_contact_to_be_asked_for() -> None:
    assert Stage.FIRST_CONTACT not in dict(MOVES[Move.UNIT_DONE].stops)
    assert State.RESOLVED in MOVES[Move.UNIT_CONTACTED].from_states


def test_open_is_everything_before_the_reply_and_suspended() -> None:
    assert OPEN_STATES > WITH_UNIT
    assert set(State) - OPEN_STATES == {
        State.REPLIED,
        State.ARCHIVED,
        State.RETURNED,
        State.MERGED,
        State.VOIDED,
    }


def test_page_says_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_markdown(), (
        "run: python -m rules.lifecycle_page > docs/lifecycle.md"
    )
