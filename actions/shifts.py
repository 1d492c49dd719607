"""Reads who is on shift, now or at any moment, from the rotas of that time and what was changed of them by day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from actions.desk import Desk
from models.queries import people as people_queries
from models.queries import rotas as queries
from models.rota import PastRota, RotaChange, RotaRow
from rules.roster import OnDuty, Relief, Rota, Shift, Span, gaps, next_on_duty, on_duty, shifts, without
from rules.userids import is_same

_Row = TypeVar("_Row")
AGENTS, OFFICIALS = "shift", "duty"
_DAY = timedelta(days=1)
_JUST_BEFORE = timedelta(seconds=1)


def agent_at(desk: Desk, at: datetime) -> OnDuty | None:
    """Return the agent on shift at a moment: for a past one whoever it was, whatever the rota says by now."""
    day = desk.rules.day_of(at)
    rotas = _rotas(desk, AGENTS, day, at)
    found = on_duty(rotas, at, desk.rules.zone, reliefs=reliefs(desk, day - _DAY, day))
    return found and _came_by_a_new_rota(desk, found, rotas, at)


def _came_by_a_new_rota(desk: Desk, found: OnDuty, rotas: Sequence[Rota], at: datetime) -> OnDuty:
    """Whoever a new rota puts into a running shift takes it over at that moment, as by a change of that day."""
    begun = [rota.valid_from for rota in rotas if rota.valid_from and found.begins_at < rota.valid_from <= at]
    if not begun:
        return found
    before = agent_before(desk, max(begun))
    if before is None or not is_same(before.userid, found.userid):
        return replace(found, came_at=max(begun))
    return replace(found, came_at=before.came_at) if before.starts_at == found.starts_at else found


def agent_before(desk: Desk, at: datetime) -> OnDuty | None:
    """Return who was on shift until a moment: what falls on a change of shift was the leaving agent's."""
    return agent_at(desk, at - _JUST_BEFORE)


def official_at(desk: Desk, at: datetime, among: Collection[str]) -> OnDuty | None:
    """Return who of these officials is on duty by their rota at a moment."""
    day = desk.rules.day_of(at)
    return on_duty(_rotas(desk, OFFICIALS, day, at), at, desk.rules.zone, among=frozenset(among))


def next_agent(desk: Desk) -> OnDuty | None:
    """Return the agent of the next shift."""
    day = desk.today
    rotas = _rotas(desk, AGENTS, day, desk.now)
    return next_on_duty(rotas, desk.now, desk.rules.zone, reliefs(desk, day, day + 9 * _DAY))


def agents_shifts(desk: Desk, first: date, last: date) -> list[Shift]:
    """Return every shift of these days, with who works it as things stand."""
    return shifts(_all_rotas(desk, AGENTS), first, last, desk.rules.zone, reliefs(desk, first, last))


def officials_shifts(desk: Desk, day: date) -> list[Shift]:
    """Return who of the supervisors and leaders is on duty on a day by their rota."""
    return shifts(_all_rotas(desk, OFFICIALS), day, day, desk.rules.zone)


def rota_gaps(desk: Desk, first: date, last: date) -> list[Span]:
    """Return the spans of these days in which the rota itself has no agent on duty."""
    return gaps(_all_rotas(desk, AGENTS), first, last, desk.rules.zone)


def gaps_by_changes(desk: Desk, first: date, last: date) -> list[Span]:
    """Return the spans of these days that somebody has by the rota and, by what was changed, nobody has."""
    changed = reliefs(desk, first - _DAY, last)
    if not changed:
        return []
    found = gaps(_all_rotas(desk, AGENTS), first, last, desk.rules.zone, changed)
    return without(found, rota_gaps(desk, first, last))


def shift_names(desk: Desk) -> list[str]:
    """Return what the agents' shifts are called."""
    return list(dict.fromkeys(rota.name for rota in _all_rotas(desk, AGENTS)))


def shifts_at_midnight(desk: Desk) -> list[str]:
    """Return those of them that begin when the day does: people say 今晚 of the next one."""
    return list(dict.fromkeys(rota.name for rota in _all_rotas(desk, AGENTS) if rota.start == "00:00"))


def reliefs(desk: Desk, first: date, last: date) -> list[Relief]:
    """Return what was changed of the agents' shifts of these days, in the order it was asked for."""

    def find() -> list[Relief]:
        rows = queries.changes_of_days(desk.session, first, last)
        return [relief for row in rows for relief in reliefs_of(row)]

    return _once(desk, f"reliefs:{first}:{last}", find)


def reliefs_of(row: RotaChange) -> list[Relief]:
    """Return what a change does to the rota; nothing before it is in force."""
    if row.in_force_at is None:
        return []
    found = [Relief(row.day, row.shift, row.given_by, row.taken_by, row.in_force_at, row.ended_at)]
    if row.back_day is not None and row.back_shift is not None:
        found.append(Relief(row.back_day, row.back_shift, row.taken_by, row.given_by, row.in_force_at, row.ended_at))
    return found


def _rotas(desk: Desk, kind: str, day: date, at: datetime) -> list[Rota]:
    """Return the lines that may count at a moment: who is there now is seldom told by lines that others replaced."""

    def find() -> list[Rota]:
        return [_rota(row) for row in people_queries.rota_rows(desk.session, kind)]

    current = _once(desk, f"rotas:{kind}", find)
    is_enough = at >= desk.now and all(rota.since < day for rota in current)
    return current if is_enough else _all_rotas(desk, kind)


def _all_rotas(desk: Desk, kind: str) -> list[Rota]:
    def find() -> list[Rota]:
        current = [_rota(row) for row in people_queries.rota_rows(desk.session, kind)]
        return [*(_past(row) for row in queries.past_lines(desk.session, kind)), *current]

    return _once(desk, f"all_rotas:{kind}", find)


def _once(desk: Desk, name: str, find: Callable[[], list[_Row]]) -> list[_Row]:
    return find() if desk.at_hand is None else desk.at_hand.once(name, find)


def _rota(row: RotaRow) -> Rota:
    line = (row.kind, row.name, row.start, row.end, tuple(row.people), row.since)
    return Rota(*line, valid_from=row.valid_from)


def _past(row: PastRota) -> Rota:
    line = (row.kind, row.name, row.start, row.end, tuple(row.people), row.since)
    return Rota(*line, row.until, row.valid_from, row.valid_until)
