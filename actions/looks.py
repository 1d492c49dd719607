"""Remembers when somebody certainly looked at the city's platform, and keeps the patrol clock."""

from __future__ import annotations

from actions import clocks
from actions.desk import Desk
from models.machinery import PlatformLook
from models.queries import clocks as queries
from rules.lifecycle import Outcome, Stage


def looked(desk: Desk, by: str, how: str) -> None:
    """Record a look at the platform (sign, paste, feed or patrol) and begin the patrol clock anew.

    Many orders that come in one go are one look.
    """
    last = queries.last_look(desk.session)
    if last is not None and last.how == how and last.looked_at >= desk.now:
        return
    desk.session.add(PlatformLook(looked_at=desk.now, by=by, how=how))
    desk.session.flush()
    for clock in queries.clocks_without_ticket(desk.session, Stage.PATROL):
        clocks.stop(desk, clock, desk.now, Outcome.MET)
    if patrol_is_on(desk):
        clocks.start_patrol(desk)


def patrol_is_on(desk: Desk) -> bool:
    """Tell whether the desk has to look by hand: off while an intake feed was alive lately."""
    fed_at = queries.last_feed_at(desk.session)
    return desk.rules.patrol_enabled and (fed_at is None or desk.now - fed_at > desk.rules.feed_alive)


def ensure_patrol(desk: Desk) -> None:
    """Start the patrol clock when it should run and does not."""
    running = queries.clocks_without_ticket(desk.session, Stage.PATROL)
    if patrol_is_on(desk):
        if not running:
            clocks.start_patrol(desk)
        return
    for clock in running:
        clocks.stop(desk, clock, desk.now, Outcome.CANCELLED)
