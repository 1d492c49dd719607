"""Takes in an order that an agent pastes without a command."""

from __future__ import annotations

from actions.refusals import Refusal
from bot.call import Call
from bot.commands.intake import answer_odd_number, completes_draft, take_paste
from rules.pasted_order import looks_like_order
from rules.permissions import Denied, DenyCode, may


def handle(call: Call) -> str | None:
    """Register a pasted order, or the number one still lacks; from units, and anything that is no order, passes.

    Raises Refusal in a group where units would read it.
    """
    if call.is_unit_speaker:
        if looks_like_order(call.text, call.desk.rules.number_patterns):
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
