"""Who hangs keeps the others waiting for one try, not for as many as hang."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from actions.ports import SendOutcome, Sent, Unknown, Wire
from bot.turns import Turns
from models.group import Group
from tests.bot.delivery_bench import Bench, Platform

HANGS_FOR = 8.0


class Steady(SimpleNamespace):
    """A steady clock that goes by what the platform takes."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> Steady:
    clock = Steady()
    for module in ("bot.sender", "bot.turns"):
        monkeypatch.setattr(f"{module}.time", clock)
    return clock


class HalfDead(Platform):
    """A platform that hangs for some addresses and answers the others at once, but for the next one `is_cut_off`."""

    def __init__(self, steady: Steady) -> None:
        super().__init__()
        self.steady = steady
        self.is_cut_off = False

    def is_there(self, wire: Wire) -> bool:
        return self._answers(wire)

    def send(self, wire: Wire) -> SendOutcome:
        self.wires.append(wire)
        if not self._answers(wire):
            return Unknown("no answer")
        if self.is_cut_off:
            self.is_cut_off = False
            return Unknown("HTTP 502")
        return Sent()

    def _answers(self, wire: Wire) -> bool:
        hangs = wire.address.startswith("sick")
        self.steady.seconds += HANGS_FOR if hangs else 0.05
        return not hangs


def groups(bench: Bench, kind: str, n: int) -> list[int]:
    with bench.database.transaction() as session:
        rows = [Group(name=f"{kind}{each}", kind="unit", push_key=f"{kind}-{each}") for each in range(n)]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def test_twenty_chats_that_hang_keep_no_healthy_one_waiting_for_half_a_minute(bench: Bench, steady: Steady) -> None:
    for each in groups(bench, "sick", 20):
        bench.note(f"group:{each}", severity="breach")
    healthy = groups(bench, "well", 20)
    for each in healthy:
        bench.note(f"group:{each}", severity="urge")
    platform = HalfDead(steady)
    sender = bench.sender(platform)
    while sum(wire.address.startswith("well") for wire in platform.wires) < len(healthy):
        before = steady.seconds
        sender.run()
        bench.later(steady.seconds - before)
        assert steady.seconds < 30
    # By now what hangs waits for its next try; somebody healthy comes after one or two of those.
    for _ in range(10):
        steady.seconds += 3
        bench.later(3)
        bench.note(f"group:{healthy[0]}", severity="urge")
        asked_at, n_before = steady.seconds, len(platform.wires)
        while not any(wire.address == "well-0" for wire in platform.wires[n_before:]):
            before = steady.seconds
            sender.run()
            bench.later(steady.seconds - before)
        assert steady.seconds - asked_at < 30


def test_the_urgent_go_first_while_nothing_hangs(steady: Steady) -> None:
    served: list[int] = []
    Turns().serve(lambda each: served.append(each) or 1, range(5), until=1.0)
    assert served == [0, 1, 2, 3, 4]


def test_after_something_hung_the_next_round_begins_at_the_other_end(steady: Steady) -> None:
    served: list[int] = []

    def hangs(each: int) -> int:
        served.append(each)
        steady.seconds += HANGS_FOR
        return 1

    turns = Turns()
    for _ in range(3):
        turns.serve(hangs, [each for each in range(5) if each not in served], until=steady.seconds + 1)
    assert served == [0, 4, 1]


@pytest.mark.parametrize("n_sick", [4, 20])
def test_what_failed_a_moment_ago_is_repeated_at_once_however_many_hang(
    bench: Bench, steady: Steady, n_sick: int
) -> None:
    for each in groups(bench, "sick", n_sick):
        bench.note(f"group:{each}", severity="urge")
    [well] = groups(bench, "well", 1)
    platform = HalfDead(steady)
    sender = bench.sender(platform)

    def lives_a_round() -> None:
        before = steady.seconds
        sender.run()
        steady.seconds += 3
        bench.later(steady.seconds - before)

    while sum(wire.address.startswith("sick") for wire in platform.wires) < n_sick or steady.seconds < 120:
        lives_a_round()
    for _ in range(4):
        platform.is_cut_off = True
        bench.note(f"group:{well}", severity="breach")
        asked_at, n_before = steady.seconds, len(platform.wires)
        while sum(wire.address == "well-0" for wire in platform.wires[n_before:]) < 2:
            lives_a_round()
            assert steady.seconds - asked_at < 60
