"""Settles when a fined stage was really done: by the platform's export, or by an official with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from actions.desk import Desk
from actions.hiding import masked_words
from actions.journal import Source
from actions.lateness import correct_breach, note_missed
from actions.refusals import Refusal
from models.clock import Clock
from models.platform_times import Settlement
from models.queries import clocks as clock_queries
from models.queries import ledger as queries
from models.ticket import Ticket
from rules.lifecycle import Outcome
from rules.reconciling import MOMENT_OF_STAGE
from rules.stages import Stage


class Verdict(StrEnum):
    """Whether the time we have is right."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True)
class Settling:
    """How a clock's time is settled: whether it was late, and by what: the platform's time, or an official's reason."""

    verdict: Verdict
    is_late: bool
    platform_at: datetime | None = None
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
    desk.session.add(
        Settlement(
            clock_id=clock.id,
            stopped_at=clock.stopped_at,
            verdict=str(how.verdict),
            is_late=how.is_late,
            platform_at=how.platform_at,
            reconciliation_id=how.reconciliation_id,
            by=how.by,
            reason=how.reason,
            settled_at=desk.now,
        )
    )
    desk.session.flush()
    _judge(desk, ticket, clock, how)
    return True


def settle_by_hand(desk: Desk, ticket: Ticket, stage: Stage, source: Source, reason: str, *, is_late: bool) -> Clock:
    """Have an official say whether a fined stage was late, with a reason; raises Refusal."""
    clock = _last_stopped(desk, ticket, stage)
    if clock is None:
        raise Refusal("nothing_to_settle", ticket_no=ticket.ticket_no, stage=str(stage))
    assert clock.stopped_at is not None
    agrees = is_late is (clock.stopped_at > clock.due_at)
    verdict = Verdict.CONFIRMED if agrees else Verdict.CONTRADICTED
    words = masked_words(desk, ticket, reason)[:300]
    settle(desk, ticket, clock, Settling(verdict, is_late, by=source.actor, reason=words))
    return clock


def _last_stopped(desk: Desk, ticket: Ticket, stage: Stage) -> Clock | None:
    found = [clock for clock in clock_queries.clocks_of(desk.session, ticket.id) if clock.stage == stage]
    found = [clock for clock in found if clock.stopped_at is not None and counts(desk, clock)]
    return found[-1] if found else None


def counts(desk: Desk, clock: Clock) -> bool:
    """Tell whether a stopped clock says when something was done that the contract fines."""
    is_fined = Stage(clock.stage) in desk.rules.breach_stages and clock.stage in MOMENT_OF_STAGE
    return is_fined and clock.outcome in (Outcome.MET, Outcome.MISSED, Outcome.ATTEMPTED)


def _stands(before: Settlement, how: Settling) -> bool:
    same = (before.verdict, before.is_late, before.platform_at) == (str(how.verdict), how.is_late, how.platform_at)
    return before.by is not None or same


def _judge(desk: Desk, ticket: Ticket, clock: Clock, how: Settling) -> None:
    if how.is_late and clock.breached_at is None:
        clock.missed_at = clock.breached_at = clock.due_at
        clock.outcome = str(Outcome.MISSED)
        more = {
            "settled": "platform" if how.by is None else "official",
            "platform_at": how.platform_at.isoformat() if how.platform_at else None,
        }
        note_missed(desk, ticket, clock.stage, clock.due_at, None, breaches=True, more=more)
    elif not how.is_late and clock.breached_at is not None:
        clock.outcome = str(Outcome.MET)
        correct_breach(desk, clock, "settled")
