"""Keeps what a person wrote about a ticket: masked for everybody, sealed as it came."""

from __future__ import annotations

from actions.hiding import masked
from actions.unit_work import Word
from models.ticket import Ticket


def word_of(ticket: Ticket, text: str | None) -> Word:
    """Return a person's words for the story of a ticket."""
    return Word(masked(ticket, text), text) if text else Word()
