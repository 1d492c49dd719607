"""Records that the platform was answered, and closes what is over."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from actions import calls, clocks, evidence, looks
from actions.desk import Desk
from actions.journal import SYSTEM, Source, Story
from actions.moves import Making, check_stated, make, require
from actions.refusals import Refusal
from actions.setting_aside import Subject, guarded
from models.event import Event
from models.queries import rounds
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import Move, Stage, State


def replied(desk: Desk, ticket: Ticket, source: Source, at: datetime | None, reason: str | None) -> Event:
    """Record the reply on the platform; without evidence a reason is needed. Raises Refusal."""
    move = Move.REPLIED if ticket.state != State.MERGED else Move.REPLIED_WHEN_MERGED
    require(ticket, move)
    if move is Move.REPLIED_WHEN_MERGED and ticket.replied_at is not None:
        raise Refusal("merged_and_replied", ticket_no=ticket.ticket_no)
    moment = check_stated(desk, at, ticket.first_dispatched_at or ticket.reported_at, ticket)
    n_evidence = evidence.amount(desk, ticket)
    if not n_evidence and not reason:
        raise Refusal("reply_needs_reason", ticket_no=ticket.ticket_no)
    if not ticket.is_drill:
        looks.looked(desk, source.actor or "", "reply")
    facts = {"evidence": n_evidence, **({"stated": True} if at else {})}
    making = Making(at=moment, fields={"replied_at": moment}, story=Story(text=reason, facts=facts))
    event = make(desk, ticket, move, source, making)
    calls.close_all_calls(desk, ticket, "replied", event)
    return event


def merged_without_reply(desk: Desk, ticket: Ticket) -> list[Ticket]:
    """Return what was merged into a ticket and still has to be answered on the platform under its own number."""
    merged = [each for each in rounds.merged_with(desk.session, ticket) if each.merged_into_id == ticket.id]
    return [each for each in merged if clocks.due_of(desk, each, Stage.PLATFORM_REPLY) is not None]


def archive(desk: Desk, ticket: Ticket, source: Source = SYSTEM) -> Event:
    """Put a replied ticket into the archive."""
    require(ticket, Move.ARCHIVE)
    now = desk.now
    shares = tuple((share, {"ended_at": now}) for share in queries.assignments_of(desk.session, ticket.id))
    making = Making(at=now, fields={"archived_at": now}, shares=shares)
    return make(desk, ticket, Move.ARCHIVE, source, making)


def archive_ripe(desk: Desk) -> int:
    """Archive what was replied long enough ago (15 days unless settled otherwise); returns how many."""
    ripe = queries.archivable(desk.session, desk.now - desk.rules.archive_after)
    return sum(
        guarded(desk, Subject("archive", ticket_id, ticket_id), partial(_archive_by_id, desk, ticket_id)) is None
        for ticket_id in ripe
    )


def _archive_by_id(desk: Desk, ticket_id: int) -> None:
    archive(desk, desk.session.get_one(Ticket, ticket_id))
