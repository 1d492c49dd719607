"""Finds and claims the files people send, and the links by which they are uploaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from models.built import built_once
from models.database import Session
from models.evidence import Evidence
from models.incoming_file import IncomingFile


def claim_file(session: Session, token: str, until: datetime, real_now: datetime) -> IncomingFile | None:
    """Lend the file that has the least time left to one fetcher, none while another of its source is fetched."""
    other = aliased(IncomingFile)
    is_busy = exists().where(
        other.source_key == IncomingFile.source_key,
        other.state == "waiting",
        other.claimed_until >= real_now,
    )
    free = or_(IncomingFile.claimed_until.is_(None), IncomingFile.claimed_until < real_now)
    query = (
        select(IncomingFile)
        .where(IncomingFile.state == "waiting", IncomingFile.try_at <= real_now, free, ~is_busy)
        .order_by(IncomingFile.fetch_before, IncomingFile.id)
        .limit(1)
    )
    row = session.scalar(query)
    if row is not None:
        row.claim_token, row.claimed_until, row.tries = token, until, row.tries + 1
        session.flush()
    return row


def lend_longer(session: Session, tokens: Sequence[str], until: datetime) -> None:
    """Put off the end of the claims under these tokens."""
    mine = IncomingFile.state == "waiting", IncomingFile.claim_token.in_(tokens)
    session.execute(update(IncomingFile).where(*mine).values(claimed_until=until))


def claimed_file(session: Session, file_id: int, token: str) -> IncomingFile | None:
    """Return a file that is still lent under this token."""
    row = session.get(IncomingFile, file_id)
    is_mine = row is not None and row.state == "waiting" and row.claim_token == token
    return row if is_mine else None


def is_any_waiting(session: Session, real_now: datetime) -> bool:
    """Tell whether a file is to be tried now, by whomever."""
    query = select(IncomingFile.id).where(IncomingFile.state == "waiting", IncomingFile.try_at <= real_now)
    return session.scalar(query.limit(1)) is not None


@built_once
def _files_of_message(inbox_id: int) -> Select[IncomingFile]:
    return select(IncomingFile).where(IncomingFile.inbox_id == inbox_id).order_by(IncomingFile.position)


def files_of_message(session: Session, inbox_id: int) -> list[IncomingFile]:
    """Return the files of one message in their order."""
    return _files_of_message.all(session, inbox_id)


def loose_files(session: Session, sender: str, chat_key: str, since: datetime) -> list[IncomingFile]:
    """Return what a person sent into a chat since a moment that belongs to no ticket yet, oldest first."""
    query = select(IncomingFile).where(
        IncomingFile.sender == sender,
        IncomingFile.announced_at >= since,
        IncomingFile.chat_key == chat_key,
        IncomingFile.ticket_id.is_(None),
        IncomingFile.state.in_(("waiting", "kept")),
    )
    return list(session.scalars(query.order_by(IncomingFile.id)))


def files_of_ticket(session: Session, ticket_id: int) -> list[IncomingFile]:
    """Return every file that was given to a ticket, come or not, oldest first."""
    query = select(IncomingFile).where(IncomingFile.ticket_id == ticket_id).order_by(IncomingFile.id)
    return list(session.scalars(query))


def amount_since(session: Session, sender: str, since: datetime) -> tuple[int, int]:
    """Return how many files a person has announced since a moment, and how many bytes of them have come."""
    query = select(func.count(), func.coalesce(func.sum(IncomingFile.size_bytes), 0)).where(
        IncomingFile.sender == sender, IncomingFile.announced_at >= since
    )
    n_files, n_bytes = session.execute(query).one()
    return n_files, n_bytes or 0


def files_of_link(session: Session, link_id: int) -> list[IncomingFile]:
    """Return the files that came by an upload link, oldest first."""
    query = select(IncomingFile).where(IncomingFile.link_id == link_id).order_by(IncomingFile.id)
    return list(session.scalars(query))


def evidence_of(session: Session, ticket_id: int) -> list[Evidence]:
    """Return the evidence of a ticket, oldest first, but what was taken back."""
    elsewhere = IncomingFile.ticket_id.is_(None) | (IncomingFile.ticket_id != Evidence.ticket_id)
    is_taken_back = exists().where(and_(IncomingFile.evidence_id == Evidence.id, elsewhere))
    query = select(Evidence).where(Evidence.ticket_id == ticket_id, ~is_taken_back)
    return list(session.scalars(query.order_by(Evidence.id)))


def ends_since(session: Session, since: datetime) -> dict[str, int]:
    """Count the files announced since a moment by how far they came."""
    query = select(IncomingFile.state, func.count()).where(IncomingFile.announced_at >= since)
    return dict(session.execute(query.group_by(IncomingFile.state)).all())


def forgettable(session: Session, before: datetime, limit: int) -> list[IncomingFile]:
    """Return files that came before a moment and that nobody has given to a ticket, oldest first."""
    query = select(IncomingFile).where(
        IncomingFile.announced_at < before,
        IncomingFile.ticket_id.is_(None),
        IncomingFile.sha256.is_not(None),
    )
    return list(session.scalars(query.order_by(IncomingFile.id).limit(limit)))


def is_used(session: Session, sha256: str) -> bool:
    """Tell whether any file that is still known, or any evidence, has this content."""
    of_files = select(IncomingFile.id).where(IncomingFile.sha256 == sha256).limit(1)
    of_evidence = select(Evidence.id).where(Evidence.sha256 == sha256).limit(1)
    return session.scalar(of_files) is not None or session.scalar(of_evidence) is not None


def end_unfinished_uploads(session: Session, before: datetime, real_now: datetime) -> int:
    """Give up uploads that were announced before a moment and never became whole; returns how many."""
    unfinished = IncomingFile.state == "arriving", IncomingFile.announced_at < before
    change = update(IncomingFile).where(*unfinished).values(state="lost", why="unfinished", ended_at=real_now)
    return cast("CursorResult[Any]", session.execute(change)).rowcount
