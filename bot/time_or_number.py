"""Tells whether the last digits of a command are a ticket or the stated time without its colon; asks when both fit."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.refusals import Refusal
from bot.call import Call
from bot.naming import quoted_tickets, seen
from models.queries import tickets as queries
from rules.half_width import half_width
from rules.spoken_time import digits_as_clock, stated_time
from rules.ticket_number import find_tails, may_be_a_time
from rules.ticket_words import TicketWords

_DIGITS = re.compile(r"[0-9]{4}(?=\s|$)")


def with_stated_time(call: Call, words: TicketWords, typed: str) -> TicketWords:
    """Return the words of a command that takes a time, with a last tail that is one (1001) put before the rest.

    Raises Refusal for a last tail that is no ticket and no time, and for one that is both: signing at a wrong
    minute, or a second ticket nobody meant, is worse than a question.
    """
    others = [*words.numbers, *words.tails[:-1]]
    if not words.tails or not (others or quoted_tickets(call)):
        return words
    last = words.tails[-1]
    is_marked = re.search(rf"(?:#|尾号|单号|编号|工单)\s*:?\s*{last}(?![0-9])", half_width(typed))
    if len(last) != 4 or is_marked:
        return words
    clock = digits_as_clock(last)
    at = stated_time(clock, call.desk.now, call.desk.rules.zone) if clock else None
    tickets = seen(call, queries.ending_in(call.desk.session, last))
    if clock is None or at is None or at > call.desk.now:
        if clock and at and not tickets and len(others) > 1:
            raise Refusal("no_number_to_come", digits=last, clock=clock)
        # 1099 behind several others is one more of a list, and wrong; behind one it may be a slip for 1009.
        if not tickets and not (len(others) > 1 and clock is None):
            raise Refusal("no_number_no_time", digits=last)
        return words
    if tickets:
        raise Refusal("number_or_time", digits=last, clock=clock, number=tickets[0].ticket_no)
    if len(others) > 1:
        # One more of a list with a slip (1209 for 1207) looks like this; nothing is put down at a minute nobody meant.
        raise Refusal("perhaps_a_number", digits=last, clock=clock)
    return replace(words, tails=words.tails[:-1], rest=f"{clock} {words.rest}".strip())


def with_clock_times(call: Call) -> str:
    """Return what was said with a time such as 1500到 written 15:00, unless the speaker knows a ticket of that tail."""
    said = call.text
    for tail in reversed(find_tails(said, call.desk.rules.number_patterns)):
        if tail.marked or not may_be_a_time(said, tail.text):
            continue
        if not seen(call, queries.ending_in(call.desk.session, tail.text)):
            said = f"{said[: tail.start + 2]}:{said[tail.start + 2 :]}"
    return said


def time_of_digits(rest: str) -> str:
    """Return `rest` with four digits at its beginning written as a clock time; Refusal when they are none."""
    found = _DIGITS.match(half_width(rest))
    if found is None:
        return rest
    clock = digits_as_clock(found[0])
    if clock is None:
        raise Refusal("no_number_no_time", digits=found[0])
    return clock + rest[found.end() :]
