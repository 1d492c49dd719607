"""Orders a report, once for what it is about, and has whoever wants it told what became of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from actions.audiences import Target, agents_target, to_user
from actions.desk import Desk
from actions.file_ways import FILE
from actions.outbox import Due, put
from models.queries import deliveries as delivery_queries
from models.queries import people, tickets
from models.queries import reports as queries
from models.report import IssuedFile, Report
from rules.report_names import number_prefix
from rules.report_periods import Period, ReportKind
from rules.report_subject import Subject
from rules.stages import ENDED_STATES

CAUSE, CAUSE_FILE = "report", "issued_file"
ISSUED, REFUSED = "report", "report_refused"
WITHDRAWN, TOLD_AGAIN = "withdrawn", "incident_again"
_MOST_TRIES = 50
# A wish of somebody who did not ask, and so is told of no refusal.
_ONLY_READS = "only_reads"


@dataclass(frozen=True)
class About:
    """What a report is about: equal ones are ordered once, until somebody asks for another edition."""

    kind: ReportKind
    period: Period
    subject: Subject | None = None

    def slot(self, edition: int) -> str:
        """Return the digest of all that it is about, by which the same in one edition is ordered only once."""
        told = asdict(self.subject) if self.subject else None
        span = (self.period.start.isoformat(), self.period.end.isoformat())
        written = json.dumps([str(self.kind), span, told, edition], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()


def order(
    desk: Desk,
    about: About,
    wanted_by: Sequence[Target],
    *,
    by: str | None,
    anew: bool = False,
    scheduled_at: datetime | None = None,
) -> tuple[Report, bool]:
    """Order a report and return it with whether that was new; who wants one that is being made hears of it as well.

    One that was refused is ordered again; `anew` makes another edition of an issued one, which is withdrawn.
    """
    edition, last = _last(desk, about)
    if last is not None and last.state == "draft":
        _add_wishes(last, wanted_by)
        return last, False
    if last is not None and last.state == "issued" and not anew:
        return last, False
    row = _draft(desk, about, edition + 1)
    row.ordered_by, row.scheduled_at, row.wanted_by = by, scheduled_at, [_wish(target) for target in wanted_by]
    if not _stored(desk, row):
        # Another worker ordered the same at this moment.
        found = queries.by_slot(desk.session, row.slot)
        if found is None:
            raise LookupError("a report has no free number")
        _add_wishes(found, wanted_by)
        return found, False
    if last is not None and last.state == "issued":
        _withdraw(desk, last, row)
    return row, True


def _withdraw(desk: Desk, old: Report, new: Report) -> None:
    """What still waits of the old one is not sent any more; who waited for it gets the new one."""
    old.state = "withdrawn"
    waiting = queries.waiting_of(desk.session, old.id, CAUSE, CAUSE_FILE)
    delivery_queries.end_deliveries(desk.session, [each for each, _ in waiting], "superseded", WITHDRAWN, desk.now)
    known = {wish["destination"] for wish in new.wanted_by}
    waited = dict.fromkeys(where for _, where in waiting if where not in known)
    new.wanted_by = [*new.wanted_by, *({**_wish(Target(where)), _ONLY_READS: True} for where in waited)]


def _draft(desk: Desk, about: About, edition: int) -> Report:
    return Report(
        slot=about.slot(edition),
        kind=str(about.kind),
        starts_at=about.period.start,
        ends_at=about.period.end,
        subject=asdict(about.subject) if about.subject else None,
        state="draft",
        ordered_at=desk.now,
    )


def _last(desk: Desk, about: About) -> tuple[int, Report | None]:
    """Return the last edition of what is asked for."""
    edition, last = 0, None
    while (found := queries.by_slot(desk.session, about.slot(edition + 1))) is not None:
        edition, last = edition + 1, found
    return edition, last


def _stored(desk: Desk, row: Report) -> bool:
    prefix = number_prefix(ReportKind(row.kind), desk.today)
    for _ in range(_MOST_TRIES):
        row.number = f"{prefix}{queries.last_number(desk.session, prefix) + 1}"
        if queries.store(desk.session, row):
            return True
        if queries.by_slot(desk.session, row.slot) is not None:
            return False
    return False


def _wish(target: Target) -> dict[str, Any]:
    return {"destination": target.destination, "mentions": list(target.mentions)}


def _add_wishes(row: Report, wanted_by: Sequence[Target]) -> None:
    known = {wish["destination"] for wish in row.wanted_by}
    row.wanted_by = [*row.wanted_by, *(_wish(each) for each in wanted_by if each.destination not in known)]


def about_of(row: Report) -> About:
    """Return what an ordered report is about, as whoever ordered it said."""
    told = row.subject
    subject = Subject.of(told) if told else None
    return About(ReportKind(row.kind), Period(row.starts_at, row.ends_at), subject)


def recipients(desk: Desk, roles: Sequence[str]) -> list[Target]:
    """Return everybody who has one of these roles, in direct chat."""
    found = [someone.userid for role in roles for someone in people.people_with_role(desk.session, role)]
    return [to_user(userid) for userid in dict.fromkeys(found)]


def send(desk: Desk, row: Report, targets: Sequence[Target], *, occasion: str) -> None:
    """Have an issued report told: its summary, then its files; once for each occasion."""
    for target in targets:
        put(desk, _due(desk, CAUSE, row.id, ISSUED, target, occasion))
        for file in queries.files_of(desk.session, row.id):
            if is_sent(row, file):
                put(desk, replace(_due(desk, CAUSE_FILE, file.id, FILE, target, occasion), mentions=()))


def remind_of_next(desk: Desk, row: Report) -> None:
    """Have the desk reminded when the next report of an incident is due, of each of its orders that is still open."""
    for ticket in tickets.with_numbers(desk.session, (row.subject or {}).get("ticket_nos", [])):
        for target in agents_target(desk) if ticket.state not in ENDED_STATES else []:
            due = _due(desk, CAUSE, row.id, "notice", target, TOLD_AGAIN)
            at = (row.made_at or desk.now) + desk.rules.report_times.incident_again
            facts = {"code": TOLD_AGAIN}
            put(
                desk, replace(due, audience="on_duty", severity="urge", ticket_id=ticket.id, facts=facts, release_at=at)
            )


def is_sent(row: Report, file: IssuedFile) -> bool:
    """Tell whether a file goes with its report: charts stand in the document, an incident is told in words alone."""
    return file.kind != "png" and row.kind != ReportKind.INCIDENT


def tell_refused(desk: Desk, row: Report) -> None:
    """Have told that a report was not issued: what is wrong to whoever mends it, the reference to administrators."""
    # What is in a statement is for officials alone.
    analysts = [] if row.kind == ReportKind.STATEMENT else recipients(desk, ["analyst"])
    mending = {each.destination: each for each in (*analysts, *_wishes(row, direct=True))}
    for target in mending.values() or recipients(desk, ["supervisor"]):
        put(desk, replace(_due(desk, CAUSE, row.id, REFUSED, target, "refused"), severity="urge"))
    for target in recipients(desk, ["admin"]):
        if target.destination not in mending:
            due = _due(desk, CAUSE, row.id, REFUSED, target, "refused")
            put(desk, replace(due, severity="urge", facts={"reference_only": True}))


def _wishes(row: Report, *, direct: bool) -> list[Target]:
    found = [(Target(wish["destination"], tuple(wish["mentions"])), _ONLY_READS in wish) for wish in row.wanted_by]
    # What is wrong with a report is nothing for a group, nor for leaders who only read it.
    is_asked = row.scheduled_at is None
    return [
        each
        for each, only_reads in found
        if not direct or (is_asked and not only_reads and each.destination.startswith("user:"))
    ]


def askers(row: Report) -> list[Target]:
    """Return who asked for a report, each in direct chat."""
    return _wishes(row, direct=True)


def wishes(row: Report) -> list[Target]:
    """Return whom a report goes to: everybody who asked, and groups and roles that it is for by itself."""
    return _wishes(row, direct=False)


def _due(desk: Desk, cause: str, cause_id: int, kind: str, target: Target, step: str) -> Due:
    return Due(
        cause_kind=cause,
        cause_id=cause_id,
        kind=kind,
        destination=target.destination,
        audience="analyst",
        due_at=desk.now,
        step=step,
        mentions=target.mentions,
    )
