"""Whatever happens to senders and platform, every delivery is accounted for and ends once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actions import firing
from actions.ports import Channel, GiveUp, RetryLater, SendOutcome, Sent, Unknown, Wire
from actions.ways import note_heard
from bot.wecom.bodies import REPEAT_MARK
from models.clock import Clock
from models.database import Database
from models.group import Group
from models.sealing import Keyring, install_keyring
from models.ticket import Ticket
from rules.chat import ChatKind, ChatMessage, MessageKind, Source
from tests.bot.delivery_bench import LEASE, Bench, Platform
from tests.bot.ledger import Ledger

OUTCOMES = (Sent(), Sent(unreachable=("chenzr",)), RetryLater(LEASE, "busy"), GiveUp("no"), Unknown("cut"), "kill")
DESTINATIONS = ("group:1", "group:2", "user:chenzr")


class Killed(BaseException):
    """Ends a sender at the worst moment."""


@dataclass(frozen=True)
class Step:
    """What happens next: something is put, held or poisoned, clocks are fired, a sender runs (another one interleaved
    and killed), time passes, a ticket changes, a clock stops."""

    kind: str
    number: int
    outcomes: tuple[SendOutcome | str, ...] = ()
    inner: tuple[SendOutcome | str, ...] = ()


outcomes = st.lists(st.sampled_from(OUTCOMES), max_size=3).map(tuple)
steps = st.one_of(
    st.builds(Step, st.just("put"), st.integers(0, 8)),
    st.builds(Step, st.just("run"), st.integers(0, 1), outcomes, outcomes),
    st.builds(Step, st.just("wait"), st.integers(1, 40)),
    st.builds(Step, st.just("stop"), st.integers(0, 3)),
    st.builds(Step, st.sampled_from(("hold", "fire", "change", "spoil")), st.integers(0, 8)),
)
refusals = (GiveUp("no", 93000, "target"), GiveUp("no", 60020, "channel"), RetryLater(LEASE, "away", is_down=True))
on_two_ways = st.lists(st.sampled_from((*OUTCOMES, *refusals, *refusals)), max_size=4).map(tuple)
steps_on_two_ways = st.one_of(
    st.builds(Step, st.just("put"), st.sampled_from((0, 2, 3))),
    st.builds(Step, st.just("run"), st.integers(0, 1), on_two_ways, on_two_ways),
    st.builds(Step, st.just("wait"), st.sampled_from((1, 40, 400, 90000))),
)
# Falls due while a history lasts.
POLICY = {
    "limit": None,
    "steps": [
        {"at": f"-{60 - minute}m", "to": [to], "severity": "breach", "key": f"-{60 - minute}m"}
        for minute, to in ((0, "on_duty"), (1, "supervisor"), (2, "on_duty"), (5, "supervisor"))
    ],
}


class History:
    """Plays steps on a bench and remembers what the platform was handed."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.clocks = [bench.ticket(4500 + number) for number in range(4)]
        self.handed: list[Wire] = []
        with bench.database.transaction() as session:
            for clock in session.query(Clock):
                clock.policy, clock.look_again_at = POLICY, bench.now

    def play(self, step: Step) -> None:
        match step.kind:
            case "put":
                self.bench.remind(self.clocks[step.number % 4], DESTINATIONS[step.number % 3])
            case "wait":
                self.bench.later(step.number)
            case "stop":
                self.bench.stop_clock(self.clocks[step.number][1])
            case "hold":
                release_at = self.bench.now + LEASE
                self.bench.remind(self.clocks[step.number % 4], DESTINATIONS[step.number % 3], release_at=release_at)
            case "spoil":
                self.bench.put("no such kind", DESTINATIONS[step.number % 3])
            case "change":
                with self.bench.database.transaction() as session:
                    session.get_one(Ticket, self.clocks[step.number % 4][0]).title = f"改了{step.number}次"
            case "fire":
                with self.bench.database.transaction() as session:
                    firing.fire_due(self.bench.desk(session))
            case "run":
                self._run(step.outcomes, step.inner, takes_seconds=25 * step.number)

    def settle(self) -> None:
        """Let everything come to its end on a platform that works."""
        for _ in range(8):
            self.bench.later(130)
            self._run((), ())

    def _run(
        self,
        outcomes: tuple[SendOutcome | str, ...],
        inner: tuple[SendOutcome | str, ...] | None,
        takes_seconds: int = 0,
    ) -> None:
        platform = Platform([self._answer(outcome, inner, takes_seconds) for outcome in outcomes])
        try:
            self.bench.sender(platform).run()
        except Killed:
            return

    def _answer(self, outcome: SendOutcome | str, inner: tuple[SendOutcome | str, ...] | None, takes_seconds: int):
        def answer(wire: Wire) -> SendOutcome:
            self.handed.append(wire)
            # Slow, the other sender finds the lease of this one run out.
            self.bench.later(takes_seconds)
            if inner is not None:
                self._run(inner, None)
            if isinstance(outcome, str):
                raise Killed
            return outcome

        return answer


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[object]:
    """Open a new empty desk as often as asked."""
    install_keyring(Keyring([b"k" * 32]))
    opened: list[Database] = []

    def on_sqlite() -> Bench:
        template = request.getfixturevalue("sqlite_template")
        opened.append(Database(template.copy_to(tmp_path / f"{len(opened)}.db")))
        # Nothing here outlives the test, so it need not wait for the disk.
        return Bench(opened[-1])

    def on_postgresql() -> Bench:
        if not opened:
            opened.append(Database(request.getfixturevalue("postgres_url")))
        empty(opened[0])
        return Bench(opened[0])

    yield on_sqlite if request.param == "sqlite" else on_postgresql
    for database in opened:
        database.close()
    shutil.rmtree(tmp_path, ignore_errors=True)


