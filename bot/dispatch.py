"""Answers one stored message under its claim: effect and answer in one commit, errors only as a reference number."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from actions import inbox
from actions.answers import answer_late
from actions.desk import Desk
from actions.desk_clock import desk_now
from actions.inbox import Claim, ClaimLost, Redelivered
from actions.outbox import has_something_to_send
from actions.ports import Waker
from bot.handlers import answer_message
from bot.wecom.app_callback import PASSIVE_TEXT_BYTES
from models.database import Database, OperationalError, Session
from models.queries import inbox as queries
from rules.chat import ChatMessage, Source
from rules.settings import DeskRules
from texts import errors
from texts.fitting import fitting

log = structlog.get_logger("dispatch")
_SWEPT_AT_ONCE = 50


@dataclass
class Dispatcher:
    """Takes messages in and answers them; any number of processes may do so at once."""

    database: Database
    rules: DeskRules
    waker: Waker
    clock: Callable[[], datetime]

    def receive(self, message: ChatMessage, *, given_up: bool = False) -> str:
        """Store a message and return the answer for the same response; '' = nothing to say now.

        `given_up`: the platform's tries ran out before this one was read, so the answer goes another way.
        Raises OperationalError when the message could not even be stored.
        """
        with self.database.transaction() as session:
            taken = inbox.accept_once(session, message, self.clock())
        if isinstance(taken, Redelivered):
            return taken.answer or ""
        try:
            return self._answer(message, taken, late=given_up)
        except (ClaimLost, OperationalError):
            log.warning("left_for_sweep", inbox_id=taken.inbox_id)
        except Exception:
            # A bug must not lose the message: the row stays open and the sweep tries again.
            log.exception("answer_failed", inbox_id=taken.inbox_id)
        return ""

    def sweep(self) -> int:
        """Finish messages whose handling failed or was cut off; the answers follow late. Returns how many."""
        with self.database.reading() as session:
            left = queries.unanswered(session, self.clock(), _SWEPT_AT_ONCE)
        return sum(self._sweep_one(inbox_id) for inbox_id in left)

    def _sweep_one(self, inbox_id: int) -> bool:
        with self.database.transaction() as session:
            held = inbox.claim(session, inbox_id, self.clock())
        if held is None:
            return False
        if held.tries > inbox.MAX_TRIES:
            # Whoever tried before did not live to say so: a message that kills its handler is not tried for ever.
            self._set_aside(held)
            return True
        try:
            with self.database.reading() as session:
                message = inbox.message_of(session, inbox_id)
            self._answer(message, held, late=True)
        except ClaimLost:
            log.warning("claim_lost", inbox_id=inbox_id)
        except Exception:
            # Whatever it is, the other messages go on; after three tries this one is put aside.
            log.exception("sweep_failed", inbox_id=inbox_id, tries=held.tries)
            if held.tries >= inbox.MAX_TRIES:
                self._set_aside(held)
        return True

    def _answer(self, message: ChatMessage, held: Claim, *, late: bool = False) -> str:
        with self.database.transaction() as session:
            desk = self._desk(session)
            answer = answer_message(desk, message, held.inbox_id)
            if message.source is Source.APP:
                answer = fitting(answer, PASSIVE_TEXT_BYTES)
            nobody_waits = inbox.finish(session, held, answer, desk.real_now, late=late)
            if nobody_waits and answer:
                answer_late(desk, held.inbox_id)
            is_due = has_something_to_send(desk)
        # Most answers put nothing; then the sender need not be woken.
        if is_due:
            self.waker.wake("send_outbox")
        return "" if nobody_waits else answer

    def _set_aside(self, held: Claim) -> None:
        reference = secrets.token_hex(3)
        with self.database.transaction() as session:
            desk = self._desk(session)
            inbox.set_aside(session, held, errors.broken(reference), reference, desk.real_now)
            answer_late(desk, held.inbox_id)
        log.error("set_aside", inbox_id=held.inbox_id, reference=reference)
        self.waker.wake("send_outbox")

    def _desk(self, session: Session) -> Desk:
        now = self.clock()
        return Desk(session, desk_now(session, now), now, self.rules)
