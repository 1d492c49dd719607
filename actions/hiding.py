"""Hides who called in what is kept and told of a ticket, as far as it is known by then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actions.desk import Desk
from models.queries import callers, deliveries, study
from models.queries import requests as request_queries
from models.ticket import Ticket
from rules.masking import hide_caller, mask_text

TEXTS = ("title", "content", "address", "community", "kind", "urgency", "limit_text", "contact_limit_text")
_LISTS = ("category_path", "special_flags")
# What a delivery repeats of what somebody wrote.
_WRITTEN = frozenset({"text", "note", "reason", "opinion", "before", "after"})


def masked(ticket: Ticket, text: str) -> str:
    """Return a text without the ticket's caller and without anybody else's numbers."""
    return masked_for_all([ticket], text)


def masked_words(desk: Desk, ticket: Ticket, text: str) -> str:
    """Return what a person wrote of a ticket without its caller, and without those of what its units hold beside it.

    4512和4513都修好了，王建国和赵大勇都满意 is kept on both.
    """
    return masked_for_all([ticket], text, names_beside=callers.names_beside(desk.session, ticket.id))


def masked_for_all(tickets: Iterable[Ticket], text: str, *, names_beside: Iterable[str] = ()) -> str:
    """Return a text that may be about any of these tickets without the callers of all of them."""
    known = list(tickets)
    identities = [ticket.caller for ticket in known if ticket.caller is not None]
    return mask_text(
        text,
        numbers_to_keep=[ticket.ticket_no for ticket in known],
        caller_names=[*(name for caller in identities for name in caller.ever("name")), *names_beside],
        caller_phones=[phone for caller in identities for phone in caller.ever("phone")],
        caller_addresses=[address for caller in identities for address in caller.ever("address")],
    )


def without_caller(ticket: Ticket, text: str) -> str:
    """Return a text that was masked when it was written without the caller, who may have become known since."""
    caller = ticket.caller
    if caller is None:
        return text
    return hide_caller(text, caller.ever("name"), caller.ever("phone"))


def hide_in_what_is_kept(desk: Desk, ticket: Ticket) -> None:
    """Mask again what was open while nobody knew that it names the caller; events stand as they were recorded."""
    for name in TEXTS:
        if text := getattr(ticket, name):
            setattr(ticket, name, masked(ticket, text))
    for name in _LISTS:
        setattr(ticket, name, [masked(ticket, part) for part in getattr(ticket, name)])
    study.forget_words_of(desk.session, ticket.id)
    for row in deliveries.deliveries_of_ticket(desk.session, ticket.id):
        row.facts = _hidden(ticket, row.facts)
    for request in request_queries.requests_of(desk.session, ticket.id):
        request.reason = request.reason and without_caller(ticket, request.reason)
        request.opinion = request.opinion and without_caller(ticket, request.opinion)


def _hidden(ticket: Ticket, value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _hidden(ticket, part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_hidden(ticket, part, name) for part in value]
    return without_caller(ticket, value) if isinstance(value, str) and name in _WRITTEN else value
