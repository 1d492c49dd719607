"""Takes an export of the platform in: keeps what it says, settles stated times by it, and tells of what differs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from actions import looks
from actions.audiences import officials_on_duty, to_user
from actions.comparing import Compared, Judgement, Progress
from actions.desk import Desk
from actions.outbox import Due, put
from actions.settling import claim, of_platform, settle
from models.platform_times import PlatformDifference, PlatformTime, Reconciliation, Settlement
from models.queries import ledger as ledger_queries
from models.queries import reconciling as queries
from models.ticket import Ticket
from rules.masking import mask_text, mask_typed
from rules.platform_row import PlatformRow
from rules.reconciling import MATTERS, RANKS, Difference, Kind, Verdict
from rules.report_periods import Period

RECONCILIATION = "reconciliation"
_LOOKED_BY = "import"


def begin(desk: Desk, file_name: str, sha256: str) -> int:
    """Begin a comparison and return its number; until `finish` it counts as broken off and is nobody's last one."""
    run = Reconciliation(
        made_at=desk.now, by=_LOOKED_BY, file_name=mask_typed(file_name)[:200], sha256=sha256, counts={}
    )
    queries.store_all(desk.session, [run])
    return run.id


def finish(desk: Desk, run_id: int, progress: Progress, period: Period | None) -> Reconciliation:
    """End a comparison: find what the platform does not have, count, and tell the officials what matters, once."""
    run = desk.session.get_one(Reconciliation, run_id)
    run.covers_from, run.covers_until = _span(progress, period)
    absent = missing_there(desk, progress, period)
    note_differences(desk, run_id, [(None, ticket, _missing_there(ticket)) for ticket in absent])
    run.finished_at = desk.now
    found = queries.count_differences(desk.session, run_id)
    run.counts = {**progress.counts, "matched": len(progress.met), "differences": found}
    desk.session.flush()
    if progress.last is not None and desk.now - progress.last <= desk.rules.tolerance.stale_after:
        looks.looked(desk, run.by, "reconcile")
    _tell(desk, run)
    return run


def missing_there(desk: Desk, progress: Progress, period: Period | None) -> list[Ticket]:
    """Return the orders dispatched in the span that no row was about."""
    first, last = _span(progress, period)
    if first is None or last is None:
        return []
    ours = queries.tickets_dispatched(desk.session, first, last, progress.platforms)
    return [ticket for ticket in ours if ticket.id not in progress.met]


def _span(progress: Progress, period: Period | None) -> tuple[datetime | None, datetime | None]:
    """The first and the last dispatch that was to be compared."""
    return (period.start, period.end - timedelta(seconds=1)) if period else (progress.first, progress.last)


def _missing_there(ticket: Ticket) -> Difference:
    return Difference(Kind.MISSING_THERE, "", ticket.first_dispatched_at, None)


def _tell(desk: Desk, run: Reconciliation) -> None:
    """The officials on duty hear in person of what matters and was not told before."""
    fresh = queries.untold(desk.session, run.id, [str(kind) for kind in MATTERS])
    if not fresh:
        return
    for row in fresh:
        row.told_at = desk.now
    kinds = Counter(row.kind for row in fresh)
    facts = {
        "code": "platform_differs",
        "run": run.id,
        "kinds": dict(kinds),
        "numbers": [row.ticket_no for row in fresh[:5]],
    }
    for userid in officials_on_duty(desk, "supervisor"):
        put(
            desk,
            Due(
                cause_kind=RECONCILIATION,
                cause_id=run.id,
                step="platform_differs",
                kind="notice",
                destination=to_user(userid).destination,
                audience="supervisor",
                due_at=desk.now,
                severity="urge",
                facts=facts,
            ),
        )


