from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from actions.intake import take_in
from actions.journal import Source
from actions.orders import Order
from runtime import Runtime
from tests.console.conftest import Run

NUMBER, NAME, PHONE = "20261118004512", "马冬梅", "13811112222"
ZONE = ZoneInfo("Asia/Shanghai")


def order(number: str = NUMBER, *, minutes_ago: float = 5, **changes: object) -> Order:
    facts: dict[str, object] = {
        "kind": "求助",
        "content": f"{NAME}反映家中暖气不热，电话{PHONE}",
        "address": "云杉里6号楼2单元301室",
        "caller_name": NAME,
        "caller_phone": PHONE,
        "first_dispatched_at": datetime.now(UTC) - timedelta(minutes=minutes_ago),
        "limit_text": "24小时",
    }
    return Order(ticket_no=number, **{**facts, **changes})  # type: ignore[arg-type]


def take(desk: Runtime, *orders: Order) -> None:
    with desk.database.transaction() as session:
        for each in orders:
            take_in(desk.desk(session), each, Source(actor="zuoxi01"), how="paste")


@pytest.fixture
def ticket(desk: Runtime, directory: Path) -> None:
    """One ticket, dispatched five minutes ago."""
    take(desk, order())


@pytest.mark.usefixtures("ticket")
def test_story_is_found_by_number_and_by_tail(run: Run) -> None:
    full, tail = run("show", NUMBER), run("show", "4512")
    assert full.exit_code == tail.exit_code == 0
    assert tail.output.splitlines()[0] == full.output.splitlines()[0] == f"{NUMBER}｜待签收｜求助｜24小时件"
    assert "登记｜周敏" in full.output and "签收：" in full.output


@pytest.mark.usefixtures("ticket")
def test_json_tells_the_same_events_as_the_api(run: Run) -> None:
    shape = json.loads(run("show", "4512", "--json").output)
    assert shape["ticket_no"] == NUMBER and [event["kind"] for event in shape["events"]] == ["created"]


@pytest.mark.usefixtures("ticket")
def test_explanation_gives_a_reason_for_every_limit(run: Run) -> None:
    said = run("explain", "4512")
    assert said.exit_code == 0
    assert "单上写时限“24小时”" in said.output and "签收时限 20分钟" in said.output


@pytest.mark.usefixtures("ticket")
def test_rehearsal_names_every_reminder_with_its_receivers(run: Run) -> None:
    said = run("rehearse", "4512", "--until", "16m")
    assert said.exit_code == 0
    lines = said.output.splitlines()
    assert [line.split("→ ")[1] for line in lines[1:]] == [
        "坐席群、周敏",
        "坐席群、周敏",
        "坐席群、周敏",
        "坐席群、周敏、王主任、督办群",
    ]
    due = datetime.now(ZONE) + timedelta(minutes=5)
    assert f"{due:%H:%M}" in lines[1] or f"{due - timedelta(minutes=1):%H:%M}" in lines[1]


@pytest.mark.usefixtures("ticket")
@pytest.mark.parametrize("until", ["明天吧", "-1h", "61d", "2001-01-01 08:00"])
def test_rehearsal_until_a_wrong_moment_is_one_line(run: Run, until: str) -> None:
    said = run("rehearse", "4512", "--until", until)
    assert said.exit_code == 1 and len(said.output.splitlines()) == 1


@pytest.mark.usefixtures("ticket")
@pytest.mark.parametrize(
    "command", [["show"], ["show", "--json"], ["explain"], ["rehearse", "--until", "2d", "--texts"]]
)
def test_nothing_said_about_a_ticket_holds_an_identity(run: Run, command: list[str]) -> None:
    said = run(command[0], "4512", *command[1:])
    assert said.exit_code == 0
    assert not any(secret in said.output for secret in (NAME, PHONE, "301", "2单元"))


def test_unknown_and_ambiguous_numbers_are_one_line(run: Run, desk: Runtime, directory: Path) -> None:
    take(desk, order("20261118004512"), order("20261119004512"))
    for written in ("9999", "20261118009999", "甲", PHONE):
        said = run("show", written)
        assert said.exit_code == 1 and len(said.output.splitlines()) == 1
        assert "没有找到" in said.output and PHONE not in said.output
    said = run("show", "4512")
    assert said.exit_code == 1 and "20261119004512" in said.output


def test_round_chooses_among_the_rounds_of_a_number(run: Run, desk: Runtime, directory: Path) -> None:
    replied = datetime.now(UTC) - timedelta(hours=1)
    take(desk, order(minutes_ago=600, state="replied", replied_at=replied, lead_unit="云杉里社区"))
    take(desk, order(minutes_ago=3))
    assert run("show", "4512").output.startswith(f"{NUMBER}（第2轮）｜待签收")
    assert run("show", "4512", "--round", "1").output.startswith(f"{NUMBER}｜已回复")
    assert run("show", "4512", "--round", "3").exit_code == 1


def test_what_others_wrote_does_not_steer_the_terminal(desk: Runtime, run: Run) -> None:
    take(desk, order(content="灯坏\x1b[31m红\x1b]0;t\x07 \u202e反 \x9b2J", address="望溪路"))
    shown = run("show", NUMBER).output
    assert "灯坏" in shown
    assert not [char for char in ("\x1b", "\x07", "\u202e", "\x9b") if char in shown]
