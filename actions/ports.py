"""What the desk needs from outside a process: a wire, a budget of sends and a way to wake workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from rules.chat import MediaRef, Source


class Channel(StrEnum):
    """How a message leaves: a group's push key, the self-built app, the AI bot, or the one answer to a callback."""

    PUSH_KEY = "push_key"
    APP = "app"
    AIBOT = "aibot"
    RESPONSE_URL = "response_url"


# Within this span the platform drops in silence a direct message of the app with the bytes of an earlier one to the
# same person: repeating it is harmless, and another message must be worded differently.
SAME_BYTES_DROPPED_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Wire:
    """A frozen message: where it goes and its exact body; the same bytes at every try.

    `address` is the push key, the userid, the chat id (for the AI bot a group's or a person's) or the response_url.
    The push key and the response_url are secrets.
    """

    channel: Channel
    address: str = field(repr=False)
    body: dict[str, Any] = field(repr=False)
    # The same in plain words, where the body is a card.
    twin: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Sent:
    """The platform took it; `unreachable` lists userids it would not deliver to.

    `card_code` may change the card that was sent, once.
    """

    unreachable: tuple[str, ...] = ()
    card_code: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class RetryLater:
    """It was certainly not delivered and may be tried again after a while, for as long as `patience` lasts."""

    after: timedelta
    why: str
    errcode: int | None = None
    # A platform that is away for hours is waited for; after a day somebody has to look.
    patience: timedelta = timedelta(days=1)
    # Nothing gets through on this channel, whatever it is and whoever it is for: another way may still be open.
    is_down: bool = False
    # How long to wait when the try before this one was answered the same: then it is the hour's limit.
    after_another: timedelta | None = None


@dataclass(frozen=True)
class GiveUp:
    """It was certainly not delivered and trying again is pointless until somebody mends something."""

    why: str
    errcode: int | None = None
    scope: str = "message"  # message: this body is bad; target: this receiver; channel: our configuration


@dataclass(frozen=True)
class Unknown:
    """The bytes left, no answer came: it may or may not have been delivered."""

    why: str


SendOutcome = Sent | RetryLater | GiveUp | Unknown
# What a media_id is good for, on all channels.
MEDIA_LIVES = timedelta(days=3)


@dataclass(frozen=True)
class Parcel:
    """A file to be sent, under the name people see."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Uploaded:
    """The platform keeps the file for MEDIA_LIVES; messages of the same channel and key name it by `media_id`."""

    media_id: str = field(repr=False)


UploadOutcome = Uploaded | RetryLater | GiveUp


class ChatGateway(Protocol):
    """The one seam to the chat platform."""

    def send(self, wire: Wire) -> SendOutcome:
        """Hand `wire` to the platform within a bounded time; never raises for what the platform answers."""
        ...

    def upload(self, channel: Channel, address: str, parcel: Parcel) -> UploadOutcome:
        """Have the platform keep a file for a message of this channel; never raises for what the platform answers.

        `address` is the push key, and means nothing elsewhere. Nobody sees a file that was merely uploaded, so what
        got no answer may be tried again.
        """
        ...

    def is_there(self, wire: Wire) -> bool:
        """Tell whether the platform answers on the way of `wire`, without telling anybody anything; never raises."""
        ...


class NotFetched(Exception):
    """A file a person sent could not be had; `why` is a code, `again` whether trying again may help."""

    def __init__(self, why: str, *, again: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.again = again


class FileSource(Protocol):
    """Where the files are that people send."""

    def fetch(self, source: Source, ref: MediaRef, put: Callable[[bytes], None], most_bytes: int) -> str | None:
        """Hand the bytes of a file to `put`, piece by piece, and return the name it came with; raises NotFetched."""
        ...


class SendBudget(Protocol):
    """How much each destination may still be sent, in machine time, shared by all workers."""

    def take(self, channel: Channel, address: str, at: datetime) -> timedelta | None:
        """Take one send for this destination; return how long to wait when there is none left, else None."""
        ...

    def recount(self, channel: Channel, address: str, sent_at: Sequence[datetime]) -> None:
        """Rebuild the count of a destination from the recorded attempts (after the store was emptied)."""
        ...

    def is_known(self, channel: Channel, address: str) -> bool:
        """Tell whether the store still holds a count for this destination."""
        ...


class Waker(Protocol):
    """Wakes workers; losing a call costs at most one tick."""

    def wake(self, job: str, *ids: int) -> None:
        """Ask a worker to run `job` soon; never raises when the queue is away."""
        ...


class NotToldNow(Exception):
    """The platform could not be asked just now; the same question may be answered later."""


@dataclass(frozen=True)
class Member:
    """What the platform says of one person: with `errcode` 0 name, departments and status, else why it says nothing."""

    errcode: int
    name: str | None = None
    departments: tuple[int, ...] = ()
    status: int | None = None


class Contacts(Protocol):
    """What the app may read of the platform's directory; each question ends within a bounded time."""

    def userids_of(self, open_ids: Sequence[str]) -> dict[str, str]:
        """Return whose encrypted ids these are, as far as the app may know; raises NotToldNow."""
        ...

    def member(self, userid: str) -> Member:
        """Return what the app may read of a person; raises NotToldNow."""
        ...


class NoContacts:
    """Stands where no app is configured: nothing can be read."""

    def userids_of(self, open_ids: Sequence[str]) -> dict[str, str]:
        """Know nobody."""
        return {}

    def member(self, userid: str) -> Member:
        """Know nothing, which is no answer about the person."""
        raise NotToldNow("no app is configured")
