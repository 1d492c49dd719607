"""Every delivery is sent once, or its end says why not."""

from __future__ import annotations

from datetime import timedelta

from actions.ports import Channel, GiveUp, RetryLater, SendOutcome, Sent, Unknown, Wire
from bot.wecom.bodies import REPEAT_MARK
from models.database import Database
from models.delivery import Delivery
from models.group import Group
from models.message import Message
from tests.bot.delivery_bench import LEASE, Bench, Platform

BUSY = RetryLater(LEASE, "busy", -1)
LOST = Unknown("no answer")


class Killed(BaseException):
    """Ends a sender the way kill -9 does: nothing after it runs."""


def killed(_wire: Wire) -> SendOutcome:
    raise Killed


def die_sending(bench: Bench) -> None:
    """Let a sender be killed after the first byte."""
    bench.platform.answers.append(killed)
    try:
        bench.run()
    except Killed:
        return
    raise AssertionError("nothing was being sent")


def test_waiting_delivery_is_sent_once(bench: Bench) -> None:
    row = bench.note()
    assert bench.run() == 1 and bench.run() == 0
    assert bench.states() == {row: "sent"} and len(bench.platform.wires) == 1


def test_sending_is_committed_before_the_first_byte(bench: Bench) -> None:
    seen: list[tuple[str, bool, int]] = []

    def look(_wire: Wire) -> SendOutcome:
        other = Database(bench.database.url)
        with other.reading() as session:
            [message] = session.query(Message)
            seen.append((message.state, message.lease_token is not None, len(message.attempts)))
        other.close()
        return BUSY

    bench.platform.answers = [look, look]
    bench.note()
    bench.run()
    bench.later(30)
    bench.run()
    assert seen == [("sending", True, 1), ("sending", True, 2)]


def test_held_delivery_waits_for_its_release(bench: Bench) -> None:
    row = bench.note(release_at=bench.now + LEASE)
    bench.run()
    assert bench.states() == {row: "held"}
    bench.later(21)
    bench.run()
    assert bench.states() == {row: "sent"}


def test_busy_platform_gets_the_same_bytes_again(bench: Bench) -> None:
    row = bench.note()
    bench.platform.answers = [BUSY]
    bench.run()
    assert bench.states() == {row: "pending"} and bench.message().state == "waiting"
    bench.later(10)
    assert bench.run() == 0
    bench.later(11)
    assert bench.run() == 1
    first, second = bench.platform.wires
    assert first.body == second.body and bench.states() == {row: "sent"}
    assert [(a.outcome, a.is_repeat) for a in bench.attempts()] == [("retry", False), ("sent", False)]


def test_platform_that_stays_busy_is_given_up_after_eight_tries(bench: Bench) -> None:
    row = bench.note("user:chenzr")
    bench.platform.answers = [BUSY] * 8
    for _ in range(8):
        bench.run()
        bench.later(30)
    assert bench.states()[row] == "failed" and len(bench.attempts()) == 8


def test_platform_that_stays_busy_for_two_hours_is_given_up(bench: Bench) -> None:
    row = bench.note("user:chenzr")
    bench.platform.answers = [RetryLater(timedelta(minutes=50), "busy")] * 4
    for _ in range(3):
        bench.run()
        bench.later(50 * 60)
        assert bench.states()[row] == "pending"
    bench.run()
    assert bench.states()[row] == "failed" and len(bench.attempts()) == 4


def test_group_that_left_the_directory_hears_nothing_more(bench: Bench) -> None:
    row = bench.note("group:1")
    with bench.database.transaction() as session:
        session.get_one(Group, 1).is_active = False
    bench.run()
    assert bench.states()[row] == "failed" and bench.platform.wires == []


def test_person_who_was_never_reached_is_to_be_phoned_even_after_mere_retries(bench: Bench) -> None:
    bench.remind(bench.ticket(), "user:chenzr")
    bench.platform.answers = [BUSY] * 8
    for _ in range(9):
        bench.run()
        bench.later(30)
    assert "陈主任的私信发不出去" in bench.platform.texts[-1]


def test_group_push_of_unknown_outcome_is_repeated_once_and_marked(bench: Bench) -> None:
    row = bench.note()
    bench.platform.answers = [LOST, LOST]
    for _ in range(5):
        bench.run()
        bench.later(30)
    first, second = bench.platform.texts
    assert second == REPEAT_MARK + first
    assert bench.states() == {row: "unknown"}
    assert [(a.outcome, a.is_repeat) for a in bench.attempts()] == [("unknown", False), ("unknown", True)]


