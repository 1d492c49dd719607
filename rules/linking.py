"""Decides which tickets a message is about, from the evidence in it and the tickets its sender may mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """How a ticket was found."""

    NUMBER = "number"
    TAIL = "tail"
    QUOTE = "quote"
    CARD = "card"
    ONLY_OPEN = "only_open"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class Candidate:
    """A ticket the speaker may see: its number, the units it is with, whether it is open, and its round."""

    ticket_no: str
    unit_ids: frozenset[int] = frozenset()
    is_open: bool = True
    round: int = 1


@dataclass(frozen=True)
class MessageFacts:
    """What a message offers as evidence.

    `quoted` are the numbers of the quoted push in the order of its lines ①②③ (an order with two limits stands
    twice), `is_one_message` unless several messages read like the quoted one or its end was cut off. `lines` are the
    circled lines (from 1; 0 for those meant but not named, always asked about) the text names, `chosen` the number
    picked in answer to the bot's question, `card` that of a tapped card.
    """

    numbers: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    quoted: tuple[str, ...] = ()
    is_one_message: bool = True
    card: str | None = None
    chosen: str | None = None
    unit_ids: frozenset[int] = frozenset()
    is_plain_ack: bool = False
    is_about_work: bool = True


@dataclass(frozen=True)
class LinkedTicket:
    """One ticket the message is about, and how it was found."""

    ticket: Candidate
    how: How


@dataclass(frozen=True)
class Linked:
    """The message is about these tickets, in the order it names them."""

    tickets: tuple[LinkedTicket, ...]


@dataclass(frozen=True)
class Ambiguous:
    """It may be about one of these; `reason` is tail, quote_contradicted, bundle, line or several_open."""

    tickets: tuple[Candidate, ...]
    reason: str


@dataclass(frozen=True)
class Unknown:
    """It names numbers that no ticket the speaker may see carries."""

    numbers: tuple[str, ...]


@dataclass(frozen=True)
class NotAboutATicket:
    """Nothing in it points to a ticket."""


Link = Linked | Ambiguous | Unknown | NotAboutATicket


def link(facts: MessageFacts, candidates: Sequence[Candidate]) -> Link:
    """Return the tickets `facts` point to among `candidates`; when two readings are possible it is ambiguous.

    The order is: a tapped card, a choice, numbers and tails in the text, the quoted push, the unit's only open
    ticket. Of several rounds of a number the latest counts; a tail means an open ticket before a closed one.
    """
    latest = _latest_rounds(candidates)
    for number, how in ((facts.card, How.CARD), (facts.chosen, How.CHOSEN)):
        if number is not None:
            return Linked((LinkedTicket(latest[number], how),)) if number in latest else Unknown((number,))
    quoted = tuple(dict.fromkeys(latest[number] for number in facts.quoted if number in latest))
    if facts.numbers or facts.tails:
        return _by_numbers(facts, latest, quoted)
    if facts.quoted:
        return _by_quote(facts, quoted)
    return _by_only_open(facts, latest.values())


def _by_numbers(facts: MessageFacts, latest: dict[str, Candidate], quoted: tuple[Candidate, ...]) -> Link:
    unknown = [number for number in facts.numbers if number not in latest]
    found = [LinkedTicket(latest[number], How.NUMBER) for number in facts.numbers if number in latest]
    for tail in facts.tails:
        fitting = _with_tail(tail, latest.values(), quoted)
        if len(fitting) > 1:
            return Ambiguous(fitting, "tail")
        if fitting:
            found.append(LinkedTicket(fitting[0], How.TAIL))
        else:
            unknown.append(tail)
    if unknown:
        return Unknown(tuple(unknown))
    first: dict[Candidate, LinkedTicket] = {}
    for entry in found:
        first.setdefault(entry.ticket, entry)
    tickets = tuple(first.values())
    named = tuple(entry.ticket for entry in tickets)
    if quoted and not set(named) <= set(quoted):
        return Ambiguous(tuple(dict.fromkeys(named + quoted)), "quote_contradicted")
    # ①4513 on a list whose ① is another: both are named, and one is a slip.
    lines = [facts.quoted[line - 1] for line in facts.lines if 1 <= line <= len(facts.quoted)]
    by_line = tuple(latest[number] for number in lines if number in latest)
    if not set(by_line) <= set(named):
        return Ambiguous(tuple(dict.fromkeys(named + by_line)), "quote_contradicted")
    return Linked(tickets)


def _with_tail(tail: str, known: Iterable[Candidate], quoted: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Tickets of the quoted push come first, then open ones, then all."""
    fitting = tuple(ticket for ticket in known if ticket.ticket_no.endswith(tail))
    in_quote = tuple(ticket for ticket in fitting if ticket in quoted)
    still_open = tuple(ticket for ticket in fitting if ticket.is_open)
    return in_quote or still_open or fitting


def _by_quote(facts: MessageFacts, quoted: tuple[Candidate, ...]) -> Link:
    if not quoted:
        return Unknown(tuple(dict.fromkeys(facts.quoted)))
    if facts.lines:
        # Lines count as they were printed, so a number nobody knows any more still takes its place.
        known = {ticket.ticket_no: ticket for ticket in quoted}
        chosen = [facts.quoted[line - 1] for line in facts.lines if 1 <= line <= len(facts.quoted)]
        if len(chosen) < len(facts.lines) or not set(chosen) <= known.keys():
            return Ambiguous(quoted, "line")
        return Linked(tuple(LinkedTicket(known[number], How.QUOTE) for number in dict.fromkeys(chosen)))
    if len(set(facts.quoted)) == 1 and facts.is_one_message:
        return Linked((LinkedTicket(quoted[0], How.QUOTE),))
    own = tuple(ticket for ticket in quoted if ticket.unit_ids & facts.unit_ids)
    if facts.is_plain_ack and own and facts.is_one_message:
        return Linked(tuple(LinkedTicket(ticket, How.QUOTE) for ticket in own))
    return Ambiguous(own or quoted, "bundle")


def _by_only_open(facts: MessageFacts, known: Iterable[Candidate]) -> Link:
    if not facts.is_about_work:
        return NotAboutATicket()
    mine = tuple(ticket for ticket in known if ticket.is_open and ticket.unit_ids & facts.unit_ids)
    if len(mine) == 1 and not facts.lines:
        return Linked((LinkedTicket(mine[0], How.ONLY_OPEN),))
    return Ambiguous(mine, "several_open") if mine else NotAboutATicket()


def _latest_rounds(candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    latest: dict[str, Candidate] = {}
    for ticket in candidates:
        if ticket.ticket_no not in latest or latest[ticket.ticket_no].round < ticket.round:
            latest[ticket.ticket_no] = ticket
    return latest
