"""Runs the clock of a request on whoever must act on it next, and keeps a unit from being urged meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from actions import clocks
from actions.desk import Desk
from actions.taking_back import saved
from models.clock import Clock
from models.queries import clocks as queries
from models.request import Request
from models.ticket import Ticket
from rules.lifecycle import Outcome, Stage
from rules.requests import REQUESTS, RequestKind, RequestStep, Turn, turn_of
from rules.stage_dues import submit_due


def start_turn(desk: Desk, request: Request, step: RequestStep) -> list[Clock]:
    """Start the clock on an official who has to endorse, or on the agents who have to submit."""
    turn = Turn(step, RequestKind(request.kind), request.id)
    due_at = submit_due(desk.now) if step is RequestStep.SUBMIT else None
    clock = clocks.start(
        desk,
        request.ticket,
        Stage.REQUEST,
        at=desk.now,
        department_id=None,
        due_at=due_at,
        subject=turn.as_subject(),
    )
    return [clock] if clock is not None else []


def stop_turn(desk: Desk, request: Request, outcome: Outcome = Outcome.MET) -> list[Clock]:
    """Stop the clock that runs on whoever had to act; returns what was stopped."""
    running = queries.clocks_of(desk.session, request.ticket_id, running_only=True)
    own = [clock for clock in running if clock.stage == Stage.REQUEST and _is_of(clock, request)]
    for clock in own:
        clocks.stop(desk, clock, desk.now, outcome)
    return own


def turn_due(desk: Desk, ticket: Ticket, request_id: int) -> datetime | None:
    """Return by when whoever has the turn must act on a request; None when nobody has."""
    for clock in queries.clocks_of(desk.session, ticket.id, running_only=True):
        turn = turn_of(clock.subject)
        if turn is not None and turn.request_id == request_id:
            return clock.due_at
    return None


def stop_urging(desk: Desk, request: Request) -> list[dict[str, Any]]:
    """Let what the request would take from the unit say nothing while it is pending; returns what puts that back."""
    stages = REQUESTS[RequestKind(request.kind)].unurged
    rows = []
    for clock in queries.clocks_of(desk.session, request.ticket_id, running_only=True):
        is_units = clock.department_id == request.from_unit_id
        if clock.stage in stages and is_units and clock.unurged_by is None:
            rows.append(saved(clock, "unurged_by"))
            clock.unurged_by = request.id
            clocks.look_again(desk, clock)
    return rows


def urge_again(desk: Desk, request: Request) -> list[dict[str, Any]]:
    """Let what was silent for a request speak again; what fell due meanwhile speaks at once, the highest step of it."""
    rows = []
    for clock in queries.clocks_of(desk.session, request.ticket_id):
        if clock.unurged_by == request.id:
            rows.append(saved(clock, "unurged_by"))
            clock.unurged_by = None
            if clock.is_running:
                clocks.look_again(desk, clock)
    return rows


def _is_of(clock: Clock, request: Request) -> bool:
    turn = turn_of(clock.subject)
    return turn is not None and turn.request_id == request.id
