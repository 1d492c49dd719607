"""Compares rows of the platform's export with our tickets and clocks; changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from actions.desk import Desk
from actions.settling import counts
from actions.unit_names import names_of_units
from models.clock import Clock
from models.platform_times import Settlement, StatedTime
from models.queries import ledger as ledger_queries
from models.queries import reconciling as queries
from models.ticket import Ticket
from rules.platform_row import PlatformRow
from rules.reconciling import (
    MOMENT_OF_STAGE,
    RANKS,
    Difference,
    Judged,
    Kind,
    Side,
    Timed,
    differences,
    judge,
)
from rules.report_periods import Period
from rules.stages import ENDED_STATES, Stage, State

# A dispatch so much later than that of a finished round is another round.
_ANOTHER_ROUND = timedelta(hours=1)


@dataclass(frozen=True)
class Judgement:
    """What the platform's time says of one clock; `is_stated` and so to be settled by it."""

    clock: Clock
    judged: Judged
    is_stated: bool


@dataclass(frozen=True)
class Compared:
    """A row beside the order it is about (None: missing here), what differs, and what it says of our clocks."""

    row: PlatformRow
    ticket: Ticket | None
    found: Sequence[Difference]
    judgements: Sequence[Judgement] = ()


@dataclass
class Progress:
    """How far a comparison has come: what was met so far, and the span of the dispatches."""

    counts: Counter[str] = field(default_factory=Counter)
    met: set[int] = field(default_factory=set)
    platforms: set[str] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None

    def note(self, compared: Compared, default_platform: str) -> None:
        """Count a row as met and widen the span of dispatches by its own, which later bounds what is missing there."""
        self.counts["rows"] += 1
        self.platforms.add(compared.ticket.platform if compared.ticket else compared.row.platform or default_platform)
        if compared.ticket is not None:
            self.met.add(compared.ticket.id)
        at = compared.row.dispatched_at
        if at is not None:
            self.first = at if self.first is None else min(self.first, at)
            self.last = at if self.last is None else max(self.last, at)


def is_covered(row: PlatformRow, period: Period | None) -> bool:
    """Tell whether a row is of the span that was asked for; one without a dispatch is."""
    at = row.dispatched_at
    return period is None or at is None or period.start <= at < period.end


def compare(desk: Desk, rows: Sequence[PlatformRow]) -> list[Compared]:
    """Hold rows against our tickets; changes nothing."""
    by_number = queries.tickets_numbered(desk.session, {row.ticket_no for row in rows})
    pairs = [(row, _round_of(desk, row, by_number.get(row.ticket_no, []))) for row in rows]
    tickets = {ticket.id: ticket for _row, ticket in pairs if ticket is not None}
    clocks = queries.stopped_clocks(desk.session, tickets, [str(stage) for stage in MOMENT_OF_STAGE])
    every = [clock for some in clocks.values() for clock in some if counts(desk, clock)]
    known = _Known(ledger_queries.stated_of(desk.session, every), ledger_queries.settled(desk.session, every))
    units = _units(desk)
    return [
        _compared(desk, row, ticket, clocks.get(ticket.id, []) if ticket else [], known, units) for row, ticket in pairs
    ]


@dataclass(frozen=True)
class _Known:
    stated: dict[int, StatedTime]
    settled: dict[int, Settlement]


def _units(desk: Desk) -> dict[str, str]:
    """What units are called anywhere -> their names."""
    return {name: unit.name for unit in names_of_units(desk) for name in (unit.name, *unit.aliases)}


def _round_of(desk: Desk, row: PlatformRow, rounds: Sequence[Ticket]) -> Ticket | None:
    """Return the round whose dispatch is nearest; None when it was dispatched again after all we know of."""
    platform = row.platform or desk.rules.default_platform
    own = [ticket for ticket in rounds if ticket.platform == platform] or list(rounds)
    if not own or row.dispatched_at is None:
        return own[-1] if own else None
    at = row.dispatched_at
    nearest = min(own, key=lambda ticket: abs((ticket.first_dispatched_at or ticket.created_at) - at))
    began = nearest.first_dispatched_at
    is_over = State(nearest.state) in ENDED_STATES
    return None if is_over and began is not None and at - began > _ANOTHER_ROUND else nearest


def _compared(
    desk: Desk, row: PlatformRow, ticket: Ticket | None, clocks: Sequence[Clock], known: _Known, units: dict[str, str]
) -> Compared:
    if ticket is None:
        return Compared(row, None, [Difference(Kind.MISSING_HERE, "", None, row.dispatched_at)])
    theirs = row.side if row.side.unit is None else _with_unit(row.side, units.get(row.side.unit, row.side.unit))
    judgements, judged = [], []
    for clock in clocks:
        if (timed := _timed(desk, clock)) is None or (says := judge(timed, theirs, desk.rules.tolerance)) is None:
            continue
        settled = known.settled.get(clock.id)
        if settled is not None and settled.by is not None:
            continue
        judgements.append(Judgement(clock, says, clock.id in known.stated))
        if says.is_late is not (clock.breached_at is not None):
            kind = Kind.LATE_THERE if says.is_late else Kind.IN_TIME_THERE
            name, there = MOMENT_OF_STAGE[timed.stage], (says.dispatched_there_at, says.due_there_at)
            judged.append(Difference(kind, name, timed.stopped_at, says.platform_at, *there))
    names = {each.name for each in judged}
    plain = differences(_ours(ticket), theirs, desk.rules.tolerance)
    found = judged + [each for each in plain if each.kind is not Kind.TIME or each.name not in names]
    return Compared(row, ticket, sorted(found, key=lambda each: RANKS[each.kind]), judgements)


def _timed(desk: Desk, clock: Clock) -> Timed | None:
    if clock.stopped_at is None or not counts(desk, clock):
        return None
    return Timed(Stage(clock.stage), clock.started_at, clock.due_at, clock.stopped_at)


def _ours(ticket: Ticket) -> Side:
    moments = {
        "dispatched_at": ticket.first_dispatched_at,
        "signed_at": ticket.signed_at,
        "verified_at": ticket.verified_at,
        "assigned_at": ticket.assigned_at,
        "replied_at": ticket.replied_at,
    }
    return Side(moments, ticket.deadline_at, State(ticket.state), ticket.lead_unit.name if ticket.lead_unit else None)


def _with_unit(side: Side, unit: str) -> Side:
    return Side(side.moments, side.deadline_at, side.state, unit, side.tells)
