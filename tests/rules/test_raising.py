"""A ladder that begins one rung higher: nobody is left out, everybody is told a rung sooner."""

from __future__ import annotations

import pytest

from rules.policy import Audience, StagePolicy
from rules.policy_defaults import DEFAULTS
from rules.raising import raised
from rules.stages import UNIT_STAGES, Grade, Stage

U, L, S, B, D = Audience.UNIT, Audience.UNIT_LEAD, Audience.SUPERVISOR, Audience.LEADER, Audience.ON_DUTY


def _to(policy: StagePolicy) -> list[tuple[str, set[Audience]]]:
    return [(step.key, set(step.to)) for step in policy.steps]


def test_handling_of_a_day_reaches_the_head_first_and_the_supervisor_an_hour_before_due() -> None:
    assert _to(raised(DEFAULTS[Stage.HANDLE, Grade.G24H, False])) == [
        ("-12h", {U, L}),
        ("-4h", {U, L}),
        ("-1h", {U, L, S}),
        ("-15m", {U, L, S, B}),
        ("0m", {L, S, B}),
        ("1h", {B}),
    ]


def test_accepting_reaches_the_supervisor_at_due() -> None:
    assert _to(raised(DEFAULTS[Stage.ACCEPT, Grade.G7D, False])) == [
        ("-50%", {U, L}),
        ("-20%", {U, L, D}),
        ("0m", {L, D, S}),
    ]


@pytest.mark.parametrize("stage", UNIT_STAGES)
@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("urgent", [False, True])
def test_moments_keys_and_repeats_stay_and_nobody_is_left_out(stage: Stage, grade: Grade, urgent: bool) -> None:
    before = DEFAULTS[stage, grade, urgent]
    after = raised(before)
    assert (after.limit, after.repeat) == (before.limit, before.repeat)
    for old, new in zip(before.steps, after.steps, strict=True):
        assert (old.at, old.key, old.severity) == (new.at, new.key, new.severity)
        assert set(old.to) <= set(new.to)
    assert after != before
    assert StagePolicy.from_json(after.to_json()) == after
