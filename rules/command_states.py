"""Tells in which states of a ticket a command may be used, and which command brings a move about."""

from __future__ import annotations

from rules.lifecycle import CLOSED_STATES, MOVES, OPEN_STATES, WITH_UNIT, Move, State

# The action of a command (rules/rights.py) -> the moves it may bring about.
_MOVES: dict[str, tuple[Move, ...]] = {
    "sign": (Move.SIGN,),
    "verify": (Move.VERIFY_TRUE, Move.VERIFY_WRONG, Move.VERIFY_UNREACHED),
    "assign": (Move.ASSIGN, Move.ASSIGN_BY_NAMED),
    "answer": (Move.ANSWER,),
    "accept": (Move.UNIT_ACCEPT,),
    "contacted": (Move.UNIT_CONTACTED,),
    "progress": (Move.UNIT_PROGRESS,),
    "promise": (Move.UNIT_PROMISE,),
    "done": (Move.UNIT_DONE,),
    "followup": (Move.FOLLOW_UP_SATISFIED, Move.FOLLOW_UP_UNSATISFIED, Move.FOLLOW_UP_UNREACHED),
    "replied": (Move.REPLIED, Move.REPLIED_WHEN_MERGED),
    "archive": (Move.ARCHIVE,),
    "extend": (Move.EXTENDED,),
    "return": (Move.RETURNED_TO_DESK,),
    "suspend": (Move.SUSPENDED,),
    "exclude": (Move.EXCLUDED,),
    "assist": (Move.ASSISTED,),
    "transfer": (Move.TRANSFERRED,),
    "merge": (Move.MERGE,),
    "void": (Move.VOID,),
    "resume": (Move.RESUMED,),
}
_ACTION_OF = {move: action for action, moves in _MOVES.items() for move in moves}
_OTHERWISE: dict[str, frozenset[State]] = {
    "called": WITH_UNIT,
    "draft": frozenset({State.PENDING_REPLY}),
    "caller": frozenset(State) - CLOSED_STATES,
}
# What these are told to do next comes sooner than what they may do as well.
_LIKELIEST: dict[str, frozenset[State]] = {"replied": frozenset({State.PENDING_REPLY}), "urge": WITH_UNIT}


def states_for(action: str) -> frozenset[State]:
    """Return the states in which a ticket may stand for a command's action; what only shows it is for open ones."""
    if action in _MOVES:
        return frozenset(state for move in _MOVES[action] for state in MOVES[move].from_states)
    return _OTHERWISE.get(action, OPEN_STATES)


def likeliest_for(action: str) -> frozenset[State]:
    """Return the states in which a ticket waits for a command's action."""
    return _LIKELIEST.get(action) or states_for(action)


def move_of(action: str) -> Move | None:
    """Return the first move that a command's action brings about; None when it moves nothing."""
    return _MOVES[action][0] if action in _MOVES else None


def action_of(move: Move) -> str | None:
    """Return the action of the command that brings a move about; None when no command does."""
    return _ACTION_OF.get(move)
