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
_BETWEEN = re.compile(r"[\s、,，;；]+")
_AND = re.compile(r"[和及]+")
# One letter (青) fits too much to send an order anywhere.
_SHORTEST_PART = 2


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
    before, asked, behind = whom.partition("协办")
    if asked and not behind.strip():
        raise Refusal("assist_missing", example=assign.example)
    leads, assists = _units(call, before), _units(call, behind)
    if len(leads) != 1:
        raise Refusal("one_lead", example=assign.example)
    assigning.assign(desk, ticket, call.source(), leads[0], assists)
    posted = unit_group_target(desk, leads[0].id) is not None
    names = [unit.name for unit in assists]
    return answers.assigned(desk, ticket, leads[0].name, names, posted=posted)


def _units(call: Call, text: str) -> list[Department]:
    words = [word for word in _BETWEEN.split(text.strip()) if word]
    return list(dict.fromkeys(unit for word in words for unit in _meant(call, word)))


def _meant(call: Call, word: str) -> list[Department]:
    """Return the unit a word names; 和 and 及 stand between units only where the whole word names none (祥和社区)."""
    session = call.desk.session
    whole = queries.department_called(session, word)
    if whole is not None:
        return [whole]
    parts = [part for part in _AND.split(word) if part]
    named = [unit for part in parts if (unit := queries.department_called(session, part)) is not None]
    return named if parts != [word] and len(named) == len(parts) else [_nearest(call, word)]


def _nearest(call: Call, word: str) -> Department:
    near = [
        unit
        for unit in queries.all_departments(call.desk.session)
        if any(word in name or name in word for name in (unit.name, *(each.alias for each in unit.aliases)))
    ]
    if len(near) == 1 and len(word) >= _SHORTEST_PART and word in near[0].name:
        return near[0]
    raise Refusal("unknown_unit", word=word, nearest=[unit.name for unit in near][:3])


def _person_called(call: Call, name: str) -> Person:
    found = queries.people_named(call.desk.session, name) or [
        someone for someone in [queries.person(call.desk.session, name)] if someone
    ]
    if len(found) != 1:
        raise Refusal("unknown_person" if not found else "several_people", name=name)
    return found[0]
