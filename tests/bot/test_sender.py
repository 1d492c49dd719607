"""Every delivery is sent once, or its end says why not."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text

from actions.ports import SAME_BYTES_DROPPED_FOR, Channel, GiveUp, RetryLater, SendOutcome, Sent, Unknown, Wire
from bot.sender import Sender
from bot.wecom.bodies import REPEAT_MARK
from models.database import Database, OperationalError
from models.delivery import Delivery
from models.group import Group
from models.message import Message
from models.queries import machinery
from models.sealing import Keyring, install_keyring
from models.set_aside import SetAside
from models.ticket import Ticket
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


def test_platform_that_is_away_is_waited_for_for_a_day(bench: Bench) -> None:
    row = bench.please_phone("user:chenzr")
    bench.platform.answers = [RetryLater(timedelta(hours=5), "busy")] * 6
    for _ in range(5):
        bench.run()
        bench.later(5 * 3600 + 60)
        assert bench.states()[row] == "pending"
    bench.run()
    assert bench.states()[row] == "failed" and len(bench.attempts()) == 6


def test_platform_that_stays_away_is_asked_more_and_more_rarely(bench: Bench) -> None:
    bench.note("user:chenzr")
    bench.platform.answers = [RetryLater(timedelta(seconds=1), "busy")] * 400
    for _ in range(200):
        bench.run()
        bench.later(6)
    tries = [attempt.started_at for attempt in bench.attempts()]
    apart = [(later - earlier).total_seconds() for earlier, later in pairwise(tries)]
    assert apart == sorted(apart) and apart[-1] == 60 and 25 < len(tries) < 35


def test_group_that_left_the_directory_hears_nothing_more(bench: Bench) -> None:
    row = bench.note("group:1")
    with bench.database.transaction() as session:
        session.get_one(Group, 1).is_active = False
    bench.run()
    assert bench.states()[row] == "failed" and bench.platform.wires == []


def test_person_who_was_never_reached_is_to_be_phoned_even_after_mere_retries(bench: Bench) -> None:
    bench.remind(bench.ticket(), "user:chenzr")
    bench.platform.answers = [RetryLater(timedelta(minutes=4), "strange", 12345, timedelta(minutes=10))] * 4
    for _ in range(5):
        bench.run()
        bench.later(4 * 60)
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


def test_sender_that_stood_still_until_another_had_its_message_sends_nothing(bench: Bench) -> None:
    row, other, stopped = bench.note(), Platform(), bench.sender()
    moments = iter([0.0])

    def stands_still_before_the_first_byte() -> float:
        if (moment := next(moments, None)) is not None:
            return moment
        for seconds in (21, 2):
            bench.later(seconds)
            bench.sender(other).run()
        return 23.0

    stopped.steady = stands_still_before_the_first_byte
    stopped.run()
    assert bench.platform.wires == [] and len(other.wires) == 1
    assert bench.states() == {row: "sent"}


def test_sender_that_stood_still_alone_gives_its_message_back_unsent(bench: Bench) -> None:
    row, stopped = bench.note(), bench.sender()
    moments = iter([0.0])
    stopped.steady = lambda: next(moments, 12.0)
    stopped.run()
    assert bench.platform.wires == []
    bench.later(10)
    bench.run()
    [text] = bench.platform.texts
    assert not text.startswith(REPEAT_MARK) and bench.states() == {row: "sent"}


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
    bench.please_phone("user:chenzr")
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


def test_reminder_that_may_have_left_is_not_repeated_when_nobody_needs_it_any_more(bench: Bench) -> None:
    ids = bench.ticket()
    row = bench.remind(ids)
    bench.platform.answers = [LOST]
    bench.run()
    bench.stop_clock(ids[1])
    bench.later(30)
    assert bench.run() == 0
    assert bench.states() == {row: "unknown"} and len(bench.platform.texts) == 1


def test_reminder_that_may_have_left_is_not_repeated_when_a_higher_step_waits(bench: Bench) -> None:
    ids = bench.ticket()
    rows = bench.remind(ids), 0
    bench.platform.answers = [LOST]
    bench.run()
    rows = rows[0], bench.remind(ids, due_at=bench.now + LEASE)
    bench.later(30)
    bench.run()
    assert bench.states() == {rows[0]: "unknown", rows[1]: "sent"}
    assert not any(text.startswith(REPEAT_MARK) for text in bench.platform.texts)


def test_reminder_that_never_left_gives_way_to_the_higher_step(bench: Bench) -> None:
    ids = bench.ticket()
    first = bench.remind(ids)
    bench.platform.answers = [BUSY]
    bench.run()
    second = bench.remind(ids, due_at=bench.now + LEASE)
    bench.later(30)
    bench.run()
    assert bench.states() == {first: "superseded", second: "sent"} and len(bench.platform.texts) == 2


def test_late_reminder_leaves_it_to_the_next_step_that_would_say_the_same(bench: Bench) -> None:
    ids = bench.ticket()
    bench.later(55 * 60)
    first = bench.remind(ids)
    bench.later(2 * 60 + 40)
    assert bench.run() == 0 and bench.states() == {first: "superseded"}
    second = bench.remind(ids, due_at=bench.now + timedelta(seconds=20))
    bench.later(20)
    assert bench.run() == 1 and bench.states() == {first: "superseded", second: "sent"}


def test_warning_that_comes_after_the_limit_leaves_it_to_the_step_that_says_so(bench: Bench) -> None:
    ids = bench.ticket()
    bench.later(58 * 60)
    first = bench.remind(ids)
    bench.later(2 * 60)
    assert bench.run() == 0 and bench.states() == {first: "superseded"}


def test_last_warning_is_told_though_the_limit_passes_at_once(bench: Bench) -> None:
    ids = bench.ticket()
    bench.later(58 * 60)
    first = bench.remind(ids)
    bench.later(60 + 50)
    assert bench.run() == 1 and bench.states() == {first: "sent"}


def test_late_reminder_is_told_when_nothing_more_is_said_for_a_while(bench: Bench) -> None:
    ids = bench.ticket()
    bench.later(55 * 60)
    first = bench.remind(ids)
    bench.later(90)
    assert bench.run() == 1 and bench.states() == {first: "sent"}


def test_reminder_that_waited_long_is_worded_anew(bench: Bench) -> None:
    row = bench.remind(bench.ticket())
    bench.platform.answers = [RetryLater(timedelta(minutes=20), "busy")]
    bench.run()
    bench.later(20 * 60)
    bench.run()
    first, second = bench.platform.texts
    assert "还有1小时" in first and "还有40分" in second and bench.states() == {row: "sent"}


@pytest.mark.parametrize("destination", ["group:1", "user:chenzr"])
def test_repeat_is_kept_for_a_platform_that_answers_and_says_what_it_repeats(bench: Bench, destination: str) -> None:
    row = bench.note(destination)
    bench.platform.answers, bench.platform.is_up = [LOST], False
    if destination.startswith("user:"):
        # Within half an hour the platform knows the same bytes again, so repeating them asks nobody.
        bench.platform.answers = [LOST] * 40
    for _ in range(60):
        bench.run()
        bench.later(61)
    tried = len(bench.platform.wires)
    bench.platform.answers, bench.platform.is_up = [], True
    assert bench.states() == {row: "pending"}
    bench.run()
    assert bench.states() == {row: "sent"} and len(bench.platform.wires) == tried + 1
    assert bench.platform.texts[-1] == "（补发10:00的消息）" + bench.platform.texts[0]


def test_person_reads_a_repeat_once_after_the_platform_has_forgotten_the_bytes(bench: Bench) -> None:
    row = bench.note("user:chenzr")
    bench.platform.answers = [LOST] * 30
    for _ in range(60):
        bench.run()
        bench.later(61)
    assert bench.states() == {row: "unknown"}
    assert sum(text.startswith("（补发") for text in bench.platform.texts) == 1


def test_repeat_after_the_clock_was_set_back_says_that_it_is_one(bench: Bench) -> None:
    bench.note("user:chenzr")
    bench.platform.answers = [Unknown("HTTP 502")]
    bench.run()
    # Three quarters of an hour later, in which the machine's clock was set back by a whole one.
    bench.later(45 * 60 - 3600)
    with bench.database.transaction() as session:
        machinery.pull_back(session, bench.now, LEASE, SAME_BYTES_DROPPED_FOR)
    bench.later(LEASE.total_seconds())
    bench.run()
    first, repeat = bench.platform.texts
    # Nobody knows any more at which hour it was said first.
    assert repeat == REPEAT_MARK + first


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


@pytest.mark.parametrize("destination", ["group:1", "user:chenzr"])
@pytest.mark.parametrize("first", [BUSY, LOST, killed])
def test_every_try_has_the_bytes_of_the_first_also_after_a_restart_and_with_a_changed_ticket(
    bench: Bench, destination: str, first: SendOutcome
) -> None:
    ticket_id, _clock_id = ids = bench.ticket()
    row = bench.remind(ids, destination)
    bench.platform.answers = [first, BUSY]
    with suppress(Killed):
        bench.run()
    with bench.database.transaction() as session:
        session.get_one(Ticket, ticket_id).title = "改过的标题"
    restarted = Database(bench.database.url)
    for _ in range(4):
        bench.later(25)
        Sender(restarted, bench.rules, bench.platform, bench.purse, 1000002, lambda: bench.now).run()
    restarted.close()
    assert bench.states()[row] == "sent"
    first_text, *later = bench.platform.texts
    assert len(later) == 2 and {text.removeprefix(REPEAT_MARK) for text in later} == {first_text}
    assert len({attempt.body_sha256 for attempt in bench.attempts()}) == 1


def three_tries(bench: Bench) -> None:
    for _ in range(4):
        bench.run()
        bench.later(21)


def test_delivery_without_words_does_not_silence_the_others(bench: Bench) -> None:
    poisoned = bench.put("no such kind", "group:1")
    rows = bench.note(), bench.note("group:2")
    bench.run()
    assert [bench.states()[row] for row in (poisoned, *rows)] == ["pending", "sent", "sent"]


def test_delivery_without_words_fails_after_three_tries_and_that_is_told_in_its_place(bench: Bench) -> None:
    poisoned = bench.put("no such kind", "group:1")
    three_tries(bench)
    with bench.database.reading() as session:
        row, [fault] = session.get_one(Delivery, poisoned), session.query(SetAside)
        reference = str(fault.reference)
        assert (row.state, row.end_reason) == ("failed", f"set aside, reference {reference}")
        assert (fault.tries, fault.error, fault.outcome) == (3, "ValueError", "ended")
    told = zip(bench.platform.wires, bench.platform.texts, strict=True)
    assert any(wire.address == "key-unit" and reference in said for wire, said in told)
    assert bench.balances() and "pending" not in bench.states().values()


def test_delivery_that_cannot_even_be_read_fails_and_its_chat_hears_the_others(bench: Bench) -> None:
    poisoned, row = bench.note(), bench.note()
    with bench.database.transaction() as session:
        session.execute(text("UPDATE deliveries SET mentions = 'null', facts = '[]' WHERE id = :id"), {"id": poisoned})
    three_tries(bench)
    assert (bench.states()[poisoned], bench.states()[row]) == ("failed", "sent")


def test_destination_that_cannot_be_routed_does_not_silence_the_others(bench: Bench) -> None:
    lost, row = bench.note("group:99"), bench.note("group:2")
    bench.run()
    assert bench.states() == {lost: "pending", row: "sent"}
    three_tries(bench)
    assert bench.states()[lost] == "failed" and "pending" not in bench.states().values()


def test_bundle_that_cannot_be_worded_as_one_is_told_line_by_line(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [bench.remind(bench.ticket(4512 + number)) for number in range(3)]
    monkeypatch.setattr("texts.reminders.bundle_heading", lambda *_, **__: 1 / 0)
    bench.run()
    assert [bench.states()[row] for row in rows] == ["sent"] * 3


def test_message_that_cannot_be_opened_for_its_next_try_fails_under_a_reference(bench: Bench) -> None:
    row = bench.note()
    bench.platform.answers = [BUSY]
    bench.run()
    with bench.database.transaction() as session:
        key = session.connection().exec_driver_sql("SELECT body FROM messages").scalar_one()
        broken = bytes(key)[:-1] + bytes([bytes(key)[-1] ^ 1])
        session.connection().execute(text("UPDATE messages SET body = :body"), {"body": broken})
    for _ in range(4):
        bench.later(21)
        bench.run()
    assert bench.states()[row] == "failed" and bench.balances()


def test_sending_waits_for_a_key_that_the_configuration_lacks(bench: Bench) -> None:
    row = bench.note()
    install_keyring(Keyring([b"x" * 32]))
    three_tries(bench)
    assert bench.states() == {row: "pending"}
    install_keyring(Keyring([b"k" * 32]))
    bench.run()
    assert bench.states() == {row: "sent"}


def test_database_that_goes_away_is_nobody_s_fault(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    row = bench.note()

    def away(*_: object) -> str:
        raise OperationalError("SELECT", None, OSError("away"))

    with monkeypatch.context() as patch:
        patch.setattr("bot.compose.wording", away)
        for _ in range(4):
            with pytest.raises(OperationalError):
                bench.run()
            bench.later(40)
    bench.run()
    assert bench.states() == {row: "sent"}
    with bench.database.reading() as session:
        assert session.query(SetAside).count() == 0


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
