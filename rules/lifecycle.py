"""The life of a ticket as one table: what may happen in which state, what it stops, starts and who may do it."""

from __future__ import annotations

from rules.stages import (
    CLOSED_STATES,
    ENDED_STATES,
    OPEN_STATES,
    REQUEST_EVENTS,
    UNIT_STAGES,
    WITH_UNIT,
    EventKind,
    Grade,
    Move,
    Outcome,
    Stage,
    State,
    Undo,
    Who,
)
from rules.transition import Transition, cancelled, cancelled_but, met

__all__ = [
    "CLOSED_STATES",
    "ENDED_STATES",
    "MOVES",
    "NEXT",
    "OPEN_STATES",
    "REQUEST_EVENTS",
    "UNIT_STAGES",
    "WITH_UNIT",
    "EventKind",
    "Grade",
    "Move",
    "Outcome",
    "Stage",
    "State",
    "Transition",
    "Undo",
    "Who",
    "transition",
    "why_not",
]

_GIVEN_TO_UNIT = (Stage.ACCEPT, Stage.FIRST_CONTACT, Stage.HANDLE)
_UNIT_DONE_STATES = WITH_UNIT | {State.RESOLVED, State.PENDING_REPLY}
_IN, _AGENT, _LEAD = frozenset[State](), (Who.AGENT,), (Who.LEAD,)
_DESK = frozenset({State.PENDING_VERIFY, State.PENDING_ASSIGN})
_S, _E, _U = State, EventKind, Undo

