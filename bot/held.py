"""Knows what the speaker's unit still has to handle, and what it reported done."""

from __future__ import annotations

from bot.call import Call
from models.assignment import Assignment
from models.queries import drills as queries_of_drills
from models.queries import tickets as queries
from rules.lifecycle import WITH_UNIT, State


def held_open(call: Call) -> list[Assignment]:
    """Return what the speaker's unit still has to handle; their own drill only while there is nothing real."""
    unit_id = call.speaker.department_id
    held = queries.held_by(call.desk.session, [unit_id], WITH_UNIT) if unit_id else []
    return [share for share in held if not share.ticket.is_drill] or _own_drill(call, held)


def _own_drill(call: Call, held: list[Assignment]) -> list[Assignment]:
    drill = queries_of_drills.running_drill(call.desk.session, call.speaker.userid) if held else None
    return [share for share in held if drill is not None and share.ticket_id == drill.ticket_id]


def held_done(call: Call) -> list[Assignment]:
    """Return what the speaker's unit has reported done and the desk has not followed up yet."""
    unit_id = call.speaker.department_id
    held = queries.held_by(call.desk.session, [unit_id], {State.RESOLVED}) if unit_id else []
    return [share for share in held if not share.ticket.is_drill]
