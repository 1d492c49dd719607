"""What is refused or down on one way goes the next at once, once, and the record says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from actions import first_day
from actions.ports import Channel, GiveUp, RetryLater, Sent, Unknown
from actions.ways import note_heard
from models.group import Group
from models.inbox import InboxRow
from models.queries import balance, told
from rules.chat import ChatKind, ChatMessage, MessageKind, Source
from tests.bot.delivery_bench import Bench
from texts.endings import tries

GONE = GiveUp("the push key is invalid or the robot was removed", 93000, "target")
NOT_IN_RANGE = GiveUp("the app is not visible to this member", 60021, "target")
OUR_ADDRESS = GiveUp("our address is not trusted (203.0.113.7)", 60020, "channel")
DOWN = RetryLater(timedelta(seconds=5), "not sent: ConnectionRefusedError", is_down=True)
UNHEARD_CHAT = GiveUp("the chat id is not valid for the AI bot", 93006, "target")


@pytest.fixture
def talking(bench: Bench) -> Bench:
    """A desk whose AI bot may speak first; the unit's group and the head of the unit have spoken to it."""
    bench.rules = replace(bench.rules, bot_may_push=True)
    with bench.database.transaction() as session:
        session.get_one(Group, 1).chat_id = "wrQINGHE"
        for chat in ("wrQINGHE", None):
            kind = ChatKind.GROUP if chat else ChatKind.DIRECT
            note_heard(
                bench.desk(session), ChatMessage(Source.AIBOT, "1", "chenzr", kind, MessageKind.TEXT, chat_id=chat)
            )
    return bench


def channels(bench: Bench) -> list[Channel]:
    return [wire.channel for wire in bench.platform.wires]


def test_group_is_told_by_the_bot_unless_somebody_must_be_called(talking: Bench) -> None:
    talking.note()
    talking.run()
    talking.note(mentions=["chenzr"])
    talking.run()
    assert channels(talking) == [Channel.AIBOT, Channel.PUSH_KEY]
    assert talking.platform.wires[0].address == "wrQINGHE"


def test_group_the_bot_was_never_spoken_to_in_is_told_by_its_push_key(talking: Bench) -> None:
    with talking.database.transaction() as session:
        session.get_one(Group, 2).chat_id = "wrNEVER"
    talking.note("group:2")
    talking.run()
    assert channels(talking) == [Channel.PUSH_KEY]


def test_without_the_long_connection_the_bot_never_speaks_first(talking: Bench) -> None:
    talking.rules = replace(talking.rules, bot_may_push=False)
    talking.note()
    talking.note("user:chenzr")
    talking.run()
    assert channels(talking) == [Channel.PUSH_KEY, Channel.APP]


def test_call_that_the_push_key_refuses_names_people_in_words_on_the_bots_way(talking: Bench) -> None:
    talking.platform.answers = [GONE]
    row = talking.note(mentions=["chenzr", "zuoxi01"])
    talking.run()
    assert channels(talking) == [Channel.PUSH_KEY, Channel.AIBOT] and talking.states()[row] == "sent"
    assert talking.platform.texts[1].endswith("\n请陈主任、周敏关注。") and "chenzr" not in talking.platform.texts[1]
    assert talking.balances()


def test_refused_key_is_not_tried_again_until_a_day_has_gone(talking: Bench) -> None:
    talking.platform.answers = [GONE]
    for seconds in (0, 60, 24 * 3600 + 1):
        talking.later(seconds)
        talking.note(mentions=["chenzr"])
        talking.run()
    assert channels(talking) == [Channel.PUSH_KEY, Channel.AIBOT, Channel.AIBOT, Channel.PUSH_KEY]


def test_new_key_is_tried_at_once(talking: Bench) -> None:
    talking.platform.answers = [GONE]
    talking.note(mentions=["chenzr"])
    talking.run()
    with talking.database.transaction() as session:
        session.get_one(Group, 1).push_key = "key-new"
    talking.note(mentions=["chenzr"])
    talking.run()
    assert channels(talking)[-1] is Channel.PUSH_KEY and talking.platform.wires[-1].address == "key-new"


