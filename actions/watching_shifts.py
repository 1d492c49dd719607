"""Looks at the shifts each minute: nobody took over, nobody is on duty, a swap nobody answered, checks that pile up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from actions import backlogs, changing_shifts, handing_over, watching_gaps
from actions.at_hand import AtHand
from actions.desk import Desk
from actions.shifts import agents_shifts
from rules.shift_watch import unconfirmed_at

_DAY = timedelta(days=1)


def watch(desk: Desk) -> None:
    """Do everything that has come due with the shifts."""
    changing_shifts.lapse(desk)
    knowing = _reading_rotas_once(desk)
    handing_over.tell_unconfirmed(knowing)
    watching_gaps.watch(knowing)
    backlogs.watch(knowing)


def next_moment(desk: Desk, until: datetime) -> datetime | None:
    """Return the next moment after now, up to one, at which a shift begins or something is to be told of one."""
    knowing = _reading_rotas_once(desk)
    moments = [*_shift_starts(knowing), *_unconfirmed(knowing), *watching_gaps.moments(knowing)]
    return min((at for at in moments if desk.now < at <= until), default=None)


def _reading_rotas_once(desk: Desk) -> Desk:
    """Each of the looks asks for the same rotas; nothing of them changes in between."""
    return replace(desk, at_hand=AtHand())


def _shift_starts(desk: Desk) -> Iterator[datetime]:
    today = desk.today
    yield from (each.starts_at for each in agents_shifts(desk, today, today + _DAY))


def _unconfirmed(desk: Desk) -> Sequence[datetime]:
    asked_at = handing_over.waits_since(desk)
    return unconfirmed_at(asked_at, desk.rules.shifts) if asked_at is not None else []
