"""/受理: a unit takes its order."""

from __future__ import annotations

from actions import clocks, unit_work
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from rules.lifecycle import Stage
from texts import answers


@command("受理", "accept", "接单", action="accept", example="/受理 4512")
def accept(call: Call, ticket: Ticket) -> str:
    """本单位接下这件工单。"""
    return take(call, ticket)


def take(call: Call, ticket: Ticket, word: unit_work.Word | None = None) -> str:
    """Record that the speaker's unit takes a ticket, and word the answer."""
    desk = call.desk
    share = unit_work.share_of(desk, ticket, call.speaker.department_id)
    if unit_work.accept(desk, ticket, share, call.source(intent="ack"), word or unit_work.Word()) is None:
        return answers.accepted_before(desk, ticket, share.department_id)
    contact_by = clocks.due_of(desk, ticket, Stage.FIRST_CONTACT, share.department_id)
    finish_by = clocks.due_of(desk, ticket, Stage.HANDLE, share.department_id)
    return answers.accepted(desk, ticket, contact_by, finish_by)