# One move reads as one entry, so the formatter leaves the table alone.
# fmt: off
_TABLE: tuple[Transition, ...] = (
    Transition(
        Move.INTAKE, _E.CREATED, _IN, _S.PENDING_SIGN, (), (Stage.SIGN, Stage.PLATFORM_REPLY),
        (Who.AGENT, Who.TOKEN), _U.UNTIL_SIGNED,
        note="a ticket under way comes in with its own state and past times",
    ),
    Transition(
        Move.SIGN, _E.SIGNED, frozenset({_S.PENDING_SIGN}), _S.PENDING_VERIFY,
        met(Stage.SIGN), (Stage.VERIFY,), _AGENT, _U.YES,
    ),
    Transition(
        Move.VERIFY_TRUE, _E.VERIFIED, frozenset({_S.PENDING_VERIFY}), _S.PENDING_ASSIGN,
        met(Stage.VERIFY), (Stage.ASSIGN,), _AGENT, _U.YES,
    ),
    Transition(
        Move.VERIFY_UNREACHED, _E.VERIFIED, frozenset({_S.PENDING_VERIFY}), _S.PENDING_ASSIGN,
        ((Stage.VERIFY, Outcome.ATTEMPTED),), (Stage.ASSIGN, Stage.TASK), _AGENT, _U.YES,
        note="a call task: three tries at different times of day",
    ),
    Transition(
        Move.VERIFY_WRONG, _E.VERIFIED, frozenset({_S.PENDING_VERIFY}), None, (), (), _AGENT, _U.YES,
        note="asks what to correct; the correction then counts as verified",
    ),
    Transition(
        Move.ASSIGN, _E.ASSIGNED, frozenset({_S.PENDING_ASSIGN}), _S.ASSIGNED, met(Stage.ASSIGN), _GIVEN_TO_UNIT,
        (Who.AGENT, Who.SUPERVISOR, Who.NAMED), _U.UNTIL_UNIT_ANSWERED,
        note="each assisting unit gets accept and handle",
    ),
    Transition(
        Move.ASSIGN_BY_NAMED, _E.ASSIGNED, frozenset({_S.PENDING_ASSIGN}), None, (), (), _AGENT, _U.YES,
        note="the named person becomes the audience of assign and may assign this one ticket",
    ),
    Transition(
        Move.ANSWER, _E.RESOLVED, _DESK, _S.PENDING_REPLY, met(Stage.VERIFY, Stage.ASSIGN), (), _AGENT, _U.YES,
        note="no clocks of units, no follow_up",
    ),
    Transition(
        Move.UNIT_ACCEPT, _E.ACCEPTED, frozenset({_S.ASSIGNED}), _S.ACCEPTED, met(Stage.ACCEPT), (), _LEAD, _U.YES,
    ),
    # The answer to "has the caller been contacted?" may come after the unit said done.
    Transition(
        Move.UNIT_CONTACTED, _E.CONTACTED, WITH_UNIT | {_S.RESOLVED}, None, met(Stage.FIRST_CONTACT), (),
        (Who.LEAD, Who.ASSIST), _U.YES,
        note="a failed try does not stop the clock",
    ),
    # Progress while handling is noted as well and postpones the next step of handle.
    Transition(
        Move.UNIT_PROGRESS, _E.PROGRESS, WITH_UNIT, _S.HANDLING, met(Stage.ACCEPT), (), _LEAD, _U.YES,
        note="postpones the next step of handle that is not the last",
    ),
    Transition(
        Move.UNIT_PROMISE, _E.PROMISED, WITH_UNIT, None, ((Stage.PROMISE, Outcome.MOVED),), (Stage.PROMISE,),
        _LEAD, _U.YES,
        note="later than the internal due: says so and prepares an extension",
    ),
    Transition(
        Move.UNIT_DONE, _E.RESOLVED, WITH_UNIT, _S.RESOLVED, met(Stage.ACCEPT, Stage.HANDLE, Stage.PROMISE),
        (Stage.FOLLOW_UP,), _LEAD, _U.UNTIL_FOLLOWED_UP,
        note="first_contact stops only when contact is stated or recorded",
    ),
    Transition(
        Move.ASSIST_ACCEPT, _E.ACCEPTED, _UNIT_DONE_STATES, None, met(Stage.ACCEPT), (), (Who.ASSIST,), _U.YES,
        note="its own clock only",
    ),
    Transition(
        Move.ASSIST_DONE, _E.RESOLVED, _UNIT_DONE_STATES, None, met(Stage.ACCEPT, Stage.HANDLE), (),
        (Who.ASSIST,), _U.YES,
        note="its own clocks only",
    ),
    Transition(
        Move.FOLLOW_UP_SATISFIED, _E.FOLLOWED_UP, frozenset({_S.RESOLVED}), _S.PENDING_REPLY,
        met(Stage.FOLLOW_UP), (), _AGENT, _U.YES,
    ),
    Transition(
        Move.FOLLOW_UP_UNREACHED, _E.FOLLOWED_UP, frozenset({_S.RESOLVED}), None, (), (Stage.TASK,), _AGENT, _U.YES,
        note="a call task: three tries; after that the agent may go on",
    ),
    Transition(
        Move.FOLLOW_UP_UNSATISFIED, _E.FOLLOWED_UP, frozenset({_S.RESOLVED}), _S.HANDLING,
        met(Stage.FOLLOW_UP), (Stage.HANDLE,), _AGENT, _U.YES,
        note="due half-way to the official deadline less reserve",
    ),
    Transition(
        Move.REPLIED, _E.REPLIED, OPEN_STATES, _S.REPLIED,
        met(Stage.PLATFORM_REPLY) + cancelled_but(Stage.PLATFORM_REPLY), (), _AGENT, _U.YES,
        note="without evidence a reason is asked",
    ),
    Transition(
        Move.REPLIED_WHEN_MERGED, _E.REPLIED, frozenset({_S.MERGED}), None, met(Stage.PLATFORM_REPLY), (), _AGENT,
        _U.YES,
        note="its own reply, which the survivor's reply proposes",
    ),
    Transition(
        Move.ARCHIVE, _E.ARCHIVED, frozenset({_S.REPLIED}), _S.ARCHIVED, (), (), (Who.ITSELF, Who.AGENT), _U.NO,
        note="by itself when the official follow-up says solved, or 15 days later",
    ),
    Transition(
        Move.DISPATCHED_AGAIN, _E.CREATED, frozenset({_S.REPLIED, _S.ARCHIVED, _S.RETURNED}), _S.PENDING_SIGN, (),
        (Stage.SIGN, Stage.PLATFORM_REPLY), (Who.AGENT, Who.TOKEN), _U.UNTIL_SIGNED, new_round=True,
    ),
    Transition(
        Move.SEEN_AGAIN, _E.UPDATED, OPEN_STATES, None, (), (), (Who.AGENT, Who.TOKEN), _U.NO,
        note="a different deadline is put to the agent, never taken silently",
    ),
    Transition(
        Move.MERGE, _E.MERGED, OPEN_STATES, _S.MERGED, cancelled_but(Stage.PLATFORM_REPLY), (), _AGENT, _U.YES,
        endorsed=True,
        note="the survivor's reply proposes to stop platform_reply",
    ),
    Transition(
        Move.VOID, _E.VOIDED, OPEN_STATES, _S.VOIDED, cancelled_but(None), (), _AGENT, _U.NO, endorsed=True,
        note="counts nowhere",
    ),
    Transition(
        Move.TRANSFERRED, _E.ASSIGNED, WITH_UNIT, _S.ASSIGNED, cancelled(*UNIT_STAGES), _GIVEN_TO_UNIT,
        (Who.SUPERVISOR,), _U.UNTIL_UNIT_ANSWERED,
        note="to the new unit",
    ),
    Transition(
        Move.ASSISTED, _E.ASSIGNED, WITH_UNIT, None, (), (Stage.ACCEPT, Stage.HANDLE),
        (Who.SUPERVISOR,), _U.UNTIL_UNIT_ANSWERED,
        note="clocks of the assisting unit",
    ),
    Transition(
        Move.RETURNED_TO_DESK, _E.RETURNED, WITH_UNIT, _S.PENDING_ASSIGN, cancelled(*UNIT_STAGES),
        (Stage.ASSIGN,), (Who.SUPERVISOR,), _U.YES,
    ),
    Transition(
        Move.RETURNED_TO_CITY, _E.RETURNED, OPEN_STATES, _S.RETURNED, cancelled_but(None), (), _AGENT, _U.YES,
    ),
    Transition(
        Move.EXTENDED, _E.DEADLINE_MOVED, OPEN_STATES - {_S.SUSPENDED}, None,
        ((Stage.HANDLE, Outcome.MOVED), (Stage.PLATFORM_REPLY, Outcome.MOVED)), (Stage.HANDLE, Stage.PLATFORM_REPLY),
        _AGENT, _U.YES,
        note="old and new deadline are kept",
    ),
    Transition(
        Move.SUSPENDED, _E.SUSPENDED, OPEN_STATES - {_S.SUSPENDED}, _S.SUSPENDED, (), (), _AGENT, _U.YES,
        note="all clocks pause",
    ),
    Transition(
        Move.RESUMED, _E.RESUMED, frozenset({_S.SUSPENDED}), None, (), (), (Who.ITSELF, Who.AGENT), _U.YES,
        restores=True,
        note="at the date by itself; the clocks go on",
    ),
    Transition(
        Move.EXCLUDED, _E.EXCLUDED, OPEN_STATES | {_S.REPLIED, _S.ARCHIVED}, None, (), (), _AGENT, _U.YES,
        note="a flag; the work stays due",
    ),
)
# fmt: on

