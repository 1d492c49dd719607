"""Keeps every try at sending a message, and knows the bytes that left."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from actions.desk import Desk
from actions.ports import SAME_BYTES_DROPPED_FOR, Channel, GiveUp, RetryLater, SendOutcome, Sent, Unknown, Wire
from models.database import Session
from models.message import Attempt
from models.queries import messages as queries
from models.sealing import keyring

# Waiting for the next try and the try itself together stay well below this.
FOR_THE_WAY = timedelta(minutes=3)
_WHY_CHARACTERS = 200
_GREATEST_ERRCODE = 2**31 - 1


def begin(session: Session, message_id: int, wire: Wire, real_now: datetime, *, is_repeat: bool) -> None:
    """Note that bytes are about to leave."""
    session.add(
        Attempt(
            message_id=message_id,
            started_at=real_now,
            is_repeat=is_repeat,
            body_sha256=_digest(wire),
            address_hash=address_hash(wire.channel, wire.address),
            channel=wire.channel,
        )
    )
    session.flush()


def ended(desk: Desk, outcome: SendOutcome) -> dict[str, Any]:
    """Return how a try ended, as its row keeps it."""
    names = {Sent: "sent", GiveUp: "failed", RetryLater: "retry", Unknown: "unknown"}
    why, errcode = getattr(outcome, "why", None), getattr(outcome, "errcode", None)
    return {
        "outcome": names[type(outcome)],
        "errcode": storable_code(errcode),
        "why": storable(why, _WHY_CHARACTERS) if why else None,
        "ended_at": desk.real_now,
    }


def storable_code(errcode: int | None) -> int | None:
    """Return a code that any database takes: a strange one is not kept."""
    return errcode if errcode is not None and abs(errcode) <= _GREATEST_ERRCODE else None


def storable(text: str, limit: int) -> str:
    """Return what any database takes of a foreign text: a strange answer must not keep its outcome from being kept."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:limit]


def is_taken_for_a_repeat(session: Session, wire: Wire, real_now: datetime) -> bool:
    """Tell whether the platform would drop a new message in silence because the same bytes left not long ago."""
    if "enable_duplicate_check" not in wire.body:
        return False
    since = real_now - SAME_BYTES_DROPPED_FOR - FOR_THE_WAY
    return _digest(wire) in queries.bodies_since(session, address_hash(wire.channel, wire.address), since)


def address_hash(channel: Channel, address: str) -> str:
    """Return the keyed name of an address, so that attempts can be counted without storing it open."""
    return keyring().lookup_hash(f"{channel}:{address}")


def _digest(wire: Wire) -> str:
    body = json.dumps(wire.body, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    return hashlib.sha256(body).hexdigest()
