"""Finds which tickets a command names: full numbers, tails, or the push it quotes; never guesses between several."""

from __future__ import annotations

from collections.abc import Sequence

from actions.refusals import Refusal
from actions.scopes import scopes_of
from bot.call import Call
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import OPEN_STATES, State
from rules.permissions import Allowed, may, may_see
from rules.quoted_push import numbers_printed
from rules.ticket_words import TicketWords
from texts.lists import what

_LISTED = 5
# What the desk does next in a state: whoever forgets the number is shown the tickets that it fits.
_WAITING_FOR: dict[str, State] = {
    "sign": State.PENDING_SIGN,
    "verify": State.PENDING_VERIFY,
    "assign": State.PENDING_ASSIGN,
    "followup": State.RESOLVED,
    "replied": State.PENDING_REPLY,
    "archive": State.REPLIED,
}
_OPEN = tuple(str(state) for state in OPEN_STATES)


def named_tickets(call: Call, words: TicketWords, *, required: bool, action: str) -> list[Ticket]:
    """Return the tickets in the order they were named; raises Refusal when one is unknown or could be several.

    `action` is what is to be done with them (rules/permissions): it tells which ones can be meant when none is named.
    """
    named = [_by_number(call, number) for number in words.numbers] + [_by_tail(call, tail) for tail in words.tails]
    quoted = quoted_tickets(call)
    if named:
        _check_quote(named, quoted)
        return list({ticket.id: ticket for ticket in named}.values())
    if len(quoted) == 1:
        return quoted
    if quoted and required:
        raise Refusal("several_quoted", numbers=[ticket.ticket_no for ticket in quoted])
    if required:
        raise Refusal("which_ticket", likely=_likely(call, action))
    return []


def _likely(call: Call, action: str) -> list[str]:
    """Return the tickets that wait for an action, most urgent first; nothing where others read along."""
    state = _WAITING_FOR.get(action)
    if state is None or not call.is_direct:
        return []
    found = seen(call, queries.in_states(call.desk.session, [state], limit=_LISTED))
    return [f"{ticket.ticket_no}｜{what(ticket)}" for ticket in found]


def quoted_tickets(call: Call) -> list[Ticket]:
    """Return the tickets that the quoted message is about, as far as the speaker may see them."""
    quote = call.message.quote_text
    if not quote:
        return []
    numbers = numbers_printed(quote, call.desk.rules.number_patterns)
    found = queries.with_numbers(call.desk.session, list(dict.fromkeys(numbers)))
    return seen(call, found)


def sees(call: Call, ticket: Ticket) -> bool:
    """Tell whether the speaker may know of a ticket at all."""
    return bool(seen(call, [ticket]))


def seen(call: Call, tickets: Sequence[Ticket]) -> list[Ticket]:
    """Return those of the tickets of which the speaker may know at all."""
    scopes = scopes_of(call.desk, tickets)
    return [ticket for ticket in tickets if may_see(call.actor, scopes[ticket.id])]


def shown_here(call: Call, tickets: Sequence[Ticket]) -> list[Ticket]:
    """Return those of the tickets that may be shown where the message was written: a unit's group reads its own."""
    scopes = scopes_of(call.desk, tickets)
    return [t for t in tickets if isinstance(may(call.actor, "find", call.place, scopes[t.id]), Allowed)]


def _by_number(call: Call, number: str) -> Ticket:
    ticket = queries.latest_round(call.desk.session, number)
    if ticket is None or not sees(call, ticket):
        # Somebody who may not see a ticket is not told that it exists.
        raise Refusal("unknown_number", number=number)
    return ticket


def _by_tail(call: Call, tail: str) -> Ticket:
    for states in (_OPEN, None):
        found = seen(call, queries.ending_in(call.desk.session, tail, states))
        if len(found) == 1:
            return found[0]
        if found:
            raise Refusal("several_numbers", tail=tail, numbers=[ticket.ticket_no for ticket in found[:9]])
    raise Refusal("unknown_number", number=tail)


def _check_quote(named: list[Ticket], quoted: list[Ticket]) -> None:
    ids = {ticket.id for ticket in quoted}
    for ticket in named:
        if ids and ticket.id not in ids:
            raise Refusal("quote_disagrees", number=ticket.ticket_no, quoted=[t.ticket_no for t in quoted])
