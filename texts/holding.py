"""Words what is held back by its true reason: the night, or the hour in which a chat hears many repeats together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from actions.desk import Desk
from models.queries import clocks, to_send
from texts.moments import moment

_BY_NIGHT, _FOR_OTHERS = "夜间", "等待合并"
_MOST_NAMED = 5


def held_until(desk: Desk, release_at: datetime) -> str:
    """Return until when and why something is held."""
    return f"暂存至{moment(release_at, desk.rules.zone)}（{_why(desk, release_at)}）"


def held_lately(desk: Desk, within: timedelta) -> str:
    """Return how much of what was due lately is held, and how much of it for which reason."""
    reasons = [_why(desk, at) for at in to_send.held_releases(desk.session, desk.now - within)]
    parts = [f"{why}{reasons.count(why)}" for why in (_BY_NIGHT, _FOR_OTHERS) if why in reasons]
    return f"暂存{len(reasons)}" + (f"（{'，'.join(parts)}）" if parts else "")


def held_now(desk: Desk) -> str:
    """Return how much is held at this moment, for which reason, and of which tickets; '' when nothing is."""
    held = to_send.held_now(desk.session)
    reasons = [_why(desk, at) for at, _number in held]
    parts = "，".join(f"{why}{reasons.count(why)}" for why in (_BY_NIGHT, _FOR_OTHERS) if why in reasons)
    named = list(dict.fromkeys(number for _at, number in held if number))
    return f"暂存{len(held)}条（{parts}）{_some(named)}" if held else ""


def snoozed(desk: Desk) -> str:
    """Return the tickets whose reminders somebody has put off; '' when there are none."""
    found = [
        f"{number}到{moment(at, desk.rules.zone, now=desk.now)}"
        for number, at in clocks.snoozed(desk.session, desk.now)
    ]
    return f"暂缓{len(found)}件{_some(found)}" if found else ""


def _some(named: Sequence[str]) -> str:
    more = f"等{len(named)}件" if len(named) > _MOST_NAMED else ""
    return f"：{'、'.join(named[:_MOST_NAMED])}{more}" if named else ""


def _why(desk: Desk, release_at: datetime) -> str:
    """What is said when a night ends has waited for the morning."""
    return _BY_NIGHT if desk.rules.night.ends_at(release_at) else _FOR_OTHERS
