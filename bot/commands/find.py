"""/查: search what one may see."""

from __future__ import annotations

from bot.call import Call
from bot.commands.declare import command
from bot.naming import named_tickets, sees
from models.queries import tickets as queries
from rules.ticket_words import read_ticket_words
from texts import lists, story


@command("查", "find", "状态", action="find", example="/查 4512 或 /查 路灯", labels={"what": "单号|词"})
def find(call: Call, what: str | None = None) -> str:
    """按单号看一件的经过，或按词找工单。"""
    desk = call.desk
    words = read_ticket_words(what or "", desk.rules.number_patterns, with_time=False)
    if words.numbers or words.tails or not what:
        found = named_tickets(call, words, required=True)
        return "\n\n".join("\n".join(story.brief(desk, ticket)) for ticket in found)
    matching = queries.containing(desk.session, what.strip(), department_id=call.speaker.department_id)
    return lists.found_tickets(desk, what.strip(), [ticket for ticket in matching if sees(call, ticket)])
