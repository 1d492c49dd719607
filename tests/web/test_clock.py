"""/api/v1/clock and /api/v1/delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models.delivery import Delivery
from models.message import Message
from tests.web.conftest import Ask, client_of, speaker
from tests.web.town import CLOCK, NOW, Town


def test_desk_time_is_told_with_its_speed(ask: Ask) -> None:
    assert ask("/clock", CLOCK).get_json() == {"now": "2026-11-24T10:00:00.000+08:00", "speed": 1.0}


def test_advance_walks_to_the_moment(ask: Ask, town: Town) -> None:
    answer = ask("/clock", CLOCK, json={"advance": "1h30m"})
    assert answer.get_json() == {"now": "2026-11-24T11:30:00.000+08:00", "speed": 1.0}
    assert town.walked == [NOW + timedelta(minutes=90)]


def test_speed_counts_from_now_on(ask: Ask, town: Town) -> None:
    assert ask("/clock", CLOCK, json={"speed": 60}).get_json()["speed"] == 60.0
    town.now += timedelta(seconds=10)
    assert ask("/clock", CLOCK).get_json()["now"] == "2026-11-24T10:10:00.000+08:00"


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"speed": 60, "advance": "1m"},
        {"speed": 0},
        {"speed": -1},
        {"speed": 10_001},
        {"speed": float("nan")},
        {"speed": float("inf")},
        {"speed": "60"},
        {"speed": True},
        {"advance": "0m"},
        {"advance": "-5m"},
        {"advance": "32d"},
        {"advance": "99999999999d"},
        {"advance": "soon"},
        {"advance": 5},
        {"back": "1h"},
        [],
    ],
)
def test_impossible_wish_moves_nothing(small_town: Town, wish: Any) -> None:
    answer = speaker(client_of(small_town))("/clock", CLOCK, json=wish)
    assert answer.status_code == 400
    assert answer.get_json()["reason"]
    assert small_town.walked == []


def test_clock_of_a_real_desk_cannot_be_moved(small_town: Town) -> None:
    small_town.web = replace(small_town.web, clock_may_move=False)
    ask = speaker(client_of(small_town))
    assert ask("/clock", CLOCK).status_code == 200
    answer = ask("/clock", CLOCK, json={"advance": "1m"})
    assert (answer.status_code, answer.get_json()["error"]) == (403, "clock_is_real")
    assert small_town.walked == []


def test_second_walk_waits_its_turn(small_town: Town) -> None:
    ask = speaker(client_of(small_town))
    statuses: list[int] = []
    small_town.walk_to = lambda _to: statuses.append(  # type: ignore[method-assign]
        ask("/clock", CLOCK, json={"speed": 2}).status_code
    )
    assert ask("/clock", CLOCK, json={"advance": "1m"}).status_code == 200
    assert statuses == [409]


def test_balance_adds_up_and_tells_what_shared_a_message(ask: Ask, town: Town) -> None:
    _deliver(town, "sent", "sent", "sent", "superseded", "failed", "unknown", "pending", "held", "held", sharing=2)
    assert ask("/delivery").get_json() == {
        "due": 9,
        "sent": 3,
        "superseded": 1,
        "failed": 1,
        "unknown": 1,
        "pending": 1,
        "held": 2,
        "merged": 2,
    }


def test_balance_of_a_period_takes_its_beginning_and_leaves_its_end(ask: Ask, town: Town) -> None:
    _deliver(town, "sent", "failed", "held")  # at 10:00, 10:01 and 10:02
    balance = ask("/delivery?since=2026-11-24T10:01&until=2026-11-24T10:02").get_json()
    assert (balance["due"], balance["failed"]) == (1, 1)
    backwards = ask("/delivery?since=2026-11-24T10:02&until=2026-11-24T02:01:00Z")
    assert (backwards.status_code, backwards.get_json()["error"]) == (400, "empty_period")


def test_due_is_counted_by_itself_and_not_made_of_the_ends(ask: Ask, town: Town) -> None:
    _deliver(town, "sent", "no such end")
    balance = ask("/delivery").get_json()
    assert (balance["due"], balance["sent"]) == (2, 1)


def _deliver(town: Town, *states: str, sharing: int = 0) -> None:
    with town.database.transaction() as session:
        message = Message(
            destination="group:1",
            channel="push_key",
            address="k",
            body={},
            state="sent",
            created_at=NOW,
            not_before=NOW,
        )
        session.add(message)
        session.flush()
        for index, state in enumerate(states):
            due_at = NOW + timedelta(minutes=index)
            session.add(
                Delivery(
                    cause_kind="test",
                    cause_id=index,
                    step="1",
                    audience="unit",
                    destination="group:1",
                    kind="test",
                    severity="info",
                    mentions=[],
                    facts={},
                    due_at=due_at,
                    created_at=due_at,
                    created_real_at=due_at,
                    state=state,
                    message_id=message.id if index < sharing else None,
                )
            )
