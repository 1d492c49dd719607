"""/直办: the desk answers the citizen itself."""

from __future__ import annotations

from actions import assigning
from actions.hiding import masked_words
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import answers


@command("直办", "answer", action="answer", example="/直办 1912 答复 已按户籍政策解释")
def answer(call: Call, ticket: Ticket, note: str) -> str:
    """坐席自己答复的件（咨询、表扬），不转单位。"""
    text = note.removeprefix("答复").strip()
    assigning.answer_at_desk(call.desk, ticket, call.source(), masked_words(call.desk, ticket, text) if text else None)
    return answers.answered_at_desk(call.desk, ticket)
