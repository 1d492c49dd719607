"""A text too long for its way leaves in parts: in order, each once, and it is sent when all of them are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from actions.ports import Channel, GiveUp, RetryLater, SendOutcome, Sent, Unknown, Wire
from actions.ways import note_heard
from models.database import Database
from models.group import Group
from models.queries import balance
from rules.chat import ChatKind, ChatMessage, MessageKind, Source
from tests.bot.delivery_bench import Bench
from texts.endings import tries

BUSY = RetryLater(timedelta(seconds=2), "busy", 45009)
LOST = Unknown("no answer")
GONE = GiveUp("gone", 93000, "target")


def long_note(bench: Bench, destination: str = "group:1", n: int = 1000, **fields: object) -> int:
    return bench.put("hand_over", destination, facts={"shift": "早" * n, "agent": "zuoxi01"}, **fields)


def marks(bench: Bench) -> list[str]:
    return [text.rsplit("\n", 1)[-1] for text in bench.platform.texts]


def test_long_text_leaves_in_parts_that_call_people_once(bench: Bench) -> None:
    row, after = long_note(bench, mentions=["chenzr"]), bench.note(due_at=bench.now + timedelta(seconds=1))
    assert bench.run() == 3
    assert marks(bench)[:2] == ["（1/2）", "（2/2）"] and bench.states() == {row: "sent", after: "sent"}
    called = [wire.body["text"].get("mentioned_list") for wire in bench.platform.wires]
    assert called[:2] == [["chenzr"], None] and bench.balances()


def test_it_is_not_sent_before_its_last_part_is(bench: Bench) -> None:
    seen: list[dict[int, str]] = []

    def look(wire: Wire) -> SendOutcome:
        other = Bench.__new__(Bench)
        other.database = Database(bench.database.url)
        seen.append(other.states())
        other.database.close()
        return BUSY if len(seen) == 2 else Sent()

    bench.platform.answers = [look, look, look]
    row, later = long_note(bench), bench.note(due_at=bench.now + timedelta(seconds=1))
    bench.run()
    assert bench.states() == {row: "pending", later: "pending"}
    bench.later(3)
    bench.run()
    bench.run()
    assert [each[row] for each in seen] == ["pending"] * 3 and bench.states() == {row: "sent", later: "sent"}
    assert marks(bench)[:3] == ["（1/2）", "（2/2）", "（2/2）"] and bench.balances()


def test_part_waits_for_the_budget_and_nothing_comes_between(bench: Bench) -> None:
    bench.purse.left = 1
    row, other = long_note(bench), bench.note(severity="breach")
    bench.run()
    bench.purse.left = 2
    bench.run()
    bench.purse.left = None
    bench.run()
    assert bench.states() == {row: "sent", other: "sent"}
    assert marks(bench)[-2:] == ["（1/2）", "（2/2）"] and bench.balances()


def test_part_nobody_knows_of_does_not_keep_back_the_rest_and_is_told(bench: Bench) -> None:
    bench.platform.answers = [LOST, LOST]
    row = long_note(bench)
    bench.run()
    bench.later(2)
    bench.run()
    assert [text[:4] for text in bench.platform.texts[1:2]] == ["（补发）"]
    assert marks(bench) == ["（1/2）", "（1/2）", "（2/2）"]
    assert bench.states() == {row: "unknown"} and bench.balances()
    with bench.database.reading() as session:
        assert [each.n_messages for each in balance.once_unknown(session, None, None)] == [1]


def test_sender_killed_between_two_parts_goes_on_with_the_second(bench: Bench) -> None:
    bench.platform.answers = [BUSY]
    row = long_note(bench)
    bench.run()
    bench.later(3)
    bench.purse.left = 1
    bench.purse.taken.clear()
    bench.run()
    assert bench.states() == {row: "pending"}
    bench.purse.left = None
    bench.later(400)
    bench.run()
    assert marks(bench) == ["（1/2）", "（1/2）", "（2/2）"] and bench.states() == {row: "sent"}


def test_refused_part_has_all_of_it_said_another_way_marked_as_some_was_read(bench: Bench) -> None:
    bench.rules = replace(bench.rules, bot_may_push=True)
    with bench.database.transaction() as session:
        session.get_one(Group, 1).chat_id = "wrQINGHE"
        heard = ChatMessage(Source.AIBOT, "1", "chenzr", ChatKind.GROUP, MessageKind.TEXT, chat_id="wrQINGHE")
        note_heard(bench.desk(session), heard)
    bench.platform.answers = [Sent(), GONE]
    row = long_note(bench, mentions=["chenzr"])
    bench.run()
    assert [wire.channel for wire in bench.platform.wires] == [Channel.PUSH_KEY, Channel.PUSH_KEY, Channel.AIBOT]
    assert bench.platform.texts[2].startswith("（补发）") and "（" not in bench.platform.texts[2][-6:]
    assert bench.states() == {row: "sent"} and bench.balances()


def test_story_says_in_how_many_parts_it_left(bench: Bench) -> None:
    long_note(bench)
    bench.run()
    assert tries("push_key", bench.attempts()) == ["分2条发出"]


def test_every_part_names_the_one_ticket_that_the_text_is_about(bench: Bench) -> None:
    bench.put("hand_over", "group:1", facts={"shift": "20261124004512" + "早" * 1000, "agent": "zuoxi01"})
    bench.run()
    assert [text.count("20261124004512") for text in bench.platform.texts] == [1, 1]
    assert bench.platform.texts[1].endswith("\n（2/2）20261124004512")
