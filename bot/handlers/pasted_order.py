"""Takes in an order that an agent pastes without a command."""

from __future__ import annotations

from bot.call import Call
from bot.commands.intake import take_paste
from rules.pasted_order import looks_like_order
from rules.permissions import Denied, may


def handle(call: Call) -> str | None:
    """Register a pasted order; from units, and anything that is no order, passes."""
    if call.is_unit_speaker or not looks_like_order(call.text, call.desk.rules.number_patterns):
        return None
    if isinstance(may(call.actor, "intake", call.place, None), Denied):
        return None
    return take_paste(call, call.text)
