"""Looks at the shifts each minute: nobody took over, nobody is on duty, a swap nobody answered, checks that pile up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from actions import backlogs, changing_shifts, handing_over
from actions.audiences import Target, targets_for
from actions.desk import Desk
from actions.outbox import Due, put
from actions.shifts import agents_shifts, gaps_by_changes
from models.queries import deliveries as delivery_queries
from models.queries import rotas as queries
from models.rota import RotaGap
from rules.policy import Audience, Severity
from rules.roster import Span
from rules.shift_watch import gap_step, gap_steps, unconfirmed_at

GAP = "rota_gap"
_DAY = timedelta(days=1)


def watch(desk: Desk) -> None:
    """Do everything that has come due with the shifts."""
    changing_shifts.lapse(desk)
    handing_over.tell_unconfirmed(desk)
    watch_gaps(desk)
    backlogs.watch(desk)


def watch_gaps(desk: Desk) -> None:
    """Note the gaps that changes have made in the coming days, tell of each as its steps come, and what is covered."""
    left = list(queries.open_gaps(desk.session))
    for begins_at, ends_at in _gaps_ahead(desk):
        row = next((row for row in left if row.begins_at < ends_at and begins_at < row.ends_at), None)
        if row is None:
            row = RotaGap(begins_at=begins_at, ends_at=ends_at, found_at=desk.now)
            desk.session.add(row)
            desk.session.flush()
        else:
            left.remove(row)
            row.begins_at, row.ends_at = begins_at, ends_at
        _tell_step(desk, row)
    for row in left:
        _close(desk, row)


def _gaps_ahead(desk: Desk) -> list[Span]:
    today = _today(desk)
    found = gaps_by_changes(desk, today - _DAY, today + desk.rules.shifts.gap_days * _DAY)
    return [(begins_at, ends_at) for begins_at, ends_at in found if ends_at > desk.now]


def next_moment(desk: Desk, until: datetime) -> datetime | None:
    """Return the next moment after now, up to one, at which a shift begins or something is to be told of one."""
    moments = [*_shift_starts(desk), *_unconfirmed(desk), *_gap_moments(desk)]
    return min((at for at in moments if desk.now < at <= until), default=None)


def _shift_starts(desk: Desk) -> Iterator[datetime]:
    today = _today(desk)
    yield from (each.starts_at for each in agents_shifts(desk, today, today + _DAY))


def _unconfirmed(desk: Desk) -> Sequence[datetime]:
    asked_at = handing_over.waits_since(desk)
    return unconfirmed_at(asked_at, desk.rules.shifts) if asked_at is not None else []


def _gap_moments(desk: Desk) -> Iterator[datetime]:
    for row in queries.open_gaps(desk.session):
        yield from (step.at for step in gap_steps(row.begins_at, row.ends_at, row.found_at))


def _today(desk: Desk) -> date:
    return desk.now.astimezone(desk.rules.zone).date()


def _tell_step(desk: Desk, row: RotaGap) -> None:
    step = gap_step(row.begins_at, row.ends_at, row.found_at, desk.now)
    if step is None or step.name == row.told:
        return
    row.told = step.name
    for audience in (Audience.SUPERVISOR, *([Audience.LEADER] if step.leaders_hear else [])):
        for target in targets_for(desk, audience, None, None, Severity.URGE):
            _put(desk, row, target, audience, step.name)


def _close(desk: Desk, row: RotaGap) -> None:
    """A gap is over: its time has passed, or somebody is there, which the leaders who heard of it are told.

    The supervisors hear who it is from the change itself.
    """
    row.closed_at, row.is_covered = desk.now, row.ends_at > desk.now
    waiting = queries.waiting_of(desk.session, GAP, row.id)
    delivery_queries.end_deliveries(desk.session, waiting, "superseded", "covered", desk.now)
    for destination, audience in queries.told_of(desk.session, GAP, row.id):
        if row.is_covered and audience == Audience.LEADER:
            _put(desk, row, Target(destination), Audience.LEADER, "covered")


def _put(desk: Desk, row: RotaGap, target: Target, audience: Audience, step: str) -> None:
    put(
        desk,
        Due(
            cause_kind=GAP,
            cause_id=row.id,
            step=step,
            kind=GAP,
            destination=target.destination,
            audience=str(audience),
            due_at=desk.now,
            severity=str(Severity.URGE),
            mentions=target.mentions,
            facts={"step": step},
        ),
    )
