"""Words the reminders that are still to come, short enough for a phone: when, what, where, and the next one's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from actions.desk import Desk
from actions.rehearsing import Foreseen
from models.queries import people as queries
from models.ticket import Ticket
from rules.stages import Stage
from texts.moments import exact_span, moment
from texts.names import STAGES
from texts.reminder_facts import facts_of, unit_of
from texts.reminders import reminder
from texts.repeats import raised_line

_LINES = 10


def rehearsal(desk: Desk, ticket: Ticket, coming: Sequence[Foreseen], until: datetime) -> list[str]:
    """Return the reminders to come, a line for each moment and matter; repeats at an even distance share one."""
    heading = f"{ticket.ticket_no} 到{moment(until, desk.rules.zone, now=desk.now)}为止"
    if not coming:
        return [f"{heading}，没有要发的提醒。"]
    raised = f"（{line}）" if (line := raised_line(desk, ticket)) else ""
    return [f"{heading}，没有新进展会提醒{raised}：", *_lines(desk, coming)]


def rehearsal_on_a_phone(desk: Desk, ticket: Ticket, coming: Sequence[Foreseen], until: datetime) -> list[str]:
    """Return the same as far as a phone's screen has room, and the words of the next one."""
    heading, *lines = rehearsal(desk, ticket, coming, until)
    more = [f"……另有{len(lines) - _LINES}行，写近一点的时间可看全"] if len(lines) > _LINES else []
    text = [f"下一条原文：{foreseen_text(desk, ticket, coming[0])}"] if coming else []
    return [heading, *lines[:_LINES], *more, *text]


def foreseen_text(desk: Desk, ticket: Ticket, coming: Foreseen) -> str:
    """Return the reminder itself as it would be written then if it came alone."""
    facts = facts_of(
        coming.clock,
        ticket,
        unit=unit_of(coming.clock, ticket),
        destination=coming.target.destination,
        audience=str(coming.audience),
        now=coming.at,
        zone=desk.rules.zone,
        by_night=desk.rules.night.is_night(coming.at),
    )
    return reminder(facts)


def foreseen_texts(desk: Desk, ticket: Ticket, coming: Sequence[Foreseen]) -> list[str]:
    """Return the reminders themselves; of the repeats of a clock in a chat the first stands for all."""
    keys = [(each.clock.id, each.target.destination, "repeat" if each.is_repeat else each.step) for each in coming]
    firsts = dict(zip(reversed(keys), reversed(coming), strict=True))
    return [foreseen_text(desk, ticket, firsts[key]) for key in dict.fromkeys(keys)]


@dataclass(frozen=True)
class _Row:
    """Moments of one chat at an even distance, and of what they speak; a step is a row of one."""

    moments: tuple[datetime, ...]
    stages: tuple[str, ...]
    is_repeat: bool
    is_held: bool
    is_over: bool


def _lines(desk: Desk, coming: Sequence[Foreseen]) -> list[str]:
    """Every step has a line; repeats that come at an even distance share one, and so do chats that hear the same."""
    places: dict[_Row, dict[str, None]] = {}
    for destination in dict.fromkeys(each.target.destination for each in coming):
        here = [each for each in coming if each.target.destination == destination]
        for row in (*_steps(here), *_repeats(here)):
            places.setdefault(row, {})[destination] = None
    rows = sorted(places, key=lambda row: row.moments[0])
    return [f"{_words(desk, row)} → {'、'.join(_place(desk, name) for name in places[row])}" for row in rows]


def _steps(here: Sequence[Foreseen]) -> list[_Row]:
    return [_row([each]) for each in here if not each.is_repeat]


def _repeats(here: Sequence[Foreseen]) -> list[_Row]:
    repeats = [each for each in here if each.is_repeat]
    said = [list(found) for _at, found in groupby(repeats, key=lambda each: each.at)]
    rows: list[list[list[Foreseen]]] = []
    for found in said:
        if rows and _goes_on(rows[-1], found):
            rows[-1].append(found)
        elif rows and len(rows[-1]) == 2 and _gap(rows[-1][-1], found) < _gap(*rows[-1]):
            # The last one begins this denser row rather than ends the one before.
            rows.append([rows[-1].pop(), found])
        else:
            rows.append([found])
    return [_row([each for moment in row for each in moment]) for row in rows]


def _goes_on(row: list[list[Foreseen]], found: list[Foreseen]) -> bool:
    return len(row) == 1 or _gap(row[-1], found) == _gap(row[0], row[1])


def _gap(earlier: list[Foreseen], later: list[Foreseen]) -> timedelta:
    return later[0].at - earlier[0].at


def _row(found: Sequence[Foreseen]) -> _Row:
    moments, stages = (each.at for each in found), {each.clock.stage for each in found}
    return _Row(
        tuple(dict.fromkeys(moments)),
        tuple(name for name in STAGES if name in stages),
        found[0].is_repeat,
        all(each.is_held for each in found),
        found[0].at >= found[0].clock.due_at,
    )


def _words(desk: Desk, row: _Row) -> str:
    zone, first = desk.rules.zone, row.moments[0]
    step = "超时重复" if row.is_repeat else "超时" if row.is_over else "提醒"
    matter = "、".join(STAGES[stage] for stage in row.stages)
    # A planned call is due when it is told of; it has no limit that it could run over.
    told = f"{'再次' if row.is_repeat else ''}提醒打诉求人电话" if row.stages == (Stage.TASK,) else f"{matter}{step}"
    what = f"{moment(first, zone, now=desk.now)} {told}"
    if len(row.moments) == 1:
        return what + ("（暂存到这时）" if row.is_held else "")
    last = moment(row.moments[-1], zone, now=desk.now)
    if len(row.moments) == 2:
        return f"{what}2次，末次{last}"
    every = "每小时" if (gap := row.moments[1] - first) == timedelta(hours=1) else f"每{exact_span(gap)}"
    return f"{what}，{every}一次，至{last}，共{len(row.moments)}次"


def _place(desk: Desk, destination: str) -> str:
    kind, _, name = destination.partition(":")
    if kind == "group":
        return queries.group(desk.session, int(name)).name
    return queries.names_of(desk.session, [name]).get(name, name)
