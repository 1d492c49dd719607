"""Writes the story of a ticket: events that are never changed, each with a digest of its sealed form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from actions.desk import Desk
from models.event import Event
from models.ticket import Ticket
from models.together import store, store_values
from rules.lifecycle import EventKind


@dataclass(frozen=True)
class Source:
    """Where a statement came from: who said it, in which inbound message, understood and linked how."""

    actor: str | None
    inbox_id: int | None = None
    intent: str | None = None
    link: str | None = None


SYSTEM = Source(actor=None)
_DIGESTED = (
    *("ticket_id", "recorded_at", "occurred_at", "actor", "kind", "text"),
    *("intent", "link", "facts", "undoes_id"),
)
_EMPTY = hashlib.sha256().hexdigest()
_AS_TEXT = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode


@dataclass(frozen=True)
class Story:
    """What an event tells: masked text, the sealed words as they came, facts, and how it is taken back."""

    text: str | None = None
    original: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    undo: dict[str, Any] | None = None
    undoes_id: int | None = None


def record(
    desk: Desk,
    ticket: Ticket | None,
    kind: EventKind,
    source: Source,
    story: Story = Story(),
    *,
    occurred_at: datetime | None = None,
) -> Event:
    """Add an event to a ticket's story and return it with its id."""
    event = Event(**_told(desk, ticket, kind, source, story, occurred_at))
    store(desk.session, event)
    return event


def note(desk: Desk, ticket: Ticket, kind: EventKind, source: Source, story: Story, *, occurred_at: datetime) -> None:
    """Add an event nobody will look at in this session: for thousands of orders whose past is written down at once."""
    store_values(desk.session, Event, _told(desk, ticket, kind, source, story, occurred_at))


def _told(
    desk: Desk, ticket: Ticket | None, kind: EventKind, source: Source, story: Story, occurred_at: datetime | None
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "ticket_id": ticket.id if ticket else None,
        "recorded_at": desk.now,
        "occurred_at": occurred_at or desk.now,
        "actor": source.actor,
        "kind": str(kind),
        "text": story.text,
        "original": story.original,
        "intent": source.intent,
        "link": source.link,
        "inbox_id": source.inbox_id,
        "undoes_id": story.undoes_id,
        "facts": story.facts,
        "undo": story.undo,
    }
    return {**values, "digest": _digest(values)}


def digest_of(event: Event) -> str:
    """Return what an event's digest must be, from what is recorded of it."""
    return _digest({name: getattr(event, name) for name in (*_DIGESTED, "original")})


def _digest(values: Mapping[str, Any]) -> str:
    shown = [values[name] for name in _DIGESTED]
    # In UTC as the database keeps them, so that anybody can work the digest out again from the record.
    shown[1:3] = [moment.astimezone(UTC).isoformat() for moment in shown[1:3]]
    original = values["original"]
    shown.insert(6, hashlib.sha256(original.encode()).hexdigest() if original else _EMPTY)
    return hashlib.sha256(_AS_TEXT(shown).encode()).hexdigest()
