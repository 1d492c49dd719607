"""Foretells what an order would become if it were taken in, and what of a known ticket would change; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions import entering_late
from actions.arrivals import Outcome
from actions.desk import Desk
from actions.finding_callers import name_hashes, phone_hashes
from actions.flagging import flagged
from actions.intake import Known, check
from actions.orders import Order
from actions.rounds import opens_a_round, place_of, with_state
from actions.seeing_again import lacking, other_deadline
from actions.ticket_facts import masked_facts, official_of
from models.ticket import Ticket
from rules.lifecycle import OPEN_STATES, State

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
class Foreteller:
    """Remembers what the rows before would have made new, over however many batches; no more than it lacks of each."""

    _new: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def foretell(self, desk: Desk, order: Order, known: Known, *, how: str) -> Foretold:
        """Return what would become of an order; raises Refusal for what would be refused."""
        check(desk, order)
        order = flagged(with_state(order))
        place = place_of(desk, order)
        facts = masked_facts(order)
        earlier = known.rounds.get(place)
        if earlier is not None and not opens_a_round(order, earlier, how):
            return _seen_again(desk, earlier, order, facts)
        unit = known.units.get(order.lead_unit or "")
        entering_late.check(order, unit, known.units)
        if place in self._new:
            return self._repeated(order, place, facts)
        self._new[place] = frozenset(lacking(facts))
        is_again = earlier is not None and earlier.state != State.VOIDED
        return Foretold(
            order.ticket_no,
            "reopened" if is_again else "created",
            str(order.state or State.PENDING_SIGN),
            unit.name if unit else None,
            official_of(desk, order).deadline_at,
        )

    def _repeated(self, order: Order, place: tuple[str, str], facts: dict[str, Any]) -> Foretold:
        filled = [name for name in sorted(self._new[place]) if facts[name] is not None]
        self._new[place] -= set(filled)
        changes = tuple(Change(name, None, facts[name], is_taken=True) for name in filled)
        return Foretold(order.ticket_no, "updated" if filled else "unchanged", changes=changes, is_repeated=True)


def _seen_again(desk: Desk, known: Ticket, order: Order, facts: dict[str, Any]) -> Foretold:
    held = {name: getattr(known, name) for name in (*_COMPARED, *_MOMENTS)}
    fillable = set(lacking(held)) if State(known.state) in OPEN_STATES else set()
    changes = [
        Change(name, held[name], facts[name], is_taken=held[name] is None and name in fillable)
        for name in (*_COMPARED, *_MOMENTS)
        if facts[name] and facts[name] != held[name]
    ]
    theirs = other_deadline(desk, known, order)
    if theirs is not None:
        changes.append(Change("deadline_at", known.deadline_at, theirs, is_taken=False))
    if order.state is not None and str(order.state) != known.state:
        changes.append(Change("state", known.state, str(order.state), is_taken=False))
    changes += _of_caller(known, order)
    outcome: Outcome = "updated" if any(each.is_taken for each in changes) else "unchanged"
    return Foretold(order.ticket_no, outcome, changes=tuple(changes))


def _of_caller(known: Ticket, order: Order) -> list[Change]:
    """Compared by their keyed hashes; an import never fills in an identity."""
    phone, name = (known.caller.phone_hash, known.caller.name_hash) if known.caller else (None, None)
    theirs = {"caller_name": name_hashes(order.caller_name), "caller_phone": phone_hashes(order.caller_phone)}
    ours = {"caller_name": name, "caller_phone": phone}
    differing = [which for which, hashes in theirs.items() if hashes and ours[which] not in hashes]
    return [Change(which, None, None, is_taken=False) for which in differing]
