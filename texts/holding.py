"""Words what is held back by its true reason: the night, or the hour in which a chat hears many repeats together."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.desk import Desk
from models.queries import to_send
from texts.moments import moment

_BY_NIGHT, _FOR_OTHERS = "夜间", "等待合并"


def held_until(desk: Desk, release_at: datetime) -> str:
    """Return until when and why something is held."""
    return f"暂存至{moment(release_at, desk.rules.zone)}（{_why(desk, release_at)}）"


def held_lately(desk: Desk, within: timedelta, measure: str = "") -> str:
    """Return how much of what was due lately is held, and how much of it for which reason."""
    reasons = [_why(desk, at) for at in to_send.held_releases(desk.session, desk.now - within)]
    parts = [f"{why}{reasons.count(why)}" for why in (_BY_NIGHT, _FOR_OTHERS) if why in reasons]
    return f"暂存{len(reasons)}{measure}" + (f"（{'，'.join(parts)}）" if parts else "")


def _why(desk: Desk, release_at: datetime) -> str:
    """What is said when a night ends has waited for the morning."""
    return _BY_NIGHT if desk.rules.night.ends_at(release_at) else _FOR_OTHERS
