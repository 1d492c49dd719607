"""Reads the answers to what was asked about a request in a unit's words: a number, a unit, a date or a reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions import questions, unit_work
from actions.refusals import Refusal
from bot.call import Call
from bot.permitting import permit
from bot.plain_answers import YES, names_something, plain_words, tickets_asked
from bot.refused import refused_to
from bot.unit_meaning import report_progress
from bot.unit_requests import directory, prepare, wish_in
from models.department import Department
from models.queries import people
from models.question import Question
from models.ticket import Ticket
from rules.choices import Choice, Chosen, NoneOfThem, UnclearWhich, read_choice
from rules.intents import Intent, Piece, read_reply
from rules.lexicon import PLAIN_ACK
from rules.named_units import units_in
from rules.promising import promises
from rules.requests import RequestKind
from texts import unit_requests as texts

KINDS = frozenset({"which_request", "which_unit", "request_lacks"})
# The choices of which_request, in their order.
_ASK, _ONLY_TELL, _NEITHER = 1, 2, 3
_CHOICES = ("ask", "tell", "neither")
# What may be the reason of what was asked for just before.
_REASONS = frozenset({Intent.PROGRESS, Intent.OTHER, Intent.EXTENSION, Intent.RETURN, Intent.TRANSFER, Intent.EXCLUDE})
_NO_MORE = re.compile(
    r"(?:(?:算了|取消|不用了?|不(?:申请|延期?|退单?|转派?|挂账?|剔除?|要|提)了?|(?:我们?|还是)*先办着?|我们办)[吧啊呢了\s,，。.!]*)+"
)
_REST = re.compile(r"[,，。;；:：\s]+(?P<rest>.+)", re.DOTALL)


@dataclass(frozen=True)
class _Units:
    """The units chosen from the list or named, and what was said behind them."""

    ids: tuple[int, ...]
    words: str


def which_request(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Do what was chosen: prepare the request, take it as told only, or nothing; None for other words."""
    match _request_chosen(call, question) if is_last_word else None:
        case None:
            return None
        case Chosen(((line, words),)) if line == _ASK:
            questions.teach(question, question.facts["intent"])
            return _go_on(call, question, words)
        case Chosen(((line, _),)) if line == _ONLY_TELL:
            questions.teach(question, Intent.PROGRESS)
            told = zip(tickets_asked(call, question), question.facts["texts"], strict=True)
            return "\n".join(_only_told(call, ticket, text) for ticket, text in told)
        case NoneOfThem() | Chosen(((_, _),)):
            questions.teach(question, "")
            return _not_asked(call, question)
    questions.ask(call.desk, call.message, question.kind, question.facts)
    return texts.choose_again(RequestKind(question.facts["kind"]))


def which_unit(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Prepare the request for the unit chosen or named; None for words that name none."""
    match _unit_chosen(call, question) if is_last_word else None:
        case NoneOfThem():
            return _not_asked(call, question)
        case _Units(ids, words):
            return _go_on(call, question, words, ids)
    return None


def request_lacks(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Prepare the request with the date or reason that was missing; None for words that are neither."""
    if not is_last_word:
        return None
    if _NO_MORE.fullmatch(plain_words(call.text)):
        return _not_asked(call, question)
    return _go_on(call, question, call.text, question.facts["unit_ids"]) if _supplies(call, question) else None


def answers_by_quote(call: Call, question: Question) -> bool:
    """Tell whether words that quote what was asked about a request answer it."""
    readers = {"which_request": _request_chosen, "which_unit": _unit_chosen, "request_lacks": _supplies}
    return bool(readers[question.kind](call, question))


def _go_on(call: Call, question: Question, words: str, unit_ids: Sequence[int] = ()) -> str:
    """Prepare what was asked about, with what was said now beside it."""
    questions.close(call.desk, call.message)
    units = [people.department(call.desk.session, unit_id) for unit_id in unit_ids]
    intent = Intent(question.facts["intent"])
    asked = zip(tickets_asked(call, question), question.facts["texts"], strict=True)
    return "\n".join(_prepared(call, ticket, (text, words), intent, units) for ticket, text in asked)


def _prepared(call: Call, ticket: Ticket, said: tuple[str, str], intent: Intent, units: Sequence[Department]) -> str:
    try:
        permit(call, "say", ticket)
    except Refusal as refused:
        return refused_to(call, refused, ticket_no=ticket.ticket_no)
    wish = wish_in(call, ticket, "，".join(filter(None, said)), intent) or wish_in(call, ticket, said[0], intent)
    if wish is None:
        raise ValueError("a request was asked about that nobody can read")
    return prepare(call, ticket, wish, units)


def _only_told(call: Call, ticket: Ticket, text: str) -> str:
    try:
        permit(call, "say", ticket)
        share = unit_work.share_of(call.desk, ticket, call.speaker.department_id)
        return report_progress(call, ticket, share, read_reply(text, call.desk.rules.number_patterns)[0])
    except Refusal as refused:
        return refused_to(call, refused, ticket_no=ticket.ticket_no)


def _not_asked(call: Call, question: Question) -> str:
    numbers = [ticket.ticket_no for ticket in tickets_asked(call, question)]
    return texts.not_asked(numbers, RequestKind(question.facts["kind"]))


def _request_chosen(call: Call, question: Question) -> Choice | None:
    """A choice by its number, or in its own words: 申请延期到25号; a mere yes leaves open which."""
    choice = read_choice(call.text, _CHOICES, call.desk.rules.number_patterns)
    plain = plain_words(call.text)
    if choice is None and (YES.fullmatch(plain) or PLAIN_ACK.fullmatch(plain)):
        return UnclearWhich()
    piece = _only_piece(call)
    if choice is None and piece is not None and piece.is_sure and str(piece.intent) == question.facts["intent"]:
        return Chosen(((_ASK, call.text),))
    return choice


def _unit_chosen(call: Call, question: Question) -> _Units | NoneOfThem | None:
    ids: list[int] = question.facts["unit_ids"]
    choice = read_choice(call.text, [f"unit {unit_id}" for unit_id in ids], call.desk.rules.number_patterns)
    if isinstance(choice, NoneOfThem):
        return choice
    is_single = question.facts["kind"] == RequestKind.TRANSFER
    if isinstance(choice, Chosen):
        chosen = tuple(ids[line - 1] for line, _ in choice.parts)
        return None if is_single and len(chosen) > 1 else _Units(chosen, choice.parts[0][1])
    named = units_in(f"转给{plain_words(call.text)}", directory(call), but=call.speaker.department_id)
    if not named or not all(unit.is_certain for unit in named) or (is_single and len(named) > 1):
        return None
    rest = _REST.search(call.text)
    return _Units(tuple(unit.ids[0] for unit in named), rest["rest"] if rest else "")


def _supplies(call: Call, question: Question) -> bool:
    """Tell whether words give the date or the reason that was missing: 25号, 配件没到, but not 已联系居民."""
    piece, missing = _only_piece(call), question.facts["missing"]
    if piece is None or piece.plain:
        return False
    (ticket,), (text,) = tickets_asked(call, question), question.facts["texts"]
    wish = wish_in(call, ticket, f"{text}，{call.text}", Intent(question.facts["intent"]))
    if wish is not None and "until" in missing and wish.facts.until is not None:
        return True
    is_news = piece.contacted is not None or promises(piece.text) or piece.intent not in _REASONS
    return wish is not None and "reason" in missing and not is_news


def _only_piece(call: Call) -> Piece | None:
    """The words of a message that names no ticket."""
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    return pieces[0] if len(pieces) == 1 and not names_something(pieces) else None
