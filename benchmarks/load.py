"""Sends callbacks as the platform does, from several clients at once, each on a line of its own."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from simulator import callback_body
from simulator.doors import Door
from simulator.world import Credentials

_MESSAGE_IDS_FROM = 10_000_000


@dataclass(frozen=True)
class Call:
    """One callback, sealed and signed beforehand so that its making is not measured."""

    target: str
    body: bytes


@dataclass(frozen=True)
class Load:
    """What came of it; `n_late` were taken but left for an answer later."""

    each_second: float
    p99_ms: float
    n_late: int


def sealed_texts(door: Door, known: Credentials, userid: str, text: str, count: int, first: int) -> list[Call]:
    """Return callbacks of a person who says `text` to the app, each a message of its own."""
    now = int(time.time())
    calls = []
    for number in range(first, first + count):
        plain = callback_body.app_text(known, userid, text, now, _MESSAGE_IDS_FROM + number)
        encrypted = door.encrypt(plain)
        target = f"{door.path}?{urlencode(door.query(encrypted, now))}"
        calls.append(Call(target, door.envelope(encrypted, known)))
    return calls


def fire(address: str, calls: Sequence[Call], n_clients: int) -> Load:
    """Send all calls from `n_clients` at once; raises when one is not taken."""
    taken: list[float] = []
    late: list[Call] = []
    troubles: list[str] = []

    def client(own: Sequence[Call]) -> None:
        line = http.client.HTTPConnection(address, timeout=30)
        try:
            for call in own:
                began = time.perf_counter()
                line.request("POST", call.target, call.body, {"Content-Type": "text/xml"})
                answer = line.getresponse()
                words = answer.read()
                taken.append(time.perf_counter() - began)
                if not words:
                    late.append(call)
                if answer.status != 200:
                    troubles.append(f"{answer.status} {words[:80]!r}")
        except (OSError, http.client.HTTPException) as error:
            troubles.append(repr(error))
        finally:
            line.close()

    threads = [threading.Thread(target=client, args=(calls[number::n_clients],)) for number in range(n_clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if troubles:
        raise RuntimeError(f"{len(troubles)} callbacks failed, the first: {troubles[0]}")
    return Load(len(calls) / took, sorted(taken)[int(len(taken) * 0.99)] * 1000, len(late))
