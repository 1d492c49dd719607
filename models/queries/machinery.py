"""Keeps ticks, heartbeats and pending questions."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, Select, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.util import identity_key

from models.built import built_once
from models.database import Session
from models.draft import Draft
from models.inbox import InboxRow
from models.machinery import ClockRow, Heartbeat, Tick
from models.message import UNFINISHED, Message
from models.once import store_once
from models.person import Person
from models.question import Question
from models.set_aside import SetAside, Undertaking

# The sign of life that the last backup leaves.
BACKUP = "backup"
# Everything that is done asks for it, so it is built once and loads no object.
_DESK_CLOCK = select(ClockRow.real_at, ClockRow.desk_at, ClockRow.speed).where(ClockRow.id == 1)
_ALL_BEATS = select(Heartbeat)


def desk_clock(session: Session) -> tuple[datetime, datetime, float] | None:
    """Return the machine moment at which desk time was set, what it was set to, and its speed; None if it never was."""
    row = session.connection().execute(_DESK_CLOCK).first()
    return None if row is None else (row.real_at, row.desk_at, row.speed)


def give_tick(session: Session, name: str, slot: int, real_now: datetime) -> bool:
    """Give out a tick once, however many ask for it; tells whether this caller got it."""
    if session.get(Tick, (name, slot)) is not None:
        return False
    return store_once(session, Tick(name=name, slot=slot, given_at=real_now))


def forget_ticks(session: Session, before: datetime) -> None:
    """Forget ticks given out before a machine moment."""
    session.execute(delete(Tick).where(Tick.given_at < before))


def last_beat_at(session: Session, name: str) -> datetime | None:
    """Return the last sign of life under a name, in machine time."""
    row = session.get(Heartbeat, name)
    return row.beat_at if row else None


def newest_beat_at(session: Session) -> datetime | None:
    """Return the last sign of life of anything, in machine time."""
    return session.scalar(select(func.max(Heartbeat.beat_at)))


def pull_back(session: Session, real_now: datetime, lease: timedelta, forgotten_after: timedelta) -> None:
    """Let nothing wait for moments that a machine time set back will not reach for long: ticks, leases, heartbeats.

    Who holds a lease now keeps it for `lease` more. What is under way counts as begun `forgotten_after` ago, when the
    platform has forgotten its bytes: how long it really is nobody can tell, and a repeat then says that it is one.
    """
    session.execute(delete(Tick).where(Tick.given_at > real_now))
    session.execute(update(Heartbeat).where(Heartbeat.beat_at > real_now).values(beat_at=real_now))
    latest = real_now + lease
    claimed = InboxRow.state == "open", InboxRow.claimed_until > latest
    session.execute(update(InboxRow).where(*claimed).values(claimed_until=latest))
    session.execute(update(Message).where(UNFINISHED, Message.not_before > latest).values(not_before=latest))
    begun_at = real_now - forgotten_after
    session.execute(update(Message).where(UNFINISHED, Message.created_at > begun_at).values(created_at=begun_at))
    session.execute(update(Message).where(UNFINISHED, Message.trying_since > begun_at).values(trying_since=begun_at))
    session.execute(update(Undertaking).where(Undertaking.until > latest).values(until=latest))
    session.execute(update(SetAside).where(SetAside.last_failed_at > real_now).values(try_again_at=real_now))


def beat(session: Session, name: str, real_now: datetime, facts: dict[str, Any] | None = None) -> None:
    """Write a sign of life."""
    session.execute(_beat(session.get_bind().dialect.name), {"name": name, "beat_at": real_now, "facts": facts})
    known = session.identity_map.get(identity_key(Heartbeat, name))
    if known is not None:
        session.expire(known)


@cache
def _beat(dialect: str) -> Executable:
    """One statement whether there was a beat before or not, for every tick and every send writes one."""
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(Heartbeat)
    new = {"beat_at": insert.excluded.beat_at, "facts": insert.excluded.facts}
    return insert.on_conflict_do_update(index_elements=[Heartbeat.name], set_=new)


def take_back_ticks(session: Session, name: str) -> None:
    """Let the ticks of a name be given out again: what they were taken for did not come about, or is over."""
    session.execute(delete(Tick).where(Tick.name == name))


def forget_beat(session: Session, name: str) -> bool:
    """Forget a sign of life; tells whether this caller did it."""
    found = session.execute(delete(Heartbeat).where(Heartbeat.name == name).returning(Heartbeat.name))
    return found.scalar() is not None


def heartbeats(session: Session) -> dict[str, Heartbeat]:
    """Return the last signs of life by name."""
    return {row.name: row for row in session.scalars(_ALL_BEATS)}


@built_once
def _last_asked(userid: str, chat_key: str) -> Select[Question]:
    query = select(Question).where(Question.userid == userid, Question.chat_key == chat_key)
    return query.order_by(Question.id.desc()).limit(1)


def pending_question(session: Session, userid: str, chat_key: str) -> Question | None:
    """Return the bot's last question to a person in a chat, if it is still open."""
    last = _last_asked.first(session, userid, chat_key)
    return last if last is not None and last.closed_at is None else None


def last_question(session: Session, userid: str, chat_key: str, kind: str) -> Question | None:
    """Return the last question of a kind to a person in a chat, open or not."""
    query = select(Question).where(Question.userid == userid, Question.chat_key == chat_key, Question.kind == kind)
    return session.scalar(query.order_by(Question.id.desc()).limit(1))


def last_question_of_unit(session: Session, department_id: int, chat_key: str) -> Question | None:
    """Return the last question to anybody of a unit in a chat, open or not."""
    people = select(Person.userid).where(Person.department_id == department_id)
    query = select(Question).where(Question.userid.in_(people), Question.chat_key == chat_key)
    return session.scalar(query.order_by(Question.id.desc()).limit(1))


def close_questions(session: Session, userid: str, chat_key: str, real_now: datetime) -> None:
    """Close whatever was asked of a person in a chat."""
    session.execute(
        update(Question)
        .where(Question.userid == userid, Question.chat_key == chat_key, Question.closed_at.is_(None))
        .values(closed_at=real_now)
    )


def open_drafts(session: Session, userid: str, since: datetime) -> list[Draft]:
    """Return an agent's pastes since a moment that still wait for their number, oldest first."""
    query = select(Draft).where(Draft.pasted_by == userid, Draft.closed_at.is_(None), Draft.pasted_at >= since)
    return list(session.scalars(query.order_by(Draft.id)))
