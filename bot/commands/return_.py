"""/退单: back to the desk from a unit, or back to the city; until it is granted the unit stays lead."""

from __future__ import annotations

import re

from actions.refusals import Refusal
from bot.asking_for import ask_for, read_wish
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from rules.lifecycle import WITH_UNIT
from rules.requests import RequestKind

_TO_CITY = re.compile(
    r"^(?:退?(?:回|给|到)?)?(?:市区|区市|市里|区里|市级|区级|市|区|平台|12345)(?:中心|平台)?(?:[\s,，:：]+|$)"
)
_TO_DESK = re.compile(r"^(?:退?(?:回|给|到)?)?(?:坐席|乡里|镇里|乡镇|街道|中心)(?:[\s,，:：]+|$)")


@command(
    "退单",
    "return",
    action="return",
    example="/退单 4512 不是我们辖区",
    labels={"why": "[市区] 理由"},
)
def return_(call: Call, ticket: Ticket, why: str | None = None) -> str:
    """单位退回坐席，或坐席申请退回市区（写“市区”）。"""
    kind, reason = _where_to(call, ticket, (why or "").strip())
    return ask_for(call, ticket, kind, read_wish(call.desk, ticket, kind, reason))


def _where_to(call: Call, ticket: Ticket, text: str) -> tuple[RequestKind, str]:
    if found := _TO_CITY.match(text):
        return RequestKind.RETURN_TO_CITY, text[found.end() :]
    if found := _TO_DESK.match(text):
        return RequestKind.RETURN_TO_DESK, text[found.end() :]
    if call.is_unit_speaker:
        return RequestKind.RETURN_TO_DESK, text
    if ticket.state not in WITH_UNIT:
        # No unit has it, so there is only one way back.
        return RequestKind.RETURN_TO_CITY, text
    raise Refusal("return_where", ticket_no=ticket.ticket_no, reason="" if ticket.is_sensitive else text)
