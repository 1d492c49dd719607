"""The defaults are the clocks table, and a configuration changes only what it names."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.durations import Cap, Offset
from rules.policy import Audience, Severity, StagePolicy, Step
from rules.policy_book import Override, PolicyBook
from rules.policy_defaults import DEFAULTS
from rules.stages import Grade, Stage

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BOOK = PolicyBook()


def ladder(stage: Stage, grade: Grade, urgent: bool = False) -> list[tuple[str, str]]:
    policy = DEFAULTS[stage, grade, urgent]
    return [(step.at.text(), " ".join(step.to)) for step in policy.steps]


@pytest.mark.parametrize(
    ("stage", "grade", "urgent", "expected"),
    [
        (
            Stage.SIGN, Grade.G7D, False,
            [("-10m", "on_duty"), ("-5m", "on_duty"), ("-2m", "on_duty"), ("0m", "on_duty supervisor")],
        ),
        (Stage.VERIFY, Grade.G7D, False, [("-5m", "on_duty"), ("-2m", "on_duty"), ("0m", "on_duty supervisor")]),
        (Stage.ASSIGN, Grade.G7D, False, [("-50%", "named"), ("-20%", "named"), ("0m", "supervisor")]),
        (Stage.ACCEPT, Grade.G24H, False, [("-50%", "unit"), ("-20%", "unit unit_lead"), ("0m", "unit_lead on_duty")]),
        (Stage.FIRST_CONTACT, Grade.G7D, False, [("-50%", "unit"), ("-20%", "unit unit_lead"), ("0m", "supervisor")]),
        (
            Stage.HANDLE, Grade.G24H, False,
            [
                ("-12h", "unit"), ("-4h", "unit"), ("-1h", "unit unit_lead"),
                ("-15m", "unit unit_lead supervisor"), ("0m", "unit_lead supervisor"), ("1h", "leader"),
            ],
        ),
        (
            Stage.HANDLE, Grade.G2H, True,
            [
                ("-50%", "unit"), ("-25%", "unit unit_lead"), ("-10%", "unit unit_lead supervisor"),
                ("0m", "unit_lead supervisor leader"),
            ],
        ),
        (
            Stage.HANDLE, Grade.G15D, False,
            [
                ("-5d", "unit"), ("-2d", "unit"), ("-1d", "unit"), ("-8h", "unit unit_lead"),
                ("-2h", "unit unit_lead supervisor"), ("0m", "unit_lead supervisor"), ("1h", "leader"),
            ],
        ),
        (Stage.FOLLOW_UP, Grade.G7D, False, [("-50%", "on_duty"), ("0m", "supervisor")]),
        (
            Stage.PLATFORM_REPLY, Grade.G7D, False,
            [("-2h", "on_duty"), ("-1h", "on_duty"), ("-30m", "on_duty supervisor"), ("0m", "supervisor leader")],
        ),
        (
            Stage.PLATFORM_REPLY, Grade.G2H, True,
            [("-12%", "on_duty"), ("-8%", "on_duty"), ("-4%", "on_duty supervisor"), ("0m", "supervisor leader")],
        ),
        (Stage.PROMISE, Grade.G7D, False, [("-15m", "unit"), ("0m", "unit unit_lead")]),
    ],
)  # fmt: skip
def test_default_steps_are_those_of_the_table(
    stage: Stage, grade: Grade, urgent: bool, expected: list[tuple[str, str]]
) -> None:
    assert ladder(stage, grade, urgent) == expected


@pytest.mark.parametrize(
    ("stage", "calm", "urgent", "times"),
    [
        (Stage.SIGN, 10 * MINUTE, 10 * MINUTE, None),
        (Stage.VERIFY, 10 * MINUTE, 10 * MINUTE, 3),
        (Stage.ASSIGN, 15 * MINUTE, 15 * MINUTE, None),
        (Stage.ACCEPT, 30 * MINUTE, 10 * MINUTE, None),
        (Stage.FIRST_CONTACT, 2 * HOUR, 15 * MINUTE, None),
        (Stage.HANDLE, 2 * HOUR, 10 * MINUTE, None),
        (Stage.FOLLOW_UP, HOUR, HOUR, None),
        (Stage.PLATFORM_REPLY, HOUR, 10 * MINUTE, None),
    ],
)
def test_default_repeats_are_those_of_the_table(
    stage: Stage, calm: timedelta, urgent: timedelta, times: int | None
) -> None:
    repeat = BOOK.policy_for(stage, Grade.G7D, False).repeat
    assert repeat is not None
    assert (repeat.interval(False), repeat.interval(True), repeat.times) == (calm, urgent, times)


def test_promise_is_broken_only_once() -> None:
    assert BOOK.policy_for(Stage.PROMISE, Grade.G7D, False).repeat is None


@pytest.mark.parametrize(("at", "severity"), [(0, "info"), (1, "urge"), (2, "urge"), (3, "breach")])
def test_sign_steps_grow_louder_towards_due(at: int, severity: str) -> None:
    step = DEFAULTS[Stage.SIGN, Grade.G7D, False].steps[at]
    assert step.severity_for(20 * MINUTE) == severity


@pytest.mark.parametrize("policy", DEFAULTS.values())
def test_policy_survives_being_stored_with_its_clock(policy: StagePolicy) -> None:
    assert StagePolicy.from_json(policy.to_json()) == policy


def test_configured_steps_replace_the_default_and_the_rest_stays() -> None:
    steps = (
        Step(Offset.parse("-3m"), (Audience.ON_DUTY,)),
        Step(Offset.parse("0m"), (Audience.LEADER,), Severity.URGE),
    )
    policy = PolicyBook({(Stage.SIGN, None): Override(steps=steps)}).policy_for(Stage.SIGN, Grade.G7D, False)
    assert [(step.key, step.to) for step in policy.steps] == [("-3m", (Audience.ON_DUTY,)), ("0m", (Audience.LEADER,))]
    assert policy.steps[1].severity is Severity.URGE
    assert policy.limit == Cap(20 * MINUTE)
    assert policy.repeat == DEFAULTS[Stage.SIGN, Grade.G7D, False].repeat


def test_configured_grade_differs_from_its_stage() -> None:
    book = PolicyBook(
        {
            (Stage.HANDLE, None): Override(repeat={"every": 3 * HOUR}),
            (Stage.HANDLE, Grade.G2H): Override(steps=(Step(Offset.parse("-5m"), (Audience.UNIT,)),)),
        }
    )
    special, other = (book.policy_for(Stage.HANDLE, grade, False) for grade in (Grade.G2H, Grade.G24H))
    assert [step.key for step in special.steps] == ["-5m"]
    assert other.steps == DEFAULTS[Stage.HANDLE, Grade.G24H, False].steps
    assert special.repeat == other.repeat
    assert other.repeat is not None
    assert (other.repeat.every, other.repeat.by_day_only) == (3 * HOUR, True)


def test_limit_may_be_a_span_and_a_share() -> None:
    book = PolicyBook({(Stage.ACCEPT, None): Override(limit=Cap.parse("3h, 9%"))})
    assert book.policy_for(Stage.ACCEPT, None, False).limit == Cap(3 * HOUR, 0.09)


def test_stage_without_repeat_gets_one() -> None:
    told = {"every": HOUR, "to": (Audience.UNIT,)}
    repeat = PolicyBook({(Stage.PROMISE, None): Override(repeat=told)}).policy_for(Stage.PROMISE, None, False).repeat
    assert repeat is not None
    assert repeat.to == (Audience.UNIT,)
