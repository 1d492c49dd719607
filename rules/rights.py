"""The table of rights: for each action the roles that may, with which tickets and in which chats."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the desk; the last five are what an API token is given."""

    AGENT = "agent"
    ANALYST = "analyst"
    UNIT_STAFF = "unit_staff"
    UNIT_LEAD = "unit_lead"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    ADMIN = "admin"
    AUDITOR = "auditor"
    API_INTAKE = "api_intake"
    API_READ = "api_read"
    API_CALLER = "api_caller"
    API_CLOCK = "api_clock"
    API_ADMIN = "api_admin"


class Chat(StrEnum):
    """Where something is asked for; `unknown` is a group that nobody has bound yet."""

    DESK = "desk"
    UNIT = "unit"
    SUPERVISORS = "supervisors"
    DIRECT = "direct"
    UNKNOWN = "unknown"
    API = "api"


class Scope(StrEnum):
    """With which tickets: any; in a unit's group only those of its units; those of the own unit; these until they are
    closed; the one a person is named for; any while on duty. Any is in a unit's group any but those of other units."""

    ANY = "any"
    OF_THE_GROUP = "of_the_group"
    OWN_UNIT = "own_unit"
    OWN_UNCLOSED = "own_unclosed"
    NAMED = "named"
    ON_DUTY = "on_duty"


@dataclass(frozen=True)
class Grant:
    """These roles may, with these tickets, in these chats."""

    roles: frozenset[Role]
    scope: Scope
    chats: frozenset[Chat]


Grants = tuple[Grant, ...]

_KNOWN = frozenset({Chat.DESK, Chat.UNIT, Chat.SUPERVISORS, Chat.DIRECT})
_EVERYWHERE = _KNOWN | {Chat.UNKNOWN}
_DIRECT = frozenset({Chat.DIRECT})
_OFFICIAL_CHATS = frozenset({Chat.SUPERVISORS, Chat.DIRECT})
_DESK_CHATS = frozenset({Chat.DESK, Chat.DIRECT})
_OWN_CHATS = frozenset({Chat.UNIT, Chat.DIRECT})

_AGENT, _ADMIN = frozenset({Role.AGENT}), frozenset({Role.ADMIN})
_UNITS = frozenset({Role.UNIT_STAFF, Role.UNIT_LEAD})
_PEOPLE = frozenset(role for role in Role if not role.startswith("api_"))
_DESK_AND_OFFICIALS = _PEOPLE - _UNITS


def _any(roles: frozenset[Role], chats: frozenset[Chat] = _KNOWN) -> Grant:
    return Grant(roles, Scope.ANY, chats)


_ANYWHERE = (_any(_PEOPLE, _EVERYWHERE),)
_AGENTS = (_any(_AGENT),)
_OFFICIALS = (_any(frozenset({Role.SUPERVISOR, Role.LEADER})),)
_AGENTS_AND_SUPERVISORS = (_any(_AGENT | {Role.SUPERVISOR}),)
_OWN = Grant(_UNITS, Scope.OWN_UNIT, _OWN_CHATS)
_UNIT_ONLY = (_OWN,)
_UNIT_OR_AGENT = (_OWN, _any(_AGENT))
# Whatever shows tickets shows in a unit's group those of its units alone, whoever asks.
_SEEING = (
    _OWN,
    Grant(_DESK_AND_OFFICIALS, Scope.OF_THE_GROUP, _KNOWN),
    Grant(_PEOPLE, Scope.NAMED, _KNOWN - {Chat.UNIT}),
)
_REHEARSING = (Grant(_AGENT | {Role.SUPERVISOR}, Scope.OF_THE_GROUP, _KNOWN),)
_TAKING_BACK = (_OWN, _any(_DESK_AND_OFFICIALS))
_REPORTING = (_any(frozenset({Role.ANALYST, Role.SUPERVISOR}), _KNOWN - {Chat.UNIT}),)
_TELLING_OF_AN_INCIDENT = (_any(frozenset({Role.ANALYST, Role.SUPERVISOR, Role.LEADER}), _KNOWN - {Chat.UNIT}),)
_STATISTICS = (_any(frozenset({Role.ANALYST, Role.SUPERVISOR, Role.AGENT}), _KNOWN - {Chat.UNIT}),)
_ASSIGNING = (*_AGENTS_AND_SUPERVISORS, Grant(_PEOPLE, Scope.NAMED, _KNOWN))
# Identity is shown in direct chat only, to the unit that holds the ticket, until it is closed, or to the agent on duty.
_REVEALING = (Grant(_UNITS, Scope.OWN_UNCLOSED, _DIRECT), Grant(_AGENT, Scope.ON_DUTY, _DIRECT))
# Who asked for secrecy is named to the officials and to the agent on duty, who has to phone; never to a unit.
_REVEALING_CONFIDENTIAL = (
    _any(frozenset({Role.SUPERVISOR, Role.LEADER}), _DIRECT),
    Grant(_AGENT, Scope.ON_DUTY, _DIRECT),
)


