"""Gathers what the desk's own confirmations, choices and corrections teach of how units' words are meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from actions.desk import Desk
from actions.finding_callers import callers_named_in
from actions.hiding import masked_for_all
from actions.questions import MEANT
from models.queries import lessons as queries
from models.ticket import Ticket

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Lesson:
    """One example: the masked words, what they mean ("" = a person has to say), and how that is known."""

    meant: str
    text: str
    why: str


def lessons(desk: Desk) -> list[Lesson]:
    """Return the examples, each text once, oldest first; none holds a citizen's identity as far as patterns tell."""
    found: dict[str, Lesson] = {}
    for lesson in [*_answered(desk), *_taken_back(desk)]:
        found[lesson.text] = lesson
    return [lesson for lesson in found.values() if lesson.text]


def _answered(desk: Desk) -> Iterator[Lesson]:
    for question in queries.answered_questions(desk.session):
        if MEANT not in question.facts:
            continue
        tickets = [desk.session.get_one(Ticket, ticket_id) for ticket_id in question.facts["ticket_ids"]]
        for text in question.facts["texts"]:
            yield Lesson(question.facts[MEANT], _line(desk, tickets, text), "answered")


def _taken_back(desk: Desk) -> Iterator[Lesson]:
    """What somebody took back was misread, or mistyped: a person has to look."""
    for event in queries.words_taken_back(desk.session):
        ticket = desk.session.get_one(Ticket, event.ticket_id)
        yield Lesson("", _line(desk, [ticket], event.text or ""), f"undone:{event.intent}")


def _line(desk: Desk, tickets: Sequence[Ticket], text: str) -> str:
    """Words may name the caller of any order, and the lessons leave the house."""
    return _SPACES.sub(" ", masked_for_all([*tickets, *callers_named_in(desk, text)], text)).strip()
