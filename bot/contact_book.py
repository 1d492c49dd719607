"""Goes through the people of the directory and asks the platform about each, outside of any transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import structlog

from actions import contacts
from actions.desk import Desk
from actions.ports import Contacts, Member, NotToldNow
from models.database import Database, Session

log = structlog.get_logger("contacts")


@dataclass(frozen=True)
class Looked:
    """What one look brought: the person, what the platform said, and whether the name here was changed."""

    userid: str
    told: Member
    is_renamed: bool


@dataclass
class ContactBook:
    """Refreshes what is known of people; each answer is kept at once, so that nothing is asked twice."""

    database: Database
    contacts: Contacts
    desk: Callable[[Session], Desk]

    def refresh(
        self, userids: Sequence[str] | None = None, *, within_seconds: float | None = None, take_names: bool = False
    ) -> Iterator[Looked]:
        """Ask about these people (or those whose turn it is), yield each answer; ends when nobody answers any more."""
        ends_at = None if within_seconds is None else time.monotonic() + within_seconds
        for userid in self._due() if userids is None else userids:
            if ends_at is not None and time.monotonic() > ends_at:
                return
            try:
                told = self.contacts.member(userid)
            except NotToldNow as failure:
                log.info("contacts_not_told", why=str(failure))
                return
            with self.database.transaction() as session:
                is_renamed = contacts.note_member(self.desk(session), userid, told, take_name=take_names)
            yield Looked(userid, told, is_renamed)

    def _due(self) -> list[str]:
        with self.database.reading() as session:
            return contacts.to_look_at(session, self.desk(session).real_now)
