"""The ladder says each thing once, at its time, and after a silence only the highest thing."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.durations import Offset
from rules.ladder import ClockView, Decision, Why, decide, rehearse, step_to_postpone
from rules.night import Night
from rules.policy import Audience, Repeat, Severity, StagePolicy, Step
from rules.policy_defaults import DEFAULTS
from rules.stages import Grade, Stage

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = Night(time(21, 30), time(7, 30), ZONE)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE)


def clock(stage: Stage, started: str, due: str, **rest: Any) -> ClockView:
    return ClockView(stage, at(started), at(due), **rest)


def policy(stage: Stage, grade: Grade = Grade.G7D, urgent: bool = False) -> StagePolicy:
    return DEFAULTS[stage, grade, urgent]


SIGN, SIGN_CLOCK = policy(Stage.SIGN), clock(Stage.SIGN, "20 10:00", "20 10:20")


def look(moment: str, fired: tuple[str, ...] = (), **rest: Any) -> Decision:
    return decide(SIGN, clock(Stage.SIGN, "20 10:00", "20 10:20", **rest), fired, at(moment), NIGHT)


def story(plan: StagePolicy, view: ClockView, until: str) -> list[tuple[str, str]]:
    """What will be said from the start on: the desk time of each firing and its key."""
    said = rehearse(plan, view, (), view.started_at, at(until), NIGHT)
    return [(firing.due_at.astimezone(ZONE).strftime("%d %H:%M"), firing.key) for firing in said]


def test_unsigned_ticket_is_reminded_at_ten_fifteen_and_eighteen_and_breaches_at_twenty_minutes() -> None:
    assert story(SIGN, SIGN_CLOCK, "20 10:45") == [
        ("20 10:10", "-10m"),
        ("20 10:15", "-5m"),
        ("20 10:18", "-2m"),
        ("20 10:20", "0m"),
        ("20 10:30", "repeat#1"),
        ("20 10:40", "repeat#2"),
    ]


def test_unsigned_ticket_reaches_the_supervisor_at_twenty_minutes() -> None:
    decision = look("20 10:20", ("-10m", "-5m", "-2m"))
    assert decision.fire is not None
    assert decision.fire.audiences == (Audience.ON_DUTY, Audience.SUPERVISOR)
    assert decision.fire.severity is Severity.BREACH
    assert decision.look_again_at == at("20 10:30")


def test_nothing_is_said_before_its_time() -> None:
    assert look("20 10:09") == Decision(None, (), at("20 10:10"), Why.WAITING)


def test_only_the_highest_missed_step_fires_after_downtime() -> None:
    decision = look("20 10:19")
    assert decision.fire is not None
    assert decision.fire.key == "-2m"
    assert [firing.key for firing in decision.superseded] == ["-10m", "-5m"]
    assert decision.look_again_at == at("20 10:20")


def test_only_the_highest_missed_repeat_fires_after_downtime() -> None:
    decision = look("20 11:47", ("0m", "repeat#1"))
    assert decision.fire is not None
    assert (decision.fire.key, decision.fire.due_at) == ("repeat#8", at("20 11:40"))
    assert decision.superseded == ()
    assert decision.look_again_at == at("20 11:50")


def test_clock_that_was_never_heard_speaks_its_highest_step_before_any_repeat() -> None:
    decision = look("20 11:47")
    assert decision.fire is not None
    assert (decision.fire.key, decision.fire.audiences) == ("0m", (Audience.ON_DUTY, Audience.SUPERVISOR))
    assert [firing.key for firing in decision.superseded] == ["-10m", "-5m", "-2m", "repeat#8"]
    assert decision.look_again_at == at("20 11:50")


def test_decision_carried_out_says_nothing_new() -> None:
    first = look("20 10:19")
    second = look("20 10:19", tuple(first.keys()))
    assert (second.fire, second.superseded, second.look_again_at) == (None, (), first.look_again_at)


def test_step_below_one_that_fired_is_done_with() -> None:
    assert look("20 10:19", ("-2m",)).fire is None


def test_step_before_the_start_never_exists() -> None:
    short = clock(Stage.SIGN, "20 10:16", "20 10:20")
    assert story(SIGN, short, "20 10:20") == [("20 10:18", "-2m"), ("20 10:20", "0m")]


def test_verify_is_repeated_three_times_and_then_rests() -> None:
    said = story(policy(Stage.VERIFY), clock(Stage.VERIFY, "20 10:00", "20 10:10"), "21 10:00")
    assert [key for _, key in said] == ["-5m", "-2m", "0m", "repeat#1", "repeat#2", "repeat#3"]


def test_repeats_begin_after_due_though_no_step_stands_there() -> None:
    early = StagePolicy(None, (Step(Offset.parse("-10m"), (Audience.ON_DUTY,)),), Repeat(10 * MINUTE, ()))
    assert story(early, SIGN_CLOCK, "20 10:40") == [
        ("20 10:10", "-10m"),
        ("20 10:30", "repeat#1"),
        ("20 10:40", "repeat#2"),
    ]


def test_clock_without_anything_left_is_never_looked_at_again() -> None:
    view = clock(Stage.PROMISE, "20 10:00", "20 12:00")
    decision = decide(policy(Stage.PROMISE), view, ("-15m", "0m"), at("20 13:00"), NIGHT)
    assert decision == Decision(None, (), None, Why.FINISHED)


def test_due_moment_is_looked_at_even_without_a_step_there() -> None:
    plan = StagePolicy(steps=(Step(Offset(delta=HOUR), (Audience.LEADER,)),))
    decision = decide(plan, SIGN_CLOCK, (), at("20 10:05"), NIGHT)
    assert decision.look_again_at == at("20 10:20")


def test_clock_overdue_by_a_stated_time_keeps_quiet_for_a_while() -> None:
    quiet = {"quiet_until": at("20 10:35")}
    assert look("20 10:30", **quiet) == Decision(None, (), at("20 10:35"), Why.QUIET)
    after = look("20 10:35", **quiet)
    assert after.fire is not None
    assert after.fire.key == "0m"


def test_snooze_holds_reminders_but_never_a_breach() -> None:
    snooze = {"snoozed_until": at("20 10:17")}
    assert look("20 10:12", **snooze).fire is None
    assert look("20 10:12", **snooze).look_again_at == at("20 10:17")
    after = look("20 10:17", **snooze)
    assert after.fire is not None
    assert after.fire.key == "-5m"
    breach = look("20 10:20", snoozed_until=at("20 12:00"))
    assert breach.fire is not None
    assert (breach.fire.key, len(breach.superseded)) == ("0m", 3)


HANDLE, HANDLE_CLOCK = policy(Stage.HANDLE, Grade.G24H), clock(Stage.HANDLE, "20 10:00", "21 07:00")


def test_handle_of_a_day_climbs_to_the_leader_and_goes_on_by_day() -> None:
    view = clock(Stage.HANDLE, "20 10:00", "20 18:00")
    assert story(HANDLE, view, "21 10:00") == [
        ("20 14:00", "-4h"),
        ("20 17:00", "-1h"),
        ("20 17:45", "-15m"),
        ("20 18:00", "0m"),
        ("20 19:00", "1h"),
        ("20 21:00", "repeat#1"),
        ("21 07:30", "repeat#2"),
        ("21 09:30", "repeat#3"),
    ]


def test_urgent_handle_tells_the_leader_at_once_and_goes_on_through_the_night() -> None:
    view = clock(Stage.HANDLE, "20 21:00", "20 22:40", urgent=True)
    assert story(policy(Stage.HANDLE, Grade.G2H, urgent=True), view, "20 23:00") == [
        ("20 21:50", "-50%"),
        ("20 22:15", "-25%"),
        ("20 22:30", "-10%"),
        ("20 22:40", "0m"),
        ("20 22:50", "repeat#1"),
        ("20 23:00", "repeat#2"),
    ]


def test_progress_puts_off_the_next_step_but_never_the_last() -> None:
    assert step_to_postpone(HANDLE, HANDLE_CLOCK, (), at("20 12:00"), NIGHT) == "-12h"
    late = clock(Stage.HANDLE, "20 10:00", "21 07:00", postponed=frozenset({"-12h"}))
    assert step_to_postpone(HANDLE, late, (), at("20 12:00"), NIGHT) == "-4h"
    assert step_to_postpone(HANDLE, HANDLE_CLOCK, ("-12h", "-4h", "-1h"), at("21 06:30"), NIGHT) is None
    assert step_to_postpone(HANDLE, HANDLE_CLOCK, (), at("21 08:00"), NIGHT) is None


def test_postponed_step_is_passed_over() -> None:
    view = clock(Stage.HANDLE, "20 10:00", "21 07:00", postponed=frozenset({"-12h"}))
    assert story(HANDLE, view, "21 06:00") == [("21 03:00", "-4h"), ("21 06:00", "-1h")]


def test_unaccepted_ticket_speaks_once_by_night_and_again_from_seven() -> None:
    view = clock(Stage.ACCEPT, "20 18:30", "20 20:30")
    assert story(policy(Stage.ACCEPT), view, "21 07:30") == [
        ("20 19:30", "-50%"),
        ("20 20:06", "-20%"),
        ("20 20:30", "0m"),
        ("20 21:00", "repeat#1"),
        ("20 21:30", "repeat#2"),
        ("21 07:00", "repeat#3"),
        ("21 07:30", "repeat#4"),
    ]


def test_accept_that_falls_due_by_night_has_had_its_word() -> None:
    view = clock(Stage.ACCEPT, "20 21:45", "20 23:45")
    assert [moment for moment, _ in story(policy(Stage.ACCEPT), view, "21 07:20")][2:] == ["20 23:45", "21 07:00"]


def test_first_contact_sleeps_over_night() -> None:
    view = clock(Stage.FIRST_CONTACT, "20 20:30", "21 08:30")  # two hours awake
    assert story(policy(Stage.FIRST_CONTACT), view, "21 13:00") == [
        ("21 07:30", "-50%"),
        ("21 08:06", "-20%"),
        ("21 08:30", "0m"),
        ("21 10:30", "repeat#1"),
        ("21 12:30", "repeat#2"),
    ]


def test_nightly_word_is_said_once_and_then_the_clock_looks_again_at_seven() -> None:
    view = clock(Stage.ACCEPT, "20 18:30", "20 20:30")
    fired = ("-50%", "-20%", "0m", "repeat#1", "repeat#2")
    decision = decide(policy(Stage.ACCEPT), view, fired, at("21 03:00"), NIGHT)
    assert (decision.fire, decision.look_again_at) == (None, at("21 07:00"))


EVERY_POLICY = st.sampled_from(sorted(DEFAULTS))
LIMITS = st.integers(5, 2000).map(lambda minutes: minutes * MINUTE)
STARTS = st.integers(0, 1439).map(lambda minutes: at("10 00:00") + minutes * MINUTE)
PAUSES = st.lists(st.integers(1, 300), min_size=1, max_size=15)


def view_of(key: tuple[Stage, Grade, bool], start: datetime, limit: timedelta) -> ClockView:
    return ClockView(key[0], start, start + limit, urgent=key[2])


def scan(plan: StagePolicy, view: ClockView, minutes: list[int]) -> tuple[list[str], list[str], datetime]:
    """Look at a clock after each pause; return the keys that fired, all that are done with, and the last moment."""
    fired: list[str] = []
    done: list[str] = []
    now = view.started_at
    for pause in minutes:
        now += pause * MINUTE
        decision = decide(plan, view, done, now, NIGHT)
        if decision.fire is not None:
            assert decision.fire.due_at <= now
            fired.append(decision.fire.key)
        done += decision.keys()
    return fired, done, now


@settings(deadline=None, max_examples=60)
@given(EVERY_POLICY, STARTS, LIMITS, PAUSES)
def test_every_step_is_done_with_at_most_once_at_any_cadence(
    key: tuple[Stage, Grade, bool], start: datetime, limit: timedelta, pauses: list[int]
) -> None:
    _, done, _ = scan(DEFAULTS[key], view_of(key, start, limit), pauses)
    assert len(done) == len(set(done))


@settings(deadline=None, max_examples=60)
@given(EVERY_POLICY, STARTS, LIMITS, PAUSES)
def test_any_cadence_ends_with_the_same_highest_thing_said(
    key: tuple[Stage, Grade, bool], start: datetime, limit: timedelta, pauses: list[int]
) -> None:
    plan, view = DEFAULTS[key], view_of(key, start, limit)
    slow, _, now = scan(plan, view, pauses)
    fine = rehearse(plan, view, (), start, now, NIGHT)
    said = [firing.key for firing in fine]
    # A slow scan that has just spoken the highest step leaves the repeats that fell due meanwhile unsaid.
    highest_steps = [key for key in said if not key.startswith("repeat#")][-1:]
    assert slow[-1:] in (said[-1:], highest_steps)


@settings(deadline=None, max_examples=60)
@given(EVERY_POLICY, STARTS, LIMITS, PAUSES)
def test_nothing_is_due_before_the_next_look(
    key: tuple[Stage, Grade, bool], start: datetime, limit: timedelta, pauses: list[int]
) -> None:
    plan, view = DEFAULTS[key], view_of(key, start, limit)
    _, done, now = scan(plan, view, pauses)
    next_look = decide(plan, view, done, now, NIGHT).look_again_at
    assert next_look is None or next_look > now
    before = next_look - timedelta(seconds=1) if next_look else now + 30 * DAY
    assert decide(plan, view, done, before, NIGHT).fire is None


@settings(deadline=None, max_examples=60)
@given(EVERY_POLICY, STARTS, LIMITS, PAUSES)
def test_next_look_always_finds_something_or_the_limit(
    key: tuple[Stage, Grade, bool], start: datetime, limit: timedelta, pauses: list[int]
) -> None:
    plan, view = DEFAULTS[key], view_of(key, start, limit)
    _, done, now = scan(plan, view, pauses)
    next_look = decide(plan, view, done, now, NIGHT).look_again_at
    if next_look is not None:
        assert next_look == view.due_at or decide(plan, view, done, next_look, NIGHT).fire is not None


@pytest.mark.parametrize("by_night", [{"by_day_only": True}, {"once_by_night": True}, {}])
@settings(deadline=None, max_examples=60)
@given(STARTS, st.integers(15, 700), st.integers(0, 3 * 1440))
def test_repeat_grid_agrees_with_counting_through_it(
    by_night: dict[str, Any], start: datetime, every: int, later: int
) -> None:
    plan = StagePolicy(
        steps=(Step(Offset(delta=timedelta(0)), (Audience.UNIT,)),),
        repeat=Repeat(every * MINUTE, (Audience.UNIT,), **by_night),
    )
    view = ClockView(Stage.HANDLE, start - HOUR, start)
    said = rehearse(plan, view, (), view.started_at, start + later * MINUTE, NIGHT)
    expected, number, moment = [start], 0, start
    while (moment := _following(moment, every * MINUTE, by_night)) <= start + later * MINUTE:
        number, expected = number + 1, [*expected, moment]
    assert [firing.due_at for firing in said] == expected
    assert [firing.key for firing in said] == ["0m", *(f"repeat#{n}" for n in range(1, number + 1))]


def _following(moment: datetime, every: timedelta, by_night: dict[str, Any]) -> datetime:
    """The repeat after one at `moment`, counted singly: night from 21:30, told once of from seven in the morning."""
    following = moment + every
    day = following.date() - (following.time() < time(12)) * DAY
    begin = datetime.combine(day, time(21, 30), ZONE)
    end = datetime.combine(day + DAY, time(7, 30) if "by_day_only" in by_night else time(7), ZONE)
    if not by_night or not begin <= following < end or ("once_by_night" in by_night and moment < begin):
        return following
    return end
