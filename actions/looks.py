"""Remembers when somebody certainly looked at the city's platform, and keeps the patrol clock."""

from __future__ import annotations

from datetime import timedelta

from actions import clocks
from actions.desk import Desk
from models.clock import Clock
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
        _start_patrol(desk)


def patrol_is_on(desk: Desk) -> bool:
    """Tell whether the desk has to look by hand: off while an intake feed was alive lately."""
    fed_at = queries.last_feed_at(desk.session)
    return desk.rules.patrol_enabled and (fed_at is None or desk.now - fed_at > desk.rules.feed_alive)


def ensure_patrol(desk: Desk) -> None:
    """Start the patrol clock when it should run and does not."""
    running = queries.clocks_without_ticket(desk.session, Stage.PATROL)
    if patrol_is_on(desk):
        if not running:
            _start_patrol(desk)
        return
    for clock in running:
        clocks.stop(desk, clock, desk.now, Outcome.CANCELLED)


def _start_patrol(desk: Desk) -> None:
    policy = desk.rules.policies.policy_for(Stage.PATROL, None, False)
    limit = policy.limit.resolve(None) if policy.limit else timedelta(minutes=10)
    clock = Clock(
        stage=str(Stage.PATROL),
        seq=queries.last_seq(desk.session, None, None, Stage.PATROL) + 1,
        started_at=desk.now,
        due_at=desk.now + limit,
        policy=policy.to_json(),
        fired=[],
        postponed=[],
        reasons=[],
    )
    desk.session.add(clock)
    clocks.look_again(desk, clock)
    desk.session.flush()