def test_repeat_that_arrives_is_the_delivery_s_end(bench: Bench) -> None:
    row = bench.note()
    bench.platform.answers = [LOST]
    bench.run()
    bench.later(2)
    bench.run()
    assert bench.states() == {row: "sent"}


def test_app_message_of_unknown_outcome_is_repeated_with_the_same_bytes(bench: Bench) -> None:
    bench.note("user:chenzr")
    bench.platform.answers = [LOST]
    bench.run()
    bench.later(2)
    bench.run()
    first, second = bench.platform.wires
    assert first == second and first.body["enable_duplicate_check"] == 1
    assert len({attempt.body_sha256 for attempt in bench.attempts()}) == 1


def test_app_message_is_repeated_while_the_platform_hangs_and_knows_the_same_bytes(bench: Bench) -> None:
    row = bench.note("user:chenzr")
    bench.platform.answers = [LOST] * 4
    for _ in range(10):
        bench.run()
        bench.later(31)
    assert bench.states() == {row: "sent"}
    assert len({attempt.body_sha256 for attempt in bench.attempts()}) == 1 and len(bench.attempts()) == 5


def test_app_message_is_no_longer_repeated_when_the_platform_may_have_forgotten_it(bench: Bench) -> None:
    row = bench.note("user:chenzr")
    bench.platform.answers = [LOST] * 9
    for _ in range(9):
        bench.run()
        bench.later(500)
    assert bench.states() == {row: "unknown"} and len(bench.attempts()) == 5


def test_other_message_in_the_same_words_to_the_same_person_is_not_taken_for_a_repeat(bench: Bench) -> None:
    for _ in range(3):
        bench.note("user:chenzr")
        bench.run()
        bench.later(60)
    bench.later(3600)
    bench.note("user:chenzr")
    bench.run()
    first, second, third, much_later = bench.platform.texts
    assert (second, third) == (first + "\n（第2次通知）", first + "\n（第3次通知）") and much_later == first


def test_killed_sender_s_message_is_marked_and_sent_again_when_its_lease_ends(bench: Bench) -> None:
    row = bench.note()
    die_sending(bench)
    assert bench.run() == 0
    bench.later(21)
    bench.run()
    bench.later(2)
    bench.run()
    first, second = bench.platform.texts
    assert second == REPEAT_MARK + first and bench.states() == {row: "sent"}


def test_late_sender_cannot_record_for_a_message_that_is_another_s_by_now(bench: Bench) -> None:
    row = bench.note()
    other = Platform([LOST, LOST])

    def overtaken(_wire: Wire) -> SendOutcome:
        bench.later(21)
        bench.sender(other).run()
        bench.later(2)
        bench.sender(other).run()
        return Sent()

    bench.platform.answers = [overtaken]
    bench.run()
    assert bench.states() == {row: "unknown"} and len(other.wires) == 1


def test_app_message_the_only_person_in_it_does_not_get_has_failed(bench: Bench) -> None:
    row = bench.remind(bench.ticket(), "user:chenzr")
    bench.platform.answers = [Sent(unreachable=("chenzr",))]
    bench.run()
    assert bench.states()[row] == "failed"
    assert bench.attempts()[0].outcome == "failed"
    bench.run()
    assert bench.platform.wires[-1].address == "key-supervisors"
    assert "陈主任的私信发不出去" in bench.platform.texts[-1] and "20261124004512" in bench.platform.texts[-1]


def test_request_to_phone_that_fails_itself_asks_nobody_else(bench: Bench) -> None:
    bench.note("user:chenzr")
    bench.platform.answers = [GiveUp("no such user", 81013, "target")]
    bench.run()
    assert list(bench.states().values()) == ["failed"]


def test_destination_without_a_way_fails_and_somebody_is_asked_to_phone(bench: Bench) -> None:
    row = bench.remind(bench.ticket(), "user:nobody")
    bench.run()
    bench.run()
    assert bench.states()[row] == "failed" and "nobody的私信发不出去" in bench.platform.texts[0]


def test_strange_answers_are_kept_within_bounds(bench: Bench) -> None:
    bench.note()
    bench.platform.answers = [GiveUp("坏\x00\ud800" * 200, 10**12)]
    bench.run()
    [attempt] = bench.attempts()
    assert attempt.errcode is None and attempt.why and len(attempt.why) == 200 and "\x00" not in attempt.why


def test_gateway_that_raises_leaves_an_unknown_outcome(bench: Bench) -> None:
    def broken(_wire: Wire) -> SendOutcome:
        raise RuntimeError("bug")

    bench.platform.answers = [broken]
    bench.note()
    bench.run()
    assert bench.attempts()[0].outcome == "unknown" and bench.message().state == "waiting"


