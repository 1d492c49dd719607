"""Tells by what an order is known, where it stands, and whether it is another round of a number we have."""

from __future__ import annotations

from dataclasses import replace

from actions.desk import Desk
from actions.orders import Order
from models.ticket import Ticket
from rules.lifecycle import ENDED_STATES, State
from rules.proven_state import STAGE_MOMENTS, proven_state


def place_of(desk: Desk, order: Order) -> tuple[str, str]:
    """Return by what an order's rounds are known: its platform and number."""
    return order.platform or desk.rules.default_platform, order.ticket_no


def opens_a_round(order: Order, earlier: Ticket, how: str) -> bool:
    """Tell whether an order whose number is known is the next round of it.

    A number voided by mistake may be pasted again as it is; a feed repeats itself and must bring a later dispatch.
    """
    return earlier.state in ENDED_STATES and (_pasted_after_void(earlier, how) or _is_later(order, earlier))


def with_state(order: Order) -> Order:
    """Return the order with its state: one that does not say it stands where its given moments prove."""
    if order.state is not None:
        return order
    return replace(order, state=proven_state({name: getattr(order, name) for name in STAGE_MOMENTS}))


def _pasted_after_void(before: Ticket, how: str) -> bool:
    return before.state == State.VOIDED and how == "paste"


def _is_later(order: Order, known: Ticket) -> bool:
    if order.first_dispatched_at is None:
        return False
    before = known.first_dispatched_at or known.created_at
    return order.first_dispatched_at > before
