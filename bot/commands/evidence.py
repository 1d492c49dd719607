"""/证据: the next files are a ticket's."""

from __future__ import annotations

from actions import evidence as files
from actions import gathering, uploading
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import evidence as texts
from texts.moments import span


@command("证据", "evidence", action="evidence", example="/证据 4512")
def evidence(call: Call, ticket: Ticket) -> str:
    """把接下来发的照片、录音、文件记到这一件。"""
    desk, message = call.desk, call.message
    files.check_open(ticket)
    sent = files.files_said(desk, call.inbox_id)
    if not sent and gathering.is_asked_which(desk, message):
        sent = files.files_said_before(desk, message)
    gathering.end(desk, message)
    if sent:
        files.attach(desk, ticket, sent, call.source())
        said = texts.taken(desk, ticket, sent)
    if not call.is_direct:
        return said if sent else texts.send_here(desk, ticket)
    gathering.begin(desk, message, ticket)
    following = texts.gathering(desk, ticket, message.source)
    if desk.rules.base_url:
        link = uploading.make_link(desk, ticket, call.speaker.userid)
        following += f"\n{texts.upload_here(link, span(desk.rules.files.link_lives))}"
    return f"{said}\n{following}" if sent else following
