"""Asks the table of rights before anything is done or shown, and refuses with what to do instead."""

from __future__ import annotations

from actions.refusals import Refusal
from actions.scopes import scope_of
from bot.call import Call
from models.ticket import Ticket
from rules.permissions import Denied, DenyCode, may


def permit(
    call: Call, action: str, ticket: Ticket | None = None, *, command: str = "", wrong_chat: str = "wrong_chat"
) -> None:
    """Raise Refusal unless the speaker may do this here with this ticket; `wrong_chat` words the wrong place."""
    scope = scope_of(call.desk, ticket) if ticket is not None else None
    verdict = may(call.actor, action, call.place, scope)
    if isinstance(verdict, Denied):
        code = wrong_chat if verdict.code is DenyCode.WRONG_CHAT else str(verdict.code)
        raise Refusal(code, command=command, ticket_no=ticket.ticket_no if ticket else None)


def permit_place(call: Call, action: str, *, command: str, wrong_chat: str) -> None:
    """Raise Refusal where nobody may do this with any ticket: before one is looked for, so nothing is told of it."""
    verdict = may(call.actor, action, call.place)
    if isinstance(verdict, Denied) and verdict.code in (DenyCode.WRONG_CHAT, DenyCode.WRONG_GROUP):
        permit(call, action, command=command, wrong_chat=wrong_chat)
