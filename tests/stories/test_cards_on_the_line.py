"""Cards in the AI bot's single chat: pushed over the long connection, and changed in the answer to the tap."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.message import Message, Via
from tests.stories import town
from tests.stories.conftest import holds_at_the_end
from tests.stories.desk import StoryDesk, story_desk
from tests.stories.line import eventually, gateway

CHAT = "aibot:zuoxi02"


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    with story_desk(tmp_path, sqlite_url, valkey_url, long_connection=True) as opened:
        yield opened
        holds_at_the_end(opened)


def _pushed(desk: StoryDesk) -> list[Message]:
    return [message for message in desk.sim.city.messages(CHAT) if message.via is Via.AIBOT]


def _card(desk: StoryDesk) -> Message:
    """Let a reminder go out to somebody whom the app does not reach and who has written to the bot."""
    desk.says("zuoxi02", "/帮助", "aibot")
    desk.sim.fault("message/send", "errcode", errcode=81013, times=None, target="zuoxi02")
    desk.pastes("zuoxi02", town.order())
    desk.advance_to("10:10")
    [card] = [message for message in _pushed(desk) if "签收提醒" in message.text]
    assert card.card is not None
    return card


def test_who_is_reached_by_the_bot_alone_signs_by_a_tap(desk: StoryDesk) -> None:
    with gateway(desk):
        card = _card(desk)
        desk.sim.taps("zuoxi02", card, "sign")
        assert desk.ticket().events("signed")[0]["link"] == "card"
        eventually(lambda: "初核" in _shown(desk, card).text)
        assert _shown(desk, card).card["replace_text"]  # type: ignore[index]
        assert _pushed(desk) == [_shown(desk, card)], "the card says it, no second message does"


def test_second_tap_on_the_line_does_nothing_and_is_told(desk: StoryDesk) -> None:
    with gateway(desk):
        card = _card(desk)
        desk.sim.taps("zuoxi02", card, "sign")
        desk.sim.taps("zuoxi02", card, "sign")
        assert len(desk.ticket().events("signed")) == 1
        eventually(lambda: "不会重复记" in _shown(desk, card).text)


def test_change_that_comes_too_late_is_told_in_words(desk: StoryDesk) -> None:
    with gateway(desk):
        card = _card(desk)
        desk.sim.fault("aibot_respond_update_msg", "errcode", errcode=846604)
        desk.sim.taps("zuoxi02", card, "sign")
        assert desk.ticket().state == "pending_verify"

        def told() -> bool:
            desk.runtime.send()
            said = [message for message in desk.sim.city.messages(CHAT) if message.via is not Via.PERSON]
            return any("初核" in message.text and not message.card for message in said[1:])

        eventually(told)


def test_card_whose_fate_nobody_knows_is_there_once(desk: StoryDesk) -> None:
    with gateway(desk):
        desk.sim.fault("aibot_send_msg", "no_ack")
        _card(desk)
        desk.machine_passes(seconds=5)
        desk.runtime.send()
        assert len([message for message in _pushed(desk) if "签收提醒" in message.text]) == 1


def _shown(desk: StoryDesk, card: Message) -> Message:
    shown = desk.sim.city.message(card.id)
    assert shown is not None
    return shown
