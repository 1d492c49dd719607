"""Finds out who sent a message that names its sender by an encrypted id, before anything is done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from actions import recognising
from actions.ports import Contacts, NotToldNow
from models.database import Database
from rules.chat import ChatMessage
from rules.userids import is_opaque

log = structlog.get_logger("recogniser")
# While the platform is away, each message that waits would cost the sweep a whole time-out.
_REST = timedelta(seconds=10)


@dataclass
class Recogniser:
    """Asks the platform outside of any transaction and keeps the answer; what is known is not asked again."""

    database: Database
    contacts: Contacts
    _failed_at: datetime | None = field(default=None, init=False)

    def sender_of(self, message: ChatMessage, real_now: datetime) -> str:
        """Return the userid of who sent a message, as far as anybody knows it, else the id it came with.

        Raises NotToldNow where the platform has to be asked and cannot be: then the message waits.
        """
        if not is_opaque(message.sender):
            return message.sender
        with self.database.reading() as session:
            is_asked = recognising.needs_asking(session, message.sender, real_now)
        if is_asked:
            self._ask([message.sender], real_now)
        with self.database.reading() as session:
            return recognising.known_as(session, message.sender)

    def ask_again(self, real_now: datetime) -> None:
        """Ask about everybody nobody knows yet: whoever was out of the app's sight may be in it now."""
        with self.database.reading() as session:
            open_ids = recognising.to_ask_again(session, real_now)
        if open_ids:
            self._ask(open_ids, real_now)

    def _ask(self, open_ids: list[str], real_now: datetime) -> None:
        if self._failed_at is not None and abs(real_now - self._failed_at) < _REST:
            raise NotToldNow("the platform did not answer a moment ago")
        try:
            told = self.contacts.userids_of(open_ids)
        except NotToldNow as failure:
            self._failed_at = real_now
            log.warning("sender_not_told", why=str(failure))
            raise
        self._failed_at = None
        with self.database.transaction() as session:
            recognising.note_answer(session, open_ids, told, real_now)
