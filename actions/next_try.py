"""Looks after messages that wait for their next try: puts them off, has them worded anew, gives them up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from actions.desk import Desk
from actions.ports import RetryLater
from models.delivery import Delivery
from models.queries import deliveries as delivery_queries
from models.queries import messages as queries

# The first repeat comes at once; a platform that stays away is then asked more and more rarely.
FIRST_REPEAT_AFTER = timedelta(seconds=1)
_RAREST_TRY = timedelta(minutes=1)
# What a waiting message says of the time left is wrong by then.
_STALE_AFTER = timedelta(minutes=5)
# Saying the same bytes again costs nothing, but whoever waits for a reminder has another way to hear of it.
_ON_ONE_WAY_FOR = timedelta(seconds=30)


def apart(desk: Desk, progress: queries.Progress) -> timedelta:
    """Return how long to leave a message alone: the longer it has been tried, the longer."""
    return min((desk.real_now - progress.trying_since) / 4, _RAREST_TRY)


def is_stuck(progress: queries.Progress, real_now: datetime) -> bool:
    """Tell whether a message may have arrived and has been asked for on its way for long enough."""
    return progress.repeats > 0 and real_now - progress.trying_since >= _ON_ONE_WAY_FOR


def put_off(desk: Desk, message_id: int) -> None:
    """Let a waiting message wait on: the platform does not answer on its way."""
    progress = queries.progress_of(desk.session, message_id)
    away = RetryLater(max(FIRST_REPEAT_AFTER, apart(desk, progress)), "the platform stayed away")
    if desk.real_now - progress.trying_since > away.patience:
        end_waiting(desk, message_id, "unknown", away.why)
    else:
        queries.put_off(desk.session, message_id, desk.real_now + away.after)


def renew(
    desk: Desk,
    message_id: int,
    rows: Sequence[Delivery],
    progress: queries.Progress,
    gone: Sequence[int],
    overtaken: Sequence[int],
) -> bool:
    """Take a waiting message back when it should not go out as it is; False when it goes on.

    `rows` is what it carries and `progress` how far it has come, as just read; `gone` and `overtaken` are those that
    need no saying any more, and those whose clock has said a higher step meanwhile or that others are to hear. What
    certainly never left is worded anew without them, also when what it says of the time left is stale. What may have
    left is not said again when nobody needs it.
    """
    if progress.repeats > 0:
        is_needless = len({*gone, *overtaken}) == len(rows)
        return is_needless and end_waiting(desk, message_id, "unknown", "nobody needs it again")
    is_stale = desk.real_now - progress.created_at >= _STALE_AFTER and any(row.clock_id for row in rows)
    if not (gone or overtaken or is_stale) or not queries.take_apart(desk.session, message_id, desk.real_now):
        return False
    for ids, why in ((gone, "gone"), (overtaken, "a higher step fired")):
        delivery_queries.end_some_of_message(desk.session, message_id, ids, "superseded", why, desk.now)
    delivery_queries.let_go(desk.session, message_id)
    return True


def leave_way(desk: Desk, message_id: int) -> bool:
    """Take back a message that waits to be repeated on a way where nobody answers; tells whether it was such a one."""
    if not queries.end_waiting(desk.session, message_id, "unknown", desk.real_now):
        return False
    return delivery_queries.let_go(desk.session, message_id) > 0


def end_waiting(desk: Desk, message_id: int, state: str, reason: str) -> bool:
    """End a message that waits for its next try, and what it carries; tells whether it was such a one."""
    if not queries.end_waiting(desk.session, message_id, state, desk.real_now):
        return False
    delivery_queries.end_deliveries_of_message(desk.session, message_id, state, reason, desk.now)
    return True
