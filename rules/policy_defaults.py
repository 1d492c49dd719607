"""The limits and steps a township starts with: the clocks table, for every stage, grade and urgency."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rules.durations import Cap, Offset, parse_span
from rules.policy import Audience, Repeat, Severity, StagePolicy, Step
from rules.stages import Grade, Stage

_ON_DUTY, _NAMED = (Audience.ON_DUTY,), (Audience.NAMED,)
_UNIT, _UNIT_LEAD = (Audience.UNIT,), (Audience.UNIT_LEAD,)
_UNIT_AND_LEAD = (Audience.UNIT, Audience.UNIT_LEAD)
_SUPERVISOR, _LEADER = (Audience.SUPERVISOR,), (Audience.LEADER,)

_HANDLE_STEPS: dict[Grade, tuple[str, ...]] = {
    Grade.G2H: ("-50%", "-25%", "-10%"),
    Grade.G24H: ("-12h", "-4h", "-1h", "-15m"),
    Grade.G7D: ("-48h", "-24h", "-8h", "-2h", "-30m"),
    Grade.G15D: ("-5d", "-2d", "-1d", "-8h", "-2h"),
}


def patrol_every(every: timedelta) -> tuple[Cap, tuple[Step, ...]]:
    """Return limit and steps of looking at the platform that often; the second look missed reaches the supervisor."""
    return Cap(every), (_step("0m", _ON_DUTY), Step(Offset(delta=every), _ON_DUTY + _SUPERVISOR))


def _step(at: str, to: tuple[Audience, ...]) -> Step:
    return Step(Offset.parse(at), to)


def _steps(ats: tuple[str, ...], to: tuple[Audience, ...]) -> tuple[Step, ...]:
    return tuple(_step(at, to) for at in ats)


def _repeat(every: str, to: tuple[Audience, ...], urgent_every: str | None = None, **rest: Any) -> Repeat:
    return Repeat(parse_span(every), to, urgent_every=parse_span(urgent_every) if urgent_every else None, **rest)


def _handle(grade: Grade, urgent: bool) -> StagePolicy:
    *early, last_but_one, last = _HANDLE_STEPS[grade]
    due = _UNIT_LEAD + _SUPERVISOR
    before = (
        *_steps(tuple(early), _UNIT),
        _step(last_but_one, _UNIT_AND_LEAD),
        _step(last, _UNIT_AND_LEAD + _SUPERVISOR),
    )
    # The leader hears of an urgent case at due and need not be told again an hour later.
    at_due = (_step("0m", due + _LEADER),) if urgent else (_step("0m", due), _step("1h", _LEADER))
    return StagePolicy(None, before + at_due, _repeat("2h", due, "10m", by_day_only=True))


def _platform_reply(grade: Grade) -> StagePolicy:
    first, second, last = ("-12%", "-8%", "-4%") if grade is Grade.G2H else ("-2h", "-1h", "-30m")
    due = _SUPERVISOR + _LEADER
    steps = (*_steps((first, second), _ON_DUTY), _step(last, _ON_DUTY + _SUPERVISOR), _step("0m", due))
    return StagePolicy(None, steps, _repeat("1h", due, "10m", by_day_only=True))


def _request(urgent: bool) -> StagePolicy:
    # No share of a limit that is counted by day: its middle may lie in the night.
    steps = (_step("-5m" if urgent else "-30m", _NAMED), _step("0m", _NAMED))
    return StagePolicy(None, steps, _repeat("1h", _NAMED, "10m", by_day_only=True))


_UNIT_WINDOW = (_step("-50%", _UNIT), _step("-20%", _UNIT_AND_LEAD))

_ANY_GRADE: dict[Stage, StagePolicy] = {
    Stage.SIGN: StagePolicy(
        Cap(timedelta(minutes=20)),
        (*_steps(("-10m", "-5m", "-2m"), _ON_DUTY), _step("0m", _ON_DUTY + _SUPERVISOR)),
        _repeat("10m", _SUPERVISOR),
    ),
    Stage.VERIFY: StagePolicy(
        Cap(timedelta(minutes=10)),
        (*_steps(("-5m", "-2m"), _ON_DUTY), _step("0m", _ON_DUTY + _SUPERVISOR)),
        _repeat("10m", _ON_DUTY + _SUPERVISOR, times=3),
    ),
    Stage.ASSIGN: StagePolicy(
        Cap(timedelta(minutes=30), 0.08),
        (*_steps(("-50%", "-20%"), _NAMED), _step("0m", _SUPERVISOR)),
        _repeat("15m", _SUPERVISOR),
    ),
    Stage.ACCEPT: StagePolicy(
        Cap(timedelta(hours=2), 0.08),
        (*_UNIT_WINDOW, _step("0m", _UNIT_LEAD + _ON_DUTY)),
        _repeat("30m", _UNIT_LEAD, "10m", once_by_night=True),
    ),
    # The limit of first contact is counted on top of the limit of accept.
    Stage.FIRST_CONTACT: StagePolicy(
        Cap(timedelta(hours=24), 0.15),
        (*_UNIT_WINDOW, _step("0m", _SUPERVISOR)),
        _repeat("2h", _SUPERVISOR, "15m", by_day_only=True),
    ),
    Stage.FOLLOW_UP: StagePolicy(
        None, (_step("-50%", _ON_DUTY), _step("0m", _SUPERVISOR)), _repeat("1h", _SUPERVISOR, by_day_only=True)
    ),
    Stage.PROMISE: StagePolicy(None, (_step("-15m", _UNIT), _step("0m", _UNIT_AND_LEAD))),
    # A sensitive order: somebody has to say that he knows of it, by day and by night.
    Stage.ALERT: StagePolicy(
        Cap(timedelta(minutes=10)),
        (
            Step(Offset.parse("-100%"), _LEADER, Severity.URGE),
            # Whoever is on duty phones the leader who does not read.
            Step(Offset.parse("0m"), (*_SUPERVISOR, Audience.LEADERS, *_ON_DUTY), Severity.BREACH),
        ),
        _repeat("10m", (*_SUPERVISOR, Audience.LEADERS)),
    ),
    Stage.TASK: StagePolicy(None, (_step("0m", _ON_DUTY),)),
    # The second miss in a row is the second window of ten minutes without a look; the agent hears of it until he looks.
    Stage.PATROL: StagePolicy(
        *patrol_every(timedelta(minutes=10)),
        _repeat("30m", _ON_DUTY),
    ),
}


def _default(stage: Stage, grade: Grade, urgent: bool) -> StagePolicy:
    if stage is Stage.HANDLE:
        return _handle(grade, urgent)
    if stage is Stage.REQUEST:
        return _request(urgent)
    return _platform_reply(grade) if stage is Stage.PLATFORM_REPLY else _ANY_GRADE[stage]


DEFAULTS: dict[tuple[Stage, Grade, bool], StagePolicy] = {
    (stage, grade, urgent): _default(stage, grade, urgent)
    for stage in Stage
    for grade in Grade
    for urgent in (False, True)
}
