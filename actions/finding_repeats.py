"""Finds the older orders that a new one goes on from: those it names, the same citizen's, the same place and matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import islice

from actions.desk import Desk
from actions.finding_callers import phone_hashes
from actions.orders import Order
from actions.preparing import Prepared
from models.queries import related
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.same_matter import Matter, is_same_matter
from rules.stages import OPEN_STATES, State

# An agent reads no more than these at a glance.
_MOST_SHOWN = 3
# The newest of a caller or a place; more tell nothing new.
_MOST_COMPARED = 10
_NO_COMPLAINT = frozenset({"表扬", "感谢", "撤单", "无效", "骚扰"})


@dataclass(frozen=True)
class Earlier:
    """An older order of a new one: where merging left it, how it was found, and whether it is the same matter.

    `ticket` is None for a number that the desk never had.
    """

    ticket_no: str
    ticket: Ticket | None
    found_by: str
    is_same_matter: bool


@dataclass(frozen=True)
class Found:
    """What a new order goes on from, the closest first; `is_urging`: it is there to speed up the one it names."""

    earlier: tuple[Earlier, ...] = ()
    is_urging: bool = False

    @property
    def same(self) -> Earlier | None:
        """Return the closest older order of the same matter."""
        return next((each for each in self.earlier if each.is_same_matter), None)


@dataclass
class Before:
    """What came before a batch of orders: by number, by the hash of the phone, by place; it grows with the batch.

    `named` are the older numbers that each order names.
    """

    named: dict[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: dict[str, list[Ticket]] = field(default_factory=lambda: defaultdict(list))
    phones: dict[str, list[Ticket]] = field(default_factory=lambda: defaultdict(list))
    places: dict[str, list[Ticket]] = field(default_factory=lambda: defaultdict(list))
    matters: dict[int, Matter] = field(default_factory=dict)

    def matter_of(self, ticket: Ticket) -> Matter:
        """Return what tells a ticket's matter apart, worked out once."""
        if ticket.id not in self.matters:
            self.matters[ticket.id] = matter_of(ticket)
        return self.matters[ticket.id]

    def add(self, ticket: Ticket) -> None:
        """Let the next orders of the batch find a ticket as well."""
        self.numbers[ticket.ticket_no].insert(0, ticket)
        if ticket.caller is not None and ticket.caller.phone_hash:
            self.phones[ticket.caller.phone_hash].insert(0, ticket)
        if ticket.place_key:
            self.places[ticket.place_key].insert(0, ticket)


def before(desk: Desk, orders: Collection[Prepared]) -> Before:
    """Look up what came before these orders, with three queries however many there are."""
    found = Before()
    if not desk.rules.repeats.enabled:
        return found
    found.named.update((each.order.ticket_no, each.older) for each in orders)
    numbers = {number for named in found.named.values() for number in named}
    for ticket in queries.latest_rounds(desk.session, numbers).values():
        found.numbers[ticket.ticket_no].append(ticket)
    hashes = {one for each in orders for one in phone_hashes(each.order.caller_phone)}
    for phone_hash, ticket in related.of_phones(desk.session, hashes):
        found.phones[phone_hash].append(ticket)
    for ticket in related.of_places(desk.session, {key for each in orders if (key := each.facts["place_key"])}):
        found.places[ticket.place_key or ""].append(ticket)
    return found


def find(desk: Desk, ticket: Ticket, prepared: Prepared, known: Before) -> Found:
    """Return the older orders that a new ticket goes on from."""
    if not desk.rules.repeats.enabled:
        return Found()
    found = [*_named(desk, prepared.order, known), *_of_caller(desk, ticket, known), *_of_place(desk, ticket, known)]
    ranked: dict[str, Earlier] = {}
    for each in sorted(found, key=_closeness):
        if each.ticket_no != ticket.ticket_no:
            ranked.setdefault(each.ticket_no, each)
    return Found(tuple(ranked.values())[:_MOST_SHOWN], prepared.is_urging)


def matter_of(ticket: Ticket) -> Matter:
    """Return what tells a ticket's matter apart."""
    words = f"{ticket.title or ''}\n{ticket.content or ''}"
    return Matter(ticket.place_key, tuple(ticket.category_path), words)


def survivor(desk: Desk, ticket: Ticket) -> Ticket:
    """Return where a ticket's matter goes on: the ticket it was merged into, else itself."""
    seen = {ticket.id}
    while ticket.state == State.MERGED and ticket.merged_into_id and ticket.merged_into_id not in seen:
        seen.add(ticket.merged_into_id)
        ticket = desk.session.get_one(Ticket, ticket.merged_into_id)
    return ticket


def _closeness(earlier: Earlier) -> tuple[bool, bool, bool]:
    is_open = earlier.ticket is not None and earlier.ticket.state in OPEN_STATES
    return earlier.found_by != "number", not earlier.is_same_matter, not is_open


def _named(desk: Desk, order: Order, known: Before) -> Iterable[Earlier]:
    for number in known.named.get(order.ticket_no, ()):
        same = [each for each in known.numbers.get(number, ()) if order.platform in (None, each.platform)]
        here = same or known.numbers.get(number, [])
        if here:
            goes_on = survivor(desk, here[0])
            yield Earlier(goes_on.ticket_no, goes_on, "number", is_same_matter=True)
        else:
            yield Earlier(number, None, "number", is_same_matter=True)


def _of_caller(desk: Desk, ticket: Ticket, known: Before) -> Iterable[Earlier]:
    hashes = phone_hashes(ticket.caller.phone if ticket.caller else None)
    matter = matter_of(ticket)
    for earlier in _recent(desk, ticket, [each for one in hashes for each in known.phones.get(one, ())]):
        is_same = _complain(earlier, ticket) and is_same_matter(known.matter_of(earlier), matter, same_caller=True)
        goes_on = survivor(desk, earlier)
        yield Earlier(goes_on.ticket_no, goes_on, "caller", is_same)


def _of_place(desk: Desk, ticket: Ticket, known: Before) -> Iterable[Earlier]:
    matter = matter_of(ticket)
    for earlier in _recent(desk, ticket, known.places.get(ticket.place_key or "", ())):
        if _complain(earlier, ticket) and is_same_matter(known.matter_of(earlier), matter):
            goes_on = survivor(desk, earlier)
            yield Earlier(goes_on.ticket_no, goes_on, "place_and_matter", is_same_matter=True)


def _complain(*tickets: Ticket) -> bool:
    """Tell whether all of these want something done; thanks for what was done call in nothing again."""
    return not any(ticket.kind in _NO_COMPLAINT for ticket in tickets)


def _recent(desk: Desk, ticket: Ticket, earlier: Iterable[Ticket]) -> Iterable[Ticket]:
    within = desk.rules.repeats.within
    found = (each for each in earlier if each.came_at <= ticket.came_at <= each.came_at + within)
    # Of the same batch: the queries leave out what is voided.
    return islice((each for each in found if each.state != State.VOIDED), _MOST_COMPARED)
