"""/进展: how it stands."""

from __future__ import annotations

from actions import unit_work
from bot.call import Call
from bot.commands.declare import command
from bot.words import word_of
from models.ticket import Ticket
from texts import answers


@command("进展", "progress", action="progress", example="/进展 4512 已到现场，配件明天到")
def progress(call: Call, ticket: Ticket, note: str) -> str:
    """报告办理进展。"""
    desk = call.desk
    share = unit_work.share_of(desk, ticket, call.speaker.department_id)
    unit_work.progress(desk, ticket, share, call.source(intent="progress"), word_of(desk, ticket, note))
    return answers.progress_noted(desk, ticket, share.department_id)
