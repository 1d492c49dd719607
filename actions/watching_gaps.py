"""Notes the gaps that changes of the rota make, tells of each until somebody covers it, and of the rota's own once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from actions.audiences import Target, targets_for
from actions.desk import Desk
from actions.outbox import Due, put
from actions.shifts import gaps_by_changes, rota_gaps
from models.queries import deliveries as delivery_queries
from models.queries import rotas as queries
from models.rota import RotaGap
from rules.policy import Audience, Severity
from rules.roster import Span, unlike_yesterday
from rules.shift_watch import TOLD_AGAIN_BEFORE, gap_step, gap_steps

GAP, OWN_GAP = "rota_gap", "rota_own_gap"
_DAY = timedelta(days=1)


def watch(desk: Desk) -> None:
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
    for begins_at, ends_at in _rotas_own(desk):
        if begins_at - TOLD_AGAIN_BEFORE <= desk.now < begins_at:
            _tell_own(desk, begins_at, ends_at)


def moments(desk: Desk) -> Iterator[datetime]:
    """Yield when something is to be told of the gaps that are known."""
    for row in queries.open_gaps(desk.session):
        yield from (step.at for step in gap_steps(row.begins_at, row.ends_at, row.found_at))
    yield from (begins_at - TOLD_AGAIN_BEFORE for begins_at, _ends_at in _rotas_own(desk))


def _gaps_ahead(desk: Desk) -> list[Span]:
    today = desk.today
    found = gaps_by_changes(desk, today - _DAY, today + desk.rules.shifts.gap_days * _DAY)
    return [(begins_at, ends_at) for begins_at, ends_at in found if ends_at > desk.now]


def _rotas_own(desk: Desk) -> list[Span]:
    """Return the gaps of the rota itself that begin next; what is the same every day is how the township wants it."""
    today = desk.today
    found = unlike_yesterday(rota_gaps(desk, today - 2 * _DAY, today + 8 * _DAY), desk.rules.zone)
    return [(begins_at, ends_at) for begins_at, ends_at in found if begins_at > desk.now]


def _tell_own(desk: Desk, begins_at: datetime, ends_at: datetime) -> None:
    """Tell the supervisors once more of a gap that the rota was saved with, named by the minute it begins."""
    for target in targets_for(desk, Audience.SUPERVISOR, None, None, Severity.URGE):
        put(
            desk,
            Due(
                cause_kind=OWN_GAP,
                cause_id=int(begins_at.timestamp()) // 60,
                step="hour",
                kind=OWN_GAP,
                destination=target.destination,
                audience=str(Audience.SUPERVISOR),
                due_at=desk.now,
                severity=str(Severity.URGE),
                mentions=target.mentions,
                facts={"begins_at": begins_at.isoformat(), "ends_at": ends_at.isoformat()},
            ),
        )


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