def _token(role: Role) -> Grants:
    return (_any(frozenset({role}), frozenset({Chat.API})),)


GRANTS: dict[str, Grants] = {
    "help": _ANYWHERE,
    "bind": (_any(_ADMIN, _EVERYWHERE),),
    # A paste holds an identity: never in the group of a unit.
    "intake": (_any(_AGENT, _DESK_CHATS),),
    # What a unit writes without a command: it moves what the unit's commands move.
    "say": _UNIT_ONLY,
    # From a unit /签收 means that it takes the order.
    "sign": _UNIT_OR_AGENT,
    "verify": _AGENTS,
    # An official lifts the secrecy a caller asked for, and leaves everything else of an order to the agents.
    "correct": (*_AGENTS, *_OFFICIALS),
    "correct_order": _AGENTS,
    "lift_secrecy": _OFFICIALS,
    "assign": _ASSIGNING,
    "answer": _AGENTS,
    "accept": _UNIT_ONLY,
    "contacted": _UNIT_ONLY,
    "progress": _UNIT_ONLY,
    "promise": _UNIT_ONLY,
    "done": _UNIT_ONLY,
    "extend": _UNIT_OR_AGENT,
    "return": _UNIT_OR_AGENT,
    "suspend": _UNIT_OR_AGENT,
    "exclude": _UNIT_OR_AGENT,
    "assist": _UNIT_OR_AGENT,
    "transfer": _UNIT_OR_AGENT,
    # The contractor prepares, an official endorses.
    "approve": _OFFICIALS,
    "reject": _OFFICIALS,
    "submitted": _AGENTS,
    "withdraw": _UNIT_OR_AGENT,
    "granted": _AGENTS,
    "merge": _AGENTS,
    "void": _AGENTS,
    "resume": _AGENTS,
    "archive": _AGENTS,
    "followup": _AGENTS,
    # All that is recorded of an order, with whom to phone: for who answers the platform.
    "draft": (_any(_AGENT, _DESK_CHATS),),
    "replied": _AGENTS,
    "urge": _AGENTS_AND_SUPERVISORS,
    "called": _AGENTS,
    "snooze": _AGENTS_AND_SUPERVISORS,
    "patrol": _AGENTS,
    "mine": _SEEING,
    "overdue": _SEEING,
    "due": _SEEING,
    "find": _SEEING,
    "why": _SEEING,
    "rehearse": _REHEARSING,
    "evidence": _UNIT_OR_AGENT,
    "caller": _REVEALING,
    # Which orders have the same caller: by whole phone or full name, and logged.
    "find_caller": (_any(frozenset({Role.SUPERVISOR}), _DIRECT), Grant(_AGENT, Scope.ON_DUTY, _DIRECT)),
    "duty": (_any(_AGENT | {Role.SUPERVISOR, Role.LEADER}),),
    # More hands, or orders that go out before they are checked.
    "relieve": _OFFICIALS,
    # Everything open, whoever has it: not for the group of a unit.
    "handover": (_any(_AGENT, _KNOWN - {Chat.UNIT}),),
    # The rota is the desk's: not for the group of a unit.
    "swap": (_any(_AGENT, _KNOWN - {Chat.UNIT}),),
    "daily": _REPORTING,
    "weekly": _REPORTING,
    "monthly": _REPORTING,
    "special": _REPORTING,
    # An emergency is told within minutes, by whoever of the officials hears of it first.
    "incident": _TELLING_OF_AN_INCIDENT,
    "stats": _STATISTICS,
    # Penalties are nobody's business but the officials'; who is on shift reads what is counted against it, in person.
    "ledger": (
        _any(frozenset({Role.SUPERVISOR, Role.LEADER}), _OFFICIAL_CHATS),
        _any(_AGENT | {Role.ANALYST}, _DIRECT),
    ),
    "whole_ledger": (_any(frozenset({Role.SUPERVISOR, Role.LEADER}), _OFFICIAL_CHATS),),
    # Everything the platform has, whoever holds it: not for the group of a unit.
    "reconcile": (_any(_AGENT | {Role.SUPERVISOR, Role.LEADER}, _KNOWN - {Chat.UNIT}),),
    "settle": (_any(frozenset({Role.SUPERVISOR, Role.LEADER}), _OFFICIAL_CHATS),),
    "undo": _TAKING_BACK,
    "health": (_any(_AGENT | _ADMIN),),
    "try": (_any(_PEOPLE),),
    "api_intake": _token(Role.API_INTAKE),
    "api_read": _token(Role.API_READ),
    "api_caller": _token(Role.API_CALLER),
    "api_clock": _token(Role.API_CLOCK),
    "api_admin": _token(Role.API_ADMIN),
}

# What holds instead for a ticket whose caller asked for secrecy.
CONFIDENTIAL_GRANTS: dict[str, Grants] = {"caller": _REVEALING_CONFIDENTIAL}
