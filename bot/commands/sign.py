"""/签收: the order was signed on the platform."""

from __future__ import annotations

from datetime import datetime

from actions import clocks, signing
from bot.call import Call
from bot.commands.accept import take
from bot.commands.declare import command
from models.ticket import Ticket
from rules.lifecycle import Stage
from texts import answers


@command("签收", "sign", action="sign", example="/签收 4512 10:12")
def sign(call: Call, ticket: Ticket, at: datetime | None = None) -> str:
    """平台签收后告诉我，开始初核计时。"""
    if call.is_unit_speaker:
        # Units say 签收 when they mean that they take the order.
        return take(call, ticket)
    event = signing.sign(call.desk, ticket, call.source(), at)
    late = clocks.was_missed(call.desk, ticket, Stage.SIGN)
    return answers.signed(call.desk, ticket, answers.When(event.occurred_at, is_stated=at is not None, was_late=late))