def empty(database: Database) -> None:
    from models.tables import Base

    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


AS_EVERY_TIME = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # making a failure smaller would outlast the test
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@settings(AS_EVERY_TIME, max_examples=25)
@given(history=st.lists(steps, min_size=4, max_size=14))
@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
def test_every_delivery_ends_exactly_once_whatever_happens(fresh, history: list[Step]) -> None:
    ends_exactly_once(fresh(), history)


@settings(AS_EVERY_TIME, max_examples=8)
@given(history=st.lists(steps, min_size=4, max_size=14))
@pytest.mark.parametrize("fresh", ["postgresql"], indirect=True)
def test_every_delivery_ends_exactly_once_on_the_other_database_too(fresh, history: list[Step]) -> None:
    ends_exactly_once(fresh(), history)


@settings(AS_EVERY_TIME, max_examples=12)
@given(history=st.lists(steps_on_two_ways, min_size=4, max_size=12))
@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
def test_every_delivery_ends_exactly_once_whichever_way_it_goes(fresh, history: list[Step]) -> None:
    bench = fresh()
    bench.rules = replace(bench.rules, bot_may_push=True)
    with bench.database.transaction() as session:
        session.get_one(Group, 1).chat_id = "wrQINGHE"
        for chat, kind in (("wrQINGHE", ChatKind.GROUP), (None, ChatKind.DIRECT)):
            heard = ChatMessage(Source.AIBOT, "1", "chenzr", kind, MessageKind.TEXT, chat_id=chat)
            note_heard(bench.desk(session), heard)
    ends_exactly_once(bench, history)


def ends_exactly_once(bench: Bench, history: list[Step]) -> None:
    played, ledger = History(bench), Ledger(bench)
    for step in history:
        played.play(step)
        ledger.holds(played.handed)
    played.settle()
    ledger.holds(played.handed)
    assert not {"pending", "held"} & set(bench.states().values())
    assert_tries_are_lawful(bench)


def assert_tries_are_lawful(bench: Bench) -> None:
    """A push is repeated after one unknown outcome at most, marked; everything else keeps its bytes."""
    tries: dict[int, list[tuple[str | None, bool, str]]] = {}
    for attempt in bench.attempts():
        tries.setdefault(attempt.message_id, []).append((attempt.outcome, attempt.is_repeat, attempt.body_sha256))
    for rows in tries.values():
        assert sum(outcome == "unknown" for outcome, _, _ in rows) <= 2
        first_unknown = next((i for i, row in enumerate(rows) if row[0] == "unknown"), len(rows))
        # What may have been said on another way is a repeat from its first try on.
        is_repeat = rows[0][1]
        assert [repeat for _, repeat, _ in rows] == [is_repeat or i > first_unknown for i in range(len(rows))]
        assert len({digest for _, _, digest in rows}) == 1
        assert all(outcome is not None for outcome, _, _ in rows)


def test_only_repeats_of_group_pushes_carry_the_mark(bench: Bench) -> None:
    for destination in DESTINATIONS:
        bench.remind(bench.ticket(4600 + len(destination) + bench.now.minute), destination)
        bench.later(60)
    bench.platform.answers = [Unknown("cut")] * 3
    for _ in range(3):
        bench.run()
        bench.later(3)
    marked = {
        wire.channel
        for wire, text in zip(bench.platform.wires, bench.platform.texts, strict=True)
        if text.startswith(REPEAT_MARK)
    }
    assert marked == {Channel.PUSH_KEY}
