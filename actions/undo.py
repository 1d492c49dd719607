"""Takes back a person's own last action: a compensating event, the clocks with their true dues, a correction post."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from actions import clocks
from actions.audiences import Target
from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.notices import notify
from actions.refusals import Refusal
from models.assignment import Assignment
from models.clock import Clock
from models.event import Event
from models.queries import deliveries as delivery_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import MOVES, EventKind, Move, Undo

# What the bot itself writes after an action does not make it somebody else's.
_BY_THE_CLOCK = frozenset({"reminded", "escalated", "missed", "breached"})
_MOMENTS = frozenset(
    "signed_at verified_at assigned_at accepted_at contacted_at resolved_at replied_at archived_at internal_deadline_at".split()
)


def undo_last(desk: Desk, source: Source, ticket: Ticket | None) -> tuple[Ticket, Event]:
    """Take back the last thing a person did (to one ticket, or at all); returns the ticket and what was taken back.

    Raises Refusal when there is nothing, the table does not let it be undone, or somebody acted on it since.
    """
    event = _last_own(desk, source.actor or "", ticket)
    if event is None or event.ticket_id is None:
        raise Refusal("nothing_to_undo", minutes=int(desk.rules.undo_window.total_seconds() // 60))
    target = desk.session.get_one(Ticket, event.ticket_id)
    if event.undo is None:
        raise Refusal("cannot_undo", ticket_no=target.ticket_no, kind=event.kind)
    _check_table(desk, target, event)
    _reverse(desk, target, event.undo)
    story = Story(facts={"undone": event.kind}, undoes_id=event.id)
    undone = record(desk, target, EventKind.UNDONE, source, story)
    _correct_posts(desk, target, event, undone)
    return target, event


def _last_own(desk: Desk, actor: str, ticket: Ticket | None) -> Event | None:
    # The window is machine time, so that a fast desk clock does not shorten it; desk time only narrows the search.
    rows = queries.last_events_by(desk.session, actor, datetime.min.replace(tzinfo=desk.now.tzinfo), _id(ticket))
    undone = {row.undoes_id for row in rows if row.undoes_id}
    for row in rows:
        if row.kind == EventKind.UNDONE or row.id in undone or row.kind == EventKind.REVEALED:
            continue
        return row if _is_fresh(desk, row) else None
    return None


def _id(ticket: Ticket | None) -> int | None:
    return ticket.id if ticket is not None else None


def _is_fresh(desk: Desk, row: Event) -> bool:
    from models.inbox import InboxRow

    said = desk.session.get(InboxRow, row.inbox_id) if row.inbox_id else None
    at, now = (said.received_at, desk.real_now) if said else (row.recorded_at, desk.now)
    return now - at <= desk.rules.undo_window


def _check_table(desk: Desk, ticket: Ticket, event: Event) -> None:
    line = MOVES.get(Move(event.facts["move"])) if "move" in event.facts else None
    later = [
        row
        for row in queries.later_events(desk.session, ticket.id, event.id)
        if row.kind not in _BY_THE_CLOCK and row.inbox_id != event.inbox_id
    ]
    if line is None or line.undo is Undo.NO:
        raise Refusal("cannot_undo", ticket_no=ticket.ticket_no, kind=event.kind)
    if later:
        raise Refusal("acted_upon", ticket_no=ticket.ticket_no, by=later[0].actor, kind=later[0].kind)


def _reverse(desk: Desk, ticket: Ticket, undo: dict[str, Any]) -> None:
    for name, value in undo["fields"].items():
        is_moment = name in _MOMENTS and value is not None
        setattr(ticket, name, datetime.fromisoformat(value) if is_moment else value)
    for clock_id in undo["started"]:
        clocks.withdraw(desk, desk.session.get_one(Clock, clock_id))
    for assignment_id in undo["begun"]:
        desk.session.get_one(Assignment, assignment_id).ended_at = desk.now
    for assignment_id in undo["ended"]:
        desk.session.get_one(Assignment, assignment_id).ended_at = None
    _reverse_shares(desk, ticket, undo)
    desk.session.flush()
    for clock_id in undo["stopped"]:
        clocks.run_again(desk, desk.session.get_one(Clock, clock_id))


def _reverse_shares(desk: Desk, ticket: Ticket, undo: dict[str, Any]) -> None:
    """What a unit's share says follows the ticket's own fields back."""
    for share in queries.assignments_of(desk.session, ticket.id):
        if not share.is_lead:
            continue
        if "accepted_at" in undo["fields"]:
            share.accepted_at, share.accepted_by = ticket.accepted_at, share.accepted_by if ticket.accepted_at else None
        if "contacted_at" in undo["fields"]:
            share.contacted_at = ticket.contacted_at
        if "resolved_at" in undo["fields"]:
            share.done_at = ticket.resolved_at


def _correct_posts(desk: Desk, ticket: Ticket, event: Event, undone: Event) -> None:
    """Where something went out about the action, say that it was taken back; what still waits is never said."""
    told = [row for row in delivery_queries.deliveries_of_ticket(desk.session, ticket.id)]
    mine = [row for row in told if row.cause_kind == "event" and row.cause_id == event.id]
    waiting = [row.id for row in mine if row.state in ("pending", "held") and row.message_id is None]
    delivery_queries.end_deliveries(desk.session, waiting, "superseded", "taken back", desk.now)
    said = {row.destination for row in mine if row.id not in waiting and row.state in ("pending", "sent", "unknown")}
    facts = {"kind": event.kind}
    notify(desk, "taken_back", undone.id, [Target(name) for name in sorted(said)], ticket=ticket, facts=facts)
