"""Asks the table of rights before anything is done or shown, and refuses with what to do instead."""

from __future__ import annotations

from typing import Any

from actions import audiences
from actions.refusals import Refusal
from actions.scopes import scope_of
from bot.call import Call
from models.queries import people
from models.ticket import Ticket
from rules.permissions import Denied, DenyCode, may, may_ever


def permit(
    call: Call, action: str, ticket: Ticket | None = None, *, command: str = "", wrong_chat: str = "wrong_chat"
) -> None:
    """Raise Refusal unless the speaker may do this here with this ticket; `wrong_chat` words the wrong place."""
    scope = scope_of(call.desk, ticket) if ticket is not None else None
    verdict = may(call.actor, action, call.place, scope)
    if isinstance(verdict, Denied):
        code = wrong_chat if verdict.code is DenyCode.WRONG_CHAT else str(verdict.code)
        raise Refusal(code, command=command, ticket_no=ticket.ticket_no if ticket else None, **_who(call, verdict))


def permit_place(call: Call, action: str, *, command: str, wrong_chat: str) -> None:
    """Raise Refusal where the speaker may do this with no ticket, before one is looked for or told of."""
    verdict = may(call.actor, action, call.place)
    if not isinstance(verdict, Denied):
        return
    if verdict.code in (DenyCode.WRONG_CHAT, DenyCode.WRONG_GROUP) or not may_ever(call.actor, action):
        permit(call, action, command=command, wrong_chat=wrong_chat)


def who_may(call: Call, action: str, command: str) -> dict[str, Any]:
    """Return who may use a command that the speaker may not: its roles, and whoever of them is on duty."""
    verdict = may(call.actor, action, call.place)
    return {"command": command, **(_who(call, verdict) if isinstance(verdict, Denied) else {})}


def _who(call: Call, verdict: Denied) -> dict[str, Any]:
    if verdict.code not in (DenyCode.NOT_YOUR_ROLE, DenyCode.NOT_ON_DUTY):
        return {}
    roles = verdict.facts.get("roles", ["agent"])
    agent = audiences.agent_on_duty(call.desk) if "agent" in roles else None
    ids = [agent.userid] if agent else []
    if not ids and "supervisor" in roles:
        ids = audiences.officials_on_duty(call.desk, "supervisor")[:1]
    names = people.names_of(call.desk.session, ids)
    return {"roles": roles, "ask": next((names[userid] for userid in ids if userid in names), None)}