def keep(desk: Desk, run_id: int, compared: Sequence[Compared], counts_: Counter[str]) -> None:
    """Keep what rows said, settle the stated times they speak of, claim what else is late there, note what differs."""
    _keep_words(desk, run_id, compared)
    judged = [(each.ticket, every) for each in compared if each.ticket is not None for every in each.judgements]
    claims = ledger_queries.claims_of(desk.session, {judgement.clock.id for _ticket, judgement in judged})
    for ticket, judgement in judged:
        if judgement.is_stated:
            _settle(desk, run_id, ticket, judgement, counts_)
        elif judgement.clock.breached_at is None:
            _claim(desk, run_id, judgement, claims.get(judgement.clock.id), counts_)
    note_differences(desk, run_id, [(each.row, each.ticket, found) for each in compared for found in each.found])


def _settle(desk: Desk, run_id: int, ticket: Ticket, judgement: Judgement, counts_: Counter[str]) -> None:
    judged = judgement.judged
    verdict = Verdict.CONFIRMED if judged.agrees else Verdict.CONTRADICTED
    if settle(desk, ticket, judgement.clock, of_platform(judged, verdict, run_id)):
        counts_[str(verdict)] += 1


def _claim(desk: Desk, run_id: int, judgement: Judgement, before: Settlement | None, counts_: Counter[str]) -> None:
    how = of_platform(judgement.judged, Verdict.CLAIMED, run_id)
    if claim(desk, judgement.clock, how, before) and how.is_late:
        counts_[str(Verdict.CLAIMED)] += 1


def _keep_words(desk: Desk, run_id: int, compared: Sequence[Compared]) -> None:
    known = queries.known_words(desk.session, {each.row.ticket_no for each in compared})
    rows = []
    for each in compared:
        platform = each.ticket.platform if each.ticket else each.row.platform or desk.rules.default_platform
        round_ = each.ticket.round if each.ticket else 0
        key = (platform, each.row.ticket_no, round_, each.row.said)
        if key not in known:
            known.add(key)
            rows.append(_platform_time(each.row, platform, round_, run_id))
    queries.store_all(desk.session, rows)


def _platform_time(row: PlatformRow, platform: str, round_: int, run_id: int) -> PlatformTime:
    return PlatformTime(
        platform=platform,
        ticket_no=row.ticket_no,
        round=round_,
        **{name: row.side.at(name) for name in ("dispatched_at", "signed_at", "verified_at")},
        **{name: row.side.at(name) for name in ("assigned_at", "replied_at")},
        closed_at=row.closed_at,
        deadline_at=row.side.deadline_at,
        state=str(row.side.state) if row.side.state else None,
        unit=mask_text(row.side.unit) if row.side.unit else None,
        said=row.said,
        reconciliation_id=run_id,
        file_row=row.line,
    )


def note_differences(
    desk: Desk, run_id: int, found: Iterable[tuple[PlatformRow | None, Ticket | None, Difference]]
) -> None:
    """Note differences; one that was noted before stands on, so that nobody is told of it again."""
    made = {row.digest: row for row in (_row(desk, run_id, *each) for each in found)}
    known = queries.keep_standing(desk.session, list(made), run_id)
    queries.store_all(desk.session, [row for digest, row in made.items() if digest not in known])


def _row(
    desk: Desk, run_id: int, row: PlatformRow | None, ticket: Ticket | None, found: Difference
) -> PlatformDifference:
    platform = ticket.platform if ticket else (row.platform if row else None) or desk.rules.default_platform
    number = ticket.ticket_no if ticket else row.ticket_no if row else ""
    ours, theirs = _text(found.ours), _text(found.theirs)
    # A round that is missing here is told apart by its dispatch, which is what the platform says of it.
    key = [platform, number, str(ticket.round if ticket else 0), found.kind, found.name, ours or "", theirs or ""]
    return PlatformDifference(
        digest=hashlib.sha256("\n".join(key).encode()).hexdigest(),
        ticket_id=ticket.id if ticket else None,
        platform=platform,
        ticket_no=number,
        kind=str(found.kind),
        name=found.name,
        ours=ours,
        theirs=theirs,
        dispatched_there_at=found.dispatched_there_at,
        due_there_at=found.due_there_at,
        rank=RANKS[found.kind],
        found_at=desk.now,
        first_id=run_id,
        last_id=run_id,
    )


def _text(value: datetime | str | None) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else value and mask_text(value)[:100]
