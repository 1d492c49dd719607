"""Takes the answers to whether an order is done: only a word that says so closes it, and it may be asked for again."""

from __future__ import annotations

import re

from actions import questions, unit_work
from actions.refusals import Refusal
from bot.call import Call
from bot.plain_answers import NO, YES, names_something, plain_words, says_little, tickets_asked
from bot.refused import refused_to
from bot.unit_meaning import claim_done
from bot.unit_reply import apply
from models.question import Question
from models.ticket import Ticket
from rules.guards import is_question, why_not_done
from rules.intents import Intent, doubts_done, read_reply
from rules.lexicon import PLAIN_ACK
from rules.lifecycle import WITH_UNIT
from rules.linking import How
from rules.reaching import contact_in
from texts import replies

CONFIRMS = re.compile(r"(?:是的?|对|嗯)?[,，\s]*(?:都)?(?:确认(?:办结)?|已经?确认办结)[了]?")
_THE_WORD = re.compile(r"\s*".join("确认办结"))
# What may stand beside the word: the contact, the photos, thanks.
_BESIDE_THE_WORD = re.compile(r"照片|图片|视频|拍了|谢谢|辛苦|居民.{0,4}(?:满意|认可)")
_DONE_WORD = re.compile(
    r"(?:是的?|对|嗯|好的?|没错)?[,，\s]*(?:都)?(?:已经?|全)?(?:办结|办完)了?"
    r"|确[认定]都?(?:已经?)?(?:办[结完好]|完成|[修弄]好|[修弄]完|处理[好完]|解决)了?"
)
_BEHIND = re.compile(r"[,，。;；!！\s]+")
_NOT_CONFIRMED = re.compile(r"(?:不|没|未|别|等|待)[^,，。;；]{0,6}确认|不能算|不算")


def confirm_done(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Take a claim of "done" only from a word that says so; a bare number or 是的 never closes anything."""
    plain, beside = _around_the_word(plain_words(call.text))
    tickets = tickets_asked(call, question)
    if CONFIRMS.fullmatch(plain) or (is_last_word and _DONE_WORD.fullmatch(plain)):
        questions.close(call.desk, call.message)
        questions.teach(question, Intent.RESOLVED)
        texts = question.facts["texts"]
        told = [f"{text}，{beside}" if contact_in(beside) else text for text in texts]
        return "\n".join(_confirmed(call, ticket, text) for ticket, text in zip(tickets, told, strict=True))
    if not is_last_word:
        return None
    if NO.fullmatch(plain):
        questions.teach(question, Intent.PROGRESS)
        return "\n".join(_not_done(call, ticket) for ticket in tickets)
    if YES.fullmatch(plain) or PLAIN_ACK.fullmatch(plain):
        questions.ask(call.desk, call.message, question.kind, question.facts)
        return replies.type_the_word([ticket.ticket_no for ticket in tickets])
    if _NOT_CONFIRMED.search(plain):
        questions.teach(question, Intent.PROGRESS)
        return "\n".join(_not_done(call, ticket) for ticket in tickets)
    return _still_not_done(call, tickets) or _said_of_the_same(call, question, tickets)


def asks_done_again(call: Call) -> str | None:
    """Ask once more what was asked too long ago, or before words about another ticket; 确认办结 closes only then."""
    if not _THE_WORD.fullmatch(plain_words(call.text)):
        return None
    old = questions.unanswered(call.desk, call.message) or questions.last_asked(call.desk, call.message, "confirm_done")
    if old is None or old.kind != "confirm_done":
        return None
    tickets = tickets_asked(call, old)
    if any(ticket.state not in WITH_UNIT for ticket in tickets):
        return None
    questions.ask(call.desk, call.message, old.kind, old.facts)
    return replies.confirm_once_more([ticket.ticket_no for ticket in tickets])


def _around_the_word(plain: str) -> tuple[str, str]:
    """Return 确认办结 and what stands behind it (联系过了, 照片一会发), when that takes nothing back; else the text."""
    plain = _THE_WORD.sub("确认办结", plain)
    head, _, beside = (_BEHIND.sub(",", plain, count=1)).partition(",")
    is_harmless = contact_in(beside) or _BESIDE_THE_WORD.search(beside)
    if not CONFIRMS.fullmatch(head) or not is_harmless or doubts_done(beside) or is_question(beside):
        return plain, ""
    return head, beside


def _said_of_the_same(call: Call, question: Question, tickets: list[Ticket]) -> str | None:
    """确实修好了 is about what was asked; what says neither yes nor no, such as 物业说的, has it asked again."""
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    if len(pieces) != 1 or names_something(pieces):
        return None
    if pieces[0].intent is Intent.RESOLVED:
        questions.close(call.desk, call.message)
        return "\n".join(apply(call, ticket, pieces[0], How.CHOSEN) for ticket in tickets)
    if pieces[0].intent is not Intent.OTHER and not says_little(plain_words(call.text), pieces):
        return None
    questions.ask(call.desk, call.message, question.kind, question.facts)
    return replies.type_the_word([ticket.ticket_no for ticket in tickets])


def _not_done(call: Call, ticket: Ticket) -> str:
    """Whoever answers that it is not done yet has it in hand."""
    try:
        share = unit_work.share_of(call.desk, ticket, call.speaker.department_id)
        unit_work.accept(call.desk, ticket, share, call.source(intent="ack"), unit_work.Word())
    except Refusal as refused:
        return refused_to(call, refused, ticket_no=ticket.ticket_no)
    return replies.not_done(ticket.ticket_no)


def _confirmed(call: Call, ticket: Ticket, text: str) -> str:
    try:
        share = unit_work.share_of(call.desk, ticket, call.speaker.department_id)
        return claim_done(call, ticket, share, text, is_contacted=bool(contact_in(text)))
    except Refusal as refused:
        return refused_to(call, refused, ticket_no=ticket.ticket_no)


def _still_not_done(call: Call, tickets: list[Ticket]) -> str | None:
    """A sentence that takes the claim back (还得等配件) is about what was asked, not about a ticket to be asked for."""
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    if names_something(pieces) or pieces[0].intent is not Intent.PROGRESS or not why_not_done(call.text):
        return None
    return "\n".join(apply(call, ticket, pieces[0], How.CHOSEN) for ticket in tickets)
