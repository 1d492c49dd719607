"""What nobody fired, channels that are dead, jobs that fail, what is going to end: found by other code."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import text

from actions import setting_aside, ways
from actions.ports import Channel, GiveUp, Wire
from actions.setting_aside import Subject
from jobs.beats import BEATS
from jobs.ticking import DONE
from models.clock import Clock
from models.delivery import Delivery
from models.group import Group
from models.queries import machinery
from rules.troubles import Finding, Trouble
from rules.working_time import Calendar
from tests.jobs.bench import Bench, codes

MINUTE = timedelta(minutes=1)
TWO_MINUTES = 13  # checks


def test_limit_that_passed_unseen_is_found_though_the_scan_would_never_look(bench: Bench) -> None:
    bench.start_clock(due_in=timedelta(0), look_again_in=None)
    assert codes(bench.check(TWO_MINUTES)) == []
    [found] = bench.check()
    assert (found.code, found.n, found.seconds) == ("unfired", 1, 130)


def test_step_before_the_limit_nobody_fired_is_found(bench: Bench) -> None:
    bench.start_clock(due_in=9 * MINUTE, look_again_in=timedelta(days=3))
    assert codes(bench.check(TWO_MINUTES + 1)) == ["unfired"]


def test_overlooked_clock_is_given_to_the_next_scan_and_all_is_well(bench: Bench) -> None:
    clock_id = bench.start_clock(due_in=timedelta(0), look_again_in=None)
    bench.check(TWO_MINUTES + 1)
    bench.desk.scan()
    with bench.desk.database.reading() as session:
        clock = session.get_one(Clock, clock_id)
        assert clock.missed_at == clock.due_at and "0m" in clock.fired
    assert codes(bench.check()) == [] and bench.platform.sent == []


def test_clock_whose_steps_are_yet_to_come_is_no_finding(bench: Bench) -> None:
    bench.start_clock(due_in=30 * MINUTE, look_again_in=20 * MINUTE)
    assert codes(bench.check(TWO_MINUTES + 1)) == []


@pytest.mark.parametrize("silent", [{"paused": True}, {"unurged_by": 1}, {"quiet": True}, {"stopped": True}])
def test_clock_that_has_to_be_silent_is_no_finding(small_bench: Bench, silent: dict[str, object]) -> None:
    clock_id = small_bench.start_clock(due_in=timedelta(0), look_again_in=None)
    with small_bench.desk.database.transaction() as session:
        clock = session.get_one(Clock, clock_id)
        clock.paused_at = small_bench.now if "paused" in silent else None
        clock.unurged_by = 1 if "unurged_by" in silent else None
        clock.quiet_until = small_bench.now + timedelta(hours=1) if "quiet" in silent else None
        clock.stopped_at = small_bench.now if "stopped" in silent else None
    assert codes(small_bench.check(TWO_MINUTES + 1)) == []


def test_scanned_clock_is_no_finding(bench: Bench) -> None:
    bench.start_clock(due_in=timedelta(0), look_again_in=timedelta(0))
    bench.check(6)
    bench.desk.scan()
    assert codes(bench.check(6)) == []


@pytest.mark.parametrize("broken", ['{"broken": true}', "{"])
def test_clock_that_cannot_be_asked_or_even_read_is_found_among_the_others(small_bench: Bench, broken: str) -> None:
    for seq in (1, 2):
        clock_id = small_bench.start_clock(due_in=25 * MINUTE, look_again_in=15 * MINUTE, seq=seq)
    with small_bench.desk.database.transaction() as session:
        session.execute(text("UPDATE clocks SET policy = :broken WHERE id = :id"), {"broken": broken, "id": clock_id})
    [found] = small_bench.check(TWO_MINUTES + 1)
    assert (found.code, found.n) == ("unfired", 1)


def test_channel_our_set_up_does_not_open_is_dead_at_once(bench: Bench) -> None:
    bench.tried(Channel.APP, "failed", 60020)
    [found] = bench.check()
    assert (found.code, found.errcode) == ("channel:app", 60020)


def test_channel_is_well_again_once_something_arrives(bench: Bench) -> None:
    bench.tried(Channel.APP, "failed", 40001)
    bench.check()
    bench.tried(Channel.APP, "sent")
    assert codes(bench.check()) == []


def test_channel_on_which_nothing_arrives_while_something_waits_is_dead_after_three_minutes(bench: Bench) -> None:
    bench.tried(Channel.PUSH_KEY, "sent", address="key-a")
    bench.check()
    bench.tried(Channel.PUSH_KEY, "unknown", address="key-a")
    assert codes(bench.check(18)) == []
    assert codes(bench.check()) == ["channel:push_key"]


def test_one_person_who_cannot_be_reached_is_no_dead_channel(bench: Bench) -> None:
    for _ in range(3):
        bench.tried(Channel.APP, "failed", 60111)
    assert codes(bench.check(20)) == []


def refuse_the_group(bench: Bench) -> None:
    wire = Wire(Channel.PUSH_KEY, "key-supervisors", {})
    with bench.desk.database.transaction() as session:
        ways.note_outcome(bench.desk.desk(session), "group:1", wire, GiveUp("gone", 93000, "target"))


def test_group_whose_push_key_is_refused_is_told_by_its_name(bench: Bench) -> None:
    refuse_the_group(bench)
    [found] = bench.check(6)
    assert (found.trouble, found.name, found.errcode) == (Trouble.GROUP, "督办群", 93000)
    assert found.is_warning


def test_group_with_a_new_push_key_is_well(bench: Bench) -> None:
    refuse_the_group(bench)
    bench.check()
    with bench.desk.database.transaction() as session:
        session.query(Group).one().push_key = "key-new"
    assert codes(bench.check(7)) == []


def test_message_the_platform_refuses_for_its_form_is_a_warning(small_bench: Bench) -> None:
    small_bench.tried(Channel.APP, "failed", 40058)
    [found] = small_bench.check()
    assert (found.code, found.n, found.errcode, found.is_warning) == ("refused:app", 1, 40058, True)


def test_balance_that_contradicts_itself_is_found(bench: Bench) -> None:
    bench.put_delivery()
    with bench.desk.database.transaction() as session:
        session.query(Delivery).one().state = "sent"
    [found] = bench.check()
    assert (found.trouble, found.n) == (Trouble.CONTRADICTION, 1)


def test_clock_that_was_set_aside_is_a_warning_and_no_oversight(bench: Bench) -> None:
    clock_id = bench.start_clock(due_in=timedelta(0), look_again_in=timedelta(hours=1))
    with bench.desk.database.transaction() as session:
        for _ in range(3):
            setting_aside.failed(bench.desk.desk(session), Subject("clock", clock_id), "ValueError")
    [found] = bench.check(TWO_MINUTES + 1)
    assert (found.code, found.n, found.is_warning) == ("set_aside", 1, True)


def test_job_that_is_not_done_any_more_is_found(small_bench: Bench) -> None:
    for beat in BEATS:
        assert codes(small_bench.check()) == []
        with small_bench.desk.database.transaction() as session:
            machinery.beat(session, DONE + beat.job, small_bench.now - timedelta(hours=12))
        small_bench.watchdog.started_at = small_bench.now - timedelta(hours=12)
        assert codes(small_bench.check(silent=DONE + beat.job)) == [f"job:{beat.job}"]


@pytest.mark.parametrize(("known", "found"), [({2026, 2027}, []), ({2026}, ["calendar"]), (set(), ["calendar"])])
def test_calendar_that_ends_within_sixty_days_is_a_warning(
    small_bench: Bench, known: set[int], found: list[str]
) -> None:
    desk = small_bench.desk
    calendar = Calendar(frozenset(), frozenset(), frozenset(known), desk.rules.zone)
    desk.rules = replace(desk.rules, calendar=calendar)
    assert codes(small_bench.check()) == found


def test_warnings_leave_the_heartbeat_url_alone_and_troubles_silence_it(small_bench: Bench) -> None:
    bench = small_bench
    for trouble in Trouble:
        seen = Finding(trouble, of="x", seconds=1, n=1)
        with patch("jobs.watchdog.findings", return_value=(seen,)):
            before = len(bench.pings)
            bench.now += timedelta(minutes=1)
            bench.watchdog.check()
        assert bool(len(bench.pings) - before) is seen.is_warning, trouble
