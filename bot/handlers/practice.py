"""Answers who speaks to an exercise that has ended or is somebody else's, before it moves anything."""

from __future__ import annotations

from bot.call import Call
from models.queries import drills as queries
from models.queries import people
from rules.ticket_number import find_numbers
from texts import drill as texts


def handle(call: Call) -> str | None:
    """Answer a unit's words about such a drill alone; everything else passes."""
    if not call.is_unit_speaker:
        return None
    named = {found.text for found in find_numbers(call.text, call.desk.rules.number_patterns)} | {*call.quoted.numbers}
    drills = queries.drills_with_numbers(call.desk.session, named)
    if not drills or len(drills) < len(named):
        return None
    own = [drill for drill in drills.values() if drill.userid == call.speaker.userid]
    if not own:
        userid = next(iter(drills.values())).userid
        return texts.of_another(people.names_of(call.desk.session, [userid]).get(userid, "同事"))
    return texts.over() if all(drill.ended_at for drill in own) else None
