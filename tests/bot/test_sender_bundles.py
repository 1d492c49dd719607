"""What is due for one chat at once comes as one message: a line per clock, the most urgent first, within its bytes."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from bot import planning
from bot.compose import compose
from bot.composed import Composed
from bot.wecom.bodies import GROUP_TEXT_BYTES
from models.clock import Clock
from tests.bot.delivery_bench import Bench


def composed(bench: Bench, destination: str = "group:1") -> list[Composed]:
    with bench.database.reading() as session:
        return compose(bench.desk(session), destination)


def test_clock_told_to_unit_and_its_head_in_one_group_is_one_line(bench: Bench) -> None:
    ids = bench.ticket()
    rows = {
        bench.remind(ids, audience="unit", mentions=("liwg",)),
        bench.remind(ids, audience="unit_lead", mentions=("chenzr",)),
    }
    [message] = composed(bench)
    assert set(message.delivery_ids) == rows and set(message.mentions) == {"liwg", "chenzr"}
    assert message.text.count("20261124004512") == 1


def test_two_clocks_are_numbered_lines_of_one_message(bench: Bench) -> None:
    bench.remind(bench.ticket(4512))
    bench.remind(bench.ticket(4513), severity="breach")
    [message] = composed(bench)
    lines = message.text.splitlines()
    assert "①20261124004513" in lines[1] and "②20261124004512" in lines[2]


def test_stopped_and_paused_clocks_and_closed_tickets_need_no_saying(bench: Bench) -> None:
    stopped, paused, closed = bench.ticket(1), bench.ticket(2), bench.ticket(3, state="archived")
    rows = [bench.remind(ids) for ids in (stopped, paused, closed, bench.ticket(4))]
    bench.stop_clock(stopped[1])
    with bench.database.transaction() as session:
        session.get_one(Clock, paused[1]).paused_at = bench.now
    first, second = composed(bench)
    assert first.gone == tuple(rows[:3]) and second.delivery_ids == (rows[3],)
    bench.run()
    assert list(bench.states().values()) == ["superseded", "superseded", "superseded", "sent"]


@pytest.mark.parametrize("state", ["voided", "merged", "replied", "archived", "returned"])
def test_order_that_is_over_before_it_was_posted_is_posted_no_more(bench: Bench, state: str) -> None:
    ticket_id, _clock = bench.ticket(state=state)
    row = bench.put("order", "group:1", ticket_id=ticket_id, facts={"unit_id": 1, "is_lead": True, "assists": []})
    bench.run()
    assert bench.states() == {row: "superseded"} and bench.platform.wires == []


def test_thirty_orders_are_one_message_of_short_lines(bench: Bench) -> None:
    for n in range(30):
        bench.remind(bench.ticket(n, title="小区" * 30))
    [message] = composed(bench)
    assert "小区" not in message.text and len(message.text.encode()) <= GROUP_TEXT_BYTES


def test_ninety_lines_for_a_unit_are_split_into_messages_that_lose_nothing(bench: Bench) -> None:
    rows = [bench.remind(bench.ticket(n, title="小区" * 30), audience="unit") for n in range(90)]
    messages = composed(bench)
    assert len(messages) > 1
    assert sorted(row for message in messages for row in message.delivery_ids) == rows
    for number in range(90):
        assert sum(f"2026112400{number:04d}" in message.text for message in messages) == 1
    assert max(len(message.text.encode()) for message in messages) <= GROUP_TEXT_BYTES
    bench.run()
    assert max(len(text.encode()) for text in bench.platform.texts) <= GROUP_TEXT_BYTES


@pytest.mark.parametrize(("audience", "listed"), [("supervisor", "/超时"), ("on_duty", "/待办")])
def test_three_hundred_lines_for_the_desk_are_one_message_that_says_where_the_rest_is(
    bench: Bench, audience: str, listed: str
) -> None:
    rows = [bench.remind(bench.ticket(n), audience=audience, severity="breach") for n in range(300)]
    [message] = composed(bench)
    lines = message.text.splitlines()
    shown = sum("2026112400" in line for line in lines)
    assert "共300件" in lines[0] and listed in lines[0]
    assert lines[-1] == f"以上最急，另有{300 - shown}件没有列出，发 {listed} 查看" and shown >= 30
    assert sorted(message.delivery_ids) == rows and len(message.text.encode()) <= GROUP_TEXT_BYTES
    bench.run()
    assert set(bench.states().values()) == {"sent"} and len(bench.platform.wires) == 1


def test_composing_costs_the_same_few_queries_however_much_waits(bench: Bench) -> None:
    def n_queries() -> int:
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        event.listen(bench.database.engine, "before_cursor_execute", note)
        composed(bench)
        event.remove(bench.database.engine, "before_cursor_execute", note)
        return len(asked)

    for number in range(2):
        bench.remind(bench.ticket(number))
    few = n_queries()
    for number in range(2, 30):
        bench.remind(bench.ticket(number))
    assert 0 < n_queries() == few


def test_what_is_no_reminder_goes_alone(bench: Bench) -> None:
    bench.remind(bench.ticket(1))
    bench.note()
    bench.remind(bench.ticket(2))
    assert [len(message.delivery_ids) for message in composed(bench)] == [2, 1]


class Killed(BaseException):
    """What nothing catches, like a signal."""


@pytest.mark.parametrize("seconds", [3, 31])
def test_sender_killed_twice_while_it_words_a_bundle_leaves_no_wall(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    rows = [bench.remind(bench.ticket(n)) for n in range(12)]

    def dies(*_args: object, **_options: object) -> list[Composed]:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(planning, "compose", dies)
        for _ in range(2):
            with pytest.raises(Killed):
                bench.run()
            bench.later(3)
    bench.later(seconds)
    bench.run()
    assert len(bench.platform.wires) == 1 and bench.states() == dict.fromkeys(rows, "sent")


def test_unit_reads_its_order_before_any_notice_about_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.compose.wording", lambda _desk, row: f"{row.kind} {row.ticket_id}")
    (first, clock), (second, _) = bench.ticket(4512), bench.ticket(4513)
    for each in (first, second):
        bench.put("order", "group:1", ticket_id=each, severity="info")
    bench.put("notice", "group:1", ticket_id=second, step="called_again", severity="urge")
    bench.remind((first, clock), severity="breach")
    reminder, *others = [message.text for message in composed(bench)]
    assert "20261124004512" in reminder
    assert others == [f"order {second}", f"notice {second}", f"order {first}"]
