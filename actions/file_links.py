"""Signs links by which one person saves one file from the board for a while, and opens them."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from actions.desk import Desk
from actions.report_readers import may_open
from models.access_log import AccessEntry
from models.queries import people
from models.report import IssuedFile, Report
from models.sealing import keyring

_TOKEN = re.compile(r"([1-9][0-9]{0,9})-([0-9]{10})-([0-9a-f]{40})", re.ASCII)
# A report is to be read in the next days, a citizen's photo now.
_REPORT_LIVES, _EVIDENCE_LIVES = timedelta(days=3), timedelta(hours=2)


@dataclass(frozen=True)
class Offered:
    """A file that may be handed out: what it is known by, its name, its length."""

    sha256: str
    filename: str
    size_bytes: int


class Closed(StrEnum):
    """Why a link opens nothing: none of ours or too old, the person may not any more, a later report took its place."""

    DEAD = "dead"
    NOT_YOURS = "not_yours"
    WITHDRAWN = "withdrawn"


def link_to(desk: Desk, file: IssuedFile, userid: str) -> str:
    """Return the address at which this person saves this file; nothing where the board is not to be reached."""
    if not desk.rules.base_url:
        return ""
    lives = _EVIDENCE_LIVES if file.evidence_id is not None else _REPORT_LIVES
    until = int((desk.real_now + lives).timestamp())
    mark = keyring().lookup_hash(_signed(file, userid, until)).rpartition(":")[2][:40]
    return f"{desk.rules.base_url.rstrip('/')}/file/{userid}/{file.id}-{until}-{mark}"


def opened(desk: Desk, userid: str, token: str, *, is_read: bool = True) -> Offered | Closed:
    """Return the file of a link and write the access log, unless it is only looked at as programs do before (HEAD)."""
    file = _file_of(desk, userid, token)
    if file is None or people.person(desk.session, userid) is None:
        return Closed.DEAD
    if not may_open(desk, file, userid):
        return Closed.NOT_YOURS
    if file.report_id is not None and desk.session.get_one(Report, file.report_id).state != "issued":
        return Closed.WITHDRAWN
    if is_read:
        entry = AccessEntry(at=desk.now, actor=userid, ticket_id=file.ticket_id, action="file", channel="link")
        entry.reason = f"file {file.id}"
        desk.session.add(entry)
    return Offered(file.sha256, file.filename, file.size_bytes)


def _file_of(desk: Desk, userid: str, token: str) -> IssuedFile | None:
    """Return the file a token was signed for, under whichever of our keys."""
    written = _TOKEN.fullmatch(token)
    file = desk.session.get(IssuedFile, int(written[1])) if written and int(written[1]) < 2**31 else None
    if written is None or file is None or datetime.fromtimestamp(int(written[2]), UTC) <= desk.real_now:
        return None
    marks = [known.rpartition(":")[2][:40] for known in keyring().lookup_hashes(_signed(file, userid, int(written[2])))]
    return file if any(hmac.compare_digest(written[3], mark) for mark in marks) else None


def _signed(file: IssuedFile, userid: str, until: int) -> str:
    return f"file link {file.id} {file.sha256} {userid} {until}"
