"""How much each destination may still be sent, counted in Redis by sliding windows all workers share."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import redis

from actions.ports import Channel


@dataclass(frozen=True)
class Window:
    """At most `n_sends` within any `length` of machine time."""

    n_sends: int
    length: timedelta

    @property
    def milliseconds(self) -> int:
        """Return the length as Redis scores count it."""
        return int(self.length.total_seconds() * 1000)


# The platform takes 20 a minute of a push key, and 30 a minute and 1000 an hour of an app for one person and of the AI
# bot in one conversation, its answers there counted; the app's rest it drops in silence: a few stay free for clocks
# that differ and for tries nobody counted. Source: 99110, 90454, 101463.
WINDOWS: Mapping[Channel, tuple[Window, ...]] = {
    Channel.PUSH_KEY: (Window(18, timedelta(seconds=60)),),
    Channel.APP: (Window(27, timedelta(seconds=60)), Window(950, timedelta(seconds=3600))),
    Channel.AIBOT: (Window(27, timedelta(seconds=60)), Window(950, timedelta(seconds=3600))),
    Channel.RESPONSE_URL: (),
}
# Alone, a process cannot see what the others send, so it takes a share of the budget only.
ALONE_SHARE = 3

# One sorted set per destination, scores in milliseconds; the member "-" with the score -1 only keeps the key known.
# Scores in the far future stem from a clock that has since been set back and are forgotten.
_TAKE = """
local at, longest = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, at - longest)
redis.call('ZREMRANGEBYSCORE', KEYS[1], at + longest, '+inf')
local wait = 0
for i = 4, #ARGV, 2 do
  local limit, length = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  local inside = redis.call('ZCOUNT', KEYS[1], '(' .. (at - length), '+inf')
  if inside >= limit then
    local oldest = redis.call('ZREVRANGE', KEYS[1], limit - 1, limit - 1, 'WITHSCORES')
    wait = math.max(wait, math.min(length, tonumber(oldest[2]) + length - at))
  end
end
if wait == 0 then redis.call('ZADD', KEYS[1], at, ARGV[3]) end
redis.call('ZADD', KEYS[1], -1, '-')
redis.call('PEXPIRE', KEYS[1], longest * 2)
return wait
"""


class RedisBudget:
    """The SendBudget of all workers; without Redis a smaller one of this process, never an exception.

    The client should fail fast: each call waits as long as its own timeouts and retries say.
    """

    def __init__(self, store: redis.Redis, windows: Mapping[Channel, tuple[Window, ...]] = WINDOWS) -> None:
        self._store = store
        self._windows = windows
        self._take = store.register_script(_TAKE)
        self._alone = _OwnBudget(windows)

    def take(self, channel: Channel, address: str, at: datetime) -> timedelta | None:
        """Take one send at `at` (machine time); return how long to wait when there is none left, else None."""
        windows = self._windows[channel]
        if not windows:
            return None
        moment, longest = _milliseconds(at), windows[-1].milliseconds
        limits = [number for window in windows for number in (window.n_sends, window.milliseconds)]
        name = _name(channel, address)
        try:
            wait = int(cast(Any, self._take(keys=[name], args=[moment, longest, f"t:{uuid4().hex}", *limits])))
        except redis.RedisError:
            return self._alone.take(channel, name, at)
        if wait:
            return timedelta(milliseconds=wait)
        self._alone.note(channel, name, [at])
        return None

    def recount(self, channel: Channel, address: str, sent_at: Sequence[datetime]) -> None:
        """Rebuild the count of a destination from its recorded attempts; counting the same ones twice changes nothing.

        What others took meanwhile stays counted: two workers may rebuild at once.
        """
        windows = self._windows[channel]
        if not windows:
            return
        name = _name(channel, address)
        scores = {f"a:{_milliseconds(at)}:{number}": _milliseconds(at) for number, at in _numbered(sent_at)}
        self._alone.note(channel, name, sent_at)
        try:
            pipeline = self._store.pipeline(transaction=True)
            pipeline.zadd(name, {"-": -1, **scores})
            pipeline.pexpire(name, windows[-1].milliseconds * 2)
            pipeline.execute()
        except redis.RedisError:
            return

    def is_known(self, channel: Channel, address: str) -> bool:
        """Tell whether a count of this destination is held, here or in Redis while that answers."""
        if not self._windows[channel]:
            return True
        name = _name(channel, address)
        try:
            return bool(self._store.exists(name))
        except redis.RedisError:
            return self._alone.is_known(name)


class _OwnBudget:
    """Counts what this process sent, for the time without Redis."""

    def __init__(self, windows: Mapping[Channel, tuple[Window, ...]]) -> None:
        self._windows = windows
        self._sent: dict[str, deque[datetime]] = {}
        self._gate = threading.Lock()

    def take(self, channel: Channel, name: str, at: datetime) -> timedelta | None:
        with self._gate:
            sent = self._sent.setdefault(name, deque())
            while sent and sent[0] <= at - self._windows[channel][-1].length:
                sent.popleft()
            waits = [wait for window in self._windows[channel] if (wait := _wait(window, sent, at))]
            if not waits:
                sent.append(at)
            return max(waits, default=None)

    def note(self, channel: Channel, name: str, sent_at: Sequence[datetime]) -> None:
        with self._gate:
            known = set(self._sent.get(name, ()))
            merged = sorted([*self._sent.get(name, ()), *(at for at in sent_at if at not in known)])
            most = max(window.n_sends for window in self._windows[channel])
            self._sent[name] = deque(merged[-most:])

    def is_known(self, name: str) -> bool:
        with self._gate:
            return name in self._sent


def _wait(window: Window, sent: Sequence[datetime], at: datetime) -> timedelta | None:
    limit = max(1, window.n_sends // ALONE_SHARE)
    inside = sorted(moment for moment in sent if at - window.length < moment < at + window.length)
    if len(inside) < limit:
        return None
    return min(window.length, inside[-limit] + window.length - at)


def _numbered(sent_at: Sequence[datetime]) -> list[tuple[int, datetime]]:
    """Number moments among their equals, so that two sends of one millisecond stay two."""
    seen: dict[int, int] = {}
    numbered = []
    for at in sent_at:
        moment = _milliseconds(at)
        seen[moment] = seen.get(moment, 0) + 1
        numbered.append((seen[moment], at))
    return numbered


def _milliseconds(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp() * 1000)


def _name(channel: Channel, address: str) -> str:
    # A push key is a password, so no name in Redis may show it.
    return f"cuiban:budget:{channel}:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
