"""What is due is put once per cause, step, audience and destination, whoever asks and however often."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from actions import sending
from actions.outbox import Due, put
from actions.ports import Channel, RetryLater, SendOutcome, Sent, Wire
from models.message import Message
from models.queries import deliveries as queries
from tests.bot.conftest import bench  # noqa: F401 - the fixture of a desk with a sender
from tests.bot.delivery_bench import NOW, Bench

DUE = Due("clock", 1, "reminder", "group:1", "unit", NOW, step="-10m")
_SENT = Sent()
WIRE = Wire(Channel.PUSH_KEY, "key-unit", {"msgtype": "text", "text": {"content": "请签收"}})


def put_one(bench: Bench, due: Due = DUE) -> bool:  # noqa: F811
    with bench.database.transaction() as session:
        return put(bench.desk(session), due)


def freeze(bench: Bench, ids: list[int], destination: str = "group:1") -> sending.Frozen | None:  # noqa: F811
    with bench.database.transaction() as session:
        frozen = sending.freeze(bench.desk(session), destination, [WIRE], ids)
        if frozen is None:
            session.rollback()
        return frozen


def record(bench: Bench, frozen: sending.Frozen, outcome: SendOutcome = _SENT) -> str | None:  # noqa: F811
    with bench.database.transaction() as session:
        return sending.record_outcome(bench.desk(session), frozen, outcome)


def resume(bench: Bench) -> sending.Frozen | None:  # noqa: F811
    with bench.database.transaction() as session:
        return sending.resume(bench.desk(session), 1)


def lose_the_lease(bench: Bench) -> None:  # noqa: F811
    bench.later(25)
    with bench.database.transaction() as session:
        assert sending.release_lost_leases(bench.desk(session)) == 1


def test_the_same_due_is_put_once(bench: Bench) -> None:  # noqa: F811
    assert put_one(bench) and not put_one(bench)
    assert bench.states() == {1: "pending"}


@pytest.mark.parametrize(
    "other",
    [
        {"step": "-5m"},
        {"occurrence": 2},
        {"audience": "unit_lead"},
        {"destination": "user:chenzr"},
        {"cause_id": 2},
        {"cause_kind": "event"},
    ],
)
def test_another_step_occurrence_audience_destination_or_cause_is_another_due(
    bench: Bench,  # noqa: F811
    other: dict[str, object],
) -> None:
    assert put_one(bench) and put_one(bench, replace(DUE, **other))  # type: ignore[arg-type]


def test_refused_second_due_leaves_the_transaction_of_its_cause_intact(bench: Bench) -> None:  # noqa: F811
    put_one(bench)
    with bench.database.transaction() as session:
        put(bench.desk(session), DUE)
        put(bench.desk(session), replace(DUE, step="0m"))
    assert len(bench.states()) == 2


def test_due_is_held_until_its_release_and_pending_without_one(bench: Bench) -> None:  # noqa: F811
    put_one(bench, replace(DUE, release_at=NOW + timedelta(hours=1)))
    put_one(bench, replace(DUE, step="0m", release_at=NOW))
    assert list(bench.states().values()) == ["held", "pending"]


def test_due_that_ends_at_once_is_counted_and_never_sent(bench: Bench) -> None:  # noqa: F811
    put_one(bench, replace(DUE, ended_as="superseded", end_reason="a higher step fired"))
    assert bench.run() == 0 and bench.states() == {1: "superseded"} and bench.balances()


def test_delivery_is_taken_by_one_message_only(bench: Bench) -> None:  # noqa: F811
    put_one(bench)
    first = freeze(bench, [1])
    assert first is not None and record(bench, first) == "sent"
    assert freeze(bench, [1]) is None


def test_what_is_on_its_way_ends_as_the_platform_says_though_its_clock_stops(bench: Bench) -> None:  # noqa: F811
    put_one(bench)
    on_its_way = freeze(bench, [1])
    assert on_its_way is not None
    with bench.database.transaction() as session:
        assert queries.end_deliveries(session, [1], "superseded", "clock stopped", bench.now) == 0
    assert record(bench, on_its_way) == "sent" and bench.states() == {1: "sent"}


def test_message_takes_all_of_its_deliveries_or_none(bench: Bench) -> None:  # noqa: F811
    put_one(bench)
    put_one(bench, replace(DUE, step="-5m", ended_as="superseded"))
    assert freeze(bench, [1, 2]) is None
    assert bench.states() == {1: "pending", 2: "superseded"}
    with bench.database.reading() as session:
        assert session.query(Message).count() == 0


def test_second_message_to_a_destination_waits_for_the_first(bench: Bench) -> None:  # noqa: F811
    put_one(bench)
    put_one(bench, replace(DUE, step="-5m"))
    first = freeze(bench, [1])
    assert first is not None and freeze(bench, [2]) is None
    record(bench, first)
    assert freeze(bench, [2]) is not None


def test_outcome_is_recorded_once(bench: Bench) -> None:  # noqa: F811
    put_one(bench)
    frozen = freeze(bench, [1])
    assert frozen is not None
    assert record(bench, frozen) == "sent" and record(bench, frozen) is None


def test_lease_ends_after_twenty_seconds_of_machine_time(bench: Bench) -> None:  # noqa: F811
    put_one(bench)
    freeze(bench, [1])
    bench.later(20)
    with bench.database.transaction() as session:
        assert sending.release_lost_leases(bench.desk(session)) == 0
    bench.later(1)
    with bench.database.transaction() as session:
        assert sending.release_lost_leases(bench.desk(session)) == 1
    assert bench.message().state == "waiting" and bench.states() == {1: "pending"}


def test_waiting_message_is_lent_to_one_sender(bench: Bench) -> None:  # noqa: F811
    put_one(bench)
    freeze(bench, [1])
    bench.later(25)
    with bench.database.transaction() as session:
        sending.release_lost_leases(bench.desk(session))
    bench.later(2)
    with bench.database.transaction() as session:
        resumed = sending.resume(bench.desk(session), 1)
        assert resumed is not None and resumed.repeats_what_was_said_at == NOW and resumed.wire == WIRE
        assert sending.resume(bench.desk(session), 1) is None


def test_message_whose_sender_vanished_is_unknown_before_anybody_takes_it_again(bench: Bench) -> None:  # noqa: F811
    put_one(bench)
    freeze(bench, [1])
    bench.later(25)
    assert resume(bench) is None


def test_next_try_waits_as_long_as_the_platform_asked(bench: Bench) -> None:  # noqa: F811
    put_one(bench)
    first = freeze(bench, [1])
    assert first is not None
    assert record(bench, first, RetryLater(timedelta(minutes=1), "busy")) == "waiting"
    bench.later(59)
    assert resume(bench) is None
    bench.later(1)
    assert resume(bench) is not None


def test_sender_that_was_overtaken_records_nothing(bench: Bench) -> None:  # noqa: F811
    put_one(bench)
    slow = freeze(bench, [1])
    assert slow is not None
    lose_the_lease(bench)
    bench.later(2)
    other = resume(bench)
    assert other is not None
    assert record(bench, slow) is None and bench.states() == {1: "pending"}
    assert record(bench, other) == "sent" and bench.states() == {1: "sent"}
