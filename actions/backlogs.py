"""Offers the supervisor once that more first checks wait than one agent can phone in time, and tells of the end."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from actions.audiences import agent_on_duty, officials_on_duty, to_user
from actions.desk import Desk
from actions.journal import Source
from actions.outbox import Due, put
from actions.refusals import Refusal
from models.queries import deliveries as delivery_queries
from models.queries import rotas as queries
from models.rota import Backlog
from models.ticket import Ticket
from rules.policy import Severity
from rules.shift_watch import is_backlog, is_worked_off
from rules.stages import State

BACKLOG = "backlog"
OFFERED, ANSWERED, OVER = "offered", "answered", "over"


class Relieved(StrEnum):
    """What a supervisor says to a backlog: somebody comes to help, or orders go out before they are checked."""

    MORE_HANDS = "more_hands"
    ASSIGN_FIRST = "assign_first"


def watch(desk: Desk) -> None:
    """Offer a backlog when it begins and tell that it is over."""
    waiting = _waiting(desk)
    row = queries.open_backlog(desk.session)
    if row is None:
        if is_backlog(waiting, desk.now, desk.rules.shifts):
            _offer(desk, waiting)
        return
    row.most = max(row.most, len(waiting))
    if is_worked_off(waiting):
        row.ended_at = desk.now
        left = queries.waiting_of(desk.session, BACKLOG, row.id)
        delivery_queries.end_deliveries(desk.session, left, "superseded", "worked off", desk.now)
        for destination, _audience in queries.told_of(desk.session, BACKLOG, row.id, OFFERED):
            _put(desk, row, destination, OVER, "supervisor")


def answer(desk: Desk, source: Source, said: Relieved) -> Backlog:
    """Take a supervisor's word on the backlog, which the agent on duty hears; raises Refusal when there is none."""
    row = queries.open_backlog(desk.session)
    if row is None:
        raise Refusal("no_backlog")
    if row.answer == said:
        return row
    row.answer, row.answered_by, row.answered_at = str(said), source.actor, desk.now
    agent = agent_on_duty(desk)
    if agent is not None:
        _put(desk, row, to_user(agent.userid).destination, f"{ANSWERED}:{said}", "on_duty")
    return row


def may_check_later(desk: Desk, ticket: Ticket) -> bool:
    """Tell whether an order may be assigned before it is checked, as a supervisor has said while checks pile up."""
    row = queries.open_backlog(desk.session) if ticket.state == State.PENDING_VERIFY else None
    return row is not None and row.answer == Relieved.ASSIGN_FIRST


def _waiting(desk: Desk) -> list[datetime]:
    """Return when the checks are due that have to be phoned now; by night only urgent ones are."""
    is_night = desk.rules.night.is_night(desk.now)
    found = queries.checks_waiting(desk.session)
    return [due_at for due_at, is_urgent in found if is_urgent or not is_night]


def _offer(desk: Desk, waiting: list[datetime]) -> None:
    agent = agent_on_duty(desk)
    row = Backlog(began_at=desk.now, most=len(waiting), agent=agent.userid if agent else None)
    desk.session.add(row)
    desk.session.flush()
    facts = {"n": len(waiting), "first_due_at": min(waiting).isoformat()}
    for userid in officials_on_duty(desk, "supervisor"):
        _put(desk, row, to_user(userid).destination, OFFERED, "supervisor", facts)


def _put(
    desk: Desk, row: Backlog, destination: str, step: str, audience: str, facts: dict[str, object] | None = None
) -> None:
    put(
        desk,
        Due(
            cause_kind=BACKLOG,
            cause_id=row.id,
            step=step,
            kind=f"backlog_{step.partition(':')[0]}",
            destination=destination,
            audience=audience,
            due_at=desk.now,
            severity=str(Severity.URGE if step == OFFERED else Severity.INFO),
            facts=facts or {},
        ),
    )
