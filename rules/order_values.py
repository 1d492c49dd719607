"""What a pasted work order says, typed."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime


@dataclass(frozen=True)
class Doubt:
    """A field an agent should look at: what the paste says, and why it is not certain.

    `why` is one of lookalike, unreadable, date_only, derived, differs_from_limit, two_values, mentioned, spaced,
    future, before_dispatch, before_number, column, of_unit.
    """

    field: str
    text: str = attribute(repr=False)
    why: str = ""


@dataclass(frozen=True)
class Source:
    """Where in the paste a field was read."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class OrderWords:
    """What an order says besides its number, whichever way it comes; all of it may be missing. Moments are aware.

    `special_flags` are 扬言 涉稳 群体 突发 督办 领导批示 疑难; `missing` names the fields the desk has to ask for.
    """

    platform: str | None = None
    kind: str | None = None
    category_path: tuple[str, ...] = ()
    title: str | None = attribute(default=None, repr=False)
    content: str | None = attribute(default=None, repr=False)
    address: str | None = attribute(default=None, repr=False)
    community: str | None = None
    caller_name: str | None = attribute(default=None, repr=False)
    caller_phone: str | None = attribute(default=None, repr=False)
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


@dataclass(frozen=True)
class PastedOrder(OrderWords):
    """One work order as read from a paste; its moments are UTC. Without `ticket_no` it is a draft.

    `sources` tells where each read field stands; `unknown_number` is what stands as the number of a draft and is
    in none of the platform's forms.
    """

    start: int
    end: int
    ticket_no: str | None = None
    township: str | None = None
    role: str | None = None
    remark: str | None = attribute(default=None, repr=False)
    doubtful: tuple[Doubt, ...] = ()
    sources: tuple[Source, ...] = ()
    unknown_number: str | None = attribute(default=None, repr=False)
