"""Reads what people's answers and corrections teach of how units' words are meant."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from models.database import Session
from models.event import Event
from models.question import Question
from models.ticket import Ticket
from rules.lifecycle import EventKind

# Questions that ask what somebody's words mean.
_OF_MEANING = ("confirm_done", "which_request")


# What people try out in an exercise teaches nothing.
_DRILLS = select(Ticket.id).where(Ticket.is_drill)


def answered_questions(session: Session) -> Sequence[Question]:
    """Return the questions about a meaning, whatever became of them, oldest first."""
    query = select(Question).where(Question.kind.in_(_OF_MEANING)).order_by(Question.id)
    return session.scalars(query).all()


def words_taken_back(session: Session) -> Sequence[Event]:
    """Return the units' messages that their writers took back with all they did, oldest first."""
    undone, taken = aliased(Event), aliased(Event)
    query = (
        select(Event)
        .join(taken, (taken.inbox_id == Event.inbox_id) & (taken.ticket_id == Event.ticket_id))
        .join(undone, undone.undoes_id == taken.id)
        .where(
            Event.kind == EventKind.UNIT_MESSAGE,
            Event.ticket_id.not_in(_DRILLS),
            undone.kind == EventKind.UNDONE,
            undone.actor == Event.actor,
        )
        .order_by(Event.id)
    )
    return session.scalars(query).unique().all()
