"""Keeps what a person wrote about a ticket: masked for everybody, sealed as it came."""

from __future__ import annotations

from actions.desk import Desk
from actions.hiding import masked_words
from actions.unit_work import Word
from models.ticket import Ticket


def word_of(desk: Desk, ticket: Ticket, text: str | None) -> Word:
    """Return a person's words for the story of a ticket."""
    return Word(masked_words(desk, ticket, text), text) if text else Word()
