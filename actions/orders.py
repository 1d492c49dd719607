"""A work order on its way in, whichever way it came: pasted, by API or from a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from rules.pasted_order import PastedOrder
from rules.stages import State


@dataclass(frozen=True)
class Order:
    """What an order says; all of it may be missing but the number. Moments are aware.

    `state` and the moments after it are for tickets already under way.
    """

    ticket_no: str
    platform: str | None = None
    kind: str | None = None
    grade: str | None = None
    category_path: tuple[str, ...] = ()
    title: str | None = field(default=None, repr=False)
    content: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    community: str | None = None
    caller_name: str | None = field(default=None, repr=False)
    caller_phone: str | None = field(default=None, repr=False)
    confidential: bool = False
    reported_at: datetime | None = None
    first_dispatched_at: datetime | None = None
    deadline_at: datetime | None = None
    limit_text: str | None = None
    contact_limit_text: str | None = None
    urgency: str | None = None
    lead_unit: str | None = None
    assist_units: tuple[str, ...] = ()
    special_flags: tuple[str, ...] = ()
    people_count: int | None = None
    missing: tuple[str, ...] = ()
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
    return Order(
        ticket_no=pasted.ticket_no,
        platform=pasted.platform,
        kind=pasted.kind,
        category_path=pasted.category_path,
        title=pasted.title,
        content=pasted.content,
        address=pasted.address,
        community=pasted.community,
        caller_name=pasted.caller_name,
        caller_phone=pasted.caller_phone,
        confidential=pasted.confidential,
        reported_at=pasted.reported_at,
        first_dispatched_at=pasted.first_dispatched_at,
        deadline_at=pasted.deadline_at,
        limit_text=pasted.limit_text,
        contact_limit_text=pasted.contact_limit_text,
        urgency=pasted.urgency,
        lead_unit=pasted.lead_unit,
        assist_units=pasted.assist_units,
        special_flags=pasted.special_flags,
        people_count=pasted.people_count,
        missing=pasted.missing,
        original=text[pasted.start : pasted.end],
    )
