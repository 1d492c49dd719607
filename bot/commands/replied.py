"""/已回复: the platform was answered."""

from __future__ import annotations

from datetime import datetime

from actions import clocks, replying
from bot.call import Call
from bot.commands.declare import command
from bot.words import masked
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import Stage
from texts import answers


@command(
    "已回复",
    "replied",
    "回复",
    action="replied",
    example="/已回复 4512 16:20 电话答复，无需照片",
    labels={"reason": "理由"},
)
def replied(call: Call, ticket: Ticket, at: datetime | None = None, reason: str | None = None) -> str:
    """平台回复后告诉我；没有证据须写理由。"""
    desk = call.desk
    event = replying.replied(desk, ticket, call.source(), at, masked(ticket, reason) if reason else None)
    late = clocks.was_missed(desk, ticket, Stage.PLATFORM_REPLY)
    evidence = len(queries.evidence_of(desk.session, ticket.id))
    return answers.replied(desk, ticket, event.occurred_at, was_late=late, evidence=evidence)
