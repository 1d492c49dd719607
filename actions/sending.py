"""Freezes what is due into messages and follows each message to its one end."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from actions import attempts
from actions.desk import Desk
from actions.desk_clock import desk_time
from actions.next_try import FIRST_REPEAT_AFTER, apart
from actions.ports import SAME_BYTES_DROPPED_FOR, Channel, GiveUp, RetryLater, SendOutcome, Sent, Unknown, Wire
from models.database import Session
from models.message import Message
from models.queries import deliveries as delivery_queries
from models.queries import messages as queries

# The gateway gives up on an answer after less than half of this.
SEND_LEASE = timedelta(seconds=20)
_KNOWN_AGAIN_FOR = SAME_BYTES_DROPPED_FOR - attempts.FOR_THE_WAY
_REASON_CHARACTERS = 60
# What a message is told to be when the next part of it follows.
NEXT_PART = "next_part"
LACKS_PART = "a part may be missing"


@dataclass(frozen=True)
class Frozen:
    """A message whose `sending` is committed: the wire may be used until the lease runs out."""

    message_id: int
    token: str
    wire: Wire
    # How far it had come when it was taken: nobody else moves it on meanwhile.
    progress: queries.Progress
    # When a repeat that has to say that it is one was said first (desk time).
    repeats_what_was_said_at: datetime | None = None
    destination: str = ""


def freeze(
    desk: Desk,
    destination: str,
    wires: Sequence[Wire],
    delivery_ids: Sequence[int],
    trying_since: datetime | None = None,
) -> Frozen | None:
    """Write the message that carries these deliveries, as being sent; of several wires the first part of it.

    `trying_since` is when a message began to be tried that was taken back to be worded anew as this one. None when
    one of the deliveries is not free any more or something is under way to the destination: the caller rolls back.
    """
    wire, *rest = wires
    token, session, real_now = secrets.token_hex(16), desk.session, desk.real_now
    # It may have been said already, on a way that nobody answers on any more.
    doubted_at = queries.doubted_before(session, delivery_ids)
    message = Message(
        destination=destination,
        channel=str(wire.channel),
        address=wire.address,
        body=wire.body,
        twin=wire.twin,
        state="sending",
        created_at=real_now,
        trying_since=trying_since,
        not_before=real_now + SEND_LEASE,
        lease_token=token,
        tries=1,
        repeats=0 if doubted_at is None else 1,
        parts=len(wires),
        rest=[each.body for each in rest] or None,
    )
    if not queries.insert_message(session, message):
        return None
    if not delivery_queries.take_deliveries(session, delivery_ids, message.id):
        return None
    attempts.begin(session, message.id, wire, real_now, is_repeat=doubted_at is not None)
    said_at = None if doubted_at is None else desk_time(session, real_now).at(doubted_at)
    progress = queries.begun(message)
    return Frozen(message.id, token, wire, progress, said_at, destination)


def wire_of(session: Session, message_id: int) -> Wire:
    """Return the frozen wire of a message."""
    message = session.get_one(Message, message_id)
    return Wire(Channel(message.channel), message.address, message.body, message.twin)


def resume(desk: Desk, message_id: int) -> Frozen | None:
    """Take a waiting message for its next try, with the same bytes; None when another sender has it."""
    token, session = secrets.token_hex(16), desk.session
    if not queries.take_message(session, message_id, token, desk.real_now + SEND_LEASE, desk.real_now):
        return None
    progress = queries.progress_of(session, message_id)
    wire, destination = wire_of(session, message_id), queries.destination_of(session, message_id)
    attempts.begin(session, message_id, wire, desk.real_now, is_repeat=progress.repeats > 0)
    said_at = None
    if is_doubled(progress, desk.real_now):
        said_at = desk_time(session, desk.real_now).at(queries.first_try_at(session, message_id))
    return Frozen(message_id, token, wire, progress, said_at, destination)


def is_doubled(progress: queries.Progress, real_now: datetime) -> bool:
    """Tell whether the next try of a message may show people the same thing a second time.

    A repeat of the app within the platform's duplicate check shows nothing, and a response_url works only once.
    """
    if progress.repeats == 0 or progress.channel == Channel.RESPONSE_URL:
        return False
    return progress.channel != Channel.APP or real_now - progress.created_at >= _KNOWN_AGAIN_FOR


def as_heard(desk: Desk, frozen: Frozen, outcome: SendOutcome) -> SendOutcome:
    """Return what an outcome means, seen together with the try before it.

    A call that was taken and whose only person gets nothing was refused. A limit that is met again after its minute
    is the hour's; the app's closes it for everybody.
    """
    wire = frozen.wire
    match outcome:
        case Sent(unreachable) if wire.channel is Channel.APP and wire.address in unreachable:
            return GiveUp("the person cannot be reached", scope="target")
        case RetryLater(errcode=errcode, after_another=timedelta() as hour):
            if queries.code_before(desk.session, frozen.message_id) == errcode:
                return replace(outcome, after=hour, is_down=wire.channel is Channel.APP)
    return outcome


def give_way(desk: Desk, frozen: Frozen, outcome: SendOutcome) -> str | None:
    """Take back a message whose way is closed, so that what it carries goes another way.

    Returns its new state; None when the lease had run out.
    """
    doubted = frozen.progress.repeats > 0
    values = {"state": "unknown" if doubted else "superseded", "ended_at": desk.real_now, "lease_token": None}
    if not queries.move_message(desk.session, frozen.message_id, frozen.token, values):
        return None
    delivery_queries.let_go(desk.session, frozen.message_id)
    queries.close_attempt(desk.session, frozen.message_id, attempts.ended(desk, outcome))
    return str(values["state"])


def record_outcome(desk: Desk, frozen: Frozen, outcome: SendOutcome) -> str | None:
    """Write what became of a try; return the message's new state, None when the lease had run out.

    An unknown outcome is repeated: once with the mark 补发, or as long as the platform knows the same bytes again.
    """
    match outcome:
        case Sent():
            return _said(desk, frozen, "sent", "accepted", outcome)
        case GiveUp(why):
            return _end(desk, frozen, "failed", why, outcome)
        case RetryLater(after, why):
            if desk.real_now - frozen.progress.trying_since > outcome.patience:
                return _end(desk, frozen, "failed", why, outcome)
            return _wait(desk, frozen, max(after, apart(desk, frozen.progress)), outcome)
        case Unknown(why):
            progress = frozen.progress
            if not _may_be_repeated(desk, frozen.message_id, progress):
                return _said(desk, frozen, "unknown", why, outcome)
            after = apart(desk, progress) if progress.repeats else FIRST_REPEAT_AFTER
            return _wait(desk, frozen, after, outcome, repeats=progress.repeats + 1)


def _said(desk: Desk, frozen: Frozen, state: str, reason: str, outcome: SendOutcome) -> str | None:
    """End a message that was said, or may have been; or only this part of it, and let the next one follow."""
    progress = frozen.progress
    if progress.part == progress.parts:
        lacks_part = progress.lacks_part and state == "sent"
        return _end(desk, frozen, *(("unknown", LACKS_PART) if lacks_part else (state, reason)), outcome)
    values = {"state": state, "ended_at": desk.real_now, "lease_token": None}
    if not queries.move_message(desk.session, frozen.message_id, frozen.token, values):
        return None
    queries.close_attempt(desk.session, frozen.message_id, attempts.ended(desk, outcome))
    following = _next_part(desk, frozen.message_id, lacks_part=progress.lacks_part or state == "unknown")
    delivery_queries.hand_over_to_part(desk.session, frozen.message_id, following.id)
    return NEXT_PART


def _next_part(desk: Desk, message_id: int, *, lacks_part: bool) -> Message:
    said = desk.session.get_one(Message, message_id)
    body, *rest = said.rest or []
    following = Message(
        destination=said.destination,
        channel=said.channel,
        address=said.address,
        body=body,
        twin=said.twin,
        state="waiting",
        created_at=desk.real_now,
        not_before=desk.real_now,
        part=said.part + 1,
        parts=said.parts,
        rest=rest or None,
        lacks_part=lacks_part,
    )
    desk.session.add(following)
    desk.session.flush()
    return following


def _may_be_repeated(desk: Desk, message_id: int, progress: queries.Progress) -> bool:
    if progress.repeats == 0 or progress.channel != Channel.APP:
        return progress.repeats == 0
    # The one repeat after the platform has forgotten the bytes was this one when it began after that.
    return queries.last_try_at(desk.session, message_id) - progress.created_at < _KNOWN_AGAIN_FOR


def release_lost_leases(desk: Desk, limit: int = 100) -> int:
    """Treat each message whose sender vanished as an unknown outcome; returns how many there were."""
    lost = queries.messages_with_lost_lease(desk.session, desk.real_now, limit)
    nowhere = Wire(Channel.PUSH_KEY, "", {})
    for message_id, token in lost:
        progress = queries.progress_of(desk.session, message_id)
        record_outcome(desk, Frozen(message_id, token or "", nowhere, progress), Unknown("lease ran out"))
    return len(lost)


def _end(desk: Desk, frozen: Frozen, state: str, reason: str, outcome: SendOutcome) -> str | None:
    if "response_code" in frozen.wire.body and state != "sent":
        # Nobody misses anything: a card that cannot be changed any more answers whoever taps it.
        doubted = queries.progress_of(desk.session, frozen.message_id).repeats > 0
        state, reason = ("unknown", reason) if doubted else ("superseded", f"the card stays as it is: {reason}")
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
