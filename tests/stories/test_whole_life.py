"""One order's whole life as the desk lives it, told alike by the chat, the API and the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from console.commands import cli
from tests.stories.conftest import holds_at_the_end
from tests.stories.desk import StoryDesk, real_line, story_desk
from tests.stories.town import NUMBER, order


@pytest.fixture
def lived(tmp_path: Path, database_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    """The desk after one order's life, on either kind of database."""
    with story_desk(tmp_path, database_url, valkey_url) as desk:
        _live(desk)
        yield desk
        holds_at_the_end(desk)


def _live(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:20")
    desk.direct("sunzr").expects("签收超时", NUMBER)
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    desk.says("zuoxi02", "/转办 4512 青禾家园社区")
    push = desk.group("wrQINGHE").expects("新工单", NUMBER, mentions=["chenzr"])
    desk.says("liwg", "收到", quoting=push)
    desk.advance_to("11:00")
    desk.says("liwg", "已联系居民，明天上门", quoting=push)
    desk.advance_to("11:40")
    desk.says("liwg", "办结", quoting=push)
    desk.advance_to("11:50")
    desk.says("zuoxi02", "/回访 4512 满意 已解决")
    desk.says("zuoxi02", "/已回复 4512 电话答复，居民认可")
    desk.says("zuoxi02", "/归档 4512")


def test_chat_api_and_command_line_tell_the_same_story(lived: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = lived.ticket()
    assert shown.state == "archived"
    milestones = "created signed verified assigned accepted contacted progress promised resolved followed_up replied"
    kinds = [kind for kind in shown.kinds if kind in [*milestones.split(), "archived"]]
    assert kinds == [*milestones.split(), "archived"]
    assert shown.kinds.index("breached") < shown.kinds.index("signed")
    monkeypatch.setenv("CUIBAN_CONFIG", str(lived.config_path))
    by_hand = json.loads(CliRunner().invoke(cli, ["show", NUMBER, "--json"]).output)
    assert by_hand["events"] == shown.shape["events"]
    told = CliRunner().invoke(cli, ["show", NUMBER]).output
    in_chat = lived.says("zuoxi02", f"/查 {NUMBER}")
    last_events = in_chat.split("最近：")[1].replace("·", " ").split("\n")
    assert [line.strip() for line in last_events if line.strip()] == [
        line.strip() for line in told.splitlines() if line.strip()
    ][-6:]


def test_every_delivery_of_the_day_has_its_end(lived: StoryDesk) -> None:
    balance = lived.api("/delivery")
    assert balance["pending"] == balance["failed"] == balance["unknown"] == 0
    assert balance["sent"] > 0


def test_life_goes_the_same_way_over_a_real_line(desk: StoryDesk) -> None:
    with real_line(desk):
        assert [desk.sim.checks_url(door) for door in ("app", "aibot")] == [(200, True)] * 2
        _live(desk)
    assert desk.ticket().state == "archived"