def test_group_whose_every_way_is_refused_has_its_end_at_once(talking: Bench) -> None:
    talking.platform.answers = [UNHEARD_CHAT, GONE]
    first = talking.note()
    talking.run()
    second = talking.note()
    talking.run()
    assert channels(talking) == [Channel.AIBOT, Channel.PUSH_KEY]
    assert [talking.states()[row] for row in (first, second)] == ["failed", "failed"] and talking.balances()


@pytest.mark.parametrize("answer", [NOT_IN_RANGE, Sent(("chenzr",)), OUR_ADDRESS, DOWN])
def test_person_the_app_does_not_reach_is_told_by_the_bot(talking: Bench, answer: object) -> None:
    talking.platform.answers = [answer]
    row = talking.note("user:chenzr")
    talking.run()
    assert channels(talking) == [Channel.APP, Channel.AIBOT] and talking.states() == {row: "sent"}
    assert talking.platform.wires[1].body["chat_type"] == 1


def test_app_that_is_down_for_one_is_not_tried_for_the_next_for_some_minutes(talking: Bench) -> None:
    talking.platform.answers = [OUR_ADDRESS]
    for seconds in (0, 60, 301):
        talking.later(seconds)
        talking.note("user:chenzr")
        talking.run()
    assert channels(talking) == [Channel.APP, Channel.AIBOT, Channel.AIBOT, Channel.APP]


def test_app_that_is_down_is_tried_all_the_same_for_whom_nothing_else_reaches(talking: Bench) -> None:
    talking.platform.answers = [OUR_ADDRESS]
    talking.note("user:chenzr")
    talking.run()
    row = talking.note("user:zuoxi01")
    talking.run()
    assert channels(talking)[-1] is Channel.APP and talking.states()[row] == "sent"


def test_whom_neither_reaches_is_to_be_phoned(talking: Bench) -> None:
    talking.platform.answers = [NOT_IN_RANGE, UNHEARD_CHAT]
    row = talking.note("user:chenzr")
    talking.run()
    talking.run()
    assert talking.states()[row] == "failed"
    assert any("chenzr" in str(wire.body) or "陈主任" in str(wire.body) for wire in talking.platform.wires[2:])


def test_both_ways_down_wait_and_neither_is_tried_in_a_circle(talking: Bench) -> None:
    talking.platform.answers = [DOWN, DOWN]
    row = talking.note()
    talking.run()
    assert channels(talking) == [Channel.AIBOT, Channel.PUSH_KEY] and talking.states() == {row: "pending"}
    talking.later(60)
    talking.run()
    assert talking.states() == {row: "sent"} and len(talking.platform.wires) == 3


def test_what_may_have_been_said_is_repeated_on_the_other_way_as_a_repeat(talking: Bench) -> None:
    talking.platform.answers = [Unknown("cut"), Sent()]
    row = talking.note()
    talking.run()
    talking.platform.is_up = False
    talking.later(2)
    talking.run()
    assert channels(talking) == [Channel.AIBOT, Channel.PUSH_KEY] and talking.states() == {row: "sent"}
    assert talking.platform.texts[1].startswith("（补发）") and talking.balances()


def test_repeat_on_the_other_way_is_the_last(talking: Bench) -> None:
    talking.platform.answers = [Unknown("cut"), Unknown("cut")]
    row = talking.note()
    talking.run()
    talking.platform.is_up = False
    talking.later(2)
    talking.run()
    assert talking.states() == {row: "unknown"} and len(talking.platform.wires) == 2


def test_person_is_not_left_waiting_for_an_app_that_answers_nothing(talking: Bench) -> None:
    cut = Unknown("HTTP 502")
    talking.platform.answers, talking.platform.is_up = [cut, cut, cut], False
    row = talking.note("user:chenzr")
    for seconds in (0, 2, 10, 20):
        talking.later(seconds)
        talking.run()
    assert channels(talking) == [Channel.APP, Channel.APP, Channel.APP, Channel.AIBOT]
    assert talking.platform.texts[-1].startswith("（补发）") and talking.states() == {row: "sent"}
    talking.note("user:chenzr")
    talking.run()
    assert channels(talking)[-1] is Channel.AIBOT and talking.balances(), "the app is down for some minutes"


