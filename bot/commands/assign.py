"""/转办: to the unit that must handle it, or to the person who decides."""

from __future__ import annotations

import re

from actions import assigning
from actions.audiences import unit_group_target
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from models.department import Department
from models.person import Person
from models.queries import people as queries
from models.ticket import Ticket
from texts import answers

_NAMED = re.compile(r"请\s*(?P<name>\S{2,12}?)\s*(?:派单|派|指派|转办)$")
_BETWEEN = re.compile(r"[\s、,，;；和及]+")


@command(
    "转办",
    "assign",
    "派单",
    action="assign",
    example="/转办 4512 青禾家园社区 协办 城管办",
    labels={"whom": "单位 [协办 单位…]"},
)
def assign(call: Call, ticket: Ticket, whom: str) -> str:
    """转给承办单位并发到它的群；也可写“请王主任派”。"""
    desk = call.desk
    named = _NAMED.match(whom.strip())
    if named:
        person = _person_called(call, named["name"])
        assigning.ask_named(desk, ticket, call.source(), person)
        return answers.asked_named(desk, ticket, person.name)
    before, _, behind = whom.partition("协办")
    leads, assists = _units(call, before), _units(call, behind)
    if len(leads) != 1:
        raise Refusal("one_lead", example=assign.example)
    assigning.assign(desk, ticket, call.source(), leads[0], assists)
    posted = unit_group_target(desk, leads[0].id) is not None
    names = [unit.name for unit in assists]
    return answers.assigned(desk, ticket, leads[0].name, names, posted=posted)


def _units(call: Call, text: str) -> list[Department]:
    words = [word for word in _BETWEEN.split(text.strip()) if word]
    return list(dict.fromkeys(_unit(call, word) for word in words))


def _unit(call: Call, word: str) -> Department:
    session = call.desk.session
    exact = queries.department_called(session, word)
    if exact is not None:
        return exact
    near = [unit for unit in queries.all_departments(session) if word in unit.name or unit.name in word]
    if len(near) == 1 and word in near[0].name:
        return near[0]
    raise Refusal("unknown_unit", word=word, nearest=[unit.name for unit in near][:3])


def _person_called(call: Call, name: str) -> Person:
    found = queries.people_named(call.desk.session, name) or [
        someone for someone in [queries.person(call.desk.session, name)] if someone
    ]
    if len(found) != 1:
        raise Refusal("unknown_person" if not found else "several_people", name=name)
    return found[0]
