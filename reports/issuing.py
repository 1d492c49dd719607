"""Makes what was ordered: freezes the data, puts it on paper, has it checked, keeps it, and then lets it go out."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from actions import report_orders, setting_aside
from actions.desk import Desk
from actions.desk_clock import desk_now
from actions.ports import Waker
from actions.report_readers import still_for
from actions.setting_aside import DIED, Subject, is_new
from actions.telling_of_faults import tell_of_fault
from models.database import Database, Session, says_nothing_of_its_subject
from models.evidence_folder import EvidenceFolder
from models.queries import reports as queries
from models.report import IssuedFile, Report
from reports.checking.wrong import Wrong
from reports.dataset import DataSet
from reports.differing import Differs
from reports.outline import Outline
from reports.statement_data import FrozenStatement
from rules.report_names import REPORT_NAMES
from rules.report_periods import Period, ReportKind, words_of
from rules.settings import DeskRules

if TYPE_CHECKING:
    # The libraries for documents stay out of processes that make none.
    from reports.papers import Papers

# What papers are made of, once and again.
Frozen = DataSet | FrozenStatement
log = structlog.get_logger("issuing")
REPORT = "report"
# Far longer than a month of 200,000 orders takes; whoever held one longer is dead.
_CLAIMED_FOR = timedelta(minutes=5)
_MOST_BYTES = 512 * 1024 * 1024
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


class Press(Protocol):
    """The steps of a report, each from the one before."""

    def freeze(self, desk: Desk, about: report_orders.About, number: str) -> Frozen:
        """Return the data of a report; raises Differs."""
        ...

    def opened(self, kind: ReportKind, kept: bytes) -> Frozen:
        """Return data that were kept; raises Foreign."""
        ...

    def outline(self, data: Frozen) -> Outline:
        """Return what the data say."""
        ...

    def papers(self, outline: Outline) -> Papers:
        """Return what is said on paper."""
        ...

    def check(self, data: Frozen, papers: Papers) -> list[Wrong]:
        """Return what is wrong in finished papers."""
        ...


@dataclass(frozen=True)
class Made:
    """A finished report that nothing is wrong with: the bytes of its data and its papers."""

    data: bytes
    papers: Papers
    title: str

    def files(self) -> list[tuple[str, str, bytes]]:
        """Return kind, end of the name and content of each file, in the order they are sent."""
        charts = [("png", f"{name}.png", content) for name, content in sorted(self.papers.charts.items())]
        title = self.title.translate(_NOT_IN_NAMES)
        return [("docx", f"{title}.docx", self.papers.docx), ("xlsx", f"{title}.xlsx", self.papers.xlsx), *charts]


def make(press: Press, data: Frozen) -> tuple[Made, list[Wrong]]:
    """Put frozen data on paper and have it checked; what is wrong comes back with it."""
    outline = press.outline(data)
    papers = press.papers(outline)
    return Made(data.to_bytes(), papers, outline.title), press.check(data, papers)


@dataclass
class ReportLane:
    """Makes ordered reports one after the other; any number of processes may do so at once.

    Nothing is rendered inside a transaction, and a report has either all its files or none.
    """

    database: Database
    rules: DeskRules
    folder: EvidenceFolder
    clock: Callable[[], datetime]
    waker: Waker
    press: Press

    def run(self) -> int:
        """Make what waits to be made; returns how many reports were tried."""
        n_tried = 0
        while (claimed := self._claim()) is not None:
            n_tried += 1
            report_id, token = claimed
            try:
                self._make(report_id, token)
            except Exception as problem:
                if says_nothing_of_its_subject(problem):
                    raise
                log.exception("report_failed", report_id=report_id)
                self._failed(report_id, token, type(problem).__name__)
            self.waker.wake("send_outbox")
        return n_tried

    def _claim(self) -> tuple[int, str] | None:
        now = self.clock()
        with self.database.reading() as session:
            if queries.to_make(session, now, self._not_now(session)) is None:
                return None
        with self.database.transaction() as session:
            row = queries.to_make(session, now, self._not_now(session))
            if row is None:
                return None
            if row.claim_token is not None:
                # Whoever had it never came back.
                self._count(self._desk(session), row, DIED)
                row.claim_token = None
                if row.id in self._not_now(session):
                    return None
            token = secrets.token_hex(16)
            return (row.id, token) if queries.claim(session, row.id, token, now + _CLAIMED_FOR, now) else None

    def _not_now(self, session: Session) -> frozenset[int]:
        return setting_aside.apart(self._desk(session), REPORT).not_now

    def _make(self, report_id: int, token: str) -> None:
        with self.database.snapshot() as session:
            row = session.get_one(Report, report_id)
            about, number = report_orders.about_of(row), row.number
            try:
                data = self.press.freeze(self._desk(session), about, number)
            except Differs as differs:
                told = [f"{name}：取数{frozen}，复数{counted}" for name, frozen, counted in differs.found]
                self._refuse(report_id, token, told)
                return
        made, wrongs = make(self.press, data)
        if wrongs:
            self._refuse(report_id, token, [_worded(wrong) for wrong in wrongs])
        else:
            self._issue(report_id, token, data.made_at, made)

    def _issue(self, report_id: int, token: str, made_at: datetime, made: Made) -> None:
        # Before the commit: a row that says issued has its files, and a file without a row harms nobody.
        data_sha256, _ = self._kept(made.data)
        files = [(kind, name, *self._kept(content)) for kind, name, content in made.files()]
        with self.database.transaction() as session:
            desk, row = self._desk(session), queries.claimed(session, report_id, token)
            if row is None:
                return
            row.state, row.made_at, row.data_sha256 = "issued", made_at, data_sha256
            row.summary, row.claim_token = made.papers.summary, None
            for kind, name, sha256, size in files:
                file = IssuedFile(report_id=row.id, kind=kind, filename=f"{row.number} {name}", sha256=sha256)
                file.size_bytes, file.made_at = size, desk.now
                session.add(file)
                session.flush()
            setting_aside.worked(desk, REPORT, row.id)
            # Between the order and now somebody may have got another post.
            report_orders.send(desk, row, still_for(desk, row, report_orders.wishes(row)), occasion="issued")
            if row.kind == ReportKind.INCIDENT:
                report_orders.remind_of_next(desk, row)
            log.info("report_issued", number=row.number)

    def _kept(self, content: bytes) -> tuple[str, int]:
        with self.folder.receive(_MOST_BYTES) as half_made:
            half_made.write(content)
            whole = half_made.finish()
            self.folder.keep(half_made, whole)
        return whole.sha256, whole.size_bytes

    def _refuse(self, report_id: int, token: str, wrongs: Sequence[str]) -> None:
        with self.database.transaction() as session:
            desk, row = self._desk(session), queries.claimed(session, report_id, token)
            if row is None:
                return
            row.state, row.wrongs, row.reference, row.claim_token = "refused", list(wrongs), secrets.token_hex(3), None
            setting_aside.worked(desk, REPORT, row.id)
            report_orders.tell_refused(desk, row)
            # What is wrong may quote what no log is to hold.
            log.error("report_refused", number=row.number, reference=row.reference, n_wrong=len(wrongs))

    def _failed(self, report_id: int, token: str, error: str) -> None:
        with self.database.transaction() as session:
            row = queries.claimed(session, report_id, token)
            if row is not None:
                row.claim_token = row.claimed_until = None
                self._count(self._desk(session), row, error)

    def _count(self, desk: Desk, row: Report, error: str) -> None:
        fault = setting_aside.failed(desk, Subject(REPORT, row.id), error)
        if is_new(desk, fault):
            period = words_of(Period(row.starts_at, row.ends_at), desk.rules.zone)
            about = f"{REPORT_NAMES[ReportKind(row.kind)]} {row.number}（{period}）"
            tell_of_fault(desk, fault, REPORT, about=about, also=report_orders.askers(row))

    def _desk(self, session: Session) -> Desk:
        now = self.clock()
        return Desk(session, desk_now(session, now), now, self.rules)


def _worded(wrong: Wrong) -> str:
    """What looks like a person's own is not told once more."""
    return (replace(wrong, expected="", found="") if wrong.code == "identity" else wrong).text


def differing_again(press: Press, kept: Mapping[str, str], data: Frozen) -> tuple[Made, list[str]]:
    """Make the papers of an issued report anew from its data; return them with what differs from the sha256 of old."""
    made, wrongs = make(press, data)
    found = [_worded(wrong) for wrong in wrongs]
    for kind, name, content in made.files():
        key = name if kind == "png" else kind
        if key not in kept:
            found.append(f"{name}：原来没有这个文件")
        elif kept[key] != hashlib.sha256(content).hexdigest():
            found.append(f"{name}：与原文件不同")
    return made, found
