"""A work order on its way in, whichever way it came: pasted, by API or from a file."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime

from rules.order_values import OrderWords, PastedOrder
from rules.stages import State

# What the paste itself contradicts.
_SAID_TWICE = frozenset({"two_values", "differs_from_limit"})


@dataclass(frozen=True)
class Order(OrderWords):
    """An order with its number; `state` and the moments after it are for tickets already under way."""

    ticket_no: str
    grade: str | None = None
    # Fields the paste gives two different values for: they stay correctable.
    unsure: frozenset[str] = frozenset()
    original: str | None = field(default=None, repr=False)
    state: State | None = None
    signed_at: datetime | None = None
    verified_at: datetime | None = None
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    contacted_at: datetime | None = None
    resolved_at: datetime | None = None
    replied_at: datetime | None = None


def order_from_paste(pasted: PastedOrder, text: str) -> Order:
    """Return the order that was read from a paste; `text` is the whole paste."""
    if pasted.ticket_no is None:
        raise ValueError("a paste without a number is a draft")
    words = {word.name: getattr(pasted, word.name) for word in fields(OrderWords)}
    unsure = frozenset(doubt.field for doubt in pasted.doubtful if doubt.why in _SAID_TWICE)
    return Order(ticket_no=pasted.ticket_no, original=text[pasted.start : pasted.end], unsure=unsure, **words)
