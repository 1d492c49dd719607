"""/首联: the unit has reached the caller."""

from __future__ import annotations

from actions import questions, unit_work
from bot.call import Call
from bot.commands.declare import command
from bot.words import word_of
from models.ticket import Ticket
from rules.lifecycle import State
from rules.reaching import contact_in, doubts_contact
from texts import answers, replies


@command("首联", "contacted", "联系", action="contacted", example="/首联 4512 已通话，约明天上门")
def contacted(call: Call, ticket: Ticket, note: str | None = None) -> str:
    """已经联系上诉求人；写明没打通的记一次未接通，首联时限照走。"""
    desk = call.desk
    share = unit_work.share_of(desk, ticket, call.speaker.department_id)
    if note and contact_in(note) is False:
        if ticket.state != State.RESOLVED:
            unit_work.progress(desk, ticket, share, call.source(), word_of(desk, ticket, note))
        return replies.not_reached(desk, ticket, share.department_id)
    if note and doubts_contact(note):
        questions.ask(desk, call.message, "contact_before_done", {"ticket_ids": [ticket.id]})
        return replies.was_it_contacted([ticket.ticket_no])
    unit_work.contacted(desk, ticket, share, call.source(), word_of(desk, ticket, note))
    return answers.contacted(desk, ticket, share.department_id)
