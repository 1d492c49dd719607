"""Shapes what was told about a ticket as JSON."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from models.message import Attempt
from texts.told import Telling
from web.api.moments import iso


def telling_as_json(each: Telling, zone: tzinfo) -> dict[str, Any]:
    """Return one delivery; moments with the offset of `zone`, those of its attempts in machine time."""
    row = each.row
    return {
        "kind": row.kind,
        "stage": each.stage,
        "step": row.step,
        "occurrence": row.occurrence,
        "severity": row.severity,
        "audience": row.audience,
        "due_at": iso(row.due_at, zone),
        "person": each.person,
        "chat": each.chat,
        "mentions": list(row.mentions),
        "channel": each.channel,
        "state": each.state,
        "release_at": iso(row.release_at, zone),
        "sent_at": iso(each.sent_at, zone),
        "ended_at": iso(row.ended_at, zone),
        "reason": row.end_reason,
        "merged": each.carried > 1,
        "resent": each.is_resent,
        "attempts": [_attempt(attempt, zone) for attempt in each.attempts],
        "text": each.text,
    }


def _attempt(attempt: Attempt, zone: tzinfo) -> dict[str, Any]:
    return {
        "at": iso(attempt.started_at, zone),
        "channel": attempt.channel,
        "ended_at": iso(attempt.ended_at, zone),
        "outcome": attempt.outcome,
        "errcode": attempt.errcode,
        "why": attempt.why,
        "resent": attempt.is_repeat,
        "body_sha256": attempt.body_sha256,
    }
