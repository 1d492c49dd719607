"""Lets one person upload files to one ticket by a signed link, piece by piece, until it is over."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, timedelta

from actions import evidence
from actions.desk import Desk
from actions.journal import Source
from actions.refusals import Refusal
from actions.scopes import scope_of
from models.database import Session
from models.incoming_file import IncomingFile, UploadLink
from models.queries import files as queries
from models.queries import people
from models.sealing import keyring
from models.ticket import Ticket
from rules.lifecycle import CLOSED_STATES
from rules.permissions import Actor, Allowed, Chat, Place, may

# A piece on a slow line arrives within the ten seconds the web waits for a request.
PIECE_BYTES = 256 * 1024
_TOKEN = re.compile(r"([1-9][0-9]{0,9})-([0-9a-f]{40})", re.ASCII)
_DAY = timedelta(days=1)
_NAME_CHARACTERS = 200


@dataclass(frozen=True)
class Opened:
    """A link that is good now, with its ticket."""

    link: UploadLink
    ticket: Ticket


def make_link(desk: Desk, ticket: Ticket, userid: str) -> str:
    """Return the address of a page by which this person uploads files to this ticket, for a while."""
    link = UploadLink(
        ticket_id=ticket.id,
        userid=userid,
        made_at=desk.real_now,
        expires_at=desk.real_now + desk.rules.files.link_lives,
    )
    desk.session.add(link)
    desk.session.flush()
    mark = keyring().lookup_hash(_signed(link)).rpartition(":")[2][:40]
    return f"{desk.rules.base_url.rstrip('/')}/upload/{link.id}-{mark}"


def _signed(link: UploadLink) -> str:
    expires = link.expires_at.astimezone(UTC).isoformat()
    return f"upload link {link.id} {link.ticket_id} {link.userid} {expires}"


def opened(desk: Desk, token: str) -> Opened:
    """Return the link of a token; raises Refusal link_dead when it is none, was closed or is too old."""
    link = _link_of(desk.session, token)
    if link is None or link.closed_at is not None or link.expires_at <= desk.real_now:
        raise Refusal("link_dead")
    ticket = desk.session.get_one(Ticket, link.ticket_id)
    if ticket.state in CLOSED_STATES or not _may_still(desk, ticket, link.userid):
        raise Refusal("link_dead")
    return Opened(link, ticket)


def _may_still(desk: Desk, ticket: Ticket, userid: str) -> bool:
    """Whoever was given a link may have left since, and the ticket may be another unit's."""
    someone = people.person(desk.session, userid)
    if someone is None:
        return False
    actor = Actor(someone.userid, frozenset(someone.roles), someone.department_id)
    return isinstance(may(actor, "evidence", Place(Chat.DIRECT), scope_of(desk, ticket)), Allowed)


def _link_of(session: Session, token: str) -> UploadLink | None:
    """Return the link a token was signed for, under whichever of our keys."""
    written = _TOKEN.fullmatch(token)
    link = session.get(UploadLink, int(written[1])) if written and int(written[1]) < 2**31 else None
    if written is None or link is None:
        return None
    marks = [known.rpartition(":")[2][:40] for known in keyring().lookup_hashes(_signed(link))]
    return link if any(hmac.compare_digest(written[2], mark) for mark in marks) else None


def announce(desk: Desk, at: Opened, name: str, size_bytes: int) -> IncomingFile:
    """Note a file before its pieces come; raises Refusal for what is too much."""
    caps = desk.rules.files
    if not 0 < size_bytes <= caps.largest_bytes:
        raise Refusal("file_too_large" if size_bytes > 0 else "file_empty", most=caps.largest_bytes)
    if len(queries.files_of_link(desk.session, at.link.id)) >= caps.link_files:
        raise Refusal("too_many_files", most=caps.link_files)
    _, n_bytes = queries.amount_since(desk.session, at.link.userid, desk.real_now - _DAY)
    if n_bytes + size_bytes > caps.daily_bytes:
        raise Refusal("too_much_today")
    row = IncomingFile(
        link_id=at.link.id,
        sender=at.link.userid,
        chat_key="upload",
        kind="file",
        source_key="",
        announced_at=desk.real_now,
        fetch_before=at.link.expires_at,
        try_at=desk.real_now,
        state="arriving",
        ticket_id=at.ticket.id,
        size_bytes=size_bytes,
        # Half a character has no bytes.
        filename=name[:_NAME_CHARACTERS].encode("utf-8", "replace").decode(),
    )
    desk.session.add(row)
    desk.session.flush()
    return row


def arriving(desk: Desk, at: Opened, file_id: int) -> IncomingFile:
    """Return a file of this link whose pieces may still come; raises Refusal."""
    row = announced(desk, at, file_id)
    if row.state != "arriving":
        raise Refusal("no_such_upload")
    return row


def announced(desk: Desk, at: Opened, file_id: int) -> IncomingFile:
    """Return a file of this link, however far it has come; raises Refusal."""
    row = desk.session.get(IncomingFile, file_id) if 0 < file_id < 2**31 else None
    if row is None or row.link_id != at.link.id:
        raise Refusal("no_such_upload")
    return row


def n_pieces(row: IncomingFile) -> int:
    """Return in how many pieces a file comes."""
    return -(-(row.size_bytes or 0) // PIECE_BYTES)


def check_piece(row: IncomingFile, number: int, n_bytes: int) -> None:
    """Raise Refusal unless a piece has its place in the file and fills it."""
    last = n_pieces(row) - 1
    rest = (row.size_bytes or 0) - last * PIECE_BYTES
    if not 0 <= number <= last or n_bytes != (rest if number == last else PIECE_BYTES):
        raise Refusal("no_such_upload")


def give(desk: Desk, at: Opened, row: IncomingFile) -> None:
    """Enter a file that is here as evidence of its ticket."""
    evidence.attach(desk, at.ticket, [row], Source(at.link.userid))


def close(desk: Desk, at: Opened) -> None:
    """End a link."""
    at.link.closed_at = desk.real_now
