"""Keeps what a person wrote about a ticket: masked for everybody, sealed as it came."""

from __future__ import annotations

from actions.unit_work import Word
from models.ticket import Ticket
from rules.masking import mask_text


def word_of(ticket: Ticket, text: str | None) -> Word:
    """Return a person's words for the story of a ticket."""
    return Word(masked(ticket, text), text) if text else Word()


def masked(ticket: Ticket, text: str) -> str:
    """Return a text without the ticket's caller and without anybody else's numbers."""
    caller = ticket.caller
    return mask_text(
        text,
        numbers_to_keep=[ticket.ticket_no],
        caller_names=[caller.name] if caller and caller.name else [],
        caller_phones=[caller.phone] if caller and caller.phone else [],
    )
