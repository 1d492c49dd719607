"""doctor tells how the long connection stands, and never takes the bot from a gateway that holds it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from config import load
from console.line_checks import Held, look_at_line
from console.lines import NOTE, OK, WRONG, Line
from models.queries import leases, machinery
from rules.watching import LINE
from tests.stories.desk import ZONE, StoryDesk, story_desk
from tests.stories.line import eventually, gateway


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    with story_desk(tmp_path, sqlite_url, valkey_url, long_connection=True) as opened:
        yield opened


def held(desk: StoryDesk) -> Held:
    with desk.runtime.database.reading() as session:
        beat, lease = machinery.heartbeats(session).get(LINE), leases.lease(session, LINE)
        facts, at = ((beat.facts or {}), beat.beat_at) if beat else ({}, None)
        return Held(facts, at, lease.holder if lease else "", lease.renewed_at if lease else None)


def seen(desk: StoryDesk, *, later: float = 0.0, try_bot: bool = False) -> list[Line]:
    now = desk.machine() + timedelta(minutes=later)
    return list(look_at_line(load(desk.config_path), held(desk), now, ZONE, try_bot=try_bot))


def test_line_that_stands_is_told_with_its_holder_and_last_sign(desk: StoryDesk) -> None:
    with gateway(desk) as one:
        eventually(lambda: one.keeper.is_open and held(desk).facts.get("open") is True)
        [line, untried] = seen(desk, try_bot=True)
        assert line.level == OK and "连着" in line.said and "有过应答" in line.said
        assert untried.level == NOTE and one.keeper.is_open and one.keeper.n_subscriptions == 1


def test_line_of_a_gateway_that_has_just_stopped_is_not_told_as_open_and_may_be_tried(desk: StoryDesk) -> None:
    with gateway(desk) as one:
        eventually(lambda: one.keeper.is_open and held(desk).facts.get("open") is True)
    [line] = seen(desk, try_bot=True)
    assert line.level == NOTE and "试登录通过" in line.said


def test_who_took_the_bot_away_is_to_be_looked_for(desk: StoryDesk) -> None:
    with gateway(desk):
        eventually(lambda: held(desk).facts.get("open") is True)
        desk.sim.line.evict()
        eventually(lambda: held(desk).facts.get("why") == "displaced")
        line = seen(desk)[0]
        assert line.level == WRONG and "同一个 Bot ID" in line.do


def test_way_is_tried_without_a_subscription_where_nobody_holds_the_line(desk: StoryDesk) -> None:
    [line] = seen(desk)
    assert line.level == NOTE and "网络是通的" in line.said
    assert "通过" in seen(desk, try_bot=True)[0].said


def test_wrong_secret_and_a_blocked_way_are_told_apart(desk: StoryDesk) -> None:
    text = desk.config_path.read_text()
    desk.config_path.write_text(text.replace("story-bot-secret", "another-secret"))
    line = seen(desk, try_bot=True)[0]
    assert line.level == WRONG and "853000" in line.said and "another-secret" not in line.said + line.do
    desk.config_path.write_text(text.replace(desk.sim.websocket_url, "ws://127.0.0.1:9"))
    line = seen(desk)[0]
    assert line.level == WRONG and "443" in line.do
