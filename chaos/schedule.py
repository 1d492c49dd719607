"""The seeded list of what is done to an installation, and when; the same seed gives the same list."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

# Every process there is, by the name under which chaos/hurting.py finds it.
PROGRAMS = (
    "web",
    "web-worker",
    "worker-ticks",
    "worker-send",
    "worker-files",
    "worker-reports",
    "scheduler",
    "watchdog",
    "redis",
)
LINE = "gateway"
ABOVE = ("supervisord", "launcher")
_ENDPOINTS = ("webhook/send", "message/send", "aibot/response", "gettoken", "*")
_LINE_ENDPOINTS = ("aibot_send_msg", "aibot_respond_msg", "aibot_subscribe")
_BREAKS = ("close 1000", "close 1001", "close 1006", "forget", "evict")
_LONGEST_LIE_SECONDS = 20.0
_KINDS = {"kill": 58, "freeze": 14, "flush": 8, "lie": 14, "database": 6, "line": 14}


@dataclass(frozen=True)
class Blow:
    """One thing done at `at` seconds: kill, freeze, flush, lie, database (PostgreSQL) or line (long connection).

    `whom` are processes, the endpoint that lies, or what is done to the database; `seconds` how long it lasts; `how`
    is the lie, or what becomes of the connection.
    """

    at: float
    kind: str
    whom: tuple[str, ...] = ()
    seconds: float = 0.0
    how: str = ""
    times: int = 0

    def __str__(self) -> str:
        words = [self.kind, self.how, "+".join(self.whom)]
        lasting = f"for {self.seconds:.0f} s" if self.seconds else ""
        return " ".join(word for word in (*words, f"x{self.times}" if self.times else "", lasting) if word)


@dataclass(frozen=True)
class Target:
    """What there is to strike."""

    postgresql: bool = False
    line: bool = False
    longest_freeze: float = 40.0

    @property
    def programs(self) -> tuple[str, ...]:
        """Return every process there is."""
        return (*PROGRAMS, LINE) if self.line else PROGRAMS

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Return every call of the platform that may lie."""
        return _ENDPOINTS + _LINE_ENDPOINTS if self.line else _ENDPOINTS

    def weight(self, kind: str) -> int:
        """Return how often a kind of blow falls, of all."""
        is_there = {"database": self.postgresql, "line": self.line}.get(kind, True)
        return _KINDS[kind] if is_there else 0


def schedule(seed: int, target: Target, *, every: float = 7.0, only: str | None = None) -> Iterator[Blow]:
    """Yield what is done, without end, about `every` seconds apart; most of it kills, or all of it is one kind."""
    chance, at = random.Random(seed), 0.0
    kinds = {only: 1} if only else {kind: target.weight(kind) for kind in _KINDS}
    while True:
        at += chance.uniform(0.4, 1.6) * every
        [kind] = chance.choices(list(kinds), list(kinds.values()))
        yield _BLOWS[kind](chance, at, target)


def _kill(chance: random.Random, at: float, target: Target) -> Blow:
    draw = chance.random()
    if draw < 0.12:
        above = chance.choice([("supervisord",), ("launcher",), ABOVE])
        return Blow(at, "kill", above)
    if draw < 0.7:
        return Blow(at, "kill", (chance.choice(target.programs),))
    several = chance.randint(2, len(target.programs))
    return Blow(at, "kill", tuple(sorted(chance.sample(target.programs, several))))


def _freeze(chance: random.Random, at: float, target: Target) -> Blow:
    # Most are shorter than the lease of a message being sent, some longer.
    seconds = chance.uniform(3, 15) if chance.random() < 0.6 else chance.uniform(20, 40)
    several = 1 if chance.random() < 0.8 else 2
    frozen = tuple(sorted(chance.sample(target.programs, several)))
    return Blow(at, "freeze", frozen, min(seconds, target.longest_freeze))


def _flush(_chance: random.Random, at: float, _target: Target) -> Blow:
    return Blow(at, "flush", ("redis",))


def _lie(chance: random.Random, at: float, target: Target) -> Blow:
    how = chance.choice(["502", "hang", "accept_then_cut", "accept_then_cut", "slow", "-1", "42001"])
    lasting = min(chance.uniform(4, _LONGEST_LIE_SECONDS), target.longest_freeze)
    return Blow(at, "lie", (chance.choice(target.endpoints),), lasting, how, chance.randint(1, 5))


def _line(chance: random.Random, at: float, _target: Target) -> Blow:
    return Blow(at, "line", (), 0.0, chance.choice(_BREAKS))


def _database(chance: random.Random, at: float, _target: Target) -> Blow:
    return Blow(at, "database", (chance.choice(["backends", "crash", "restart"]),))


_BLOWS = {"kill": _kill, "freeze": _freeze, "flush": _flush, "lie": _lie, "database": _database, "line": _line}
