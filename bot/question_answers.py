"""Reads the short answers to the bot's own questions: a choice, a confirmation, a correction."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import correcting, unit_work
from actions.refusals import Refusal
from bot.call import Call
from bot.commands import by_name
from bot.naming import sees
from bot.unit_meaning import claim_done, do_what_it_says
from models.question import Question
from models.ticket import Ticket
from rules.bundling import CIRCLED
from rules.command_line import CommandLine
from rules.half_width import half_width
from rules.intents import read_reply
from rules.linking import How
from texts import answers, replies

_NONE = re.compile(r"(?:都)?不是|都不|取消|算了|0")
_YES = re.compile(r"(?:是|对|嗯|好的?|没错)?[,，\s]*(?:确认办结|确认|已?办结了?|办完了?|已经?办完了?)")
_CONFIRMS = re.compile(r"(?:是|对|嗯)?[,，\s]*确认(?:办结)?")
_CONTACTED = re.compile(r"(?:是的?|对|嗯)?[,，\s]*(?:都)?(?:已经?)?联系(?:过|上)?了?|联系过|打过电话了?|已电话联系")
_NO = re.compile(r"(?:还)?(?:没有?|不是|否|没完|未办结|没办完)(?:办完|办结|完|呢|了)?")


def is_bare_confirmation(text: str) -> bool:
    """Tell whether a text is nothing but a yes or no to a question of the bot."""
    plain = half_width(text).strip().rstrip("。.!")
    return bool(_CONFIRMS.fullmatch(plain) or _NO.fullmatch(plain))


def choose_command(call: Call, question: Question) -> str | None:
    """Run the command chosen by its number with what stood behind the initials; None when the text is no choice."""
    text = half_width(call.text).strip().rstrip("。.!")
    if _NONE.fullmatch(text):
        return replies.nothing_run()
    names = question.facts["names"]
    picked = _picked(text, len(names))
    if picked is None:
        return None
    rest = question.facts["rest"]
    asked = replace(call, message=replace(call.message, quote_text=question.facts["quote"]))
    line = CommandLine(names[picked - 1], rest, tuple(half_width(rest).split()))
    return by_name(line.name).run(asked, line)


def choose_ticket(call: Call, question: Question) -> str | None:
    """Apply what was said to the ticket chosen by its number in the list; None when the text is no choice."""
    text = half_width(call.text).strip().rstrip("。.!")
    if _NONE.fullmatch(text):
        return replies.dropped()
    ids = question.facts["ticket_ids"]
    picked = _picked(text, len(ids))
    if picked is None:
        return None
    ticket = call.desk.session.get_one(Ticket, ids[picked - 1])
    if not sees(call, ticket):
        raise Refusal("unknown_number", number=ticket.ticket_no)
    said = read_reply(question.facts["text"], call.desk.rules.number_patterns)
    return "\n".join(do_what_it_says(call, ticket, piece, How.CHOSEN) for piece in said[:1])


def confirm_done(call: Call, question: Question) -> str | None:
    """Take a claim of "done" only from a word that says so; a bare number never closes anything."""
    text = half_width(call.text).strip().rstrip("。.!")
    ticket = call.desk.session.get_one(Ticket, question.facts["ticket_id"])
    if _NO.fullmatch(text):
        return replies.not_done(ticket.ticket_no)
    if not _YES.fullmatch(text):
        return None
    share = unit_work.share_of(call.desk, ticket, call.speaker.department_id)
    return claim_done(call, ticket, share, question.facts["text"], is_contacted=False)


def contact_before_done(call: Call, question: Question) -> str | None:
    """Record the contact that was missing when the unit said it was done; None when the text says something else."""
    text = half_width(call.text).strip().rstrip("。.!")
    if _NO.fullmatch(text):
        return replies.contact_still_missing()
    if not _CONTACTED.fullmatch(text):
        return None
    lines = []
    for ticket_id in question.facts["ticket_ids"]:
        ticket = call.desk.session.get_one(Ticket, ticket_id)
        share = unit_work.share_of(call.desk, ticket, call.speaker.department_id)
        unit_work.contacted(call.desk, ticket, share, call.source(intent="progress"), unit_work.Word())
        lines.append(replies.contact_noted(ticket.ticket_no))
    return "\n".join(lines)


def correct_what(call: Call, question: Question) -> str | None:
    """Read `地址 云杉里6号楼` as the correction that was asked for."""
    field, _, value = call.text.strip().partition(" ")
    if field not in correcting.FIELDS or not value:
        return None
    ticket = call.desk.session.get_one(Ticket, question.facts["ticket_id"])
    _event, completed = correcting.correct(call.desk, ticket, call.source(), field, value)
    return answers.corrected(call.desk, ticket, field, completed=completed)


def _picked(text: str, n_choices: int) -> int | None:
    if len(text) == 1 and text in CIRCLED:
        picked = CIRCLED.index(text) + 1
    elif re.fullmatch(r"第?[1-9]个?", text):
        picked = int(re.sub(r"\D", "", text))
    else:
        return None
    return picked if picked <= n_choices else None
