"""Takes in each inbound message once, lends it to one handler at a time and keeps its answer."""

from __future__ import annotations

import dataclasses
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.database import Session
from models.inbox import InboxRow
from models.queries import inbox as queries
from rules.chat import CardClick, ChatKind, ChatMessage, MediaRef, MessageKind, Source

LEASE = timedelta(seconds=10)
MAX_TRIES = 3


@dataclass(frozen=True)
class Claim:
    """The right to answer one message, good until its lease runs out."""

    inbox_id: int
    token: str
    tries: int = 1


@dataclass(frozen=True)
class Redelivered:
    """The message was here before; `answer` is None while it is still being worked on."""

    answer: str | None


@dataclass(frozen=True)
class Heard:
    """A message that was taken in before, and what was answered."""

    inbox_id: int
    said: ChatMessage
    answer: str | None


class ClaimLost(Exception):
    """Somebody else finished or took over this message; whatever was done for it must be rolled back."""


def accept_once(session: Session, message: ChatMessage, real_now: datetime) -> Claim | Redelivered:
    """Store a message before anything is done about it, already lent to the caller."""
    token = secrets.token_hex(16)
    row = InboxRow(
        source=message.source,
        external_id=message.external_id,
        received_at=real_now,
        sender=message.sender,
        chat_id=message.chat_id,
        message=_dump(message),
        state="open",
        claim_token=token,
        claimed_until=real_now + LEASE,
        tries=1,
    )
    inbox_id = queries.insert_once(session, row)
    return Claim(inbox_id, token) if inbox_id is not None else _redelivered(session, message)


def _redelivered(session: Session, message: ChatMessage) -> Redelivered:
    known = queries.inbox_row(session, message.source, message.external_id)
    if known is not None and known.state != "open":
        return Redelivered(known.answer)
    if known is not None:
        known.asked_again = True
    return Redelivered(None)


def claim(session: Session, inbox_id: int, real_now: datetime) -> Claim | None:
    """Take over an open message whose lease ran out; None when somebody else was faster."""
    token = secrets.token_hex(16)
    if not queries.claim_inbox(session, inbox_id, token, real_now + LEASE, real_now):
        return None
    row = session.get(InboxRow, inbox_id)
    return Claim(inbox_id, token, row.tries if row else 1)


def message_of(session: Session, inbox_id: int) -> ChatMessage:
    """Return a stored message as it came in."""
    row = session.get(InboxRow, inbox_id)
    if row is None:
        raise LookupError(f"no inbound message {inbox_id}")
    return _load(row.message)


def heard_lately(session: Session, message: ChatMessage, *, before_id: int) -> list[Heard]:
    """Return what was said lately in the chat of a message (in direct chat by its sender), newest first."""
    alone = message.sender if message.chat_id is None else None
    rows = queries.rows_of_chat(session, message.source, message.chat_id, before_id, sender=alone)
    return [Heard(row.id, _load(row.message), row.answer) for row in rows]


def finish(session: Session, held: Claim, answer: str, real_now: datetime, *, late: bool = False) -> bool:
    """Keep the answer of a message, in the transaction of its effect; raises ClaimLost.

    Tells whether nobody waits for the response any more, so that the answer has to go another way: it is late, or
    the platform asked again meanwhile and got nothing.
    """
    values = {"state": "answered", "answer": answer, "answered_at": real_now}
    is_late = queries.close_inbox(session, held.inbox_id, held.token, values, late=late)
    if is_late is None:
        raise ClaimLost(f"inbound message {held.inbox_id}")
    return is_late


def set_aside(session: Session, held: Claim, answer: str, reference: str, real_now: datetime) -> None:
    """Put away a message that cannot be handled, with the reference a person was given; raises ClaimLost."""
    values = {
        "state": "set_aside",
        "answer": answer,
        "answered_at": real_now,
        "reference": reference,
    }
    if queries.close_inbox(session, held.inbox_id, held.token, values, late=True) is None:
        raise ClaimLost(f"inbound message {held.inbox_id}")


def _dump(message: ChatMessage) -> str:
    fields = dataclasses.asdict(message)
    fields["created_at"] = message.created_at.isoformat() if message.created_at else None
    return json.dumps(fields, ensure_ascii=False)


def _load(text: str) -> ChatMessage:
    fields: dict[str, Any] = json.loads(text)
    created, click = fields.pop("created_at"), fields.pop("click")
    media = tuple(MediaRef(MessageKind(m["kind"]), m["media_id"], m["url"]) for m in fields.pop("media"))
    return ChatMessage(
        source=Source(fields.pop("source")),
        chat_kind=ChatKind(fields.pop("chat_kind")),
        kind=MessageKind(fields.pop("kind")),
        created_at=datetime.fromisoformat(created) if created else None,
        click=CardClick(**click) if click else None,
        media=media,
        **fields,
    )
