"""Finds which tickets a command names: full numbers, tails, or the push it quotes; never guesses between several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.refusals import Refusal
from actions.scopes import scopes_of
from bot.call import Call
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import OPEN_STATES, State
from rules.permissions import Allowed, Chat, may, may_see
from rules.ticket_words import TicketWords, read_ticket_words
from texts.lists import what

_LISTED = 5
_WORD_BEFORE = re.compile(r"\s*(?P<word>\S{1,40})\s+(?=\S)")
# What the desk does next in a state: whoever forgets the number is shown the tickets that it fits.
_WAITING_FOR: dict[str, State] = {
    "sign": State.PENDING_SIGN,
    "verify": State.PENDING_VERIFY,
    "assign": State.PENDING_ASSIGN,
    "followup": State.RESOLVED,
    "replied": State.PENDING_REPLY,
    "archive": State.REPLIED,
}


def ticket_words(call: Call, rest: str) -> TicketWords:
    """Return the tickets that stand behind a command's name; before them may stand their platform (市网格 4512)."""
    patterns = call.desk.rules.number_patterns
    words = read_ticket_words(rest, patterns)
    before = _WORD_BEFORE.match(rest)
    if before is None or (words.numbers and words.numbers[0] == before["word"]):
        return words
    behind = read_ticket_words(rest[before.end() :], patterns)
    if not (behind.numbers or behind.tails) or not queries.is_platform(call.desk.session, before["word"]):
        return words
    if words.tails and seen(call, queries.ending_in(call.desk.session, before["word"])):
        # 12345 is a platform and may be the end of a number as well.
        return words
    return replace(behind, platform=before["word"])


def named_tickets(call: Call, words: TicketWords, *, required: bool, action: str) -> list[Ticket]:
    """Return the tickets in the order they were named; raises Refusal when one is unknown or could be several.

    `action` is what is to be done with them (rules/permissions): it tells which ones can be meant when none is named.
    """
    named = [_by_number(call, number, words.platform) for number in words.numbers]
    named += [_by_tail(call, tail, words.platform) for tail in words.tails]
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


def named_beside(call: Call, words: TicketWords) -> list[Ticket]:
    """Return the tickets that are named beside the one a command is about, which a quote may well not show."""
    named = [_by_number(call, number, words.platform) for number in words.numbers]
    return named + [_by_tail(call, tail, words.platform) for tail in words.tails]


def _likely(call: Call, action: str) -> list[str]:
    """Return the tickets that wait for an action, most urgent first; nothing where others read along."""
    state = _WAITING_FOR.get(action)
    if state is None or not call.is_direct:
        return []
    found = seen(call, queries.in_states(call.desk.session, [state], limit=_LISTED))
    return [f"{ticket.ticket_no}｜{what(ticket)}" for ticket in found]


def quoted_tickets(call: Call) -> list[Ticket]:
    """Return the tickets that the quoted message is about, as far as the speaker may see them."""
    found = [queries.on_each_platform(call.desk.session, number) for number in dict.fromkeys(call.quoted.numbers)]
    return seen(call, [ticket for each in found for ticket in each])


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


def _by_number(call: Call, number: str, platform: str | None) -> Ticket:
    found = _of(platform, seen(call, queries.on_each_platform(call.desk.session, number)))
    if not found:
        # Somebody who may not see a ticket is not told that it exists.
        raise Refusal("unknown_number", number=number)
    still_open = [ticket for ticket in found if ticket.state in OPEN_STATES]
    return _only(call, number, still_open or found)


def _by_tail(call: Call, tail: str, platform: str | None) -> Ticket:
    for only_open in (True, False):
        found = _of(platform, seen(call, queries.ending_in(call.desk.session, tail, only_open=only_open)))
        if found:
            return _only(call, tail, found)
    raise Refusal("unknown_number", number=tail)


def _of(platform: str | None, found: list[Ticket]) -> list[Ticket]:
    return [ticket for ticket in found if platform in (None, ticket.platform)]


def _only(call: Call, written: str, found: list[Ticket]) -> Ticket:
    """Return the one that was found; raises Refusal for several, which a unit's group reads only of its own."""
    if len(found) == 1:
        return found[0]
    told = shown_here(call, found) if call.place.chat is Chat.UNIT else found
    if len({ticket.ticket_no for ticket in found}) == 1:
        raise Refusal("several_platforms", written=written, platforms=[ticket.platform for ticket in told])
    numbers = list(dict.fromkeys(ticket.ticket_no for ticket in told))
    raise Refusal("several_numbers", tail=written, n=len(found), numbers=numbers[:9])


def _check_quote(named: list[Ticket], quoted: list[Ticket]) -> None:
    ids = {ticket.id for ticket in quoted}
    for ticket in named:
        if ids and ticket.id not in ids:
            raise Refusal("quote_disagrees", number=ticket.ticket_no, quoted=[t.ticket_no for t in quoted])
