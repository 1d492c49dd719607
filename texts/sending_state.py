"""Words how sending stands: which destinations have little of their budget left, and which ways are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from actions.desk import Desk
from models.queries import channels, people
from models.queries import ways as way_queries
from models.way import EVERYWHERE
from texts.moments import moment
from texts.names import CHANNELS

_SHOWN = 3
_REFUSED_SHOWN = 5
_HOUR = timedelta(hours=1)
Limits = Mapping[str, Sequence[tuple[int, timedelta]]]


class _Use(NamedTuple):
    share: float
    message_id: int
    channel: str
    left: int
    limit: int
    length: timedelta


def budget_line(desk: Desk, limits: Limits) -> str:
    """Return which destinations have used most of their budget, and how much each has left.

    `limits` are for each channel how many messages a destination may get within which span.
    """
    uses = sorted(_uses(desk, limits), reverse=True)[:_SHOWN]
    if not uses:
        return "每分钟额度：刚才没有发送"
    places = channels.destinations_of(desk.session, [use.message_id for use in uses])
    return "每分钟额度：" + "，".join(_use_words(desk, use, places.get(use.message_id, "")) for use in uses)


def _uses(desk: Desk, limits: Limits) -> list[_Use]:
    tries: dict[tuple[str, str], list[tuple[datetime, int]]] = {}
    for each in channels.tries_since(desk.session, desk.real_now - _HOUR):
        tries.setdefault((each.channel, each.address_hash), []).append((each.started_at, each.message_id))
    uses = []
    for (channel, _hash), found in tries.items():
        fullest = [
            _Use(n / limit, found[-1][1], channel, max(limit - n, 0), limit, length)
            for limit, length in limits.get(channel, ())
            if (n := sum(at > desk.real_now - length for at, _id in found))
        ]
        uses += [max(fullest)] if fullest else []
    return uses


def _use_words(desk: Desk, use: _Use, destination: str) -> str:
    per = "（按小时）" if use.length >= _HOUR else ""
    return f"{_place(desk, destination)}的{CHANNELS[use.channel]}还剩{use.left}/{use.limit}条{per}"


def refused_lines(desk: Desk) -> list[str]:
    """Return the ways that the platform refuses, since when and by which code."""
    rows = way_queries.refused_ways(desk.session)
    shown = [
        f"{_place(desk, row.destination)}的{CHANNELS[row.channel]}"
        f"（{f'错误{row.errcode}，' if row.errcode else ''}{moment(row.refused_since, desk.rules.zone)}起）"
        for row in rows[:_REFUSED_SHOWN]
        if row.refused_since is not None
    ]
    more = f"等{len(rows)}处" if len(rows) > _REFUSED_SHOWN else ""
    return [f"发不通：{'、'.join(shown)}{more}"] if shown else []


def _place(desk: Desk, destination: str) -> str:
    kind, _, name = destination.partition(":")
    if destination == EVERYWHERE:
        return "所有人"
    if kind == "group":
        return people.group(desk.session, int(name)).name
    someone = people.person(desk.session, name) if kind == "user" else None
    return someone.name if someone else "有人"
