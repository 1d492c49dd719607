"""Reads the ledger a second time, by plain SQL alone: how every entry of a span stands and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, bindparam, text

from models.database import Session
from models.orm import UtcDateTime

# ruff: noqa: S608 (put together from our own words)
# Of a clock `c`: a time stated afterwards takes the breach back, the platform's record claims one, it was settled.
_STATED = """coalesce((SELECT s.recorded_at > c.due_at AND s.stated_at <= c.due_at FROM stated_times s
    WHERE s.clock_id = c.id AND s.stated_at = c.stopped_at ORDER BY s.id DESC LIMIT 1), FALSE)"""
_CLAIMED = """coalesce((SELECT s.is_late FROM settlements s WHERE s.clock_id = c.id AND s.verdict = 'claimed'
    ORDER BY s.id DESC LIMIT 1), FALSE)"""
_SETTLED = """EXISTS (SELECT 1 FROM settlements s WHERE s.clock_id = c.id AND s.verdict <> 'claimed'
    AND s.stopped_at = c.stopped_at)"""
_ENTRIES = f"""
    WITH seen AS (
        SELECT e.id, e.fault, coalesce(c.ticket_id, e.ticket_id) AS ticket_id,
            e.low, e.high, coalesce(t.state = 'voided', FALSE) AS is_void,
            coalesce(t.is_excluded, FALSE) AS is_excluded, c.id IS NULL OR c.breached_at IS NOT NULL AS is_late,
            {_STATED} AND NOT {_SETTLED} AS is_stated,
            c.breached_at IS NULL AND {_CLAIMED} AND NOT {_SETTLED} AS is_claimed,
            (SELECT r.amount FROM ledger_rulings r WHERE r.entry_id = e.id AND r.amount IS NOT NULL
                ORDER BY r.id DESC LIMIT 1) AS ruled,
            (SELECT count(*) FROM ledger_rulings r WHERE r.entry_id = e.id) AS rulings,
            coalesce((SELECT max(r.id) FROM ledger_rulings r WHERE r.entry_id = e.id AND r.ruling <> 'dispute'), 0)
                AS decided,
            coalesce((SELECT max(r.id) FROM ledger_rulings r WHERE r.entry_id = e.id AND r.ruling = 'dispute'
                AND NOT EXISTS (SELECT 1 FROM ledger_rulings b WHERE b.entry_id = e.id AND b.ruling = 'dispute'
                    AND b.id < r.id AND lower(b."by") = lower(r."by"))), 0) AS disputed
        FROM ledger_entries e LEFT JOIN clocks c ON c.id = e.clock_id LEFT JOIN tickets t ON t.id = e.ticket_id
        WHERE coalesce(c.breached_at, e.happened_at) >= :start AND coalesce(c.breached_at, e.happened_at) < :end
    )
    SELECT id, fault, ticket_id, coalesce(ruled, low) AS low, coalesce(ruled, high) AS high, rulings, CASE
        WHEN is_void OR NOT (is_late OR is_claimed OR is_stated) THEN 'lapsed'
        WHEN (SELECT r.ruling FROM ledger_rulings r WHERE r.id = decided) = 'waive' THEN 'waived'
        WHEN is_excluded THEN 'excluded' WHEN is_stated THEN 'unsettled' WHEN is_claimed THEN 'claimed'
        WHEN disputed > decided THEN 'disputed' ELSE 'counted' END AS standing
    FROM seen ORDER BY id
"""
_UNCHARGED = f"""
    SELECT c.stage, c.ticket_id, count(*) AS n FROM clocks c JOIN tickets t ON t.id = c.ticket_id
    WHERE c.breached_at >= :start AND c.breached_at < :end AND NOT t.is_drill AND t.state <> 'voided'
        AND NOT t.is_excluded AND NOT ({_STATED} AND NOT {_SETTLED})
        AND NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e.clock_id = c.id)
    GROUP BY c.stage, c.ticket_id
"""


def entries_again(session: Session, start: datetime, end: datetime) -> Sequence[Any]:
    """Return id, fault, ticket_id, low, high, rulings (how many) and standing of every entry of a span."""
    return session.execute(_of_span(_ENTRIES), {"start": start, "end": end}).all()


def uncharged_again(session: Session, start: datetime, end: datetime) -> Sequence[Any]:
    """Return stage, ticket_id and n: by stage and order the breaches of a span that will count and have no entry."""
    return session.execute(_of_span(_UNCHARGED), {"start": start, "end": end}).all()


def _of_span(query: str) -> TextClause:
    return text(query).bindparams(bindparam("start", type_=UtcDateTime()), bindparam("end", type_=UtcDateTime()))
