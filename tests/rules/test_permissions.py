"""Rights are one table, and what it does not grant is denied."""

from __future__ import annotations

from itertools import product

import pytest

from rules.permissions import Actor, Allowed, Chat, Denied, DenyCode, Place, Role, TicketScope, may, may_see
from rules.rights import GRANTS

QINGHE, BEILIU = 1, 2
TICKET = TicketScope(unit_ids=frozenset({QINGHE}), named="liu")
DESK, DIRECT, OFFICIALS, UNKNOWN = (Place(chat) for chat in (Chat.DESK, Chat.DIRECT, Chat.SUPERVISORS, Chat.UNKNOWN))
GROUP = Place(Chat.UNIT, frozenset({QINGHE}))
OTHER_GROUP, NOBODYS_GROUP = Place(Chat.UNIT, frozenset({BEILIU})), Place(Chat.UNIT)
API = Place(Chat.API)


def who(role: str, unit: int | None = None, on_duty: bool = False, userid: str = "someone") -> Actor:
    return Actor(userid, frozenset({role}), unit, on_duty)


STAFF, NEIGHBOUR = who("unit_staff", QINGHE), who("unit_staff", BEILIU)
AGENT, SUPERVISOR, LEADER = who("agent"), who("supervisor"), who("leader")


def verdict(actor: Actor, action: str, place: Place, ticket: TicketScope | None = TICKET) -> str:
    found = may(actor, action, place, ticket)
    return str(found.code) if isinstance(found, Denied) else "allowed"


@pytest.mark.parametrize(
    ("actor", "action", "place", "expected"),
    [
        (AGENT, "sign", DESK, "allowed"),
        (AGENT, "verify", DIRECT, "allowed"),
        (STAFF, "verify", GROUP, "not_your_role"),
        (STAFF, "sign", GROUP, "allowed"),
        (STAFF, "done", GROUP, "allowed"),
        (STAFF, "done", DIRECT, "allowed"),
        (STAFF, "done", DESK, "wrong_chat"),
        (NEIGHBOUR, "done", DIRECT, "not_your_ticket"),
        (NEIGHBOUR, "find", DIRECT, "not_your_ticket"),
        (AGENT, "done", DESK, "not_your_role"),
        (SUPERVISOR, "assign", OFFICIALS, "allowed"),
        (LEADER, "assign", OFFICIALS, "not_your_role"),
        (who("leader", userid="liu"), "assign", DIRECT, "allowed"),
        (AGENT, "intake", DIRECT, "allowed"),
        (AGENT, "intake", DESK, "allowed"),
        (AGENT, "intake", GROUP, "wrong_chat"),
        (AGENT, "find_caller", DIRECT, "not_on_duty"),
        (who("agent", on_duty=True), "find_caller", DIRECT, "allowed"),
        (SUPERVISOR, "find_caller", DIRECT, "allowed"),
        (SUPERVISOR, "find_caller", OFFICIALS, "wrong_chat"),
        (AGENT, "find_caller", DESK, "wrong_chat"),
        (STAFF, "find_caller", DIRECT, "not_your_role"),
        (AGENT, "handover", DESK, "allowed"),
        (AGENT, "handover", GROUP, "wrong_chat"),
        (AGENT, "extend", DESK, "allowed"),
        (STAFF, "return", GROUP, "allowed"),
        (SUPERVISOR, "approve", OFFICIALS, "allowed"),
        (LEADER, "reject", DIRECT, "allowed"),
        (STAFF, "caller", DIRECT, "allowed"),
        (STAFF, "caller", GROUP, "wrong_chat"),
        (NEIGHBOUR, "caller", DIRECT, "not_your_ticket"),
        (AGENT, "caller", DIRECT, "not_on_duty"),
        (who("agent", on_duty=True), "caller", DIRECT, "allowed"),
        (who("agent", on_duty=True), "caller", DESK, "wrong_chat"),
        (SUPERVISOR, "caller", DIRECT, "not_your_role"),
        (STAFF, "say", GROUP, "allowed"),
        (STAFF, "say", DIRECT, "allowed"),
        (STAFF, "say", DESK, "wrong_chat"),
        (STAFF, "say", UNKNOWN, "wrong_chat"),
        (NEIGHBOUR, "say", GROUP, "wrong_group"),
        (AGENT, "say", GROUP, "not_your_role"),
        (NEIGHBOUR, "mine", GROUP, "wrong_group"),
        (STAFF, "mine", GROUP, "allowed"),
        (AGENT, "find", GROUP, "allowed"),
        (AGENT, "find", OTHER_GROUP, "not_of_this_group"),
        (SUPERVISOR, "why", OTHER_GROUP, "not_of_this_group"),
        (SUPERVISOR, "rehearse", OTHER_GROUP, "not_of_this_group"),
        (AGENT, "urge", GROUP, "allowed"),
        (AGENT, "urge", OTHER_GROUP, "not_of_this_group"),
        (SUPERVISOR, "assign", NOBODYS_GROUP, "not_of_this_group"),
        (AGENT, "draft", DESK, "allowed"),
        (AGENT, "draft", GROUP, "wrong_chat"),
        (AGENT, "find", DESK, "allowed"),
        (who("unit_lead", BEILIU, userid="liu"), "find", DIRECT, "allowed"),
        (SUPERVISOR, "ledger", OFFICIALS, "allowed"),
        (SUPERVISOR, "ledger", GROUP, "wrong_chat"),
        (AGENT, "ledger", DIRECT, "allowed"),
        (AGENT, "ledger", DESK, "wrong_chat"),
        (AGENT, "ledger", OFFICIALS, "wrong_chat"),
        (AGENT, "whole_ledger", DIRECT, "not_your_role"),
        (SUPERVISOR, "ledger", DESK, "wrong_chat"),
        (STAFF, "ledger", DIRECT, "not_your_role"),
        (AGENT, "reconcile", DESK, "allowed"),
        (SUPERVISOR, "reconcile", GROUP, "wrong_chat"),
        (AGENT, "settle", DIRECT, "not_your_role"),
        (SUPERVISOR, "settle", DESK, "wrong_chat"),
        (who("analyst"), "monthly", DESK, "allowed"),
        (who("auditor"), "find", DIRECT, "allowed"),
        (who("auditor"), "urge", DIRECT, "not_your_role"),
        (STAFF, "help", UNKNOWN, "allowed"),
        (AGENT, "sign", UNKNOWN, "wrong_chat"),
        (who("admin"), "bind", UNKNOWN, "allowed"),
        (AGENT, "bind", UNKNOWN, "not_your_role"),
        (who("api_read"), "api_read", API, "allowed"),
        (who("api_read"), "api_caller", API, "not_your_role"),
        (who("api_admin"), "sign", API, "not_your_role"),
        (AGENT, "api_clock", API, "not_your_role"),
        (AGENT, "format_disk", DIRECT, "unknown_action"),
    ],
)
def test_table_says_who_may(actor: Actor, action: str, place: Place, expected: str) -> None:
    assert verdict(actor, action, place) == expected


