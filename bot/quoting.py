"""Finds which tickets a quoted message is about: by the numbers printed in it, else by what was made of it here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from actions import inbox
from actions.desk import Desk
from models.queries import people
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.chat import ChatMessage
from rules.lifecycle import OPEN_STATES, EventKind
from rules.quoted_push import is_same_message, is_whole, named_sender, numbers_printed
from rules.ticket_number import find_tails

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Quoted:
    """The numbers a quoted message is about, in the order of its lines.

    `is_one`: it is that message and no other, and all of it; of two that read alike nobody knows which was meant.
    """

    numbers: tuple[str, ...] = ()
    is_one: bool = True


def read_quote(desk: Desk, message: ChatMessage, inbox_id: int) -> Quoted:
    """Return what the quote of a message is about; the platform brings its text alone, perhaps cut short."""
    quote = message.quote_text or ""
    if numbers := numbers_printed(quote, desk.rules.number_patterns):
        return Quoted(numbers, is_one=is_whole(quote, desk.rules.number_patterns))
    if not quote.strip():
        return Quoted()
    return _by_what_was_made_of_it(desk, message, inbox_id) or _by_tails(desk, quote)


def _by_what_was_made_of_it(desk: Desk, message: ChatMessage, inbox_id: int) -> Quoted | None:
    name, bots = named_sender(message.quote_text or ""), desk.rules.bot_names
    heard = inbox.heard_lately(desk.session, message, before_id=inbox_id)
    alike = [one for one in heard if is_same_message(message.quote_text or "", one.said.text, bots)]
    if name is not None:
        names = people.names_of(desk.session, [one.said.sender for one in alike])
        alike = [one for one in alike if names.get(one.said.sender, "") == name] or alike
    answered = [one for one in heard if one.answer and is_same_message(message.quote_text or "", one.answer, bots)]
    found = [numbers for one in alike or answered if (numbers := _numbers_of(desk, one))]
    if not found:
        return None
    return Quoted(_unique(number for numbers in found for number in numbers), is_one=len({*map(frozenset, found)}) == 1)


def _numbers_of(desk: Desk, heard: inbox.Heard) -> tuple[str, ...]:
    """Return what a message moved or was noted on, in its order; else what it names or quotes itself."""
    mine = list(reversed(queries.last_events_by(desk.session, heard.said.sender, _EVER)))
    story = [event for event in mine if event.inbox_id == heard.inbox_id] or [
        # It was asked about first: then it stands with the answer to the question.
        event
        for event in mine
        if event.kind == EventKind.UNIT_MESSAGE
        and (event.inbox_id or 0) > heard.inbox_id
        and is_same_message(event.original or "", heard.said.text, desk.rules.bot_names)
    ]
    tickets = [desk.session.get_one(Ticket, event.ticket_id) for event in story if event.ticket_id is not None]
    if tickets:
        return _unique(ticket.ticket_no for ticket in tickets)
    patterns = desk.rules.number_patterns
    printed = numbers_printed(heard.said.text, patterns) or numbers_printed(heard.said.quote_text or "", patterns)
    return printed or _by_tails(desk, heard.said.text).numbers


def _by_tails(desk: Desk, text: str) -> Quoted:
    """What people write in short: of two tickets with one tail nobody knows which was meant."""
    found = [queries.ending_in(desk.session, tail.text) for tail in find_tails(text, desk.rules.number_patterns)]
    still_open = [[ticket for ticket in each if ticket.state in OPEN_STATES] or each for each in found]
    numbers = [_unique(ticket.ticket_no for ticket in each) for each in still_open]
    return Quoted(_unique(number for each in numbers for number in each), is_one=all(len(each) < 2 for each in numbers))


def _unique(numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(numbers))
