"""One message being answered: who speaks, where, and the desk at that moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from actions.desk import Desk
from actions.journal import Source
from bot.quoting import Quoted, read_quote
from models.department import Department
from models.group import Group
from models.person import Person
from rules.chat import ChatMessage
from rules.linking import How
from rules.permissions import Actor, Place


@dataclass(frozen=True)
class Call:
    """What a handler or command is given. `text` is without the mention of the bot."""

    desk: Desk
    message: ChatMessage
    inbox_id: int
    text: str
    speaker: Person
    actor: Actor
    place: Place
    group: Group | None = None

    @property
    def is_direct(self) -> bool:
        """Tell whether nobody else reads the answer."""
        return self.message.chat_id is None

    @property
    def unit(self) -> Department | None:
        """Return the speaker's unit; None for the desk and the officials."""
        return self.speaker.department

    @property
    def is_unit_speaker(self) -> bool:
        """Tell whether the speaker speaks for a unit."""
        return self.speaker.department_id is not None

    @cached_property
    def quoted(self) -> Quoted:
        """Return the tickets that the quoted message is about."""
        return read_quote(self.desk, self.message, self.inbox_id)

    def source(self, *, intent: str | None = None, link: str | None = None) -> Source:
        """Return where a statement of this message came from, for the journal."""
        # What was tapped is linked by its card, whatever the words it stands for would say.
        return Source(self.speaker.userid, self.inbox_id, intent, How.CARD if self.message.click else link)
