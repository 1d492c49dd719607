"""Finds which files wait to be uploaded, and what the platform keeps of them already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, select

from models.database import Session
from models.delivery import WAITING, Delivery
from models.once import store_once
from models.report import KeptMedia

FILE = "file"


def files_waiting(session: Session, limit: int) -> Sequence[tuple[int, str]]:
    """Return which files wait to be sent and where to, the longest first due."""
    sendable = and_(WAITING, Delivery.state == "pending", Delivery.kind == FILE)
    query = select(Delivery.cause_id, Delivery.destination).where(sendable).order_by(Delivery.due_at, Delivery.id)
    return [(file_id, destination) for file_id, destination in session.execute(query.limit(limit))]


def kept(session: Session, file_id: int, channel: str, owner: str) -> KeptMedia | None:
    """Return what is known of a file on a way: the id it has there, or when to try again."""
    where = KeptMedia.file_id == file_id, KeptMedia.channel == channel, KeptMedia.owner == owner
    return session.scalar(select(KeptMedia).where(*where))


def kept_or_new(session: Session, file_id: int, channel: str, owner: str, real_now: datetime) -> KeptMedia:
    """Return the row of a file on a way, a new one where there is none."""
    store_once(session, KeptMedia(file_id=file_id, channel=channel, owner=owner, try_at=real_now))
    found = kept(session, file_id, channel, owner)
    if found is None:
        raise LookupError("the row that was there is gone")
    return found
