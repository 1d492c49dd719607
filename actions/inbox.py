"""Takes in each inbound message once, lends it to one handler at a time and keeps its answer."""

from __future__ import annotations

import dataclasses
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions import evidence
from models.database import Session
from models.inbox import InboxRow
from models.queries import inbox as queries
from rules.chat import CardClick, ChatKind, ChatMessage, MediaRef, MessageKind, Source

LEASE = timedelta(seconds=10)
_COUNT_LEASE = timedelta(minutes=1)
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


def accept_once(
    session: Session, message: ChatMessage, real_now: datetime, *, owed: bool = False
) -> Claim | Redelivered:
    """Store a message before anything is done about it, already lent to the caller.

    `owed` keeps in mind that its answer has to be known to have arrived.
    """
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
        answer_owed=owed,
    )
    inbox_id = queries.insert_once(session, row)
    if inbox_id is None:
        return _redelivered(session, message)
    evidence.announce(session, inbox_id, message, real_now)
    return Claim(inbox_id, token)


def _redelivered(session: Session, message: ChatMessage) -> Redelivered:
    known = queries.inbox_row(session, message.source, message.external_id)
    if known is not None and known.state != "open":
        return Redelivered(known.answer)
    if known is not None and not known.answer_owed:
        known.asked_again = True
    return Redelivered(None)


def claim(session: Session, inbox_id: int, real_now: datetime) -> Claim | None:
    """Take over an open message whose lease ran out; None when somebody else was faster."""
    token = secrets.token_hex(16)
    if not queries.claim_inbox(session, inbox_id, token, real_now + LEASE, real_now):
        return None
    return Claim(inbox_id, token, queries.tries_of(session, inbox_id))


def hold_for_a_count(session: Session, held: Claim, real_now: datetime) -> None:
    """Lend a message longer to whoever has it, that nobody else begins the same count; raises ClaimLost."""
    if not queries.hold_inbox(session, held.inbox_id, held.token, real_now + _COUNT_LEASE):
        raise ClaimLost(f"inbound message {held.inbox_id}")


def message_of(session: Session, inbox_id: int) -> ChatMessage:
    """Return a stored message as it came in."""
    row = session.get(InboxRow, inbox_id)
    if row is None:
        raise LookupError(f"no inbound message {inbox_id}")
    return _said(row)


def know_sender(session: Session, inbox_id: int, userid: str) -> None:
    """Keep who it was that sent a message; the id it came with stays in the message itself."""
    queries.write_sender(session, inbox_id, userid)


def heard_lately(session: Session, message: ChatMessage, *, before_id: int) -> list[Heard]:
    """Return what was said lately in the chat of a message (in direct chat by its sender), newest first."""
    alone = message.sender if message.chat_id is None else None
    rows = queries.rows_of_chat(session, message.source, message.chat_id, before_id, sender=alone)
    return [Heard(row.id, _said(row), row.answer) for row in rows]


def finish(session: Session, held: Claim, answer: str, real_now: datetime, *, late: bool = False) -> bool:
    """Keep the answer of a message, in the transaction of its effect; raises ClaimLost.

    Tells whether nobody waits for the response any more, so that the answer has to go another way: it is late, or
    the platform asked again meanwhile and got nothing.
    """
    values: dict[str, Any] = {"state": "answered", "answer": answer, "answered_at": real_now}
    if late or not answer:
        # It is put on another way in this transaction, or there is none.
        values["answer_owed"] = False
    is_late = queries.close_inbox(session, held.inbox_id, held.token, values, late=late)
    if is_late is None:
        raise ClaimLost(f"inbound message {held.inbox_id}")
    return is_late


def settle(session: Session, inbox_id: int) -> None:
    """Note that the answer of a message has arrived."""
    queries.no_longer_owed(session, inbox_id)


def pay_later(session: Session, inbox_id: int, mark: str) -> bool:
    """Note that an answer goes another way, where it begins with `mark`; tells whether it was still owed."""
    if not queries.no_longer_owed(session, inbox_id):
        return False
    row = session.get_one(InboxRow, inbox_id)
    row.answer, row.answered_late = mark + (row.answer or ""), True
    return bool(row.answer)


def give_back(session: Session, held: Claim) -> None:
    """Take back the count of a try that failed through no fault of the message."""
    queries.uncount(session, held.inbox_id, held.token)


def set_aside(session: Session, held: Claim, answer: str, reference: str, real_now: datetime) -> None:
    """Put away a message that cannot be handled, with the reference a person was given; raises ClaimLost."""
    values = {
        "state": "set_aside",
        "answer": answer,
        "answered_at": real_now,
        "reference": reference,
        "answer_owed": False,
    }
    if queries.close_inbox(session, held.inbox_id, held.token, values, late=True) is None:
        raise ClaimLost(f"inbound message {held.inbox_id}")


def _dump(message: ChatMessage) -> str:
    fields = dataclasses.asdict(message)
    fields["created_at"] = message.created_at.isoformat() if message.created_at else None
    return json.dumps(fields, ensure_ascii=False)


def _said(row: InboxRow) -> ChatMessage:
    """What was said, by whom it is known to be by now."""
    return dataclasses.replace(_load(row.message), sender=row.sender)


def _load(text: str) -> ChatMessage:
    fields: dict[str, Any] = json.loads(text)
    created, click = fields.pop("created_at"), fields.pop("click")
    media = tuple(
        MediaRef(MessageKind(m["kind"]), m["media_id"], m["url"], m.get("aes_key")) for m in fields.pop("media")
    )
    return ChatMessage(
        source=Source(fields.pop("source")),
        chat_kind=ChatKind(fields.pop("chat_kind")),
        kind=MessageKind(fields.pop("kind")),
        created_at=datetime.fromisoformat(created) if created else None,
        click=CardClick(**click) if click else None,
        media=media,
        **fields,
    )
