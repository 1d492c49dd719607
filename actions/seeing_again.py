"""Looks at a known order that comes again: fills in what was missing and puts another deadline to the agent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.arrivals import News, Outcome, Taken
from actions.desk import Desk
from actions.hiding import masked
from actions.journal import Source, Story, record
from actions.moving_deadline import Correction, move_deadline, supply_dispatch
from actions.orders import Order
from actions.stated_limit import MOVED_BY_THE_CITY, held_deadline
from actions.ticket_facts import masked_facts, official_of
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.deadlines import Basis
from rules.lifecycle import OPEN_STATES, EventKind, State

# What a later copy of an order may fill in when it was missing; never a deadline and never an identity.
_FILLABLE = ("kind", "community", "address", "title", "content", "urgency", "contact_limit_text", "reported_at")
_MAY_LACK = (*_FILLABLE, "first_dispatched_at")
_SAME_WITHIN_SECONDS = 60


def seen_again(desk: Desk, known: Ticket, order: Order, source: Source) -> Taken:
    """Fill in what was missing; a different deadline is put to the agent and never taken silently."""
    is_other = _says_otherwise(known, order)
    filled = _fill(desk, known, order, source) if State(known.state) in OPEN_STATES else []
    outcome: Outcome = "updated" if filled else "unchanged"
    other = ("content_differs",) if is_other else ()
    theirs = other_deadline(desk, known, order)
    if theirs is None:
        return Taken(known, outcome, other)
    facts = {"theirs": theirs.isoformat()}
    reasons = ("deadline_differs", *other)
    # A feed repeats itself: what was put to the agent once is not put again.
    if _was_put(desk, known, facts["theirs"]):
        return Taken(known, outcome, reasons)
    event = record(desk, known, EventKind.UPDATED, source, Story(facts={"filled": [], **facts}))
    return Taken(known, outcome, reasons, (News("deadline_differs", known, event.id, facts=facts),))


def _says_otherwise(known: Ticket, order: Order) -> bool:
    """Tell whether the copy is of another place, matter or dispatch: then mostly a digit of its number is wrong."""
    fresh = masked_facts(order)
    pairs = [(getattr(known, name), fresh[name]) for name in ("content", "address", "first_dispatched_at")]
    return any(ours and theirs and ours != theirs for ours, theirs in pairs)


def lacking(held: Mapping[str, Any]) -> list[str]:
    """Return which fields a copy of an order may fill in, of what is held of it."""
    return [name for name in _MAY_LACK if held[name] is None]


def _fill(desk: Desk, known: Ticket, order: Order, source: Source) -> list[str]:
    """Take over what the known order lacks; a dispatch that was unknown moves what was counted from a guess."""
    fresh, held = masked_facts(order), held_deadline(desk, known)
    filled = [
        name for name in lacking({name: getattr(known, name) for name in _MAY_LACK}) if fresh.get(name) is not None
    ]
    for name in filled:
        # The copy may name the caller in its words alone.
        setattr(known, name, masked(known, fresh[name]) if isinstance(fresh[name], str) else fresh[name])
    if not filled:
        return []
    known.place_key = known.place_key or fresh["place_key"]
    event = record(desk, known, EventKind.UPDATED, source, Story(facts={"filled": filled}))
    # A deadline that somebody wrote stays; how urgent the order is may follow from what it was lacking.
    moved_by = [name for name in ("first_dispatched_at", "urgency", "kind") if name in filled]
    if "first_dispatched_at" in filled and not held.is_guess:
        supply_dispatch(desk, known)
        moved_by.remove("first_dispatched_at")
    if moved_by:
        move_deadline(desk, known, Correction(moved_by[0], event, held))
    return filled


def other_deadline(desk: Desk, known: Ticket, order: Order) -> datetime | None:
    """Return the deadline a copy of a known order states, when it is another; a limit counts from the known start."""
    ours = known.deadline_at
    if State(known.state) not in OPEN_STATES or ours is None or not (order.deadline_at or order.limit_text):
        return None
    started_at = order.first_dispatched_at or known.first_dispatched_at or known.reported_at or known.created_at
    official = official_of(desk, replace(order, first_dispatched_at=started_at))
    # What could not be read is no other deadline.
    theirs = official.deadline_at if official.basis is not Basis.ASSUMED else None
    differs = theirs is not None and abs((theirs - ours).total_seconds()) >= _SAME_WITHIN_SECONDS
    return theirs if differs and not _was_moved_away_from(desk, known, theirs) else None


def _was_moved_away_from(desk: Desk, known: Ticket, theirs: datetime | None) -> bool:
    """A feed may go on telling the limit that the city itself has moved since."""
    before = theirs.isoformat() if theirs else None
    story = queries.events_of(desk.session, known.id)
    return any(row.kind in MOVED_BY_THE_CITY and row.facts.get("before") == before for row in story)


def _was_put(desk: Desk, known: Ticket, theirs: Any) -> bool:
    story = queries.events_of(desk.session, known.id)
    return any(row.kind == EventKind.UPDATED and row.facts.get("theirs") == theirs for row in story)
