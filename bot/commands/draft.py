"""/回复稿: the draft of the platform reply, from what is recorded, with its evidence as files."""

from __future__ import annotations

from actions.sending_evidence import send_evidence, sendable
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from reports.reply_draft import draft as drafted
from texts import reply_drafts as texts


@command("回复稿", "draft", action="draft", example="/回复稿 4512")
def draft(call: Call, ticket: Ticket) -> str:
    """按记录拟一份平台回复，缺什么、要核对什么一并列出；私聊时附证据文件。"""
    desk = call.desk
    if ticket.is_sensitive and not call.is_direct:
        return texts.not_here(ticket)
    n_files = len(sendable(desk, ticket))
    if call.is_direct:
        n_files = send_evidence(desk, ticket, call.speaker.userid, occasion=f"draft {call.inbox_id}")
    return texts.drafted(ticket, drafted(desk, ticket), n_files=n_files, is_direct=call.is_direct)