MOVES: dict[Move, Transition] = {line.event: line for line in _TABLE}

NEXT: dict[State, tuple[Move, ...]] = {
    State.PENDING_SIGN: (Move.SIGN,),
    State.PENDING_VERIFY: (Move.VERIFY_TRUE, Move.VERIFY_WRONG, Move.VERIFY_UNREACHED, Move.ANSWER),
    State.PENDING_ASSIGN: (Move.ASSIGN, Move.ASSIGN_BY_NAMED, Move.ANSWER),
    State.ASSIGNED: (Move.UNIT_ACCEPT, Move.UNIT_CONTACTED, Move.UNIT_PROGRESS, Move.UNIT_DONE),
    State.ACCEPTED: (Move.UNIT_CONTACTED, Move.UNIT_PROGRESS, Move.UNIT_PROMISE, Move.UNIT_DONE),
    State.HANDLING: (Move.UNIT_CONTACTED, Move.UNIT_PROGRESS, Move.UNIT_PROMISE, Move.UNIT_DONE),
    State.RESOLVED: (Move.FOLLOW_UP_SATISFIED, Move.FOLLOW_UP_UNSATISFIED, Move.FOLLOW_UP_UNREACHED),
    State.PENDING_REPLY: (Move.REPLIED,),
    State.REPLIED: (Move.ARCHIVE, Move.DISPATCHED_AGAIN),
    State.ARCHIVED: (Move.DISPATCHED_AGAIN,),
    State.RETURNED: (Move.DISPATCHED_AGAIN,),
    State.SUSPENDED: (Move.RESUMED, Move.REPLIED),
    State.MERGED: (Move.REPLIED_WHEN_MERGED,),
    State.VOIDED: (),
}


def transition(event: Move, state: State | None) -> Transition | None:
    """Return the line of the table for this move in this state (None = no ticket yet), or None when it may not be."""
    line = MOVES[event]
    allowed = not line.from_states if state is None else state in line.from_states
    return line if allowed else None


def why_not(event: Move, state: State) -> list[Move]:
    """Return the moves that come next from `state`, likeliest first; empty when `event` itself is possible."""
    return [] if transition(event, state) else list(NEXT[state])
