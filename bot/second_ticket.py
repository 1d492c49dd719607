"""Keeps the result of a second order out of the note of the first: nothing is recorded, and it is asked for alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions.refusals import Refusal
from bot.call import Call
from bot.naming import quoted_tickets, seen
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.half_width import half_width
from rules.second_order import OtherNumber, other_numbers
from rules.spoken_time import digits_as_clock, read_moment, stated_time
from rules.ticket_words import TicketWords

Begins = Callable[[str], bool]


def second_in_reason(call: Call, reason: str, tickets: Sequence[Ticket]) -> str | None:
    """Return the number of a second order that has its own words in a reason given for these."""
    others = _others(call, reason, [ticket.ticket_no for ticket in tickets])
    return next((each.text for each in others if not each.is_mentioned and _is_second(call, each, ())), None)


def begins_a_result(
    call: Call, choices: Sequence[str], spoken: Callable[[str], str] | None, *, takes_time: bool
) -> Begins:
    """Return what tells whether words begin as the command's own result does: 未接通, 10:44."""

    def begins(words: str) -> bool:
        if words.startswith(tuple(choices)) or (spoken is not None and spoken(words) != words):
            return True
        return takes_time and read_moment(half_width(words), call.desk.now, call.desk.rules.zone) is not None

    return begins


def check_one_order(
    call: Call, words: TicketWords, begins: Begins, *, choices: Sequence[str], takes_time: bool
) -> None:
    """Raise Refusal where a second order has its own words behind the first; a mere mention (与4513重复) passes."""
    own = [*words.numbers, *words.tails] or [ticket.ticket_no for ticket in quoted_tickets(call)]
    if not own:
        return
    for other in _others(call, words.rest, own):
        has_result = begins(other.behind)
        if takes_time and not has_result and _stands_for_a_time(other, choices):
            _ask_if_ticket(call, other)
        elif has_result or (not other.is_mentioned and _is_second(call, other, choices)):
            raise Refusal("second_order", number=other.text)


def _others(call: Call, text: str, own: Sequence[str]) -> list[OtherNumber]:
    found = other_numbers(text, call.desk.rules.number_patterns)
    return [each for each in found if not any(one.endswith(each.text) or each.text.endswith(one) for one in own)]


def _is_second(call: Call, other: OtherNumber, choices: Sequence[str]) -> bool:
    return (other.begins_piece or other.before.endswith(tuple(choices))) and bool(_tickets(call, other))


def _stands_for_a_time(other: OtherNumber, choices: Sequence[str]) -> bool:
    is_its_place = not other.before or other.before.endswith(tuple(choices))
    return is_its_place and len(other.text) == 4 and digits_as_clock(other.text) is not None


def _ask_if_ticket(call: Call, other: OtherNumber) -> None:
    """Raise Refusal for a time without its colon that is the end of an open order as well."""
    clock, tickets = digits_as_clock(other.text), _tickets(call, other)
    if clock is None or not tickets:
        return
    at = stated_time(clock, call.desk.now, call.desk.rules.zone)
    if at is None or at > call.desk.now:
        raise Refusal("second_order", number=other.text)
    raise Refusal("number_or_time", digits=other.text, clock=clock, number=tickets[0].ticket_no)


def _tickets(call: Call, other: OtherNumber) -> list[Ticket]:
    """Return the orders that are meant, as far as the speaker may see them; of an end only those that are open."""
    is_whole = len(other.text) > 12 or not other.text.isdecimal()
    if is_whole:
        return seen(call, queries.on_each_platform(call.desk.session, other.text))
    return seen(call, queries.ending_in(call.desk.session, other.text, only_open=True))
