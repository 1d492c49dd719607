"""Looks ahead at the agents' rota when it is saved: gaps, oddities, who cannot work, changes that are void now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from actions import changing_shifts, telling_of_shifts
from actions.audiences import officials_on_duty, to_user
from actions.desk import Desk
from actions.outbox import Due, put
from actions.refusals import Refusal
from actions.shifts import agents_shifts, reliefs_of, rota_gaps, shift_names
from models.queries import people
from models.queries import rotas as queries
from models.rota import RotaChange
from rules.policy import Severity
from rules.roster import Shift, Span, moment_of
from rules.roster_checks import Oddity, oddities
from rules.rota_changes import ChangeKind, ChangeState
from rules.userids import is_same, userid_key

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class RotaFindings:
    """What is to be known of a rota before it counts; `gaps` are the rota's own, `is_empty`: there is none at all."""

    is_empty: bool
    gaps: Sequence[Span]
    odd: Sequence[Oddity]
    no_agents: Sequence[str]
    void: Sequence[RotaChange]
    empty: Sequence[Shift]


def check_rota(desk: Desk) -> RotaFindings:
    """Return what there is to say of the agents' rota of the coming days; a rota that is to begin is looked at then."""
    today = desk.today
    last = today + (desk.rules.shifts.gap_days - 1) * _DAY
    listed = [each for each in agents_shifts(desk, today - _DAY, last) if each.ends_at > desk.now]
    begins_at = min((each.starts_at for each in listed), default=None)
    begins_on = moment_of(desk.rules.day_of(begins_at), "00:00", desk.rules.zone) if begins_at else None
    gaps = [(max(begin, desk.now), end) for begin, end in rota_gaps(desk, today, last) if end > desk.now]
    # Before its first day a new rota says nothing.
    gaps = [(max(begin, begins_on), end) for begin, end in gaps if begins_on is not None and end > begins_on]
    agents = {userid_key(one.userid) for one in people.people_with_role(desk.session, "agent")}
    named = dict.fromkeys(each.userid for each in listed if each.userid)
    return RotaFindings(
        is_empty=not shift_names(desk) or not listed,
        gaps=gaps,
        odd=oddities(listed),
        no_agents=[userid for userid in named if userid_key(userid) not in agents],
        void=[row for row in queries.changes_from(desk.session, today) if _is_void(desk, row)],
        empty=[each for each in listed if each.userid is None],
    )


def tell_of_gaps(desk: Desk, told: Sequence[str], n: int) -> None:
    """Have the supervisors told of the gaps that a rota was saved with; `told` are the first of `n`."""
    for userid in officials_on_duty(desk, "supervisor"):
        put(
            desk,
            Due(
                cause_kind="rota",
                cause_id=int(desk.now.timestamp()) // 60,
                kind="rota_gaps",
                destination=to_user(userid).destination,
                audience="supervisor",
                due_at=desk.now,
                severity=str(Severity.URGE),
                facts={"gaps": list(told), "n": n},
            ),
        )


def empty_shifts_of_the_gone(desk: Desk) -> list[RotaChange]:
    """Leave to nobody what people who are no longer in the directory had taken over; the supervisors hear of each."""
    today = desk.today
    changed = queries.changes_from(desk.session, today - _DAY)
    touched = {(each.day, each.shift) for row in changed for each in reliefs_of(row)}
    last = max((day for day, _ in touched), default=today)
    known = {userid_key(one.userid) for one in people.all_people(desk.session)}
    gone = [
        each
        for each in agents_shifts(desk, today - _DAY, last)
        if (each.day, each.name) in touched and each.userid and each.ends_at > desk.now
        if userid_key(each.userid) not in known
    ]
    return [_empty(desk, each) for each in gone]


def _empty(desk: Desk, shift: Shift) -> RotaChange:
    row = RotaChange(
        kind=str(ChangeKind.GONE),
        state=str(ChangeState.AGREED),
        asked_by=shift.userid,
        asked_at=desk.now,
        day=shift.day,
        shift=shift.name,
        given_by=shift.userid,
        in_force_at=desk.now,
    )
    desk.session.add(row)
    desk.session.flush()
    telling_of_shifts.tell_officials(desk, row, shift.starts_at)
    return row


def _is_void(desk: Desk, row: RotaChange) -> bool:
    """Tell whether a rota gives a changed shift to somebody else by now than it did when it was changed."""
    try:
        legs = changing_shifts.legs_of(desk, row)
    except Refusal:
        return True
    later = [each for each in queries.changes_from(desk.session, row.day) if each.id > row.id]
    moved_on = {(each.day, each.shift) for one in later for each in reliefs_of(one)}
    return any(
        (leg.shift.day, leg.shift.name) not in moved_on
        and leg.shift.ends_at > desk.now
        and not (leg.shift.userid == leg.taken_by or is_same(leg.shift.userid, leg.taken_by))
        for leg in legs
    )