def test_person_without_a_role_may_nothing() -> None:
    nobody = Actor("stranger", frozenset())
    granted = [a for a, p in product(GRANTS, (DESK, GROUP, DIRECT, API)) if may(nobody, a, p) == Allowed()]
    assert granted == []


def test_contractor_never_endorses() -> None:
    for role, action in product(("agent", "analyst", "unit_staff", "unit_lead", "admin"), ("approve", "reject")):
        assert verdict(who(role, QINGHE, on_duty=True), action, DIRECT) == "not_your_role"


def test_identity_is_never_shown_outside_a_direct_chat() -> None:
    actors = [who(role, QINGHE, on_duty=True) for role in Role]
    places = [DESK, GROUP, OFFICIALS, UNKNOWN, API]
    assert all(isinstance(may(actor, "caller", place, TICKET), Denied) for actor, place in product(actors, places))


def test_unit_speaks_in_its_own_group_only() -> None:
    assert verdict(STAFF, "done", OTHER_GROUP) == "wrong_group"
    assert verdict(STAFF, "done", NOBODYS_GROUP) == "wrong_group"


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (STAFF, "confidential"),
        (who("unit_lead", QINGHE), "confidential"),
        (who("agent", on_duty=True), "allowed"),
        (who("agent"), "not_on_duty"),
        (SUPERVISOR, "allowed"),
        (LEADER, "allowed"),
        (who("auditor"), "confidential"),
    ],
)
def test_caller_who_asked_for_secrecy_is_shown_to_officials_and_who_is_on_duty(actor: Actor, expected: str) -> None:
    ticket = TicketScope(unit_ids=frozenset({QINGHE}), is_confidential=True)
    assert verdict(actor, "caller", DIRECT, ticket) == expected
    assert verdict(actor, "caller", GROUP, ticket) != "allowed"


def test_order_of_no_unit_is_acted_upon_in_a_units_group_and_not_shown() -> None:
    nobodys = TicketScope()
    assert verdict(AGENT, "assign", GROUP, nobodys) == "allowed"
    assert verdict(AGENT, "find", GROUP, nobodys) == "not_of_this_group"


def test_without_a_ticket_the_question_is_whether_one_may_at_all() -> None:
    assert verdict(STAFF, "done", GROUP, None) == "allowed"
    assert verdict(who("leader", userid="liu"), "assign", DIRECT, None) == "not_your_role"


def test_two_roles_grant_what_either_grants() -> None:
    both = Actor("wu", frozenset({"unit_lead", "supervisor"}), QINGHE)
    foreign = TicketScope(unit_ids=frozenset({BEILIU}))
    assert may(both, "find", DIRECT, foreign) == Allowed()
    assert may(both, "done", DIRECT, foreign) == Denied(DenyCode.NOT_YOUR_TICKET)


def test_refusal_names_who_may_instead() -> None:
    assert may(STAFF, "verify", GROUP) == Denied(DenyCode.NOT_YOUR_ROLE, {"roles": ["agent"]})
    assert may(STAFF, "caller", GROUP, TICKET) == Denied(DenyCode.WRONG_CHAT, {"chats": ["direct"]})


def test_units_see_only_their_own_tickets() -> None:
    assert may_see(STAFF, TICKET)
    assert may_see(AGENT, TICKET)
    assert not may_see(NEIGHBOUR, TICKET)


def test_unit_reads_the_caller_until_the_ticket_is_closed() -> None:
    unit = Actor("liwg", frozenset({Role.UNIT_STAFF}), department_id=1)
    held, closed = TicketScope(frozenset({1})), TicketScope(frozenset({1}), is_closed=True)
    assert may(unit, "caller", Place(Chat.DIRECT), held) == Allowed()
    assert may(unit, "caller", Place(Chat.DIRECT), closed) == Denied(DenyCode.CLOSED)
    assert may(unit, "find", Place(Chat.DIRECT), closed) == Allowed()
