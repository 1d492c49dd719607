from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rules.telling import CHECKS_OF_WHAT_CAN_WAIT, count_in_a_row, to_tell
from rules.troubles import Finding, Trouble, finding_from_json
from rules.watching import (
    BEATING,
    ChannelSeen,
    Facts,
    JobSeen,
    LineSeen,
    Thresholds,
    findings,
)

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LIVELY = dict.fromkeys((*BEATING, "scan"), NOW)
HOUR = timedelta(hours=1)


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
        ({"free_mebibytes": 499}, "disk_low"),
        ({"free_mebibytes": 99}, "disk"),
        ({"unfired_since": ago(seconds=121), "n_unfired": 2}, "unfired"),
        ({"channels": [ChannelSeen("app", 3, ago(seconds=181))]}, "channel:app"),
        ({"channels": [ChannelSeen("push_key", 1, ago(seconds=181), is_waited_for=True)]}, "channel:push_key"),
        ({"channels": [ChannelSeen("app", 1, ago(seconds=1), 60020, is_refused=True)]}, "channel:app"),
        ({"jobs": [JobSeen("archive", HOUR, ago(minutes=10), n_failed=3, reference="1f2e3d")]}, "job:archive"),
        ({"jobs": [JobSeen("archive", HOUR, ago(minutes=301))], "watching_since": ago(days=1)}, "job:archive"),
        ({"jobs": [JobSeen("sweep", timedelta(seconds=5), ago(seconds=601))]}, "job:sweep"),
        ({"line": LineSeen(False, ago(seconds=121), NOW, "closed")}, "line"),
        ({"line": LineSeen(True, ago(hours=9), ago(seconds=121))}, "line"),
        ({"line": LineSeen(False, ago(seconds=1), NOW, "displaced")}, "line_taken"),
        ({"line": LineSeen(False, ago(seconds=1), NOW, "refused", 853000)}, "line_refused"),
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
        {"unfired_since": ago(minutes=2), "n_unfired": 2},
        {"channels": [ChannelSeen("app", 2, ago(hours=1))]},
        {"channels": [ChannelSeen("app", 9, ago(minutes=3), is_waited_for=True)]},
        {"jobs": [JobSeen("archive", HOUR, ago(hours=5), n_failed=2)], "watching_since": ago(days=1)},
        {"jobs": [JobSeen("archive", HOUR)]},
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
        "heartbeat:worker:files",
        "heartbeat:worker:reports",
        "heartbeat:web",
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


def test_what_is_wrong_at_the_same_moment_is_told_in_one_message_but_no_warning_early() -> None:
    other = Finding(Trouble.HEARTBEAT, 61, of="scheduler")
    in_a_row = {"scan": 3, "heartbeat:scheduler": 1, "calendar": 3}
    assert to_tell([WRONG, other, Finding(Trouble.CALENDAR, days=40)], in_a_row, {}, NOW) == (WRONG, other)


def test_new_finding_is_told_though_another_was_told_just_now() -> None:
    other = Finding(Trouble.HEARTBEAT, 90, of="scheduler")
    in_a_row = {"scan": 5, "heartbeat:scheduler": 5}
    assert to_tell([WRONG, other], in_a_row, {"scan": ago(minutes=1)}, NOW) == (other,)


def test_what_a_dead_process_would_have_done_is_no_finding_of_its_own() -> None:
    silent = {**LIVELY, "worker:ticks": ago(minutes=30)}
    assert seen(heartbeats=silent, jobs=[JobSeen("sweep", timedelta(seconds=5), ago(minutes=30))]) == [
        "heartbeat:worker:ticks"
    ]


CALENDAR = Finding(Trouble.CALENDAR, days=40)


@pytest.mark.parametrize(
    ("checks", "is_night", "told"),
    [
        (CHECKS_OF_WHAT_CAN_WAIT - 1, False, ()),
        (CHECKS_OF_WHAT_CAN_WAIT, False, (CALENDAR,)),
        (CHECKS_OF_WHAT_CAN_WAIT, True, ()),
    ],
)
def test_what_can_wait_is_told_by_day_once_it_has_lasted(
    checks: int, is_night: bool, told: tuple[Finding, ...]
) -> None:
    assert to_tell([CALENDAR], {"calendar": checks}, {}, NOW, is_night=is_night) == told


@pytest.mark.parametrize(("hours", "told"), [(23, ()), (24, (CALENDAR,))])
def test_warning_is_told_once_a_day(hours: int, told: tuple[Finding, ...]) -> None:
    assert to_tell([CALENDAR], {"calendar": 9000}, {"calendar": ago(hours=hours)}, NOW) == told


@pytest.mark.parametrize(
    "finding",
    [Finding(Trouble.SCAN, 90), Finding(Trouble.GROUP, of="3", name="青禾家园社区群", errcode=93000), CALENDAR],
)
def test_finding_is_read_back_from_a_heartbeat(finding: Finding) -> None:
    assert finding_from_json(finding.to_json()) == finding


def test_finding_of_another_release_is_left_out() -> None:
    assert finding_from_json({"code": "unheard_of:x", "seconds": 3}) is None


def test_a_line_that_is_only_just_down_or_stands_is_no_finding() -> None:
    assert seen(line=LineSeen(False, ago(seconds=119), NOW, "unreachable")) == []
    assert seen(line=LineSeen(True, ago(hours=9), ago(seconds=5))) == []


def test_with_the_long_connection_its_gateway_has_to_give_a_sign_of_life_too() -> None:
    assert seen(beating=(*BEATING, "gateway"), heartbeats={**LIVELY, "gateway": NOW}) == []
    assert seen(beating=(*BEATING, "gateway"), heartbeats={**LIVELY, "gateway": ago(seconds=61)}) == [
        "heartbeat:gateway"
    ]
