"""/转办: to the unit that must handle it, or to the person who decides."""

from __future__ import annotations

import re

from actions import assigning, backlogs, questions, signing, suggesting
from actions.audiences import unit_group_target
from actions.moves import require
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from bot.naming_units import units_named
from models.person import Person
from models.queries import people as queries
from models.ticket import Ticket
from rules.lifecycle import Move
from texts import answers, suggestions

WHICH_LEAD = "which_lead"
_NAMED = re.compile(r"请\s*(?P<name>\S{2,12}?)\s*(?:派单|派|指派|转办)$")


@command(
    "转办",
    "assign",
    "派单",
    action="assign",
    example="/转办 4512 青禾家园社区 协办 城管办",
    labels={"whom": "单位 [协办 单位…]"},
)
def assign(call: Call, ticket: Ticket, whom: str | None = None) -> str:
    """转给承办单位并发到它的群；也可写“请王主任派”；不写单位时列出建议的单位供选。"""
    return _ask_which(call, ticket) if whom is None else assign_to(call, ticket, whom)


def assign_to(call: Call, ticket: Ticket, whom: str) -> str:
    """Assign an order as the words behind its number say; raises Refusal."""
    desk = call.desk
    named = _NAMED.match(whom.strip())
    if named:
        person = _person_called(call, named["name"])
        assigning.ask_named(desk, ticket, call.source(), person)
        return answers.asked_named(desk, ticket, person.name)
    before, asked, behind = whom.partition("协办")
    if asked and not behind.strip():
        raise Refusal("assist_missing", example=assign.example)
    leads, assists = units_named(call, before), units_named(call, behind)
    if len(leads) != 1:
        raise Refusal("one_lead", example=assign.example)
    if backlogs.may_check_later(desk, ticket):
        signing.put_off_check(desk, ticket, call.source())
    assigning.assign(desk, ticket, call.source(), leads[0], assists)
    posted = unit_group_target(desk, leads[0].id) is not None
    names = [unit.name for unit in assists]
    answer = answers.assigned(desk, ticket, leads[0].name, names, posted=posted)
    # Said, not refused: the list is the desk's own, and an official may know better (Regulation, article 17).
    off_list = leads[0].kind == "community" and not desk.rules.tables().may_community_lead(ticket.category_path)
    return f"{answer}\n{answers.not_on_the_list(ticket)}" if off_list else answer


def _ask_which(call: Call, ticket: Ticket) -> str:
    """Offer the units that may be meant; raises Refusal where it cannot be assigned now, or nothing speaks for any."""
    desk = call.desk
    if not backlogs.may_check_later(desk, ticket):
        require(ticket, Move.ASSIGN)
    # Of a sensitive order a group reads nothing; of several orders one is asked about.
    is_hidden = ticket.is_sensitive and call.message.chat_id is not None
    asked = questions.pending(desk, call.message)
    is_second = asked is not None and asked.kind == WHICH_LEAD and asked.asked_at == desk.real_now
    found = [] if is_hidden or is_second else suggesting.candidates(desk, ticket)
    if not found:
        raise Refusal("incomplete", usage=assign.usage, example=assign.example, missing="单位")
    ids = [each.unit.id for each in found]
    questions.ask(desk, call.message, WHICH_LEAD, {"ticket_id": ticket.id, "unit_ids": ids})
    return suggestions.which_lead(desk, ticket, found)


def _person_called(call: Call, name: str) -> Person:
    found = queries.people_named(call.desk.session, name) or [
        someone for someone in [queries.person(call.desk.session, name)] if someone
    ]
    if len(found) != 1:
        raise Refusal("unknown_person" if not found else "several_people", name=name)
    return found[0]
