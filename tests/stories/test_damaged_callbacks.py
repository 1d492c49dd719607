"""Callbacks with ids and characters that no database takes are refused or cleaned at the door, on either database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.queries import inbox as queries
from simulator import callback_body
from simulator.callbacks import How
from simulator.doors import app_door, bot_door, robot_door
from tests.stories.conftest import holds_at_the_end
from tests.stories.desk import StoryDesk, story_desk
from tests.stories.town import NUMBER, order


@pytest.fixture
def desk(tmp_path: Path, database_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    """The desk of the stories on each database."""
    with story_desk(tmp_path, database_url, valkey_url) as opened:
        yield opened
        holds_at_the_end(opened)


def statuses(desk: StoryDesk, **damage: Any) -> list[int | None]:
    """Let a group message of the AI bot arrive with some fields replaced; return every status the platform got."""
    known = desk.sim.city.world.credentials
    plain = {
        **callback_body.bot_text("m-1", "zuoxi02", "@催办助手 /值班", "wrDESK", None, "http://127.0.0.1:1/r"),
        **damage,
    }
    exchanges = desk.sim.driver.deliver(bot_door(known), json.dumps(plain).encode(), How())
    return [exchange.status for exchange in exchanges]


def nothing_is_left(desk: StoryDesk) -> bool:
    with desk.runtime.database.reading() as session:
        return queries.oldest_unanswered_at(session) is None


@pytest.mark.parametrize(
    "damage",
    [
        {"msgid": "m\x00"},
        {"msgid": "m" * 201},
        {"chatid": "wr\x00"},
        {"from": {"userid": "zuoxi02\ud83d"}},
        {"chatid": "w" * 129},
        {"from": {"userid": "zuoxi\x0002"}},
        {"from": {"userid": "z" * 65}},
        {"from": {"userid": "zuoxi\n02"}},
        {"response_url": "http://127.0.0.1:1/\x00"},
        {
            "msgtype": "event",
            "event": {
                "eventtype": "template_card_event",
                "template_card_event": {"event_key": "ack\x00", "task_id": "T"},
            },
        },
    ],
)
def test_id_that_cannot_be_stored_is_refused_and_leaves_nothing(desk: StoryDesk, damage: dict[str, Any]) -> None:
    assert set(statuses(desk, **damage)) == {400}
    assert nothing_is_left(desk)


def test_longest_ids_are_taken(desk: StoryDesk) -> None:
    assert statuses(desk, msgid="m" * 200, chatid="w" * 128) == [200]
    assert nothing_is_left(desk)


def test_app_message_of_an_overlong_sender_is_refused(desk: StoryDesk) -> None:
    known = desk.sim.city.world.credentials
    seconds = int(desk.machine().timestamp())
    plain = callback_body.app_text(known, "z" * 65, "/值班", seconds, 77)
    exchanges = desk.sim.driver.deliver(app_door(known), plain, How())
    assert {exchange.status for exchange in exchanges} == {400}


@pytest.mark.parametrize("quote", ["灯坏了\ud83d", "\ude00灯坏了"])
def test_words_with_half_an_emoji_are_read_and_answered(desk: StoryDesk, quote: str) -> None:
    desk.pastes("zuoxi02", order())
    quoted = {"msgtype": "text", "text": {"content": quote}}
    assert statuses(desk, text={"content": "@催办助手 /签收 4512 \ud83d"}, quote=quoted) == [200]
    assert desk.ticket().state == "pending_verify"


def test_old_robot_reads_half_an_emoji(desk: StoryDesk) -> None:
    said = {"msgid": "m1", "chattype": "single", "from": {"userid": "zuoxi02"}, "msgtype": "text"}
    door = robot_door(desk.sim.city.world.credentials, speaks_xml=False)
    plain = json.dumps({**said, "text": {"content": "/值班 \ud83d"}}).encode()
    assert [exchange.status for exchange in desk.sim.driver.deliver(door, plain, How())] == [200]


def test_words_with_nul_are_read_without_it(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    text = "@催办助手 /签\x00收 4512\x00"
    assert statuses(desk, text={"content": text}, quote={"msgtype": "text", "text": {"content": "\x00"}}) == [200]
    assert "signed" in [event["kind"] for event in desk.ticket(NUMBER).shape["events"]]
    assert nothing_is_left(desk)