def test_nothing_overtakes_a_message_that_waits_for_its_next_try(bench: Bench) -> None:
    first = bench.note()
    second = bench.note(due_at=bench.now + LEASE)
    bench.platform.answers = [BUSY]
    bench.run()
    bench.later(5)
    bench.run()
    assert bench.states() == {first: "pending", second: "pending"} and len(bench.platform.wires) == 1
    bench.later(30)
    bench.run()
    assert [attempt.message_id for attempt in bench.attempts()] == [1, 1, 2]


def test_two_senders_never_have_messages_under_way_to_one_destination(bench: Bench) -> None:
    bench.note()
    other = Platform()

    def meanwhile(_wire: Wire) -> SendOutcome:
        bench.note(due_at=bench.now + LEASE)
        bench.sender(other).run()
        return Sent()

    bench.platform.answers = [meanwhile]
    bench.run()
    assert other.wires == []
    bench.run()
    assert list(bench.states().values()) == ["sent", "sent"]


def test_used_up_budget_leaves_deliveries_pending(bench: Bench) -> None:
    for _ in range(3):
        bench.note()
    bench.note("group:2")
    bench.purse.left = 2
    bench.run()
    assert list(bench.states().values()) == ["sent", "sent", "pending", "sent"]
    bench.purse.left = 3
    bench.run()
    assert set(bench.states().values()) == {"sent"}


def test_retries_and_repeats_take_from_the_budget_too(bench: Bench) -> None:
    bench.note()
    bench.platform.answers = [LOST]
    bench.purse.left = 1
    bench.run()
    bench.later(30)
    assert bench.run() == 0 and bench.message().state == "waiting"
    bench.purse.left = 2
    assert bench.run() == 1


def test_stale_message_that_never_left_is_not_sent_any_more(bench: Bench) -> None:
    ids = bench.ticket()
    row = bench.remind(ids)
    bench.platform.answers = [BUSY]
    bench.run()
    bench.stop_clock(ids[1])
    bench.later(30)
    assert bench.run() == 0
    assert bench.states() == {row: "superseded"} and bench.message().state == "superseded"


def test_stale_message_that_may_have_left_is_settled_by_its_repeat(bench: Bench) -> None:
    ids = bench.ticket()
    row = bench.remind(ids)
    bench.platform.answers = [LOST]
    bench.run()
    bench.stop_clock(ids[1])
    bench.later(30)
    bench.run()
    assert bench.states() == {row: "sent"} and bench.platform.texts[-1].startswith(REPEAT_MARK)


def test_bundle_that_never_left_is_worded_anew_without_what_is_gone(bench: Bench) -> None:
    gone, alive = bench.ticket(4512), bench.ticket(4513)
    rows = bench.remind(gone), bench.remind(alive)
    bench.platform.answers = [BUSY]
    bench.run()
    bench.stop_clock(gone[1])
    bench.later(30)
    bench.run()
    assert bench.states() == dict(zip(rows, ("superseded", "sent"), strict=True))
    # What was tried for the line that is gone stays visible with it.
    with bench.database.reading() as session:
        assert [session.get_one(Delivery, row).message_id for row in rows] == [1, 2]
    assert "4512" not in bench.platform.texts[-1] and "4513" in bench.platform.texts[-1]


def test_delivery_without_words_does_not_silence_the_others(bench: Bench) -> None:
    poisoned = bench.put("no such kind", "group:1")
    rows = bench.note(), bench.note("group:2")
    bench.run()
    assert [bench.states()[row] for row in (poisoned, *rows)] == ["pending", "sent", "sent"]


def test_destination_that_cannot_be_routed_does_not_silence_the_others(bench: Bench) -> None:
    lost, row = bench.note("group:99"), bench.note("group:2")
    bench.run()
    assert bench.states() == {lost: "pending", row: "sent"}


def test_unknown_destination_ends_as_failed_and_silences_nobody(bench: Bench) -> None:
    row = bench.note("elsewhere:1")
    bench.run()
    assert bench.states() == {row: "failed"} and bench.platform.wires == []


def test_direct_messages_leave_through_the_app_and_group_messages_by_the_push_key(bench: Bench) -> None:
    bench.note("group:1")
    bench.note("user:chenzr")
    bench.run()
    assert {(wire.channel, wire.address) for wire in bench.platform.wires} == {
        (Channel.PUSH_KEY, "key-unit"),
        (Channel.APP, "chenzr"),
    }
