"""Works out what an order tells by itself, before anything stored is looked at: many at once, and elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from actions.flagging import flagged, why_flagged
from actions.orders import Order
from actions.rounds import with_state
from actions.ticket_facts import masked_facts
from rules.older_number import older_numbers, urges
from rules.ticket_number import Patterns


@dataclass(frozen=True)
class Prepared:
    """An order with the flags its words call for and the state its moments prove.

    `facts` are its masked columns, `why_flagged` the reasons of its flags, `older` the numbers of older orders it
    names; `is_urging`: it is there to speed up another one.
    """

    order: Order
    facts: dict[str, Any] = field(repr=False)
    why_flagged: list[dict[str, Any]] = field(repr=False)
    older: tuple[str, ...]
    is_urging: bool


def prepare(order: Order, patterns: Patterns) -> Prepared:
    """Return all that an order tells by itself."""
    is_urging = urges(order.kind, order.special_flags, order.title or order.content or "")
    text = "\n".join(filter(None, (order.title, order.content, order.original)))
    older = older_numbers(text, order.ticket_no, patterns, is_urging=is_urging)
    order = flagged(with_state(order))
    return Prepared(order, masked_facts(order), why_flagged(order) if order.special_flags else [], older, is_urging)
