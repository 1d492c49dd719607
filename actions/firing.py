"""Fires all clocks that have come due; one that raises is put off, the others go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog

from actions import reminders, setting_aside
from actions.at_hand import at_hand_for
from actions.desk import Desk
from actions.telling_of_faults import tell_of_fault
from models.clock import Clock
from models.database import says_nothing_of_its_subject
from models.queries import clocks as queries
from models.together import stored_together

log = structlog.get_logger("firing")
CLOCK = "clock"


def fire_due(desk: Desk, limit: int = 200) -> int:
    """Fire every clock whose moment has come, all at once; when one raises, each by itself.

    Those that have failed before are left to `fire_alone`.
    """
    apart = setting_aside.apart(desk, CLOCK, paces_itself=True).ids
    try:
        with desk.session.begin_nested(), stored_together(desk.session):
            due = queries.due_clocks(desk.session, desk.now, limit, but=apart)
            knowing = replace(desk, at_hand=at_hand_for(desk.session, due))
            for clock in due:
                reminders.fire(knowing, clock)
            return len(due)
    except Exception as problem:
        if says_nothing_of_its_subject(problem):
            raise
        # One poisoned clock must not silence the others: found by going through them one by one.
        log.exception("batch_failed")
    ids = due_ids(desk, limit)
    for clock_id in ids:
        fire_alone(desk, clock_id)
    return len(ids)


def due_ids(desk: Desk, limit: int = 200) -> list[int]:
    """Return the clocks that `fire_due` would fire now."""
    apart = setting_aside.apart(desk, CLOCK, paces_itself=True).ids
    return queries.due_clock_ids(desk.session, desk.now, limit, but=apart)


def due_alone(desk: Desk) -> list[int]:
    """Return the clocks that are due and have failed before."""
    alone = setting_aside.apart(desk, CLOCK, paces_itself=True).alone
    return queries.due_clock_ids(desk.session, desk.now, len(alone), only=alone) if alone else []


def fire_alone(desk: Desk, clock_id: int) -> None:
    """Fire one clock within a savepoint; one that raises is put off and at the third time set aside.

    One that has stopped or spoken since it was found says nothing: it would be written down as breached.
    """
    if not queries.due_clock_ids(desk.session, desk.now, 1, only=[clock_id]):
        return
    ticket_id = queries.ticket_id_of_clock(desk.session, clock_id)
    subject = setting_aside.Subject(CLOCK, clock_id, ticket_id)
    error = setting_aside.attempt(desk, subject, lambda: reminders.fire(desk, desk.session.get_one(Clock, clock_id)))
    if error is not None:
        put_off(desk, clock_id, error)
        return
    mended = setting_aside.worked(desk, CLOCK, clock_id)
    if mended is not None:
        tell_of_fault(desk, mended, "mended", once="mended")


def put_off_left_behind(desk: Desk) -> None:
    """Count those clocks that are still due though a process undertook them: it died of one of them."""
    lost = setting_aside.left_behind(desk, CLOCK)
    still_due = queries.due_clock_ids(desk.session, desk.now, len(lost), only=lost) if lost else []
    for clock_id in still_due:
        _count(desk, clock_id, setting_aside.DIED, soon=desk.now)


def put_off(desk: Desk, clock_id: int, error: str) -> None:
    """Let a clock that could not be fired be tried again soon, or each hour once it is set aside and people know."""
    _count(desk, clock_id, error, soon=desk.now + setting_aside.AGAIN_AFTER)


def try_again(desk: Desk) -> None:
    """Try what was set aside at once, for the program may be another one now; not what killed its process."""
    queries.look_again(desk.session, setting_aside.try_again(desk, CLOCK), desk.now)


def _count(desk: Desk, clock_id: int, error: str, *, soon: datetime) -> None:
    subject = setting_aside.Subject(CLOCK, clock_id, queries.ticket_id_of_clock(desk.session, clock_id))
    fault = setting_aside.failed(desk, subject, error)
    later = desk.now + setting_aside.AGAIN_WHEN_SET_ASIDE
    queries.look_again(desk.session, [clock_id], soon if fault.reference is None else later)
    if setting_aside.is_new(desk, fault):
        tell_of_fault(desk, fault, CLOCK if subject.ticket_id is not None else "patrol")
