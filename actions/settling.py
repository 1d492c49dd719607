"""Settles when a fined stage was really done: by the platform's export, or by an official with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from actions.desk import Desk
from actions.hiding import masked_words
from actions.journal import Source
from actions.lateness import correct_breach, note_missed
from actions.refusals import Refusal
from actions.shifts import agent_at, agent_before
from models.clock import Clock
from models.platform_times import Settlement
from models.queries import clocks as clock_queries
from models.queries import ledger as queries
from models.ticket import Ticket
from rules.lifecycle import Outcome
from rules.masking import mask_typed
from rules.penalties import OF_ONE_SHIFT
from rules.reconciling import MOMENT_OF_STAGE, Judged, Verdict
from rules.stages import Stage
from rules.userids import is_same


@dataclass(frozen=True)
class Settling:
    """How a clock's time is settled: whether it was late, and by what: the platform's time, or an official's reason.

    `dispatched_there_at` and `due_there_at` are from when and until when the platform counts.
    """

    verdict: Verdict
    is_late: bool
    platform_at: datetime | None = None
    dispatched_there_at: datetime | None = None
    due_there_at: datetime | None = None
    reconciliation_id: int | None = None
    by: str | None = None
    reason: str | None = None


def settle(desk: Desk, ticket: Ticket, clock: Clock, how: Settling) -> bool:
    """Write down how a stopped clock was settled and judge it by that; tells whether anything is new.

    The time that was stated stays where it is. What an official settled no export settles again.
    """
    before = queries.settled(desk.session, [clock]).get(clock.id)
    if before is not None and how.by is None and _stands(before, how):
        return False
    _write_down(desk, clock, how)
    _judge(desk, ticket, clock, how)
    return True


def of_platform(judged: Judged, verdict: Verdict, run_id: int) -> Settling:
    """Return how a comparison settles a clock."""
    there = judged.dispatched_there_at, judged.due_there_at
    return Settling(verdict, judged.is_late, judged.platform_at, *there, reconciliation_id=run_id)


def claim(desk: Desk, clock: Clock, how: Settling, before: Settlement | None) -> bool:
    """Keep that the platform's record says late of a time nobody stated, and that it says so no more; waits for a word.

    `before` is what it claimed last; tells whether anything is new.
    """
    if before is None and not how.is_late:
        return False
    if before is not None and _same(before, how) and before.due_there_at == how.due_there_at:
        return False
    _write_down(desk, clock, how)
    return True


def _write_down(desk: Desk, clock: Clock, how: Settling) -> None:
    desk.session.add(
        Settlement(
            clock_id=clock.id,
            stopped_at=clock.stopped_at,
            verdict=str(how.verdict),
            is_late=how.is_late,
            platform_at=how.platform_at,
            dispatched_there_at=how.dispatched_there_at,
            due_there_at=how.due_there_at,
            reconciliation_id=how.reconciliation_id,
            by=how.by,
            reason=how.reason,
            settled_at=desk.now,
        )
    )
    desk.session.flush()


def settle_by_hand(desk: Desk, ticket: Ticket, stage: Stage, source: Source, reason: str, *, is_late: bool) -> Clock:
    """Have an official say whether a fined stage of somebody else was late, with a reason; raises Refusal.

    What the platform said of it goes into the settlement: it is what the official went by.
    """
    clock = _last_stopped(desk, ticket, stage)
    if clock is None:
        raise Refusal("nothing_to_settle", ticket_no=ticket.ticket_no, stage=str(stage))
    assert clock.stopped_at is not None
    there = _said_there(desk, clock)
    if any(is_same(userid, source.actor) for userid in _whose(desk, clock, there[-1])):
        raise Refusal("own_stage", ticket_no=ticket.ticket_no, stage=str(stage))
    agrees = is_late is (clock.stopped_at > clock.due_at)
    verdict = Verdict.CONFIRMED if agrees else Verdict.CONTRADICTED
    words = masked_words(desk, ticket, mask_typed(reason))[:300]
    settle(desk, ticket, clock, Settling(verdict, is_late, *there, by=source.actor, reason=words))
    return clock


def _whose(desk: Desk, clock: Clock, due_there: datetime | None) -> Iterator[str | None]:
    """Whom a late clock is or would be charged to: as its entry says, or by the shifts of its limits and beginning."""
    yield queries.charged_with(desk.session, clock.id)
    for due in (clock.due_at, due_there):
        agent = agent_before(desk, due) if due is not None else None
        yield agent.userid if agent else None
    if clock.stage in OF_ONE_SHIFT:
        before = agent_at(desk, clock.started_at)
        yield before.userid if before else None


def _said_there(desk: Desk, clock: Clock) -> tuple[datetime | None, datetime | None, datetime | None]:
    """When the platform last had a clock done, from when and until when it counts: as it claimed or settled."""
    found = queries.claims_of(desk.session, [clock.id]).get(clock.id)
    found = queries.settled(desk.session, [clock]).get(clock.id) if found is None else found
    if found is None:
        return None, None, None
    return found.platform_at, found.dispatched_there_at, found.due_there_at


def _last_stopped(desk: Desk, ticket: Ticket, stage: Stage) -> Clock | None:
    found = [clock for clock in clock_queries.clocks_of(desk.session, ticket.id) if clock.stage == stage]
    found = [clock for clock in found if clock.stopped_at is not None and counts(desk, clock)]
    return found[-1] if found else None


def counts(desk: Desk, clock: Clock) -> bool:
    """Tell whether a stopped clock says when something was done that the contract fines."""
    is_fined = Stage(clock.stage) in desk.rules.breach_stages and clock.stage in MOMENT_OF_STAGE
    return is_fined and clock.outcome in (Outcome.MET, Outcome.MISSED, Outcome.ATTEMPTED)


def _passed_at(desk: Desk, clock: Clock, how: Settling) -> datetime:
    """The limit that passed: the platform's where it told one; never a moment to come, nor one after it was done."""
    if how.due_there_at is not None:
        return min(how.due_there_at, desk.now)
    return clock.due_at if clock.due_at <= desk.now else clock.stopped_at or desk.now


def _stands(before: Settlement, how: Settling) -> bool:
    return before.by is not None or _same(before, how)


def _same(before: Settlement, how: Settling) -> bool:
    told = str(how.verdict), how.is_late, how.platform_at
    return (before.verdict, before.is_late, before.platform_at) == told


def _judge(desk: Desk, ticket: Ticket, clock: Clock, how: Settling) -> None:
    if how.is_late and clock.breached_at is None:
        due = _passed_at(desk, clock, how)
        clock.missed_at = clock.breached_at = due
        clock.outcome = str(Outcome.MISSED)
        more = {
            "settled": "platform" if how.by is None else "official",
            "settled_by": how.by,
            "platform_at": how.platform_at.isoformat() if how.platform_at else None,
        }
        note_missed(desk, ticket, clock.stage, due, None, breaches=True, more=more)
    elif not how.is_late and clock.breached_at is not None:
        clock.outcome = str(Outcome.MET)
        correct_breach(desk, clock, "settled")
