"""Keeps the ledger up with what happened, and reads a span of it with how each entry stands by now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.desk import Desk
from actions.lateness import is_breach
from actions.shifts import agent_at, agent_before
from models.clock import Clock
from models.event import Event
from models.ledger import LedgerEntry, LedgerRuling
from models.once import write_once
from models.platform_times import Settlement, StatedTime
from models.queries import ledger as queries
from rules.ledger import Item, Ruled, Ruling, Standing, amount_after, standing_of
from rules.penalties import FAULT_OF_STAGE, OF_ONE_SHIFT, Fault, Yuan
from rules.report_periods import Period
from rules.roster import OnDuty
from rules.stages import Stage, State
from rules.userids import is_same


@dataclass(frozen=True)
class Entry:
    """An entry as it stands now: what it counts as, and what speaks for and against it."""

    row: LedgerEntry
    item: Item
    rulings: Sequence[LedgerRuling] = ()
    stated: StatedTime | None = None
    settled: Settlement | None = None
    claim: Settlement | None = None

    @property
    def standing(self) -> Standing:
        """Return how it stands."""
        return self.item.standing

    @property
    def at(self) -> datetime:
        """Return when it happened: a clock's limit as it is by now."""
        clock = self.row.clock
        return clock.breached_at if clock is not None and clock.breached_at is not None else self.row.happened_at


def entries(desk: Desk, period: Period) -> list[Entry]:
    """Return the entries of a span in their order, after bringing the ledger up to date for it."""
    post(desk, period)
    return as_posted(desk, period)


def as_posted(desk: Desk, period: Period) -> list[Entry]:
    """Return the entries of a span that were made so far, in their order; writes nothing."""
    return _as_they_stand(desk, queries.entries_between(desk.session, period.start, period.end))


def items(desk: Desk, period: Period) -> list[Item]:
    """Return how the entries of a span stand, those that are still to be made included; writes nothing."""
    return [each.item for each in standing_entries(desk, period)]


def standing_entries(desk: Desk, period: Period) -> list[Entry]:
    """Return the entries of a span as they stand, those that are still to be made included; writes nothing."""
    kept = _as_they_stand(desk, queries.entries_between(desk.session, period.start, period.end))
    made = [_charged(desk, each) for each in _without_entry(desk, period)]
    return [*kept, *_as_they_stand(desk, made)]


def entry(desk: Desk, entry_id: int) -> Entry | None:
    """Return one entry as it stands; None when there is none of that number."""
    row = queries.entry(desk.session, entry_id)
    return _as_they_stand(desk, [row])[0] if row is not None else None


def post(desk: Desk, period: Period) -> int:
    """Make an entry for each breach of a span that has none, for each a stated time takes back, and for each claimed.

    Returns how many. What was written late is found as well, so nobody has to do this in time; none is made twice.
    """
    found = _without_entry(desk, period)
    known = _breach_events(desk, found)
    return sum(write_once(desk.session, _entry_of(desk, each, known)) is not None for each in found)


def handed_over_by(desk: Desk, row: LedgerEntry) -> OnDuty | None:
    """Return who had the shift in which a limit of minutes began, where it passed in somebody else's: it is of both."""
    if row.clock is None or row.userid is None or row.clock.stage not in OF_ONE_SHIFT:
        return None
    first = agent_at(desk, row.clock.started_at)
    return None if first is None or is_same(first.userid, row.userid) else first


def concerns(desk: Desk, row: LedgerEntry, userid: str | None) -> bool:
    """Tell whether an entry names somebody, alone or with whom a shift was handed over."""
    if is_same(row.userid, userid):
        return True
    first = handed_over_by(desk, row)
    return first is not None and is_same(first.userid, userid)


@dataclass(frozen=True)
class _Due:
    """A clock that is to have an entry, and the limit it is about: ours, or the platform's."""

    clock: Clock
    at: datetime


