"""Answers one stored message under its claim: effect and answer in one commit, errors only as a reference number."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from actions import evidence, inbox, recognising, setting_aside, ways
from actions.answers import answer_late
from actions.counting_first import CountFirst
from actions.desk import Desk
from actions.desk_clock import desk_now
from actions.inbox import Claim, ClaimLost, Redelivered
from actions.outbox import has_something_to_send
from actions.ports import NotToldNow, Waker
from bot import old_robot
from bot.handlers import answer_message
from bot.recogniser import Recogniser
from bot.wecom.app_callback import PASSIVE_TEXT_BYTES
from bot.wecom.bodies import REPEAT_MARK
from models.database import Database, OperationalError, Session, says_nothing_of_its_subject
from models.queries import inbox as queries
from rules.chat import ChatMessage, Source
from rules.settings import DeskRules
from texts import errors
from texts.fitting import fitting

log = structlog.get_logger("dispatch")
_SWEPT_AT_ONCE = 50
# An answer over the long connection is acknowledged, or known not to be, within a few seconds.
_OWED_FOR = timedelta(seconds=20)


@dataclass
class Dispatcher:
    """Takes messages in and answers them; any number of processes may do so at once."""

    database: Database
    rules: DeskRules
    waker: Waker
    clock: Callable[[], datetime]
    recogniser: Recogniser

    def receive(self, message: ChatMessage, *, given_up: bool = False) -> str:
        """Store a message and return the answer for the same response; '' = nothing to say now.

        `given_up`: the platform's tries ran out before this one was read, so the answer goes another way.
        Raises OperationalError when the message could not even be stored.
        """
        taken = self.take_in(message)
        return taken.answer or "" if isinstance(taken, Redelivered) else self.answer(message, taken, given_up=given_up)

    def take_in(self, message: ChatMessage, *, owed: bool = False) -> Claim | Redelivered:
        """Store a message before anything is done about it, lent to the caller; raises OperationalError.

        `owed`: it is never sent again, so its answer counts as not given until `settle` says so.
        """
        with self.database.transaction() as session:
            taken = inbox.accept_once(session, message, self.clock(), owed=owed)
        if message.media and isinstance(taken, Claim):
            self.waker.wake("fetch_files")
        return taken

    def answer(self, message: ChatMessage, taken: Claim, *, given_up: bool = False) -> str:
        """Return the answer to a message taken in; '' = nothing to say now, or it follows later."""
        try:
            return self._answer(message, taken, late=given_up)
        except (ClaimLost, NotToldNow, OperationalError):
            log.warning("left_for_sweep", inbox_id=taken.inbox_id)
        except Exception:
            # A bug must not lose the message: the row stays open and the sweep tries again.
            log.exception("answer_failed", inbox_id=taken.inbox_id)
        return ""

    def settle(self, inbox_id: int) -> None:
        """Note that an owed answer has arrived."""
        with self.database.transaction() as session:
            inbox.settle(session, inbox_id)

    def say_later(self, inbox_id: int, *, may_have_arrived: bool) -> None:
        """Let an owed answer follow on another way, once; marked as a repeat when it may have arrived."""
        with self.database.transaction() as session:
            desk = self._desk(session)
            mark = REPEAT_MARK if may_have_arrived else ""
            is_put = inbox.pay_later(session, inbox_id, mark) and answer_late(desk, inbox_id)
        if is_put:
            self.waker.wake("send_outbox")

    def keep(self, message: ChatMessage) -> None:
        """Store a message that another program is to answer, and leave it for its sweep."""
        with self.database.transaction() as session:
            inbox.accept_once(session, message, self.clock())

    def sweep(self) -> int:
        """Finish messages whose handling failed or was cut off; the answers follow late. Returns how many."""
        with self.database.reading() as session:
            left = queries.unanswered(session, self.clock(), _SWEPT_AT_ONCE)
            owed = queries.owed(session, self.clock() - _OWED_FOR, _SWEPT_AT_ONCE)
        for inbox_id in owed:
            # Whoever was to say it died in between; the platform may have it.
            self.say_later(inbox_id, may_have_arrived=True)
        return sum(self._sweep_guarded(inbox_id) for inbox_id in left) + len(owed)

    def _sweep_guarded(self, inbox_id: int) -> bool:
        try:
            return self._sweep_one(inbox_id)
        except Exception as problem:
            if says_nothing_of_its_subject(problem):
                raise
            # It could not even be put aside; the others go on.
            log.exception("cannot_sweep", inbox_id=inbox_id)
            return False

    def _sweep_one(self, inbox_id: int) -> bool:
        with self.database.transaction() as session:
            held = inbox.claim(session, inbox_id, self.clock())
        if held is None:
            return False
        if held.tries > inbox.MAX_TRIES:
            # Whoever tried before did not live to say so: a message that kills its handler is not tried for ever.
            self._set_aside(held, setting_aside.DIED)
            return True
        try:
            with self.database.reading() as session:
                message = inbox.message_of(session, inbox_id)
            self._answer(message, held, late=True)
        except ClaimLost:
            log.warning("claim_lost", inbox_id=inbox_id)
        except NotToldNow:
            # It waits for as long as nobody can tell who sent it, and the others go on.
            self._give_back(held)
        except Exception as problem:
            # Whatever it is, the other messages go on; after three tries this one is put aside.
            log.exception("sweep_failed", inbox_id=inbox_id, tries=held.tries)
            if says_nothing_of_its_subject(problem):
                self._give_back(held)
            elif held.tries >= inbox.MAX_TRIES:
                self._set_aside(held, type(problem).__name__)
        return True

    def _give_back(self, held: Claim) -> None:
        with self.database.transaction() as session:
            inbox.give_back(session, held)

    def _answer(self, message: ChatMessage, held: Claim, *, late: bool = False) -> str:
        sender = self.recogniser.sender_of(message, self.clock())
        counted: dict[Hashable, str] = {}
        while True:
            try:
                return self._answer_with(counted, message, sender, held, late=late)
            except CountFirst as asked:
                first = asked
            # Out here, so that what fails in the count is not told as caused by the asking.
            counted[first.what] = self._counted(first, held)

    def _counted(self, first: CountFirst, held: Claim) -> str:
        with self.database.transaction() as session:
            inbox.hold_for_a_count(session, held, self.clock())
        with self.database.snapshot() as session:
            return first.count(self._desk(session))

    def _answer_with(
        self, counted: Mapping[Hashable, str], message: ChatMessage, sender: str, held: Claim, *, late: bool
    ) -> str:
        with self.database.transaction() as session:
            desk = replace(self._desk(session), counted_first=counted)
            message = recognising.heard_from(session, message, sender, held.inbox_id)
            if message.media:
                evidence.know_sender(session, held.inbox_id, message)
            answer = answer_message(desk, message, held.inbox_id)
            ways.note_heard(desk, message)
            if message.source is Source.ROBOT:
                old_robot.note(desk, message)
            if message.source in (Source.APP, Source.ROBOT):
                answer = fitting(answer, PASSIVE_TEXT_BYTES)
            nobody_waits = inbox.finish(session, held, answer, desk.real_now, late=late)
            if nobody_waits and answer:
                answer_late(desk, held.inbox_id)
            is_due = has_something_to_send(desk)
        # Most answers put nothing; then the sender need not be woken.
        if is_due:
            self.waker.wake("send_outbox")
        return "" if nobody_waits else answer

    def _set_aside(self, held: Claim, error: str) -> None:
        reference = secrets.token_hex(3)
        with self.database.transaction() as session:
            desk = self._desk(session)
            inbox.set_aside(session, held, errors.broken(reference), reference, desk.real_now)
            subject = setting_aside.Subject("inbound", held.inbox_id)
            setting_aside.note_end(desk, subject, held.tries, error, reference)
            answer_late(desk, held.inbox_id)
        log.error("set_aside", inbox_id=held.inbox_id, reference=reference)
        self.waker.wake("send_outbox")

    def _desk(self, session: Session) -> Desk:
        now = self.clock()
        return Desk(session, desk_now(session, now), now, self.rules)
