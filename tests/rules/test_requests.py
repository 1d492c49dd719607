"""Agents prepare, officials endorse, and only the platform grants what the city decides."""

from __future__ import annotations

import pytest

from rules.lifecycle import MOVES
from rules.requests import (
    REQUESTS,
    DecidedBy,
    RequestKind,
    RequestState,
    RequestStep,
    is_pending,
    next_request_state,
)

P, E, S = RequestState.PREPARED, RequestState.ENDORSED, RequestState.SUBMITTED


def test_every_request_has_its_rule() -> None:
    assert set(REQUESTS) == set(RequestKind)


def test_request_is_allowed_only_where_its_grant_is() -> None:
    for rule in REQUESTS.values():
        assert rule.allowed_states <= MOVES[rule.when_granted].from_states, rule.kind


@pytest.mark.parametrize("kind", [k for k, r in REQUESTS.items() if r.decided_by is DecidedBy.SUPERVISOR])
def test_endorsement_of_an_inside_request_is_the_grant(kind: RequestKind) -> None:
    assert next_request_state(kind, P, RequestStep.ENDORSE) is RequestState.GRANTED
    assert next_request_state(kind, P, RequestStep.SUBMIT) is None


@pytest.mark.parametrize(
    ("state", "step", "to"),
    [
        (P, RequestStep.ENDORSE, E),
        (P, RequestStep.REJECT, RequestState.REJECTED),
        (P, RequestStep.WITHDRAW, RequestState.WITHDRAWN),
        (P, RequestStep.GRANT, None),
        (E, RequestStep.SUBMIT, S),
        (E, RequestStep.WITHDRAW, RequestState.WITHDRAWN),
        (S, RequestStep.WITHDRAW, None),
        (S, RequestStep.GRANT, RequestState.GRANTED),
        (S, RequestStep.REFUSE, RequestState.REFUSED),
        (RequestState.GRANTED, RequestStep.REFUSE, None),
    ],
)
def test_extension_walks_from_prepared_to_the_platforms_word(
    state: RequestState, step: RequestStep, to: RequestState | None
) -> None:
    assert next_request_state(RequestKind.EXTENSION, state, step) == to


def test_decided_request_waits_for_nobody() -> None:
    assert [state for state in RequestState if is_pending(state)] == [P, E, S]
