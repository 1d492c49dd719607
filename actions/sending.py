"""Freezes what is due into messages and follows each message to its one end."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions import attempts
from actions.desk import Desk
from actions.ports import SAME_BYTES_DROPPED_FOR, Channel, GiveUp, RetryLater, SendOutcome, Sent, Unknown, Wire
from models.database import Session
from models.message import Message
from models.queries import deliveries as delivery_queries
from models.queries import messages as queries

# The gateway gives up on an answer after less than half of this.
SEND_LEASE = timedelta(seconds=20)
MAX_TRIES = 8
GIVE_UP_AFTER = timedelta(hours=2)
# The first repeat comes at once; a platform that hangs on is then asked more and more rarely.
_REPEAT_AFTER = tuple(timedelta(seconds=seconds) for seconds in (1, 15, 30, 60, 60, 60, 60))
_REASON_CHARACTERS = 60


@dataclass(frozen=True)
class Frozen:
    """A message whose `sending` is committed: the wire may be used until the lease runs out."""

    message_id: int
    token: str
    wire: Wire
    is_repeat: bool = False


def freeze(
    session: Session, destination: str, wire: Wire, delivery_ids: Sequence[int], real_now: datetime
) -> Frozen | None:
    """Write the message that carries these deliveries, as being sent.

    None when one of them is not free any more or something is under way to the destination: the caller rolls back.
    """
    token = secrets.token_hex(16)
    message = Message(
        destination=destination,
        channel=str(wire.channel),
        address=wire.address,
        body=wire.body,
        state="sending",
        created_at=real_now,
        not_before=real_now + SEND_LEASE,
        lease_token=token,
        tries=1,
    )
    if not queries.insert_message(session, message):
        return None
    if not delivery_queries.take_deliveries(session, delivery_ids, message.id):
        return None
    attempts.begin(session, message.id, wire, real_now, is_repeat=False)
    return Frozen(message.id, token, wire)


def wire_of(session: Session, message_id: int) -> Wire:
    """Return the frozen wire of a message."""
    message = session.get_one(Message, message_id)
    return Wire(Channel(message.channel), message.address, message.body)


def resume(session: Session, message_id: int, real_now: datetime) -> Frozen | None:
    """Take a waiting message for its next try, with the same bytes; None when another sender has it."""
    token = secrets.token_hex(16)
    if not queries.take_message(session, message_id, token, real_now + SEND_LEASE, real_now):
        return None
    is_repeat = queries.progress_of(session, message_id).repeats > 0
    wire = wire_of(session, message_id)
    attempts.begin(session, message_id, wire, real_now, is_repeat=is_repeat)
    return Frozen(message_id, token, wire, is_repeat)


def take_apart(desk: Desk, message_id: int, gone: Sequence[int]) -> bool:
    """End a waiting message that certainly never left because some of what it says is gone.

    What is gone is superseded, the rest waits to be worded anew. False when it may have left: then it goes on.
    """
    if not queries.take_apart(desk.session, message_id, desk.real_now):
        return False
    delivery_queries.end_some_of_message(desk.session, message_id, gone, "superseded", "gone", desk.now)
    delivery_queries.let_go(desk.session, message_id)
    return True


def record_outcome(desk: Desk, frozen: Frozen, outcome: SendOutcome) -> str | None:
    """Write what became of a try; return the message's new state, None when the lease had run out.

    An unknown outcome is repeated: once with the mark 补发, or as long as the platform knows the same bytes again.
    """
    match outcome:
        case Sent(unreachable) if frozen.wire.channel is Channel.APP and frozen.wire.address in unreachable:
            # The platform took the call and told that the only person in it gets nothing.
            refused = GiveUp("the person cannot be reached", scope="target")
            return _end(desk, frozen, "failed", refused.why, refused)
        case Sent():
            return _end(desk, frozen, "sent", "accepted", outcome)
        case GiveUp(why):
            return _end(desk, frozen, "failed", why, outcome)
        case RetryLater(after, why):
            progress = queries.progress_of(desk.session, frozen.message_id)
            if progress.tries >= MAX_TRIES or desk.real_now - progress.created_at > GIVE_UP_AFTER:
                return _end(desk, frozen, "failed", why, outcome)
            return _wait(desk, frozen, after, outcome)
        case Unknown(why):
            progress = queries.progress_of(desk.session, frozen.message_id)
            if not _may_be_repeated(desk, progress):
                return _end(desk, frozen, "unknown", why, outcome)
            return _wait(desk, frozen, _REPEAT_AFTER[progress.repeats], outcome, repeats=progress.repeats + 1)


def _may_be_repeated(desk: Desk, progress: queries.Progress) -> bool:
    if progress.repeats < 1 or progress.channel != Channel.APP:
        return progress.repeats < 1
    age = desk.real_now - progress.created_at
    return age < SAME_BYTES_DROPPED_FOR - attempts.FOR_THE_WAY and progress.tries < MAX_TRIES


def release_lost_leases(desk: Desk, limit: int = 100) -> int:
    """Treat each message whose sender vanished as an unknown outcome; returns how many there were."""
    lost = queries.messages_with_lost_lease(desk.session, desk.real_now, limit)
    nowhere = Wire(Channel.PUSH_KEY, "", {})
    for message_id, token in lost:
        record_outcome(desk, Frozen(message_id, token or "", nowhere), Unknown("lease ran out"))
    return len(lost)


def _end(desk: Desk, frozen: Frozen, state: str, reason: str, outcome: SendOutcome) -> str | None:
    values = {"state": state, "ended_at": desk.real_now, "lease_token": None}
    if not queries.move_message(desk.session, frozen.message_id, frozen.token, values):
        return None
    shown = attempts.storable(reason, _REASON_CHARACTERS)
    delivery_queries.end_deliveries_of_message(desk.session, frozen.message_id, state, shown, desk.now)
    queries.close_attempt(desk.session, frozen.message_id, attempts.ended(desk, outcome))
    return state


def _wait(
    desk: Desk, frozen: Frozen, after: timedelta, outcome: SendOutcome, *, repeats: int | None = None
) -> str | None:
    values: dict[str, Any] = {"state": "waiting", "not_before": desk.real_now + after, "lease_token": None}
    if repeats is not None:
        values["repeats"] = repeats
    if not queries.move_message(desk.session, frozen.message_id, frozen.token, values):
        return None
    queries.close_attempt(desk.session, frozen.message_id, attempts.ended(desk, outcome))
    return "waiting"
