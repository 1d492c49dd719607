"""Counts what was due and what became of it, each on its own, and what was ever unknown.

A delivery belongs to the period in which it was written (`created_at`): it entered the book then and was due to be
said. A step that fell due before midnight and was found after it is the next day's, so that a period that is over
keeps its sum for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal, or_, select, union_all

from models.database import Session
from models.delivery import Delivery
from models.message import Attempt, Message, TakenBack

DRILL = "drill"
ENDS = ("sent", "superseded", "failed", "unknown")
OPEN = ("pending", "held")


@dataclass(frozen=True)
class Balance:
    """What was due in a period, counted by itself, and how much of it is in which state, counted by itself."""

    due: int
    by_state: Mapping[str, int]

    @property
    def is_even(self) -> bool:
        """Tell whether everything due is in a state there is."""
        return set(self.by_state) <= {*ENDS, *OPEN} and sum(self.by_state.values()) == self.due

    def as_dict(self) -> dict[str, int]:
        """Return the figures by name, as they were counted."""
        return {"due": self.due, **{state: self.by_state.get(state, 0) for state in (*ENDS, *OPEN)}}


class OnceUnknown(NamedTuple):
    """How many messages of a channel had a try of unknown outcome and are in a state by now."""

    channel: str
    state: str
    n_messages: int


class EverUnknown(NamedTuple):
    """A delivery of which it was not known whether it arrived, and what it came to since; moments are desk time.

    `channel` and `message_state` are of its message, if it has one.
    """

    due_at: datetime
    destination: str
    ticket_id: int | None
    state: str
    ended_at: datetime | None
    end_reason: str | None
    channel: str | None
    message_state: str | None


def written_in(since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    """Return what limits deliveries to those of a period [since, until) that count."""
    # What people practise with is said as well, and is in no figure.
    found: list[ColumnElement[bool]] = [Delivery.kind != DRILL]
    if since is not None:
        found.append(Delivery.created_at >= since)
    if until is not None:
        found.append(Delivery.created_at < until)
    return found


def balance(session: Session, since: datetime | None, until: datetime | None) -> Balance:
    """Count in one statement, so that nothing happens between the two counts."""
    within = written_in(since, until)
    due = select(literal(""), func.count()).select_from(Delivery).where(*within)
    by_state = select(Delivery.state, func.count()).where(*within).group_by(Delivery.state)
    counted: dict[str, int] = dict(session.execute(union_all(due, by_state)).all())
    return Balance(counted.pop(""), counted)


def merged_count(session: Session, since: datetime | None, until: datetime | None) -> int:
    """Count the sent deliveries of a period that shared a message with another."""
    shared = select(Delivery.message_id).group_by(Delivery.message_id).having(func.count() > 1)
    query = select(func.count()).where(Delivery.state == "sent", Delivery.message_id.in_(shared))
    return session.scalar(query.where(*written_in(since, until))) or 0


def once_unknown(session: Session, since: datetime | None, until: datetime | None) -> list[OnceUnknown]:
    """Count the messages of a period that had an unknown try, by channel and by what they came to.

    What was then said on another way, or went on in a next part, counts once, as the message that it came to.
    """
    carried = select(Delivery.message_id).where(_was_unsure(), *written_in(since, until))
    query = (
        select(Message.channel, Message.state, func.count())
        .where(Message.id.in_(carried))
        .group_by(Message.channel, Message.state)
        .order_by(Message.channel, Message.state)
    )
    return [OnceUnknown(*row) for row in session.execute(query)]


def ever_unknown(session: Session, since: datetime | None, until: datetime | None) -> list[EverUnknown]:
    """Return the deliveries of a period that are unknown or once were, in order."""
    of_delivery = Delivery.due_at, Delivery.destination, Delivery.ticket_id, Delivery.state, Delivery.ended_at
    query = (
        select(*of_delivery, Delivery.end_reason, Message.channel, Message.state)
        .outerjoin(Message, Message.id == Delivery.message_id)
        .where(or_(Delivery.state == "unknown", _was_unsure()), *written_in(since, until))
    )
    return [EverUnknown(*row) for row in session.execute(query.order_by(Delivery.id))]


def _was_unsure() -> ColumnElement[bool]:
    """Tell of a delivery whether a try of its message, or of one that carried it before, has no known outcome."""
    unsure = select(Attempt.message_id).where(Attempt.outcome == "unknown")
    before = select(TakenBack.delivery_id).where(TakenBack.message_id.in_(unsure))
    return or_(Delivery.message_id.in_(unsure), Delivery.id.in_(before))
