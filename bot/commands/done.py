"""/办结: the unit says it is done; the desk follows up."""

from __future__ import annotations

from actions import unit_work
from actions.sent_back import is_told_of_before
from bot.asking_done import ask_whether_done
from bot.call import Call
from bot.commands.declare import command
from bot.unit_meaning import claim_done
from models.ticket import Ticket
from rules.intents import doubts_done
from rules.reaching import contact_in
from texts import replies


@command("办结", "done", "报结", action="done", example="/办结 4512 路灯已修好，已告知诉求人", labels={"note": "结果"})
def done(call: Call, ticket: Ticket, note: str) -> str:
    """报告办完了，由坐席回访。"""
    share = unit_work.share_of(call.desk, ticket, call.speaker.department_id)
    is_of_before = is_told_of_before(call.desk, share, note)
    if doubts_done(note) or is_of_before:
        ask_whether_done(call, ticket, note)
        return replies.are_they_done([ticket.ticket_no], is_again=is_of_before)
    return claim_done(call, ticket, share, note, is_contacted=bool(contact_in(note)))
