"""Counts what raises and sets it aside under a reference at the third time, so that the others go on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from actions.desk import Desk
from models.database import Session, says_nothing_of_its_subject
from models.queries import set_aside as queries
from models.set_aside import SetAside, Undertaking

log = structlog.get_logger("setting_aside")
MAX_TRIES = 3
AGAIN_AFTER = timedelta(seconds=20)
AGAIN_WHEN_SET_ASIDE = timedelta(hours=1)
# Longer than any portion of work takes: whoever undertook it and has not finished by then is dead.
UNDERTAKEN_FOR = timedelta(seconds=30)
DIED = "ProcessDied"


@dataclass(frozen=True)
class Subject:
    """What is worked on: a clock, a delivery, a ticket to archive; `ticket_id` where it concerns one."""

    kind: str
    id: int
    ticket_id: int | None = None


@dataclass(frozen=True)
class Apart:
    """Subjects that are worked on by themselves because they have failed, and those that are to be left for now.

    `doubted` are those of `alone` that at most were among others when a process died.
    """

    alone: frozenset[int] = frozenset()
    not_now: frozenset[int] = frozenset()
    doubted: frozenset[int] = frozenset()

    @property
    def ids(self) -> frozenset[int]:
        """Everything that does not go with the others."""
        return self.alone | self.not_now


def failed(desk: Desk, subject: Subject, error: str) -> SetAside:
    """Count a failure of a subject by the name of its exception; from the third on it has a reference.

    It is tried again soon, or in an hour once it is set aside; at once when its process died, which took its time.
    """
    row = queries.open_fault(desk.session, subject.kind, subject.id)
    if row is None:
        row = SetAside(kind=subject.kind, subject_id=subject.id, first_failed_at=desk.real_now, tries=0)
        row.ticket_id = subject.ticket_id
        row.last_failed_at, row.try_again_at, row.error = desk.real_now, desk.real_now, error
        desk.session.add(row)
    row.tries += 1
    row.last_failed_at, row.error = desk.real_now, error[:80]
    if row.reference is None and row.tries >= MAX_TRIES:
        row.reference, row.set_aside_at = secrets.token_hex(3), desk.real_now
        log.error("set_aside", kind=subject.kind, subject=subject.id, error=error, reference=row.reference)
    soon = timedelta(0) if error == DIED else AGAIN_AFTER
    row.try_again_at = desk.real_now + (soon if row.reference is None else AGAIN_WHEN_SET_ASIDE)
    desk.session.flush()
    return row


def note_end(desk: Desk, subject: Subject, tries: int, error: str, reference: str) -> None:
    """Keep what counts its own tries and was put away for good, so that it is shown with the rest."""
    now = desk.real_now
    row = SetAside(kind=subject.kind, subject_id=subject.id, ticket_id=subject.ticket_id, tries=tries, error=error)
    row.first_failed_at = row.last_failed_at = row.try_again_at = row.set_aside_at = row.closed_at = now
    row.reference, row.outcome = reference, "ended"
    desk.session.add(row)


def is_new(desk: Desk, fault: SetAside) -> bool:
    """Tell whether a fault has just been set aside."""
    return fault.reference is not None and fault.tries == MAX_TRIES and fault.set_aside_at == desk.real_now


def worked(desk: Desk, kind: str, subject_id: int) -> SetAside | None:
    """Close the fault of a subject that works again; returns it when it had been set aside."""
    row = queries.open_fault(desk.session, kind, subject_id)
    if row is None:
        return None
    if row.reference is None:
        queries.forget_fault(desk.session, row.id)
        return None
    row.closed_at, row.outcome = desk.real_now, "mended"
    log.info("mended", kind=kind, subject=subject_id, reference=row.reference)
    return row


def attempt(desk: Desk, subject: Subject, work: Callable[[], object]) -> str | None:
    """Work on a subject within a savepoint; return the name of the exception it raised.

    What only says that the database is away, or full, passes through: it is nobody's fault.
    """
    try:
        with desk.session.begin_nested():
            work()
    except Exception as problem:
        if says_nothing_of_its_subject(problem):
            raise
        log.exception("failed", kind=subject.kind, subject=subject.id)
        return type(problem).__name__
    return None


def guarded(desk: Desk, subject: Subject, work: Callable[[], object]) -> SetAside | None:
    """Work on a subject; count and return its fault when it raised, close the one it had when it did not.

    What is set aside is left until its hour has come.
    """
    row = queries.open_fault(desk.session, subject.kind, subject.id)
    if row is not None and row.try_again_at > desk.real_now:
        return row
    error = attempt(desk, subject, work)
    if error is None:
        if row is not None:
            worked(desk, subject.kind, subject.id)
        return None
    return failed(desk, subject, error)


def apart(desk: Desk, kind: str, *, paces_itself: bool = False) -> Apart:
    """Return what of a kind does not go with the others: it failed before, or a process may just have died of it.

    What paces itself, as a clock does, is due by a moment of its own.
    """
    faults = queries.open_faults(desk.session, kind)
    notes = [note for note in queries.undertakings(desk.session, kind) if note.until > desk.real_now]
    not_now = {subject_id for note in notes if len(note.subject_ids) == 1 for subject_id in note.subject_ids}
    if not paces_itself:
        not_now |= {subject_id for subject_id, row in faults.items() if row.try_again_at > desk.real_now}
    alone = {*faults, *(subject_id for note in notes for subject_id in note.subject_ids)} - not_now
    failed_itself = {subject_id for subject_id, row in faults.items() if row.error != DIED or row.tries > 1}
    return Apart(frozenset(alone), frozenset(not_now), frozenset(alone - failed_itself))


def try_again(desk: Desk, kind: str) -> list[int]:
    """Let what was set aside be tried now; returns it. What killed its process keeps to its hour."""
    return queries.try_all_again(desk.session, kind, desk.real_now, but_error=DIED)


def close_what_is_over(desk: Desk) -> None:
    """Close the faults of what needs no work any more: a clock that has stopped, a ticket somebody resumed by hand."""
    queries.close_what_is_over(desk.session, desk.real_now)


def undertake(desk: Desk, kind: str, ids: Sequence[int]) -> int:
    """Note what is about to be worked on, to be committed before; returns the note, which `finish` takes away."""
    note = Undertaking(kind=kind, subject_ids=list(ids), until=desk.real_now + UNDERTAKEN_FOR)
    desk.session.add(note)
    desk.session.flush()
    return note.id


def finish(session: Session, note_ids: Sequence[int]) -> None:
    """Take notes away, in the transaction of the work."""
    if note_ids:
        queries.drop_undertakings(session, note_ids)


def is_undertaken(desk: Desk, kind: str) -> bool:
    """Tell whether anybody works on something of a kind, or has died of it."""
    return bool(queries.undertakings(desk.session, kind))


def left_behind(desk: Desk, kind: str) -> set[int]:
    """Return what processes undertook and did not live to finish, once."""
    lost = [note for note in queries.undertakings(desk.session, kind) if note.until <= desk.real_now]
    finish(desk.session, [note.id for note in lost])
    return {subject_id for note in lost for subject_id in note.subject_ids}
