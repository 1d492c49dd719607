"""What a unit does with its order: takes it, contacts the caller, reports progress, promises, reports done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from actions import clocks, evidence, unit_calls
from actions.audiences import agents_target
from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.moves import Making, make, require
from actions.notices import notify
from actions.refusals import Refusal
from actions.requesting import may_ask_until
from actions.taking_back import remember, saved
from models.assignment import Assignment
from models.event import Event
from models.queries import clocks as clock_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import EventKind, Move, Stage, State


@dataclass(frozen=True)
class Word:
    """What a unit said: `text` masked, `original` as it came (sealed)."""

    text: str | None = None
    original: str | None = None

    @property
    def story(self) -> Story:
        """Return it as an event's story."""
        return Story(text=self.text, original=self.original)


@dataclass(frozen=True)
class Late:
    """A promise later than the unit's `limit`; `more_time` is set where that much may be asked for."""

    ticket_no: str
    limit: datetime
    more_time: datetime | None


def share_of(desk: Desk, ticket: Ticket, department_id: int | None) -> Assignment:
    """Return a unit's share in a ticket; raises Refusal when it holds none."""
    for row in queries.assignments_of(desk.session, ticket.id):
        if row.department_id == department_id:
            return row
    raise Refusal("not_your_ticket", ticket_no=ticket.ticket_no)


def accept(desk: Desk, ticket: Ticket, share: Assignment, source: Source, word: Word) -> Event | None:
    """Record that a unit takes the order; None when it had taken it before."""
    if share.accepted_at is not None and not (share.is_lead and ticket.state == State.ASSIGNED):
        return None
    move = Move.UNIT_ACCEPT if share.is_lead else Move.ASSIST_ACCEPT
    fields = {"accepted_at": desk.now} if share.is_lead else {}
    event = make(desk, ticket, move, source, _making(desk, share, word, fields, _taken(desk, source)))
    unit_calls.close_unit_call(desk, ticket, share.department_id, event)
    return event


def contacted(desk: Desk, ticket: Ticket, share: Assignment, source: Source, word: Word) -> Event:
    """Record that the caller was reached; a failed try is progress and no contact."""
    require(ticket, Move.UNIT_CONTACTED)
    _accept_first(desk, ticket, share, source)
    fields = {"contacted_at": ticket.contacted_at or desk.now}
    at_share = {"contacted_at": share.contacted_at or desk.now}
    # The clock is the lead's; whichever unit reached the caller stops it.
    making = replace(_making(desk, share, word, fields, at_share), department_id=None)
    return make(desk, ticket, Move.UNIT_CONTACTED, source, making)


def progress(desk: Desk, ticket: Ticket, share: Assignment, source: Source, word: Word) -> Event:
    """Record how it stands; the lead's progress puts off the next step of handle that is not the last."""
    if not share.is_lead:
        _accept_first(desk, ticket, share, source)
        # It moves nothing, but it can be taken back with what was said beside it.
        told = Story(word.text, word.original, {"move": str(Move.UNIT_PROGRESS)}, undo={})
        return record(desk, ticket, EventKind.PROGRESS, source, told)
    fields = {} if ticket.accepted_at else {"accepted_at": desk.now}
    taken = _taken(desk, source) if share.accepted_at is None else {}
    event = make(desk, ticket, Move.UNIT_PROGRESS, source, _making(desk, share, word, fields, taken))
    unit_calls.close_unit_call(desk, ticket, share.department_id, event)
    for clock in clock_queries.clocks_of(desk.session, ticket.id, running_only=True):
        if clock.stage == Stage.HANDLE and clock.department_id == share.department_id:
            before = saved(clock, "postponed")
            if clocks.postpone_next_step(desk, clock):
                remember(event, rows=[before])
    return event


def promise(desk: Desk, ticket: Ticket, share: Assignment, source: Source, until: datetime, word: Word) -> Late | None:
    """Record when the lead unit says it will be done; returns what to say when that is later than its limit."""
    if not share.is_lead:
        raise Refusal("lead_only", ticket_no=ticket.ticket_no)
    require(ticket, Move.UNIT_PROMISE)
    if until <= desk.now:
        raise Refusal("promise_in_past", ticket_no=ticket.ticket_no, at=until)
    _accept_first(desk, ticket, share, source)
    story = Story(word.text, word.original, {"until": until.isoformat()})
    making = Making(at=desk.now, department_id=share.department_id, dues={Stage.PROMISE: until}, story=story)
    make(desk, ticket, Move.UNIT_PROMISE, source, making)
    limit = ticket.internal_deadline_at or ticket.deadline_at
    if limit is None or until <= limit:
        return None
    return Late(ticket.ticket_no, limit, until if may_ask_until(desk, ticket, source, until) else None)


def done(desk: Desk, ticket: Ticket, share: Assignment, source: Source, word: Word, *, is_contacted: bool) -> Event:
    """Record that a unit says it is done; only the lead's word moves the ticket, and never beyond the desk's check.

    First contact stops only when contact is stated or recorded. Without evidence a township may keep it in handling.
    """
    if not share.is_lead:
        return _assist_done(desk, ticket, share, source, word)
    require(ticket, Move.UNIT_DONE)
    if desk.rules.evidence_required and not evidence.is_there(desk, ticket, source.inbox_id):
        raise Refusal("evidence_required", ticket_no=ticket.ticket_no)
    _accept_first(desk, ticket, share, source)
    if is_contacted and share.contacted_at is None:
        contacted(desk, ticket, share, source, Word())
    fields = {"resolved_at": desk.now}
    making = _making(desk, share, word, fields, {"done_at": desk.now})
    event = make(desk, ticket, Move.UNIT_DONE, source, making)
    _tell_desk(desk, ticket, event, share)
    return event


def _assist_done(desk: Desk, ticket: Ticket, share: Assignment, source: Source, word: Word) -> Event:
    require(ticket, Move.ASSIST_DONE)
    taken = _taken(desk, source) if share.accepted_at is None else {}
    making = _making(desk, share, word, {}, {**taken, "done_at": desk.now})
    event = make(desk, ticket, Move.ASSIST_DONE, source, making)
    unit_calls.close_unit_call(desk, ticket, share.department_id, event)
    return event


def _tell_desk(desk: Desk, ticket: Ticket, event: Event, share: Assignment) -> None:
    facts = {"unit": share.department.name, "contacted": ticket.contacted_at is not None}
    notify(desk, "claimed_done", event.id, agents_target(desk), ticket=ticket, facts=facts, audience="on_duty")


def _accept_first(desk: Desk, ticket: Ticket, share: Assignment, source: Source) -> None:
    """A unit's first on-topic answer takes the order, whatever it says."""
    if share.accepted_at is None and (not share.is_lead or ticket.state == State.ASSIGNED):
        accept(desk, ticket, share, source, Word())


def _taken(desk: Desk, source: Source) -> dict[str, Any]:
    return {"accepted_at": desk.now, "accepted_by": source.actor}


def _making(
    desk: Desk, share: Assignment, word: Word, fields: Mapping[str, datetime], at_share: Mapping[str, Any]
) -> Making:
    return Making(
        at=desk.now,
        department_id=share.department_id,
        fields=dict(fields),
        shares=((share, dict(at_share)),),
        story=word.story,
    )
