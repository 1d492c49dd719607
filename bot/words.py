"""Keeps what a person wrote about a ticket: masked for everybody, sealed as it came."""

from __future__ import annotations

from collections.abc import Iterable

from actions.unit_work import Word
from models.ticket import Ticket
from rules.masking import mask_text


def word_of(ticket: Ticket, text: str | None) -> Word:
    """Return a person's words for the story of a ticket."""
    return Word(masked(ticket, text), text) if text else Word()


def masked(ticket: Ticket, text: str) -> str:
    """Return a text without the ticket's caller and without anybody else's numbers."""
    return masked_for_all([ticket], text)


def masked_for_all(tickets: Iterable[Ticket], text: str) -> str:
    """Return a text that may be about any of these tickets without the callers of all of them."""
    known = list(tickets)
    callers = [ticket.caller for ticket in known if ticket.caller is not None]
    return mask_text(
        text,
        numbers_to_keep=[ticket.ticket_no for ticket in known],
        caller_names=[caller.name for caller in callers if caller.name],
        caller_phones=[caller.phone for caller in callers if caller.phone],
        caller_addresses=[caller.address for caller in callers if caller.address],
    )