def _without_entry(desk: Desk, period: Period) -> list[_Due]:
    start, end = period.start, period.end
    breaches = queries.breaches_without_entry(desk.session, start, end)
    found = {clock.id: _Due(clock, clock.breached_at or clock.due_at) for clock in breaches}
    against = {clock.id: _Due(clock, clock.due_at) for _stated, clock in queries.contested(desk.session, start, end)}
    against = {key: due for key, due in against.items() if is_breach(desk, due.clock.stage, due.clock.reasons)}
    claimed = queries.claimed(desk.session, start, end)
    against |= {clock.id: _Due(clock, claim.due_there_at or clock.due_at) for claim, clock in claimed}
    done = queries.clocks_with_entry(desk.session, list(against))
    done |= set(queries.settled(desk.session, [due.clock for due in against.values()]))
    return [*found.values(), *(due for key, due in against.items() if key not in done)]


def _charged(desk: Desk, due: _Due) -> LedgerEntry:
    """An entry with what it costs; of nobody yet, and not to be kept."""
    clock = due.clock
    fault = FAULT_OF_STAGE[Stage(clock.stage)]
    amount = desk.rules.penalties.range_of(fault)
    return LedgerEntry(
        fault=str(fault),
        happened_at=due.at,
        clock=clock,
        clock_id=clock.id,
        ticket=clock.ticket,
        ticket_id=clock.ticket_id,
        low=amount.low,
        high=amount.high,
    )


def _breach_events(desk: Desk, found: Iterable[_Due]) -> dict[tuple[int | None, str, datetime], Event]:
    ids = {due.clock.ticket_id for due in found if due.clock.ticket_id is not None}
    events = queries.breach_events(desk.session, ids)
    return {(event.ticket_id, str(event.facts.get("stage")), event.occurred_at): event for event in events}


def _entry_of(desk: Desk, due: _Due, known: dict[tuple[int | None, str, datetime], Event]) -> LedgerEntry:
    clock, at = due.clock, due.at
    fault = FAULT_OF_STAGE[Stage(clock.stage)]
    amount = desk.rules.penalties.range_of(fault)
    userid, shift = _on_shift(desk, known.get((clock.ticket_id, clock.stage, at)), at)
    return LedgerEntry(
        fault=str(fault),
        happened_at=at,
        clock_id=clock.id,
        ticket_id=clock.ticket_id,
        userid=userid,
        shift=shift,
        low=amount.low,
        high=amount.high,
        entered_at=desk.now,
    )


def _on_shift(desk: Desk, event: Event | None, at: datetime) -> tuple[str | None, str | None]:
    """Who was written down when the limit passed; else whoever the rota of that time names."""
    if event is not None:
        return event.facts.get("on_duty"), event.facts.get("shift")
    agent = agent_before(desk, at)
    return (agent.userid, agent.shift) if agent else (None, None)


def _as_they_stand(desk: Desk, rows: Sequence[LedgerEntry]) -> list[Entry]:
    clocks = [row.clock for row in rows if row.clock is not None]
    rulings = queries.rulings_of(desk.session, [row.id for row in rows])
    stated, settled = queries.stated_of(desk.session, clocks), queries.settled(desk.session, clocks)
    claims = queries.claims_of(desk.session, [clock.id for clock in clocks])
    return [
        _as_it_stands(row, rulings.get(row.id, []), stated.get(key), settled.get(key), claims.get(key))
        for row, key in ((row, _key(row)) for row in rows)
    ]


def _key(row: LedgerEntry) -> int:
    """The clock an entry is of; one that is not kept knows it by the clock alone."""
    return row.clock.id if row.clock is not None else 0


def _as_it_stands(
    row: LedgerEntry,
    rulings: Sequence[LedgerRuling],
    stated: StatedTime | None,
    settled: Settlement | None,
    claim: Settlement | None,
) -> Entry:
    ruled = [Ruled(Ruling(each.ruling), each.amount, each.by) for each in rulings]
    ticket, clock = row.ticket, row.clock
    is_void = ticket is not None and ticket.state == State.VOIDED
    is_late_here = clock is not None and clock.breached_at is not None
    against = stated is not None and clock is not None and stated.recorded_at > clock.due_at >= stated.stated_at
    standing = standing_of(
        ruled,
        is_breach=not is_void and (clock is None or is_late_here),
        is_claimed=not is_void and claim is not None and claim.is_late and settled is None and not is_late_here,
        is_contested=not is_void and against and settled is None,
        is_excluded=ticket is not None and ticket.is_excluded,
    )
    amount = amount_after(Yuan(row.low, row.high), ruled)
    return Entry(row, Item(Fault(row.fault), amount, standing), rulings, stated, settled, claim)