def test_person_with_no_other_way_is_still_asked_for_by_the_app(talking: Bench) -> None:
    cut = Unknown("HTTP 502")
    talking.platform.answers, talking.platform.is_up = [cut, cut, cut], False
    row = talking.note("user:zuoxi01")
    for seconds in (0, 2, 10, 40):
        talking.later(seconds)
        talking.run()
    assert channels(talking) == [Channel.APP] * 4 and talking.states() == {row: "sent"}


def test_message_of_the_bot_that_got_no_answer_is_repeated_once_with_a_mark(talking: Bench) -> None:
    talking.platform.answers = [Unknown("cut"), Unknown("cut")]
    row = talking.note()
    talking.run()
    talking.later(2)
    talking.run()
    assert talking.platform.texts[1].startswith("（补发）") and talking.states() == {row: "unknown"}


def test_story_says_which_way_was_refused_and_which_was_taken(talking: Bench) -> None:
    talking.platform.answers = [GONE]
    ids = talking.ticket()
    talking.remind(ids, mentions=["chenzr"])
    talking.run()
    with talking.database.reading() as session:
        [row] = told.told_about(session, ids[0])
        assert [each.channel for each in row.attempts] == ["push_key", "aibot"]
        assert tries("aibot", row.attempts) == ["群推送发不出去（企业微信错误93000），改走助手消息"]


def full(errcode: int = 45009) -> RetryLater:
    return RetryLater(timedelta(seconds=60), "rate limit", errcode, after_another=timedelta(hours=1))


def test_limit_met_again_after_its_minute_is_the_hours(talking: Bench) -> None:
    talking.platform.answers = [full(846607), full(846607)]
    row = talking.note()
    for seconds in (0, 61, 61, 3000, 600):
        talking.later(seconds)
        talking.run()
    assert [attempt.errcode for attempt in talking.attempts()] == [846607, 846607, None]
    waited = talking.attempts()[2].started_at - talking.attempts()[1].started_at
    assert waited >= timedelta(hours=1) and talking.states() == {row: "sent"}


def test_whom_the_apps_hour_keeps_from_is_told_by_the_bot(talking: Bench) -> None:
    talking.platform.answers = [full(), full()]
    row = talking.note("user:chenzr")
    for seconds in (0, 61):
        talking.later(seconds)
        talking.run()
    assert channels(talking) == [Channel.APP, Channel.APP, Channel.AIBOT] and talking.states() == {row: "sent"}


def test_emptied_budget_is_rebuilt_with_what_the_bot_answered(talking: Bench) -> None:
    counted: list[int] = []
    talking.purse.is_known = lambda channel, address: False  # type: ignore[method-assign]
    talking.purse.recount = lambda channel, address, sent_at: counted.append(len(sent_at))  # type: ignore[method-assign]
    with talking.database.transaction() as session:
        for number, chat in enumerate(("wrQINGHE", "wrQINGHE", "wrOTHER")):
            row = InboxRow(
                source="aibot", external_id=str(number), received_at=talking.now, sender="chenzr", chat_id=chat
            )
            row.message, row.state, row.answered_at = "{}", "answered", talking.now
            session.add(row)
    talking.note()
    talking.run()
    talking.note()
    talking.run()
    assert counted == [2, 3]


def test_trial_of_a_push_key_goes_no_other_way_and_whoever_tried_is_told(talking: Bench) -> None:
    talking.platform.answers = [GONE]
    with talking.database.transaction() as session:
        assert first_day.begin(talking.desk(session), session.get_one(Group, 1), "chenzr")
    talking.run()
    talking.run()
    assert channels(talking) == [Channel.PUSH_KEY, Channel.APP]
    assert "密钥不对，或推送机器人已被移出群（93000）" in talking.platform.wires[1].body["text"]["content"]


def test_what_was_repeated_on_another_way_is_among_what_was_once_unknown(talking: Bench) -> None:
    talking.platform.answers = [Unknown("cut")]
    talking.note(mentions=["chenzr"])
    talking.run()
    talking.platform.is_up = False
    talking.later(3)
    talking.run()
    assert channels(talking) == [Channel.PUSH_KEY, Channel.AIBOT] and talking.platform.texts[1].startswith("（补发）")
    with talking.database.reading() as session:
        assert balance.once_unknown(session, None, None) == [("aibot", "sent", 1)]
        [told] = balance.ever_unknown(session, None, None)
    assert (told.state, told.channel, told.message_state) == ("sent", "aibot", "sent")
