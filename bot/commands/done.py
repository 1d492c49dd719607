"""/办结: the unit says it is done; the desk follows up."""

from __future__ import annotations

from actions import unit_work
from bot.call import Call
from bot.commands.declare import command
from bot.words import word_of
from models.ticket import Ticket
from texts import answers


@command("办结", "done", "报结", action="done", example="/办结 4512 路灯已修好，已告知诉求人", labels={"note": "结果"})
def done(call: Call, ticket: Ticket, note: str) -> str:
    """报告办完了，由坐席回访。"""
    desk = call.desk
    share = unit_work.share_of(desk, ticket, call.speaker.department_id)
    told = "告知" in note or "联系" in note
    word = word_of(ticket, note)
    unit_work.done(desk, ticket, share, call.source(intent="resolved"), word, is_contacted=told)
    return answers.claimed_done(ticket.ticket_no, contact_missing=share.is_lead and share.contacted_at is None)
