"""Puts what is due to be said, freezes it into messages and follows each to its one end."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from actions.desk import Desk
from actions.ports import Channel, GiveUp, RetryLater, SendOutcome, Sent, Unknown, Wire
from models.database import Session
from models.delivery import Delivery
from models.message import Attempt, Message
from models.queries import deliveries as queries
from models.sealing import keyring

# The gateway gives up on an answer after less than half of this (design: timeout below half the lease).
SEND_LEASE = timedelta(seconds=20)
MAX_TRIES = 8
GIVE_UP_AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class Due:
    """One thing to be said to one destination; equal (cause, step, occurrence, audience, destination) is said once."""

    cause_kind: str
    cause_id: int
    kind: str
    destination: str
    audience: str
    due_at: datetime
    step: str = "once"
    occurrence: int = 1
    severity: str = "info"
    ticket_id: int | None = None
    clock_id: int | None = None
    mentions: Sequence[str] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    release_at: datetime | None = None
    ended_as: str | None = None
    end_reason: str | None = None


def put(desk: Desk, due: Due) -> bool:
    """Store a delivery in the transaction of its cause; tells whether it was new."""
    state = due.ended_as or ("held" if due.release_at and due.release_at > desk.now else "pending")
    row = Delivery(
        cause_kind=due.cause_kind,
        cause_id=due.cause_id,
        step=due.step,
        occurrence=due.occurrence,
        audience=due.audience,
        destination=due.destination,
        kind=due.kind,
        severity=due.severity,
        ticket_id=due.ticket_id,
        clock_id=due.clock_id,
        mentions=list(due.mentions),
        facts=due.facts,
        due_at=due.due_at,
        created_at=desk.now,
        created_real_at=desk.real_now,
        release_at=due.release_at,
        state=state,
        ended_at=desk.now if due.ended_as else None,
        end_reason=due.end_reason,
    )
    return queries.insert_delivery(desk.session, row)


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
    """Write the message that carries these deliveries, as being sent; None when one of them is not free any more."""
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
    session.add(message)
    session.flush()
    if not queries.take_deliveries(session, delivery_ids, message.id):
        return None
    _start_attempt(session, message.id, wire, real_now, is_repeat=False)
    return Frozen(message.id, token, wire)


def resume(session: Session, message_id: int, real_now: datetime) -> Frozen | None:
    """Take a waiting message for its next try, with the same bytes; None when another sender has it."""
    token = secrets.token_hex(16)
    if not queries.take_message(session, message_id, token, real_now + SEND_LEASE, real_now):
        return None
    message = session.get_one(Message, message_id)
    session.refresh(message)
    wire = Wire(Channel(message.channel), message.address, message.body)
    is_repeat = message.repeats > 0
    _start_attempt(session, message.id, wire, real_now, is_repeat=is_repeat)
    return Frozen(message.id, token, wire, is_repeat)


def record_outcome(desk: Desk, frozen: Frozen, outcome: SendOutcome) -> bool:
    """Write what became of a try; False when the lease had run out and the message is no longer ours.

    An unknown outcome is repeated once where the platform or the mark 补发 keeps that harmless.
    """
    match outcome:
        case Sent(unreachable):
            return _end(desk, frozen, "sent", "unreachable" if unreachable else "accepted", outcome)
        case GiveUp(why):
            return _end(desk, frozen, "failed", why, outcome)
        case RetryLater(after, why):
            message = desk.session.get_one(Message, frozen.message_id)
            if message.tries >= MAX_TRIES or desk.real_now - message.created_at > GIVE_UP_AFTER:
                return _end(desk, frozen, "failed", why, outcome)
            return _wait(desk, frozen, after, outcome)
        case Unknown(why):
            message = desk.session.get_one(Message, frozen.message_id)
            if message.repeats >= 1:
                return _end(desk, frozen, "unknown", why, outcome)
            return _wait(desk, frozen, timedelta(seconds=1), outcome, repeats=1)


def release_lost_leases(desk: Desk, limit: int = 100) -> int:
    """Treat each message whose sender vanished as an unknown outcome; returns how many there were."""
    lost = queries.messages_with_lost_lease(desk.session, desk.real_now, limit)
    for message_id in lost:
        message = desk.session.get_one(Message, message_id)
        wire = Wire(Channel(message.channel), message.address, message.body)
        record_outcome(desk, Frozen(message_id, message.lease_token or "", wire), Unknown("lease ran out"))
    return len(lost)


def address_hash(channel: Channel, address: str) -> str:
    """Return the keyed name of an address, so that attempts can be counted without storing it open."""
    return keyring().lookup_hash(f"{channel}:{address}")


def _start_attempt(session: Session, message_id: int, wire: Wire, real_now: datetime, *, is_repeat: bool) -> None:
    body = json.dumps(wire.body, ensure_ascii=False, sort_keys=True).encode()
    session.add(
        Attempt(
            message_id=message_id,
            started_at=real_now,
            is_repeat=is_repeat,
            body_sha256=hashlib.sha256(body).hexdigest(),
            address_hash=address_hash(wire.channel, wire.address),
        )
    )


def _end(desk: Desk, frozen: Frozen, state: str, reason: str, outcome: SendOutcome) -> bool:
    values = {"state": state, "ended_at": desk.real_now, "lease_token": None}
    if not queries.move_message(desk.session, frozen.message_id, frozen.token, values):
        return False
    queries.end_deliveries_of_message(desk.session, frozen.message_id, state, reason[:60], desk.now)
    queries.close_attempt(desk.session, frozen.message_id, _attempt_values(desk, outcome))
    return True


def _wait(desk: Desk, frozen: Frozen, after: timedelta, outcome: SendOutcome, *, repeats: int | None = None) -> bool:
    values: dict[str, Any] = {"state": "waiting", "not_before": desk.real_now + after, "lease_token": None}
    if repeats is not None:
        values["repeats"] = repeats
    if not queries.move_message(desk.session, frozen.message_id, frozen.token, values):
        return False
    queries.close_attempt(desk.session, frozen.message_id, _attempt_values(desk, outcome))
    return True


def _attempt_values(desk: Desk, outcome: SendOutcome) -> dict[str, Any]:
    names = {Sent: "sent", GiveUp: "failed", RetryLater: "retry", Unknown: "unknown"}
    why = getattr(outcome, "why", None)
    return {
        "outcome": names[type(outcome)],
        "errcode": getattr(outcome, "errcode", None),
        "why": why[:200] if why else None,
        "ended_at": desk.real_now,
    }
