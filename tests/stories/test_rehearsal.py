"""What /提醒预览 foresees is what the walk brings: the same reminders, in the same chats, at the same minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from actions.rehearsing import foresee
from models.queries import people
from models.queries import tickets as queries
from tests.stories.conftest import OpenDesk
from tests.stories.desk import ZONE, StoryDesk
from tests.stories.town import NUMBER, SECOND, order
from texts.rehearsal import foreseen_texts, rehearsal

Said = tuple[str, str, str, str]


def _foreseen(desk: StoryDesk, until: datetime) -> list[Said]:
    with desk.runtime.database.reading() as session:
        ticket = queries.latest_round(session, NUMBER, None)
        assert ticket is not None
        groups = {f"group:{group.id}": group.name for group in people.all_groups(session)}
        found = foresee(desk.runtime.desk(session), ticket, until)
        return sorted(
            (
                # The scan notices within ten seconds.
                f"{each.at.astimezone(ZONE) + timedelta(seconds=9):%d %H:%M}",
                each.clock.stage,
                each.step,
                groups.get(each.target.destination, each.target.destination.removeprefix("user:")),
            )
            for each in found
        )


def _told(desk: StoryDesk, since: datetime) -> list[Said]:
    found = []
    for each in desk.ticket().shape["deliveries"]:
        if each["kind"] == "reminder" and each["state"] == "sent":
            sent_at = datetime.fromisoformat(each["sent_at"]).astimezone(ZONE)
            if sent_at > since:
                place = each["chat"] or each["person"]
                found.append((f"{sent_at:%d %H:%M}", each["stage"], each["step"], place))
    return sorted(found)


def _walk(desk: StoryDesk, until: datetime) -> None:
    while desk.now < until:
        following = min(desk.now + timedelta(minutes=30), until)
        desk.advance_to(f"{following:%H:%M}", days=(following.date() - desk.now.date()).days)


def _as_foreseen(desk: StoryDesk, *, hours: int) -> None:
    since = desk.now
    until = since + timedelta(hours=hours)
    foreseen = _foreseen(desk, until)
    _walk(desk, until)
    assert foreseen, "nothing was foreseen"
    told = _told(desk, since)
    assert told == foreseen


@pytest.mark.parametrize(
    ("start", "limit", "hours"),
    [
        ("06:10", "24小时", 26),
        ("09:00", "7天", 26),
        ("18:30", "24小时", 26),
        ("18:30", "2小时", 4),
        ("20:50", "15天", 14),
        ("22:15", "24小时", 14),
    ],
)
def test_unit_that_stays_silent_hears_what_was_foreseen(desk_at: OpenDesk, start: str, limit: str, hours: int) -> None:
    desk = desk_at(start)
    desk.pastes("zuoxi02", order(dispatched=f"2026-11-18 {start}:00", limit=limit))
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾"):
        desk.says("zuoxi02", command)
    _as_foreseen(desk, hours=hours)


@pytest.mark.parametrize("start", ["10:00", "21:00", "03:00"])
def test_desk_that_does_not_sign_hears_what_was_foreseen(desk_at: OpenDesk, start: str) -> None:
    desk = desk_at(start)
    desk.pastes("zuoxi02", order(dispatched=f"2026-11-18 {start}:00"))
    _as_foreseen(desk, hours=7)


def test_what_is_held_already_is_foreseen_too(desk_at: OpenDesk) -> None:
    desk = desk_at("22:00")
    desk.pastes("zuoxi04", order(dispatched="2026-11-18 22:00:00", limit="7天"))
    for command in ("/签收 4512", "/初核 4512 夜间", "/转办 4512 青禾", "/催办 4512"):
        desk.says("zuoxi04", command)
    desk.advance_to("23:20")
    _as_foreseen(desk, hours=12)


def test_what_is_held_until_the_morning_is_foreseen_though_nothing_else_comes_before(desk_at: OpenDesk) -> None:
    desk = desk_at("22:00")
    desk.pastes("zuoxi04", order(dispatched="2026-11-18 22:00:00", limit="7天"))
    for command in ("/签收 4512", "/初核 4512 夜间", "/转办 4512 青禾"):
        desk.says("zuoxi04", command)
    desk.says("liwg", "/受理 4512", "wrQINGHE")
    desk.says("zuoxi04", "/催办 4512")
    desk.advance_to("23:20")
    foreseen = _foreseen(desk, desk.now + timedelta(hours=12))
    assert {said[0] for said in foreseen if said[2] == "urge"} == {"19 07:30"}
    _as_foreseen(desk, hours=12)


def test_repeats_of_another_order_in_the_same_chat_are_minded(desk_at: OpenDesk) -> None:
    desk = desk_at("09:00")
    desk.walks_to_assigned(SECOND, dispatched="2026-11-18 09:00:00", limit="7天")
    desk.advance_to("09:20")
    desk.walks_to_assigned(NUMBER, dispatched="2026-11-18 09:20:00", limit="7天")
    desk.advance_to("11:25")
    _as_foreseen(desk, hours=13)


def test_two_days_of_repeats_are_a_line_for_each_pace(desk_at: OpenDesk) -> None:
    desk = desk_at("18:00")
    desk.walks_to_assigned(limit="2小时", dispatched="2026-11-18 18:00:00")
    with desk.runtime.database.reading() as session:
        ticket, at = queries.latest_round(session, NUMBER, None), desk.runtime.desk(session)
        assert ticket is not None
        until = at.now + timedelta(days=2)
        coming = foresee(at, ticket, until)
        lines = rehearsal(at, ticket, coming, until)
        texts = foreseen_texts(at, ticket, coming)
    assert len(coming) > 800 and len(lines) <= 25 and len(texts) <= 60
    hourly = "今天20:42 首联、办理、平台回复超时重复，每小时一次，至11月20日 17:42，共46次 → 孙主任、督办群"
    assert hourly in lines


def test_preview_fits_a_phone_and_holds_the_words_of_the_next_one(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    told = desk.says("zuoxi02", "/提醒预览 4512").splitlines()
    assert len(told) <= 13 and max(len(line) for line in told[:-1]) <= 60
    assert told[1] == "今天10:57 受理提醒 → 青禾家园社区接诉即办群"
    assert any("受理超时重复2次，末次今天21:25" in line or "受理超时重复，每" in line for line in told)
    assert told[-1].startswith(f"下一条原文：【受理提醒】{NUMBER}")
