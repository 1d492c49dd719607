"""Takes in an order that an agent pastes without a command."""

from __future__ import annotations

from actions.refusals import Refusal
from bot.call import Call
from bot.commands.intake import answer_odd_number, completes_draft, take_paste
from models.queries import tickets
from rules.pasted_order import is_whole_order, looks_like_order
from rules.permissions import Denied, DenyCode, may
from rules.ticket_number import find_numbers


def handle(call: Call) -> str | None:
    """Register a pasted order, or the number one still lacks; from units, and anything that is no order, passes.

    Raises Refusal in a group where units would read it.
    """
    if call.is_unit_speaker:
        if looks_like_order(call.text, call.desk.rules.number_patterns) and not _is_about_a_known_one(call):
            raise Refusal("agents_register")
        return None
    if not _is_order(call):
        return answer_odd_number(call, call.text)
    verdict = may(call.actor, "intake", call.place, None)
    if isinstance(verdict, Denied):
        raise Refusal("not_in_unit_group" if verdict.code is DenyCode.WRONG_CHAT else "agents_register")
    return take_paste(call, call.text)


def _is_order(call: Call) -> bool:
    return looks_like_order(call.text, call.desk.rules.number_patterns) or completes_draft(call, call.text)


def _is_about_a_known_one(call: Call) -> bool:
    """A unit that writes 来电人：联系不上 beside the number of its order answers, and registers nothing."""
    patterns = call.desk.rules.number_patterns
    numbers = [found.text for found in find_numbers(call.text, patterns)]
    return bool(tickets.with_numbers(call.desk.session, numbers)) and not is_whole_order(call.text, patterns)
