"""Words the reminders that are still to come, short enough for a phone: when, what, where, and the next one's text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from actions.desk import Desk
from actions.rehearsing import Foreseen
from models.queries import people as queries
from models.ticket import Ticket
from texts.moments import moment
from texts.names import STAGES
from texts.reminder_facts import facts_of, unit_of
from texts.reminders import reminder

_LINES = 10


def rehearsal(desk: Desk, ticket: Ticket, coming: Sequence[Foreseen], until: datetime) -> list[str]:
    """Return the reminders to come, a line for each moment and matter; repeats in a row share one."""
    heading = f"{ticket.ticket_no} 到{moment(until, desk.rules.zone, now=desk.now)}为止"
    if not coming:
        return [f"{heading}，没有要发的提醒。"]
    return [f"{heading}，没有新进展会提醒：", *(_line(desk, said) for said in _said_together(coming))]


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


_Moment = list[Foreseen]


def _said_together(coming: Sequence[Foreseen]) -> list[list[_Moment]]:
    """What is said at one moment of one clock is one line; so are its repeats in a row to the same places."""
    moments = [list(found) for _key, found in groupby(coming, key=lambda each: (each.at, each.clock.id, each.step))]
    lines: list[list[_Moment]] = []
    for found in moments:
        before = next((line for line in reversed(lines) if line[-1][0].clock.id == found[0].clock.id), None)
        if before is not None and found[0].is_repeat and _is_same_row(before[-1], found):
            before.append(found)
        else:
            lines.append([found])
    return lines


def _is_same_row(before: _Moment, found: _Moment) -> bool:
    places = [{each.target.destination for each in moments} for moments in (before, found)]
    return before[0].is_repeat and places[0] == places[1]


def _line(desk: Desk, line: list[_Moment]) -> str:
    first, zone = line[0][0], desk.rules.zone
    places = "、".join(dict.fromkeys(_place(desk, each.target.destination) for each in line[0]))
    held = "（暂存到这时）" if first.is_held else ""
    what = f"{STAGES[first.clock.stage]}{_step(first)}"
    if len(line) > 1:
        what += f"{len(line)}次，末次{moment(line[-1][0].at, zone, now=desk.now)}"
    return f"{moment(first.at, zone, now=desk.now)} {what}{held} → {places}"


def _step(coming: Foreseen) -> str:
    if coming.is_repeat:
        return "超时重复"
    return "超时" if coming.at >= coming.clock.due_at else "提醒"


def _place(desk: Desk, destination: str) -> str:
    kind, _, name = destination.partition(":")
    if kind == "group":
        return queries.group(desk.session, int(name)).name
    return queries.names_of(desk.session, [name]).get(name, name)
