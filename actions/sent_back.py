"""Tells whether a claim of done answers the sending back of an order with work, or only with what was done before."""

from __future__ import annotations

from datetime import timedelta

from actions.desk import Desk
from models.assignment import Assignment
from models.event import Event
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.done_again import shows_new_work, speaks_of_earlier
from rules.intents import Intent
from rules.lifecycle import WITH_UNIT, EventKind

_NEWS = frozenset({EventKind.CONTACTED, EventKind.PROGRESS, EventKind.PROMISED, EventKind.EVIDENCE})
# 收到 is no work; but who said it a while ago may have been there since.
_BEEN_THERE = timedelta(minutes=10)


def sent_back(desk: Desk, ticket: Ticket) -> Event | None:
    """Return the call-back that last sent an order back to the unit that has it now."""
    if ticket.state not in WITH_UNIT:
        return None
    found = None
    for event in queries.events_of(desk.session, ticket.id):
        if event.kind == EventKind.ASSIGNED:
            found = None
        elif event.kind == EventKind.FOLLOWED_UP and "solved" in event.facts:
            found = event
    return found


def is_of_before(desk: Desk, share: Assignment, message: Event) -> bool:
    """Tell whether a claim may be about the work for which the order was sent back: then it closes nothing unasked."""
    back = sent_back(desk, share.ticket) if share.is_lead else None
    if back is None:
        return False
    words = message.text or ""
    if is_told_of_before(desk, share, words):
        return True
    since = queries.later_events(desk.session, share.ticket_id, back.id)
    return not shows_new_work(words) and not any(_is_news(desk, event, message) for event in since)


def is_told_of_before(desk: Desk, share: Assignment, words: str) -> bool:
    """Tell whether words say themselves that they are of the work for which the order was sent back."""
    back = sent_back(desk, share.ticket) if share.is_lead else None
    return back is not None and speaks_of_earlier(words, back.occurred_at, desk.now, desk.rules.zone)


def _is_news(desk: Desk, event: Event, message: Event) -> bool:
    if event.inbox_id is not None and event.inbox_id == message.inbox_id:
        return False
    is_ack = event.kind == EventKind.ACCEPTED or (event.kind == EventKind.UNIT_MESSAGE and event.intent == Intent.ACK)
    return event.kind in _NEWS or (is_ack and desk.now - event.occurred_at >= _BEEN_THERE)
