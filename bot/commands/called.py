"""/电催: the phone task of a reminder is done."""

from __future__ import annotations

from typing import Literal

from actions import alerting, unit_calls
from actions.hiding import masked_words
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import alerts, urging

Reached = Literal["已通", "未通"]


@command("电催", "called", action="called", example="/电催 4512 已通 答应下午去")
def called(call: Call, ticket: Ticket, reached: Reached, note: str | None = None) -> str:
    """给承办单位打完催办电话后告诉我结果；敏感件电话报告了领导也发这个，写明报告了谁。"""
    told = alerting.officials_named(call.desk, note or "") if alerting.is_open(call.desk, ticket) else []
    if told and reached == "已通":
        alerting.acknowledge(call.desk, ticket, call.source(), note or "")
        return alerts.reported(ticket, told)
    note = masked_words(call.desk, ticket, note) if note else None
    unit_calls.called_unit(call.desk, ticket, call.source(), reached=reached == "已通", note=note)
    return urging.called(call.desk, ticket, reached=reached == "已通")
