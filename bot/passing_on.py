"""Passes on to the agent on duty what a unit asks and a person has to read, and answers what the bot knows itself."""

from __future__ import annotations

import re

from actions.audiences import agents_target
from actions.notices import notify
from bot.call import Call
from bot.words import word_of
from models.assignment import Assignment
from models.ticket import Ticket
from rules.intents import REQUESTS, Intent, Piece
from rules.lexicon import SOMEBODY_ELSE
from texts import replies

_ASKS_WHEN = re.compile(r"几点|什么时候|啥时候|到期|截止|时限|期限|还有多久|还剩多")
_ASKS_PHONE = re.compile(
    r"电话(?:号码?)?是?(?:多少|几|啥|什么|呢|有[吗没]|发|给)|(?:发|给|要|求|有)[^,，。;；]{0,6}(?:电话|号码|联系方式|手机号)"
    r"|联系方式|怎么联系|手机号"
)
_ASKS_WHERE = re.compile(
    r"(?:地址|位置|地点|门牌号?|房号|楼号)(?:是|在)?(?:多少|哪|什么|啥|几|呢|发|给)|(?:具体|详细)的?(?:地址|位置|地点)"
    r"|在哪(?:里|儿)?[呀啊呢]?[?？]*$|哪个小区|哪栋|哪个楼|几号楼|哪一?户"
)
# Chatter is nobody's business; these a person must read.
_FOR_THE_AGENT = frozenset({"nothing_known", "objection"})


def pass_on(call: Call, ticket: Ticket, piece: Piece, share: Assignment, event_id: int) -> str:
    """Have the agent read what leaves open what is asked for, or is not the unit's to ask for; word the answer."""
    desk = call.desk
    if piece.intent is Intent.OTHER and (ticket.is_drill or _FOR_THE_AGENT.isdisjoint(piece.reasons)):
        return replies.noted(ticket.ticket_no, is_taken=share.accepted_at is not None)
    if where := _where_it_stands(call, ticket, piece):
        return where
    if piece.intent is Intent.QUESTION and _ASKS_WHEN.search(piece.text):
        return replies.when_due(desk, ticket, share.department_id)
    _let_agent_read(call, ticket, piece, share, event_id)
    if piece.intent is Intent.OTHER:
        return replies.not_understood(ticket.ticket_no, is_taken=share.accepted_at is not None)
    if not share.is_lead and piece.intent in REQUESTS:
        return replies.lead_asks(ticket.ticket_no)
    return replies.passed_on(desk, ticket, str(piece.intent), share.department_id)


def pass_on_while_suspended(call: Call, ticket: Ticket, piece: Piece, share: Assignment, event_id: int) -> str:
    """Have the agent read what a unit says of an order that stands still: it may have to go on; word the answer."""
    if piece.intent not in (Intent.ACK, Intent.OTHER):
        _let_agent_read(call, ticket, piece, share, event_id)
        return replies.suspended_passed_on(call.desk, ticket)
    return replies.suspended(call.desk, ticket)


def pass_on_when_replied(call: Call, ticket: Ticket, piece: Piece, share: Assignment, event_id: int) -> str:
    """Have the agent read what a unit says of an order that was answered on the platform; word the answer."""
    _let_agent_read(call, ticket, piece, share, event_id)
    return replies.replied_passed_on(ticket)


def _let_agent_read(call: Call, ticket: Ticket, piece: Piece, share: Assignment, event_id: int) -> None:
    desk = call.desk
    facts = {
        "unit": share.department.name,
        "intent": str(piece.intent),
        "text": (word_of(call.desk, ticket, piece.text).text or "")[:120],
    }
    targets, severity = agents_target(desk), "info" if piece.intent is Intent.OTHER else "urge"
    notify(desk, "unit_asks", event_id, targets, ticket=ticket, facts=facts, severity=severity, audience="on_duty")


def _where_it_stands(call: Call, ticket: Ticket, piece: Piece) -> str | None:
    """Phone and address of the citizen are the unit's to look up by itself; those of others are the agent's to tell."""
    if SOMEBODY_ELSE.search(piece.text):
        return None
    asks_where = piece.intent is Intent.QUESTION and _ASKS_WHERE.search(piece.text)
    if not asks_where and not (piece.intent in (Intent.QUESTION, Intent.OTHER) and _ASKS_PHONE.search(piece.text)):
        return None
    place = None if ticket.is_sensitive else ticket.address or ticket.community
    return replies.look_it_up(call.desk, ticket, place if asks_where else None, is_direct=call.is_direct)
