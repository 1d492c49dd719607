"""Foretells what an order would become if it were taken in, and what of a known ticket would change; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions import entering_late
from actions.arrivals import Outcome
from actions.desk import Desk
from actions.finding_callers import name_hashes, phone_hashes
from actions.hiding import masked
from actions.intake import Known, check
from actions.orders import Order
from actions.preparing import Prepared
from actions.rounds import opens_a_round, place_of
from actions.seeing_again import becoming_sensitive, lacking, may_fill, other_deadline
from actions.ticket_facts import official_of
from models.ticket import Ticket
from rules.lifecycle import ENDED_STATES, OPEN_STATES, State
from rules.sensitive import PLAIN

# Where the file says otherwise and the ticket stays as it is.
_COMPARED = ("kind", "community", "address", "title", "content", "urgency", "contact_limit_text", "limit_text")
_MOMENTS = ("reported_at", "first_dispatched_at")


@dataclass(frozen=True)
class Change:
    """One field of a known ticket that the file says otherwise; values are masked, of a caller there are none.

    `is_taken` tells whether the import fills it in; else it stays as it is.
    """

    field: str
    before: Any
    after: Any
    is_taken: bool


@dataclass(frozen=True)
class Foretold:
    """What an order would become; of a new ticket where it begins and by when it is due."""

    ticket_no: str
    outcome: Outcome
    state: str = State.PENDING_SIGN
    unit: str | None = None
    deadline_at: datetime | None = None
    changes: tuple[Change, ...] = ()
    is_repeated: bool = False

    def begins_overdue(self, now: datetime) -> bool:
        """Tell whether a new ticket would be past its deadline at once, and be reminded of."""
        is_new = self.outcome in ("created", "reopened") and State(self.state) in OPEN_STATES
        return is_new and self.deadline_at is not None and self.deadline_at <= now


@dataclass
class _Made:
    """What is remembered of a row that would be new, as a later one with its number would find it.

    `ended_from`: the order is over, and a dispatch later than this opens another round.
    """

    lacks: set[str]
    marks: set[str]
    phones: frozenset[str]
    is_open: bool
    ended_from: datetime | None


@dataclass
class Foreteller:
    """Remembers what the rows before would have made new, over however many batches; no more than it takes."""

    _new: dict[tuple[str, str], _Made] = field(default_factory=dict)

    def foretell(self, desk: Desk, prepared: Prepared, known: Known, *, how: str) -> Foretold:
        """Return what would become of an order; raises Refusal for what would be refused."""
        order, facts = prepared.order, prepared.facts
        check(desk, order)
        place = place_of(desk, order)
        earlier = known.rounds.get(place)
        if earlier is not None and not opens_a_round(order, earlier, how):
            return _seen_again(desk, earlier, order, facts)
        made = self._new.get(place)
        if made is not None and not _opens_a_round(order, made):
            return _repeated(order, made, facts)
        unit = known.units.get(order.lead_unit or "")
        entering_late.check(order, unit, known.units)
        self._new[place] = _made(desk, order, facts)
        is_again = made is not None or (earlier is not None and earlier.state != State.VOIDED)
        return Foretold(
            order.ticket_no,
            "reopened" if is_again else "created",
            str(order.state or State.PENDING_SIGN),
            unit.name if unit else None,
            official_of(desk, order).deadline_at,
        )


def _made(desk: Desk, order: Order, facts: dict[str, Any]) -> _Made:
    state = order.state or State.PENDING_SIGN
    ended_from = (order.first_dispatched_at or desk.now) if state in ENDED_STATES else None
    phones = frozenset(phone_hashes(order.caller_phone))
    return _Made(set(lacking(facts)), _marks(facts), phones, state in OPEN_STATES, ended_from)


def _marks(facts: dict[str, Any]) -> set[str]:
    return set(facts["special_flags"]) - set(PLAIN) | ({"confidential"} if facts["confidential"] else set())


def _opens_a_round(order: Order, made: _Made) -> bool:
    later = order.first_dispatched_at
    return made.ended_from is not None and later is not None and later > made.ended_from


def _repeated(order: Order, made: _Made, facts: dict[str, Any]) -> Foretold:
    theirs = phone_hashes(order.caller_phone)
    is_another_callers = bool(made.phones and theirs) and made.phones.isdisjoint(theirs)
    may = made.is_open and not is_another_callers
    filled = [name for name in sorted(made.lacks) if may and facts[name] is not None]
    marks = _marks(facts) - made.marks if may else set()
    made.lacks -= set(filled)
    made.marks |= marks
    changes = [Change(name, None, facts[name], is_taken=True) for name in filled]
    changes += [
        Change(name, None, facts[name], is_taken=True)
        for name in ("special_flags", "confidential")
        if name in marks or (name == "special_flags" and marks - {"confidential"})
    ]
    return Foretold(order.ticket_no, "updated" if changes else "unchanged", changes=tuple(changes), is_repeated=True)


def _seen_again(desk: Desk, known: Ticket, order: Order, facts: dict[str, Any]) -> Foretold:
    held = {name: getattr(known, name) for name in (*_COMPARED, *_MOMENTS)}
    may = may_fill(known, order)
    fillable = set(lacking(held)) if may else set()
    changes = [
        Change(name, held[name], fact, is_taken=held[name] is None and name in fillable)
        for name in (*_COMPARED, *_MOMENTS)
        if facts[name] and facts[name] != held[name] and (fact := _as_kept(known, facts[name])) != held[name]
    ]
    turns = becoming_sensitive(desk, known, facts, [each.field for each in changes if each.is_taken]) if may else {}
    changes += [Change(name, getattr(known, name), value, is_taken=True) for name, value in turns.items()]
    theirs = other_deadline(desk, known, order)
    if theirs is not None:
        changes.append(Change("deadline_at", known.deadline_at, theirs, is_taken=False))
    if order.state is not None and str(order.state) != known.state:
        changes.append(Change("state", known.state, str(order.state), is_taken=False))
    changes += _of_caller(known, order)
    outcome: Outcome = "updated" if any(each.is_taken for each in changes) else "unchanged"
    return Foretold(order.ticket_no, outcome, changes=tuple(changes))


def _as_kept(known: Ticket, fact: Any) -> Any:
    """A file that has no column of the caller does not know whom it names."""
    return masked(known, fact) if isinstance(fact, str) else fact


def _of_caller(known: Ticket, order: Order) -> list[Change]:
    """Compared by their keyed hashes; an import never fills in an identity."""
    phone, name = (known.caller.phone_hash, known.caller.name_hash) if known.caller else (None, None)
    theirs = {"caller_name": name_hashes(order.caller_name), "caller_phone": phone_hashes(order.caller_phone)}
    ours = {"caller_name": name, "caller_phone": phone}
    differing = [which for which, hashes in theirs.items() if hashes and ours[which] not in hashes]
    return [Change(which, None, None, is_taken=False) for which in differing]
