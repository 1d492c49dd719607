"""What the desk needs from outside a process: a wire, a budget of sends and a way to wake workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol


class Channel(StrEnum):
    """How a message leaves: a group's push key, the self-built app, or the one answer to a callback."""

    PUSH_KEY = "push_key"
    APP = "app"
    RESPONSE_URL = "response_url"


# Within this span the platform drops in silence a direct message of the app with the bytes of an earlier one to the
# same person: repeating it is harmless, and another message must be worded differently.
SAME_BYTES_DROPPED_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Wire:
    """A frozen message: where it goes and its exact body; the same bytes at every try.

    `address` is the push key, the userid or the response_url: a secret for two of the three.
    """

    channel: Channel
    address: str = field(repr=False)
    body: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Sent:
    """The platform took it; `unreachable` lists userids it would not deliver to."""

    unreachable: tuple[str, ...] = ()


@dataclass(frozen=True)
class RetryLater:
    """It was certainly not delivered and may be tried again after a while."""

    after: timedelta
    why: str
    errcode: int | None = None


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


class ChatGateway(Protocol):
    """The one seam to the chat platform."""

    def send(self, wire: Wire) -> SendOutcome:
        """Hand `wire` to the platform within a bounded time; never raises for what the platform answers."""
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
