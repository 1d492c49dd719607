"""The shape of one line of the lifecycle table: where a move leads, what it stops and starts, whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from rules.stages import EventKind, Move, Outcome, Stage, State, Undo, Who

TICKET_STAGES = tuple(stage for stage in Stage if stage is not Stage.PATROL)
Stops = tuple[tuple[Stage, Outcome], ...]


@dataclass(frozen=True)
class Transition:
    """One line of the table.

    `from_states` empty = there is no ticket yet; `to_state` None = it stays where it is. A stop with MET
    means "met, or missed when late". `restores` = back to the state before the suspension; `new_round` =
    the move opens a new ticket row; `endorsed` = an official has to agree first; `note` is what the
    columns cannot say.
    """

    event: Move
    records: EventKind
    from_states: frozenset[State]
    to_state: State | None
    stops: Stops
    starts: tuple[Stage, ...]
    who: tuple[Who, ...]
    undo: Undo
    endorsed: bool = False
    restores: bool = False
    new_round: bool = False
    note: str = ""


def met(*stages: Stage) -> Stops:
    """Stop these stages as met, or missed when late."""
    return tuple((stage, Outcome.MET) for stage in stages)


def cancelled(*stages: Stage) -> Stops:
    """Stop these stages as cancelled."""
    return tuple((stage, Outcome.CANCELLED) for stage in stages)


def cancelled_but(kept: Stage | None) -> Stops:
    """Stop every stage of a ticket but one as cancelled."""
    return cancelled(*(stage for stage in TICKET_STAGES if stage is not kept))
