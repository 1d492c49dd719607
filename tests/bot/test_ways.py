"""What is known of each way follows what is heard on it and what the platform says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from actions import ways
from actions.at_hand import AtHand
from actions.ports import Channel, GiveUp, RetryLater, Sent, Wire
from models.group import Group
from models.queries import ways as queries
from models.way import EVERYWHERE, Way
from rules.chat import ChatKind, ChatMessage, MessageKind, Source
from tests.bot.delivery_bench import Bench

PUSH = Wire(Channel.PUSH_KEY, "key-unit", {})
NOT_THERE = GiveUp("the push key is invalid", 93000, "target")


def way(bench: Bench, destination: str, channel: Channel) -> Way | None:
    with bench.database.reading() as session:
        found = queries.way(session, channel, destination)
        session.expunge_all()
        return found


def hear(bench: Bench, sender: str, source: Source, chat_id: str | None = None) -> None:
    kind = ChatKind.GROUP if chat_id else ChatKind.DIRECT
    message = ChatMessage(source, "1", sender, kind, MessageKind.TEXT, chat_id=chat_id)
    with bench.database.transaction() as session:
        ways.note_heard(bench.desk(session), message)


def note(bench: Bench, wire: Wire, outcome: object, destination: str = "group:1") -> bool:
    with bench.database.transaction() as session:
        return ways.note_outcome(bench.desk(session), destination, wire, outcome) is not None


def is_refused(bench: Bench, destination: str = "group:1", key: str = "key-unit") -> bool:
    return ways.is_refused(way(bench, destination, Channel.PUSH_KEY), Channel.PUSH_KEY, key, bench.now)


def test_group_is_heard_by_its_chat_and_a_person_whatever_the_case(bench: Bench) -> None:
    with bench.database.transaction() as session:
        session.get_one(Group, 1).chat_id = "wrABC"
    hear(bench, "ChenZR", Source.AIBOT, "wrABC")
    hear(bench, "ChenZR", Source.AIBOT)
    hear(bench, "zuoxi01", Source.APP)
    hear(bench, "chenzr", Source.AIBOT, "wrSTRANGE")
    with bench.database.reading() as session:
        known = queries.all_ways(session)
        heard = {name for (name, _channel), row in known.items() if row.heard_at == bench.now}
        assert set(known) == {("group:1", "aibot"), ("user:chenzr", "aibot"), ("user:zuoxi01", "app")}
    assert heard == {"group:1", "user:chenzr", "user:zuoxi01"}


def test_refused_way_is_closed_for_a_day_and_told_once(bench: Bench) -> None:
    assert note(bench, PUSH, NOT_THERE) and is_refused(bench)
    assert not note(bench, PUSH, NOT_THERE)
    bench.later(timedelta(days=1, seconds=1).total_seconds())
    assert not is_refused(bench)
    assert not note(bench, PUSH, NOT_THERE) and is_refused(bench)
    row = way(bench, "group:1", Channel.PUSH_KEY)
    assert row and (row.errcode, row.refusals) == (93000, 1)


def test_another_key_is_not_refused_with_the_old_one(bench: Bench) -> None:
    note(bench, PUSH, NOT_THERE)
    assert not is_refused(bench, key="key-new")
    assert note(bench, Wire(Channel.PUSH_KEY, "key-new", {}), NOT_THERE)


def test_refused_way_opens_when_it_works_or_is_heard_or_everything_is_tried_again(bench: Bench) -> None:
    note(bench, PUSH, NOT_THERE)
    note(bench, PUSH, Sent())
    assert not is_refused(bench) and way(bench, "group:1", Channel.PUSH_KEY).works_at == bench.now
    note(bench, PUSH, NOT_THERE)
    with bench.database.transaction() as session:
        ways.try_again(bench.desk(session))
    assert not is_refused(bench)
    note(bench, Wire(Channel.APP, "chenzr", {}), NOT_THERE, "user:ChenZR")
    assert way(bench, "user:chenzr", Channel.APP).refused_since
    hear(bench, "chenzr", Source.APP)
    assert way(bench, "user:chenzr", Channel.APP).refused_since is None


def test_fault_of_our_own_set_up_closes_the_channel_for_a_few_minutes(bench: Bench) -> None:
    app = Wire(Channel.APP, "chenzr", {})
    assert note(bench, app, GiveUp("not trusted", 60020, "channel"), "user:chenzr")
    assert not note(bench, app, RetryLater(timedelta(seconds=5), "not sent", is_down=True), "user:zuoxi01")
    row = way(bench, EVERYWHERE, Channel.APP)
    assert row and row.refused_since and way(bench, "user:chenzr", Channel.APP) is None
    assert ways.is_refused(row, Channel.APP, "anybody", bench.now)
    note(bench, app, Sent(), "user:chenzr")
    assert not way(bench, EVERYWHERE, Channel.APP).refused_since


@contextmanager
def asked_of_ways(bench: Bench) -> Iterator[list[str]]:
    """Note each look at what is known of ways."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM ways" in statement:
            asked.append(statement)

    event.listen(bench.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(bench.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("bot_may_push", [False, True])
def test_message_looks_once_which_way_to_take_and_once_where_to_note_how_it_went(
    bench: Bench, bot_may_push: bool
) -> None:
    bench.rules = replace(bench.rules, bot_may_push=bot_may_push)
    with bench.database.transaction() as session:
        session.get_one(Group, 1).chat_id = "wrABC"
    hear(bench, "ChenZR", Source.AIBOT, "wrABC")
    bench.note()
    with asked_of_ways(bench) as asked:
        assert bench.run() == 1
    assert len(asked) == 2


def test_batch_of_reminders_looks_once_which_groups_can_be_told(bench: Bench) -> None:
    with bench.database.reading() as session, asked_of_ways(bench) as asked:
        desk = replace(bench.desk(session), at_hand=AtHand())
        assert all(ways.may_be_told(desk, group) for group in session.query(Group))
    assert len(asked) == 1
