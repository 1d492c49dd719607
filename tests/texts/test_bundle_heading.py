"""What a list of reminders asks for is right for every line of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from texts.reminders import ReminderFacts, bundle_heading, bundle_line, reminder

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def lines(*stages: str, in_group: bool) -> list[ReminderFacts]:
    due = NOW + timedelta(hours=1)
    return [
        ReminderFacts(stage, due, NOW, UTC, ticket_no=f"202611240045{number:02d}", in_group=in_group)
        for number, stage in enumerate(stages, start=1)
    ]


@pytest.mark.parametrize(
    ("stages", "asked"),
    [
        (("accept", "accept"), "引用本条@我按序号回复，如“1收到 2不是我们的”；只回“收到”即全部受理"),
        (("handle", "handle"), "引用本条@我按序号回复，如“1办结 2明天上门”"),
        (("handle", "accept", "accept"), "引用本条@我按序号回复，如“1办结 2收到”"),
        (("accept", "accept", "first_contact", "promise"), "引用本条@我按序号回复，如“1收到 3已联系 4办结”"),
    ],
)
def test_example_answers_each_stage_by_a_line_that_has_it(stages: tuple[str, ...], asked: str) -> None:
    assert bundle_heading(lines(*stages, in_group=True), for_unit=True) == f"【催办】共{len(stages)}件，{asked}："


@pytest.mark.parametrize(
    ("stages", "asked"),
    [
        (("accept", "accept"), "如“4512 收到”"),
        (("handle", "promise"), "如“4512 办结”"),
        (("handle", "accept"), "办理写“办结”，受理写“收到”"),
    ],
)
def test_in_a_direct_chat_each_stage_has_its_word(stages: tuple[str, ...], asked: str) -> None:
    said = bundle_heading(lines(*stages, in_group=False), for_unit=True)
    assert said == f"【催办】共{len(stages)}件，请按单号逐件回复，{asked}："


def test_line_for_the_desk_names_the_unit_to_phone() -> None:
    due = NOW + timedelta(hours=1)
    facts = ReminderFacts("accept", due, NOW, UTC, ticket_no="20261124004501", unit="青禾家园社区", to_desk=True)
    assert "｜青禾家园社区｜" in bundle_line(facts)


def test_agent_who_is_to_phone_units_is_told_how_it_is_recorded() -> None:
    desk = {"to_desk": True, "in_group": False}
    of_units = [replace(line, **desk) for line in lines("accept", "handle", in_group=False)]
    of_his_own = [replace(line, **desk) for line in lines("verify", "task", in_group=False)]
    assert "单位没答复的请打电话催，打完发“/电催 单号 已通”" in bundle_heading(of_units, for_unit=False)
    assert "电催" not in bundle_heading(of_his_own, for_unit=False)


def test_call_is_not_late_in_the_minute_it_was_planned_for() -> None:
    planned = replace(lines("task", in_group=False)[0], subject="verify", due_at=NOW)
    assert reminder(planned).startswith("【初核电话】202611240045") and "，应在今天02:00打。" in reminder(planned)
    later = replace(planned, due_at=NOW - timedelta(minutes=5), subject="follow_up")
    assert "回访电话应在今天01:55打，已过5分钟" in bundle_line(later)
    assert "超时" not in bundle_heading([planned, later], for_unit=False)
