"""Shapes a ticket and all that hangs on it as JSON, masked; the API and `manage.py show` share it."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from actions.desk import Desk
from actions.hiding import masked
from models.clock import Clock
from models.database import Session
from models.event import Event
from models.evidence import Evidence
from models.followup import FollowUp
from models.queries import callbacks, files, related, rounds
from models.queries import clocks as clock_queries
from models.queries import requests as request_queries
from models.queries import tickets as queries
from models.request import Request
from models.ticket import Ticket
from texts.story import event_texts
from texts.told import tellings
from web.api.moments import iso
from web.api.told import telling_as_json

Json = dict[str, Any]


def ticket_as_json(desk: Desk, ticket: Ticket) -> Json:
    """Return a ticket with all that hangs on it; moments with the offset of the desk's zone."""
    session, zone = desk.session, desk.rules.zone
    events = queries.events_of(session, ticket.id)
    texts = event_texts(desk, ticket, events)
    return {
        **_facts(ticket),
        **_moments(ticket, zone),
        **_units(session, ticket),
        "related": _related(session, ticket),
        "clocks": [_clock(clock, zone) for clock in clock_queries.clocks_of(session, ticket.id)],
        "events": [_event(event, texts[event.id], zone) for event in events],
        "requests": [_request(request, ticket, zone) for request in request_queries.requests_of(session, ticket.id)],
        "evidence": _all_evidence(session, ticket, zone),
        "deliveries": [telling_as_json(each, zone) for each in tellings(desk, ticket)],
    }


def _facts(ticket: Ticket) -> Json:
    return {
        "ticket_no": ticket.ticket_no,
        "round": ticket.round,
        "state": ticket.state,
        "title": ticket.title,
        "kind": ticket.kind,
        "grade": ticket.grade,
        "limit_text": ticket.limit_text,
        "deadline_basis": ticket.deadline_basis,
        "address": ticket.address,
        "community": ticket.community,
        "category_path": list(ticket.category_path),
        "urgency": ticket.urgency,
        "confidential": ticket.confidential,
        "special_flags": list(ticket.special_flags),
        "content": ticket.content,
    }


def _moments(ticket: Ticket, zone: tzinfo) -> Json:
    names = ("deadline_at", "reported_at", "first_dispatched_at", "internal_deadline_at")
    return {name: iso(getattr(ticket, name), zone) for name in names}


def _units(session: Session, ticket: Ticket) -> Json:
    assist = [row.department.name for row in queries.assignments_of(session, ticket.id) if not row.is_lead]
    return {"lead_unit": ticket.lead_unit.name if ticket.lead_unit else None, "assist_units": assist}


def _related(session: Session, ticket: Ticket) -> list[Json]:
    others = [_relative(other, "round") for other in rounds.other_rounds(session, ticket)]
    for other in rounds.merged_with(session, ticket):
        others.append(_relative(other, "merged_into" if other.id == ticket.merged_into_id else "merged"))
    for row in related.earlier_of(session, ticket.id):
        relation = "repeat_of" if row.is_same_matter else "same_caller"
        others.append(_relative(row.earlier, relation, row.found_by, row.earlier_no))
    for row in related.later_of(session, ticket.id):
        relation = "repeated_by" if row.is_same_matter else "same_caller"
        others.append(_relative(row.ticket, relation, row.found_by))
    return others


def _relative(other: Ticket | None, relation: str, found_by: str | None = None, number: str = "") -> Json:
    """Return another order of a ticket; of one that the desk never had there is only its number."""
    shape = {
        "ticket_no": other.ticket_no if other else number,
        "round": other.round if other else None,
        "state": other.state if other else None,
        "relation": relation,
    }
    return {**shape, "found_by": found_by} if found_by else shape


def _clock(clock: Clock, zone: tzinfo) -> Json:
    return {
        "stage": clock.stage,
        "unit": clock.department.name if clock.department else None,
        "started_at": iso(clock.started_at, zone),
        "due_at": iso(clock.due_at, zone),
        "stopped_at": iso(clock.stopped_at, zone),
        "outcome": clock.outcome,
        "paused_seconds": clock.paused_seconds or 0,
        "missed_at": iso(clock.missed_at, zone),
        "breached_at": iso(clock.breached_at, zone),
        "next_step_at": iso(clock.look_again_at, zone),
    }


def _event(event: Event, text: str | None, zone: tzinfo) -> Json:
    return {
        "at": iso(event.recorded_at, zone),
        "occurred_at": iso(event.occurred_at, zone),
        "actor": event.actor,
        "kind": event.kind,
        "text": text,
        "intent": event.intent,
        "link": event.link,
    }


def _request(request: Request, ticket: Ticket, zone: tzinfo) -> Json:
    return {
        "id": request.id,
        "kind": request.kind,
        "state": request.state,
        "by": request.prepared_by,
        "reason": _masked(request.reason, ticket),
        "until": iso(request.until, zone),
    }


def _all_evidence(session: Session, ticket: Ticket, zone: tzinfo) -> list[Json]:
    found = files.evidence_of(session, ticket.id)
    is_recorded = any(file.follow_up_id is not None for file in found)
    calls = {call.id: call for call in callbacks.desk_calls_of(session, ticket.id)} if is_recorded else {}
    return [_evidence(file, calls.get(file.follow_up_id or 0), ticket, zone) for file in found]


def _evidence(file: Evidence, call: FollowUp | None, ticket: Ticket, zone: tzinfo) -> Json:
    return {
        "kind": file.kind,
        "sha256": file.sha256,
        "filename": _masked(file.filename, ticket),
        "at": iso(file.added_at, zone),
        "by": file.added_by,
        "recording_of": iso(call.called_at, zone) if call else None,
    }


def _masked(text: str | None, ticket: Ticket) -> str | None:
    # People write reasons and name files as they like, so these are masked on the way out.
    return None if text is None else masked(ticket, text)
