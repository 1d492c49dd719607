"""Looks at a known order that comes again: fills in what was missing and puts another deadline to the agent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.alerting import follow_flags
from actions.arrivals import News, Outcome, Taken
from actions.correcting_caller import set_in_caller
from actions.desk import Desk
from actions.finding_callers import phone_hashes
from actions.hiding import masked
from actions.journal import Source, Story, record
from actions.moving_deadline import MOVED_WITH_DEADLINE, Correction, move_deadline, sign_from_dispatch
from actions.orders import Order
from actions.preparing import Prepared
from actions.stated_limit import MOVED_BY_THE_CITY, held_deadline
from actions.taking_back import before_values
from actions.ticket_facts import EMERGENCY_FLAGS, official_of
from models.event import Event
from models.queries import tickets as queries
from models.ticket import Ticket
from models.together import is_together
from rules.deadlines import Basis
from rules.lifecycle import OPEN_STATES, EventKind, State
from rules.sensitive import PLAIN

# What a later copy of an order may fill in when it was missing; never a deadline and never an identity.
_FILLABLE = ("kind", "community", "address", "title", "content", "urgency", "contact_limit_text", "reported_at")
_MAY_LACK = (*_FILLABLE, "first_dispatched_at")
# Words that are new may call for flags, whatever was put right before.
_MATTER = frozenset({"kind", "title", "content"})
_SENSITIVE = ("special_flags", "confidential")
_SAME_WITHIN_SECONDS = 60


def seen_again(desk: Desk, known: Ticket, prepared: Prepared, source: Source) -> Taken:
    """Fill in what was missing; a different deadline is put to the agent and never taken silently."""
    is_other = _says_otherwise(known, prepared.facts) or _is_another_callers(known, prepared.order)
    filled = _fill(desk, known, prepared, source) if may_fill(known, prepared.order) else None
    outcome: Outcome = "updated" if filled else "unchanged"
    alerts = _alerts(desk, known, filled) if filled else ()
    other = ("content_differs",) if is_other else ()
    theirs = other_deadline(desk, known, prepared.order)
    if theirs is None:
        return Taken(known, outcome, other, alerts)
    facts = {"theirs": theirs.isoformat()}
    reasons = ("deadline_differs", *other)
    # A feed repeats itself: what was put to the agent once is not put again.
    if _was_put(desk, known, facts["theirs"]):
        return Taken(known, outcome, reasons, alerts)
    event = record(desk, known, EventKind.UPDATED, source, Story(facts={"filled": [], **facts}))
    return Taken(known, outcome, reasons, (*alerts, News("deadline_differs", known, event.id, facts=facts)))


def _says_otherwise(known: Ticket, fresh: Mapping[str, Any]) -> bool:
    """Tell whether the copy is of another place, matter or dispatch: then mostly a digit of its number is wrong."""
    pairs = [(getattr(known, name), fresh[name]) for name in ("content", "address", "first_dispatched_at")]
    return any(ours and theirs and ours != theirs for ours, theirs in pairs)


def may_fill(known: Ticket, order: Order) -> bool:
    """Tell whether a copy may fill in what is missing: not when its phone is another, then its number is mistyped."""
    return State(known.state) in OPEN_STATES and not _is_another_callers(known, order)


def _is_another_callers(known: Ticket, order: Order) -> bool:
    """The platform goes on telling the phone that the desk has put right since."""
    told = known.caller.ever("phone") if known.caller else []
    ours, theirs = {each for phone in told for each in phone_hashes(phone)}, phone_hashes(order.caller_phone)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def lacking(held: Mapping[str, Any]) -> list[str]:
    """Return which fields a copy of an order may fill in, of what is held of it."""
    return [name for name in _MAY_LACK if held[name] is None]


def becoming_sensitive(desk: Desk, known: Ticket, fresh: Mapping[str, Any], filled: Collection[str]) -> dict[str, Any]:
    """Return the flags and the secrecy that a copy adds to a known order; what a person put right since stays.

    `filled` are the columns that the copy fills in besides.
    """
    more = [flag for flag in fresh["special_flags"] if flag not in (*known.special_flags, *PLAIN)]
    found: dict[str, Any] = {"special_flags": [*more, *known.special_flags]} if more else {}
    found |= {"confidential": True} if fresh["confidential"] and not known.confidential else {}
    if not found or _MATTER & set(filled):
        return found
    story = queries.events_of(desk.session, known.id)
    corrected = {row.facts.get("field") for row in story if row.kind == EventKind.CORRECTED}
    return {name: value for name, value in found.items() if name not in corrected}


def _fill(desk: Desk, known: Ticket, prepared: Prepared, source: Source) -> Event | None:
    """Take over what the known order lacks; a dispatch that was unknown moves what was counted from a guess."""
    held, fresh = held_deadline(desk, known), prepared.facts
    lacked = lacking({name: getattr(known, name) for name in _MAY_LACK})
    # The copy may name the caller in its words alone.
    values = {name: _hidden(known, fresh[name]) for name in lacked if fresh.get(name) is not None}
    values |= becoming_sensitive(desk, known, fresh, values)
    if not values:
        return None
    before = before_values(known, dict.fromkeys((*values, "place_key", *MOVED_WITH_DEADLINE)))
    moved_by = _moving(known, values)
    for name, value in values.items():
        setattr(known, name, value)
    known.place_key = known.place_key or fresh["place_key"]
    # While orders wait to be written together nobody else may give out ids.
    keeps_room = "address" in values and (known.caller is not None or not is_together(desk.session))
    if keeps_room and prepared.order.address:
        set_in_caller(desk, known, "address", prepared.order.address)
    undo = {
        "fields": before,
        "moved_by": moved_by[0] if moved_by else None,
        "caller": "address" if keeps_room else None,
    }
    facts = {"filled": [*values], **({"flagged": prepared.why_flagged} if "special_flags" in values else {})}
    event = record(desk, known, EventKind.UPDATED, source, Story(facts=facts, undo=undo))
    if "first_dispatched_at" in moved_by and not held.is_guess:
        sign_from_dispatch(desk, known)
        moved_by.remove("first_dispatched_at")
    if moved_by:
        move_deadline(desk, known, Correction(moved_by[0], event, held))
    return event


def _hidden(known: Ticket, value: Any) -> Any:
    return masked(known, value) if isinstance(value, str) else value


def _moving(known: Ticket, values: Mapping[str, Any]) -> list[str]:
    """A deadline that somebody wrote stays; how urgent the order is may follow from what it was lacking."""
    moving = [name for name in ("first_dispatched_at", "urgency", "kind") if name in values]
    is_emergency = EMERGENCY_FLAGS & set(values.get("special_flags", ())) - set(known.special_flags)
    return [*moving, "special_flags"] if is_emergency else moving


def _alerts(desk: Desk, known: Ticket, event: Event) -> tuple[News, ...]:
    """What turns out to be sensitive is told as if it had come so."""
    if not set(_SENSITIVE) & set(event.facts["filled"]):
        return ()
    begun = follow_flags(desk, known, event, is_more=True)
    return (News("alert", known, event.id, facts={"clock": begun.id}),) if begun is not None else ()


def other_deadline(desk: Desk, known: Ticket, order: Order) -> datetime | None:
    """Return the deadline a copy of a known order states, when it is another; a limit counts from the known start."""
    ours = known.deadline_at
    if State(known.state) not in OPEN_STATES or ours is None or not (order.deadline_at or order.limit_text):
        return None
    started_at = order.first_dispatched_at or known.came_at
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
