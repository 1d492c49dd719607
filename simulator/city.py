"""The state of the simulated platform: chats, messages, codes, limits and faults; safe to share between threads."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.attachments import Attachment, Links
from simulator.codes import AccessTokens, CountedWindows, SingleUseCodes
from simulator.faults import FaultBook
from simulator.interactions import Interactions
from simulator.message import Drop, Message, Via
from simulator.refusal import Refused
from simulator.roll import Roll
from simulator.uploads import Uploads
from simulator.world import Person, World

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MEDIA_LIFE = timedelta(days=3)


def machine_now() -> datetime:
    """Return the machine's moment, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class StoredFile:
    """An uploaded file, for three days; a push key's files can be used by that key only."""

    name: str
    content: bytes
    owner: str
    at: datetime
    kind: str = "file"

    def shown(self) -> tuple[Attachment, ...]:
        """Return it as it hangs in the chat, to be opened."""
        return (Attachment(self.kind, self.name, self.content),)


class City:
    """Everything that changes while the platform runs; `lock` guards compound changes of the public parts."""

    def __init__(self, world: World, clock: Callable[[], datetime] = machine_now) -> None:
        self.world = world
        self.clock = clock
        self.desk_clock: Callable[[], datetime | None] = lambda: None
        self.faults = FaultBook()
        self.roll = Roll()
        self.tokens = AccessTokens()
        self.mode = world.credentials.bot_mode
        # Where somebody talked to the AI bot: only there may it speak first.
        self.spoken_in: set[str] = set()
        self.closing = threading.Event()
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        # A number no earlier run had, so that an open page notices a restart.
        self.epoch = secrets.randbelow(900_000) + 100_000
        self.clear()

    def clear(self) -> None:
        """Forget every message, code, count and fault; tokens stay valid, and where the AI bot may speak first."""
        with self._changed:
            self.epoch += 1
            self._messages: dict[str, Message] = {}
            self._changes: list[Message] = []
            self.drops: list[Drop] = []
            self.calls: Counter[str] = Counter()
            self.files: dict[str, StoredFile] = {}
            self.response_codes = SingleUseCodes(HOUR)
            self.card_codes = SingleUseCodes(timedelta(hours=72))
            self.key_minute = CountedWindows(20, MINUTE)
            self.member_minute = CountedWindows(30, MINUTE)
            self.member_hour = CountedWindows(1000, HOUR)
            self.chat_minute = CountedWindows(30, MINUTE)
            self.chat_hour = CountedWindows(1000, HOUR)
            self.upload_minute = CountedWindows(30, MINUTE)
            self.upload_hour = CountedWindows(1000, HOUR)
            self.interactions = Interactions()
            self.uploads = Uploads()
            self.links = Links()
            self.chat_codes = SingleUseCodes(timedelta(minutes=5))
            self.login_codes = SingleUseCodes(timedelta(minutes=5))
            self.used_tasks: set[str] = set()
            self.app_sent: dict[str, tuple[datetime, tuple[str, ...]]] = {}
            self.duplicates: dict[str, datetime] = {}
            self.faults.clear()
            self._changed.notify_all()

    def messages(
        self, chat: str | None = None, *, via: Via | str | None = None, sender: str | None = None
    ) -> list[Message]:
        """Return the messages of a chat (or of all), oldest first, narrowed by how they came and who sent them."""
        with self.lock:
            return [
                m
                for m in self._messages.values()
                if chat in (None, m.chat) and via in (None, m.via) and sender in (None, m.sender)
            ]

    def message(self, message_id: str) -> Message | None:
        """Return the message with this id."""
        with self.lock:
            return self._messages.get(message_id)

    def people_in_range(self) -> list[Person]:
        """Return the members the app may see."""
        return [person for person in self.world.people if not self.roll.member(person.userid).is_hidden]

    def sent_file(self, media_id: str, kind: str, owner: str) -> StoredFile:
        """Return an uploaded file for a message of its kind; refuses 40007 for another's, an old or no media_id."""
        stored = self.file(media_id)
        if stored is None or (stored.owner, stored.kind) != (owner, kind):
            raise Refused(40007)
        return stored

    def file(self, media_id: str) -> StoredFile | None:
        """Return a file that was uploaded and has not expired."""
        with self.lock:
            found = self.files.get(media_id)
        return found if found and self.clock() - found.at < MEDIA_LIFE else None

    def siblings(self, message_id: str) -> tuple[str, ...]:
        """Return the messages that one call of the app made, this one among them."""
        with self.lock:
            return next((ids for _, ids in self.app_sent.values() if message_id in ids), (message_id,))

    def show(self, chat: str, sender: str, text: str, via: Via, **more: Any) -> Message:
        """Put a message into a chat and wake whoever watches."""
        with self._changed:
            number = len(self._messages) + 1
            message = Message(
                id=f"m{self.epoch}-{number}", number=number, chat=chat, sender=sender, text=text, via=via,
                at=self.clock(), desk_at=self.desk_clock(), **more,
            )  # fmt: skip
            self._record(message)
            return message

    def change(self, message_id: str, **fields: Any) -> Message:
        """Change a shown message (a card that was updated); raises KeyError when there is none."""
        with self._changed:
            message = replace(self._messages[message_id], **fields)
            self._record(message)
            return message

    def drop(self, reason: str, chat: str, text: str) -> None:
        """Note a message that was taken and not shown."""
        with self.lock:
            self.drops.append(Drop(reason, chat, text, self.clock()))

    def since(self, seq: int, epoch: int | None = None, wait_seconds: float = 0.0) -> tuple[list[Message], int, int]:
        """Return what changed after `seq`, the new seq and the epoch, waiting for a first change if there is none.

        A seq of another epoch counts as 0: everything was forgotten in between.
        """
        with self._changed:
            known = self.epoch if epoch is None else epoch
            self._changed.wait_for(
                lambda: len(self._changes) > seq or self.epoch != known or self.closing.is_set(), wait_seconds
            )
            start = seq if self.epoch == known else 0
            return self._changes[start:], len(self._changes), self.epoch

    def close(self) -> None:
        """Wake everything that waits, for the last time."""
        self.closing.set()
        with self._changed:
            self._changed.notify_all()

    def _record(self, message: Message) -> None:
        self._messages[message.id] = message
        self._changes.append(message)
        self._changed.notify_all()


def direct_chat(kind: str, userid: str) -> str:
    """Return the id of a person's conversation with the app ("app") or of the AI bot's single chat ("aibot")."""
    return f"{kind}:{userid}"
