"""Drives callbacks to the product the way the platform does: sealed, signed, within 5 s, three tries in total."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

from simulator.city import City
from simulator.doors import Door, Reply
from simulator.envelope import EnvelopeError

TRIES = 3
ANSWER_SECONDS = 5.0
CHECK_SECONDS = 1.0

# (method, path, query, body, content type, timeout in seconds) -> (status, body); raises OSError when no answer came.
Wire = Callable[[str, str, dict[str, str], bytes, str, float], tuple[int, bytes]]


@dataclass(frozen=True)
class How:
    """How a callback is delivered; the defaults are what the platform does.

    `deliveries` repeats a message that was already taken; `skew_seconds` shifts the signed timestamp.
    """

    deliveries: int = 1
    tries: int = TRIES
    skew_seconds: int = 0
    bad_signature: bool = False
    receiveid: str | None = None
    raw_body: bytes | None = None
    padding_bytes: int = 0
    timeout_seconds: float = ANSWER_SECONDS


AS_THE_PLATFORM = How()


@dataclass(frozen=True)
class Exchange:
    """One delivery and what came back; `status` 0 means no answer in time."""

    status: int
    reply: Reply | None = None
    fault: str = ""
    body: bytes = field(default=b"", repr=False)

    @property
    def text(self) -> str | None:
        """The words of the answer, None when there are none."""
        return self.reply.text if self.reply and self.reply.text else None


def http_wire(base_url: Callable[[], str]) -> Wire:
    """Return a wire over real HTTP to wherever the product is at the moment; redirects count as failure."""

    def call(
        method: str, path: str, query: dict[str, str], body: bytes, kind: str, seconds: float
    ) -> tuple[int, bytes]:
        url = base_url().rstrip("/") + path
        answer = requests.request(
            method, url, params=query, data=body, headers={"Content-Type": kind}, timeout=seconds, allow_redirects=False
        )
        return answer.status_code, answer.content

    return call


class CallbackDriver:
    """Delivers one plaintext through a door, with the platform's retries."""

    def __init__(self, city: City, wire: Wire) -> None:
        self.city = city
        self.wire = wire

    def deliver(self, door: Door, plain: bytes, how: How = AS_THE_PLATFORM) -> list[Exchange]:
        """Deliver a message `how.deliveries` times, each retried until HTTP 200; every try has a fresh envelope."""
        exchanges: list[Exchange] = []
        for _ in range(how.deliveries):
            for _ in range(how.tries):
                exchanges.append(self._try(door, plain, how))
                if exchanges[-1].status == 200:
                    break
        return exchanges

    def check_url(self, door: Door, how: How = AS_THE_PLATFORM) -> tuple[int, bool]:
        """Do the console's URL check; return the status and whether exactly the plaintext came back in time."""
        echo = secrets.token_hex(10)
        encrypted = door.encrypt(echo.encode(), how.receiveid)
        query = door.query(encrypted, self._seconds(how), bad_signature=how.bad_signature) | {"echostr": encrypted}
        try:
            status, body = self.wire("GET", door.path, query, b"", "text/plain", CHECK_SECONDS)
        except OSError:
            return 0, False
        return status, body == echo.encode()

    def _try(self, door: Door, plain: bytes, how: How) -> Exchange:
        encrypted = door.encrypt(plain, how.receiveid)
        query = door.query(encrypted, self._seconds(how), bad_signature=how.bad_signature)
        body = how.raw_body if how.raw_body is not None else door.envelope(encrypted, self.city.world.credentials)
        kind = "text/xml" if door.speaks_xml else "application/json"
        try:
            status, answer = self.wire(
                "POST", door.path, query, body + b" " * how.padding_bytes, kind, how.timeout_seconds
            )
        except OSError as error:  # requests' own errors are OSErrors too.
            return Exchange(0, fault=type(error).__name__)
        if status != 200:
            return Exchange(status, body=answer)
        try:
            return Exchange(status, door.open_answer(answer), body=answer)
        except EnvelopeError as error:
            return Exchange(status, fault=str(error), body=answer)

    def _seconds(self, how: How) -> int:
        return int(self.city.clock().timestamp()) + how.skew_seconds
