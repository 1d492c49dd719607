"""Says who may do what, where and with which ticket: one table for commands, help and the API, deny by default."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rules.rights import CONFIDENTIAL_GRANTS, GRANTS, Chat, Grant, Grants, Role, Scope
from rules.userids import is_same

__all__ = [
    "Actor",
    "Allowed",
    "Chat",
    "Denied",
    "DenyCode",
    "Place",
    "Role",
    "TicketScope",
    "may",
    "may_ever",
    "may_see",
]


class DenyCode(StrEnum):
    """Why somebody may not."""

    NOT_YOUR_ROLE = "not_your_role"
    WRONG_CHAT = "wrong_chat"
    WRONG_GROUP = "wrong_group"
    NOT_YOUR_TICKET = "not_your_ticket"
    NOT_OF_THIS_GROUP = "not_of_this_group"
    NOT_ON_DUTY = "not_on_duty"
    CONFIDENTIAL = "confidential"
    CLOSED = "closed"
    UNKNOWN_ACTION = "unknown_action"


@dataclass(frozen=True)
class Actor:
    """Who asks: a person with roles, or an API token with the roles of its rights."""

    userid: str
    roles: frozenset[str]
    department_id: int | None = None
    on_duty: bool = False


@dataclass(frozen=True)
class Place:
    """Where it is asked; `department_ids` are the units of a unit group."""

    chat: Chat
    department_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TicketScope:
    """What matters of a ticket: its units, who may assign it by name, whether its caller is secret and it is over."""

    unit_ids: frozenset[int] = frozenset()
    named: str | None = None
    is_confidential: bool = False
    is_closed: bool = False


@dataclass(frozen=True)
class Allowed:
    """The actor may."""


@dataclass(frozen=True)
class Denied:
    """The actor may not; `facts` fill the sentence that says what to do instead."""

    code: DenyCode
    facts: dict[str, Any] = field(default_factory=dict)


def may(actor: Actor, action: str, where: Place, ticket: TicketScope | None = None) -> Allowed | Denied:
    """Tell whether the actor may do `action` here with this ticket.

    Without a ticket the question is whether the actor may do it here at all, which is what help asks.
    The refusal is the one closest to being allowed: role before chat before ticket.
    """
    if action not in GRANTS:
        return Denied(DenyCode.UNKNOWN_ACTION, {"action": action})
    grants = _grants(action, ticket)
    by_role = [grant for grant in grants if _has_role(actor, grant, ticket)]
    if not by_role:
        roles = {role for grant in grants if grant.scope is not Scope.NAMED for role in grant.roles}
        is_confidential = ticket is not None and ticket.is_confidential and action in CONFIDENTIAL_GRANTS
        return Denied(DenyCode.CONFIDENTIAL if is_confidential else DenyCode.NOT_YOUR_ROLE, {"roles": sorted(roles)})
    by_chat = [grant for grant in by_role if where.chat in grant.chats]
    if not by_chat:
        return Denied(DenyCode.WRONG_CHAT, {"chats": sorted({chat for grant in by_role for chat in grant.chats})})
    verdicts = [_verdict(actor, grant, where, ticket) for grant in by_chat]
    return next((verdict for verdict in verdicts if isinstance(verdict, Allowed)), verdicts[0])


def may_ever(actor: Actor, action: str) -> bool:
    """Tell whether there is any ticket with which, and any place where, the actor may do `action`."""
    grants = GRANTS.get(action, ()) + CONFIDENTIAL_GRANTS.get(action, ())
    return any(grant.scope is Scope.NAMED or grant.roles & actor.roles for grant in grants)


def may_see(actor: Actor, ticket: TicketScope) -> bool:
    """Tell whether the actor may see a ticket at all, in lists and by its tail."""
    return isinstance(may(actor, "find", Place(Chat.DIRECT), ticket), Allowed)


def _grants(action: str, ticket: TicketScope | None) -> Grants:
    kept = CONFIDENTIAL_GRANTS.get(action, ())
    if ticket is None:
        return GRANTS[action] + kept
    return kept if ticket.is_confidential and kept else GRANTS[action]


def _has_role(actor: Actor, grant: Grant, ticket: TicketScope | None) -> bool:
    if grant.scope is Scope.NAMED:
        return ticket is not None and is_same(ticket.named, actor.userid)
    return bool(grant.roles & actor.roles)


def _verdict(actor: Actor, grant: Grant, where: Place, ticket: TicketScope | None) -> Allowed | Denied:
    if grant.scope is Scope.ON_DUTY and not actor.on_duty:
        return Denied(DenyCode.NOT_ON_DUTY)
    if _is_of_others(grant, where, ticket):
        return Denied(DenyCode.NOT_OF_THIS_GROUP)
    if grant.scope not in (Scope.OWN_UNIT, Scope.OWN_UNCLOSED):
        return Allowed()
    if where.chat is Chat.UNIT and actor.department_id not in where.department_ids:
        return Denied(DenyCode.WRONG_GROUP)
    if actor.department_id is None or (ticket is not None and actor.department_id not in ticket.unit_ids):
        return Denied(DenyCode.NOT_YOUR_TICKET)
    is_over = grant.scope is Scope.OWN_UNCLOSED and ticket is not None and ticket.is_closed
    return Denied(DenyCode.CLOSED) if is_over else Allowed()


def _is_of_others(grant: Grant, where: Place, ticket: TicketScope | None) -> bool:
    """Tell whether a unit's group is not to hear of a ticket; one of no unit yet is acted upon there, never shown."""
    if where.chat is not Chat.UNIT or ticket is None or ticket.unit_ids & where.department_ids:
        return False
    return grant.scope is Scope.OF_THE_GROUP or (grant.scope is Scope.ANY and bool(ticket.unit_ids))
