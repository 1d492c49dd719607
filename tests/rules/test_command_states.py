"""Each command is offered for the states in which the lifecycle lets it happen."""

from __future__ import annotations

import pytest

from rules.command_states import action_of, likeliest_for, move_of, states_for
from rules.lifecycle import NEXT, OPEN_STATES, Move, State
from rules.rights import GRANTS


@pytest.mark.parametrize(
    ("action", "states"),
    [
        ("sign", {State.PENDING_SIGN}),
        ("followup", {State.RESOLVED}),
        ("accept", {State.ASSIGNED}),
        ("done", {State.ASSIGNED, State.ACCEPTED, State.HANDLING}),
        ("resume", {State.SUSPENDED}),
        ("find", OPEN_STATES),
    ],
)
def test_command_fits_the_states_of_its_moves(action: str, states: set[State]) -> None:
    assert states_for(action) == states


def test_reply_waits_where_the_follow_up_is_done_though_it_may_come_sooner() -> None:
    assert likeliest_for("replied") == {State.PENDING_REPLY} < states_for("replied")


def test_every_next_step_but_a_new_dispatch_is_some_command_of_the_table_of_rights() -> None:
    following = {move for moves in NEXT.values() for move in moves} - {Move.DISPATCHED_AGAIN}
    assert {action_of(move) for move in following} <= GRANTS.keys()
    assert move_of("sign") is Move.SIGN and move_of("find") is None
