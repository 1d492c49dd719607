"""Tells since when something waits that could have been sent or answered, by the auditor's own index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.desk_clock import DeskTime, desk_time
from models.database import Session
from models.queries import audit
from models.queries import inbox as inbox_queries


@dataclass(frozen=True)
class Waiting:
    """The oldest of each kind: a delivery nobody sends, a message without its end, an inbound one; machine time."""

    delivery_at: datetime | None
    message_at: datetime | None
    inbound_at: datetime | None


def waiting(session: Session, real_now: datetime) -> Waiting:
    """Return what has waited longest."""
    return Waiting(
        oldest_sendable_at(session, real_now),
        audit.oldest_unfinished_message_at(session),
        inbox_queries.oldest_unanswered_at(session),
    )


def oldest_sendable_at(session: Session, real_now: datetime) -> datetime | None:
    """Return from when on the longest waiting delivery could have been sent."""
    time = desk_time(session, real_now)
    found = audit.waiting_since(session, time.at(real_now))
    return min((_free_since(time, *each) for each in found), default=None)


def _free_since(time: DeskTime, created_real_at: datetime, release_at: datetime | None) -> datetime:
    """The machine moment from which a delivery could be sent: when it was written, or when the night let it go."""
    if release_at is None:
        return created_real_at
    # Where desk time stands still nothing was released since it did.
    ago = (release_at - time.desk_at) / (time.speed or 1.0)
    # What was released before the desk's clock was last moved could be sent from that move on at the latest.
    was_moved = time.desk_at != time.real_at
    released_at = time.real_at + (max(ago, timedelta(0)) if was_moved else ago)
    return max(created_real_at, released_at)
