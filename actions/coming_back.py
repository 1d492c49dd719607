"""Notices at the first scan after an outage that the desk was away, and tells the desk from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from actions.audiences import Target, agents_target, targets_for
from actions.desk import Desk
from actions.desk_clock import desk_time
from actions.outbox import Due, put
from models.machinery import Outage
from models.queries import deliveries as delivery_queries
from models.queries import outages as queries
from rules.outages import Away, is_outage
from rules.policy import Audience, Severity

OUTAGE = "outage"
# What is away again and again is told at once, and then as one from time to time.
_TOLD_TOGETHER_FOR = timedelta(minutes=30)


def note_outage(desk: Desk, last_scan_at: datetime | None) -> Outage | None:
    """Write down that the desk was away since its last finished scan (machine time); None when it was not."""
    if last_scan_at is None:
        return None
    time = desk_time(desk.session, desk.real_now)
    if not is_outage(desk.real_now - last_scan_at, time.speed):
        return None
    row = Outage(
        began_at=time.at(last_scan_at), ended_at=desk.now, real_began_at=last_scan_at, real_ended_at=desk.real_now
    )
    desk.session.add(row)
    desk.session.flush()
    _tell(desk, row, who_hears_of_it(desk, Audience.ON_DUTY), Audience.ON_DUTY)
    if Away(row.began_at, row.ended_at).officials_hear_of_it:
        night = desk.rules.night.span_at(desk.now)
        supervisors = who_hears_of_it(desk, Audience.SUPERVISOR)
        _tell(desk, row, supervisors, Audience.SUPERVISOR, release_at=night[1] if night else None)
    return row


def who_hears_of_it(desk: Desk, audience: Audience) -> Sequence[Target]:
    """Return where the desk, or its supervisors, are told of an outage now."""
    if audience is Audience.ON_DUTY:
        return agents_target(desk)
    return targets_for(desk, audience, None, None, Severity.URGE)


def away_since(desk: Desk, moment: datetime) -> timedelta:
    """Return for how long altogether the desk has been away since a moment."""
    spans = ((max(row.began_at, moment), row.ended_at) for row in queries.ended_after(desk.session, moment))
    return sum((ended_at - began_at for began_at, ended_at in spans), timedelta())


def last_away(desk: Desk) -> Away | None:
    """Return the last span in which the desk was away."""
    row = queries.last_outage(desk.session)
    return Away(row.began_at, row.ended_at) if row else None


def _tell(
    desk: Desk, row: Outage, targets: Sequence[Target], audience: Audience, release_at: datetime | None = None
) -> None:
    for target in targets:
        moments = [at for at in (release_at, _after_the_last(desk, target.destination, audience)) if at]
        put(
            desk,
            Due(
                cause_kind=OUTAGE,
                cause_id=row.id,
                kind=OUTAGE,
                destination=target.destination,
                audience=str(audience),
                due_at=desk.now,
                severity=str(Severity.URGE),
                mentions=target.mentions,
                release_at=max(moments, default=None),
            ),
        )


def _after_the_last(desk: Desk, destination: str, audience: Audience) -> datetime | None:
    """Return until when to wait, for this to be told together with what else comes; None when it is told at once."""
    last = delivery_queries.last_by_cause(desk.session, destination, str(audience), OUTAGE)
    if last is None:
        return None
    told_at = last.release_at or last.due_at
    if last.state == "held" and told_at > desk.now:
        return told_at
    # Told later than now, it was told by a clock that has been set back since.
    return told_at + _TOLD_TOGETHER_FOR if told_at <= desk.now < told_at + _TOLD_TOGETHER_FOR else None
