"""A ticket as JSON, as models that also describe it."""

from __future__ import annotations

from typing import Any

from pydantic import SerializerFunctionWrapHandler, model_serializer

from web.api.schemas import Shown, Stamp


class ClockOfTicket(Shown):
    stage: str
    unit: str | None
    started_at: Stamp
    due_at: Stamp
    stopped_at: Stamp | None
    outcome: str | None
    paused_seconds: int
    missed_at: Stamp | None
    breached_at: Stamp | None
    next_step_at: Stamp | None


class EventOfTicket(Shown):
    at: Stamp
    occurred_at: Stamp
    actor: str | None
    kind: str
    text: str | None
    intent: str | None
    link: str | None


class RequestOfTicket(Shown):
    id: int
    kind: str
    state: str
    by: str
    reason: str | None
    until: Stamp | None


class EvidenceOfTicket(Shown):
    """One file; `recording_of` is when the call-back was made of which it is the recording."""

    kind: str
    sha256: str
    filename: str
    at: Stamp
    by: str
    recording_of: Stamp | None


class AttemptOfDelivery(Shown):
    """One try at sending, in machine time; `outcome` is sent, failed, retry, unknown, or null while under way."""

    at: Stamp
    ended_at: Stamp | None
    channel: str | None
    outcome: str | None
    errcode: int | None
    why: str | None
    resent: bool
    body_sha256: str


class DeliveryOfTicket(Shown):
    """One thing due to one person or chat; `text` is what was sent about this ticket, or is to be sent."""

    kind: str
    stage: str | None
    step: str
    occurrence: int
    severity: str
    audience: str
    due_at: Stamp
    person: str | None
    chat: str | None
    mentions: list[str]
    channel: str | None
    state: str
    release_at: Stamp | None
    sent_at: Stamp | None
    ended_at: Stamp | None
    reason: str | None
    merged: bool
    resent: bool
    attempts: list[AttemptOfDelivery]
    text: str | None


class Relative(Shown):
    """Another round of the number (`round`), the ticket it went into (`merged_into`) or one that came in (`merged`).

    `repeat_of` is an older order of the same matter and `repeated_by` a later one, `same_caller` another matter of
    the same citizen; `found_by` is number, caller or place_and_matter. An older one we never had has no round.
    """

    ticket_no: str
    round: int | None
    state: str | None
    relation: str
    found_by: str | None = None

    @model_serializer(mode="wrap")
    def _found_by_where_it_was_found(self, as_usual: SerializerFunctionWrapHandler) -> dict[str, Any]:
        shape: dict[str, Any] = as_usual(self)
        return shape if self.found_by else {name: value for name, value in shape.items() if name != "found_by"}


class TicketShown(Shown):
    """One round of a ticket; nothing in it identifies the caller."""

    ticket_no: str
    round: int
    state: str
    title: str | None
    kind: str | None
    grade: str | None
    limit_text: str | None
    deadline_at: Stamp | None
    deadline_basis: str | None
    lead_unit: str | None
    assist_units: list[str]
    address: str | None
    community: str | None
    category_path: list[str]
    urgency: str | None
    confidential: bool
    reported_at: Stamp | None
    first_dispatched_at: Stamp | None
    special_flags: list[str]
    internal_deadline_at: Stamp | None
    related: list[Relative]
    content: str | None
    clocks: list[ClockOfTicket]
    events: list[EventOfTicket]
    requests: list[RequestOfTicket]
    evidence: list[EvidenceOfTicket]
    deliveries: list[DeliveryOfTicket]


class TicketsShown(Shown):
    tickets: list[TicketShown]
    next_cursor: str | None
