from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rules.watching import BEATING, Facts, Finding, Thresholds, Trouble, count_in_a_row, findings, to_tell

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LIVELY = dict.fromkeys((*BEATING, "scan"), NOW)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def seen(**facts: Any) -> list[str]:
    known = {"now": NOW, "watching_since": ago(hours=1), "heartbeats": LIVELY, **facts}
    return [finding.code for finding in findings(Facts(**known), Thresholds())]


def test_lively_desk_has_no_findings() -> None:
    assert seen(oldest_delivery_at=ago(seconds=30), oldest_inbound_at=ago(seconds=5), free_mebibytes=9000) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"oldest_delivery_at": ago(seconds=121)}, "delivery"),
        ({"oldest_message_at": ago(minutes=11)}, "message"),
        ({"oldest_inbound_at": ago(seconds=61)}, "inbound"),
        ({"heartbeats": {**LIVELY, "scan": ago(seconds=61)}}, "scan"),
        ({"heartbeats": {**LIVELY, "scheduler": ago(seconds=61)}}, "heartbeat:scheduler"),
        ({"heartbeats": {**LIVELY, "worker:send": ago(seconds=61)}}, "heartbeat:worker:send"),
        ({"heartbeats": {**LIVELY, "clock_jump": ago(minutes=9)}}, "clock_jump"),
        ({"free_mebibytes": 499}, "disk"),
    ],
)
def test_each_trouble_is_found_beyond_its_threshold(facts: dict[str, Any], code: str) -> None:
    assert seen(**facts) == [code]


@pytest.mark.parametrize(
    "facts",
    [
        {"oldest_delivery_at": ago(minutes=2)},
        {"oldest_message_at": ago(minutes=10)},
        {"oldest_inbound_at": ago(minutes=1)},
        {"heartbeats": {**LIVELY, "scan": ago(minutes=1)}},
        {"heartbeats": {**LIVELY, "clock_jump": ago(minutes=11)}},
        {"free_mebibytes": 500},
    ],
)
def test_nothing_is_found_up_to_the_threshold(facts: dict[str, Any]) -> None:
    assert seen(**facts) == []


def test_processes_get_their_time_to_start() -> None:
    assert seen(heartbeats={}, watching_since=ago(seconds=60)) == []


def test_process_that_never_showed_up_is_missed() -> None:
    assert seen(heartbeats={}, watching_since=ago(seconds=61)) == [
        "scan",
        "heartbeat:scheduler",
        "heartbeat:worker:ticks",
        "heartbeat:worker:send",
    ]


def test_scans_may_come_more_slowly_when_desk_time_does() -> None:
    beats = {**LIVELY, "scan": ago(seconds=200)}
    assert seen(heartbeats=beats, speed=0.1) == []
    assert seen(heartbeats=beats, speed=1.0) == ["scan"]


WRONG = Finding(Trouble.SCAN, 90)


@pytest.mark.parametrize(("checks", "told"), [(1, ()), (2, ()), (3, (WRONG,)), (9, (WRONG,))])
def test_people_are_told_when_it_lasts_for_more_than_two_checks(checks: int, told: tuple[Finding, ...]) -> None:
    in_a_row: dict[str, int] = {}
    for _ in range(checks):
        in_a_row = count_in_a_row(in_a_row, [WRONG])
    assert to_tell([WRONG], in_a_row, {}, NOW) == told


def test_count_begins_anew_after_one_good_check() -> None:
    twice = count_in_a_row(count_in_a_row({}, [WRONG]), [WRONG])
    assert count_in_a_row(count_in_a_row(twice, []), [WRONG]) == {"scan": 1}


@pytest.mark.parametrize(("minutes", "told"), [(0, ()), (29.9, ()), (30, (WRONG,))])
def test_one_finding_is_told_at_most_every_half_hour(minutes: float, told: tuple[Finding, ...]) -> None:
    assert to_tell([WRONG], {"scan": 5}, {"scan": ago(minutes=minutes)}, NOW) == told


def test_new_finding_is_told_though_another_was_told_just_now() -> None:
    other = Finding(Trouble.HEARTBEAT, 90, of="scheduler")
    in_a_row = {"scan": 5, "heartbeat:scheduler": 5}
    assert to_tell([WRONG, other], in_a_row, {"scan": ago(minutes=1)}, NOW) == (other,)
