"""The values of a reminder policy: whom to tell when, how loudly, and how it goes on afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from rules.durations import Cap, Offset, parse_span, span_text


class Audience(StrEnum):
    """Whom a step addresses; `named` is the person who has to act when there is one, else who is on duty.

    `leader` is the one on duty, `leaders` all of them.
    """

    ON_DUTY = "on_duty"
    UNIT = "unit"
    UNIT_LEAD = "unit_lead"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    LEADERS = "leaders"
    NAMED = "named"


class Severity(StrEnum):
    """How loud a reminder is: in good time, pressing, or past its limit."""

    INFO = "info"
    URGE = "urge"
    BREACH = "breach"


@dataclass(frozen=True)
class Step:
    """One rung of the ladder, placed relative to due; `severity` None follows from the place."""

    at: Offset
    to: tuple[Audience, ...]
    severity: Severity | None = None
    key: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", self.at.text())

    def severity_for(self, limit: timedelta) -> Severity:
        """Return how loud the step is: info while half of the limit remains, then urge, from due on breach."""
        if self.severity is not None:
            return self.severity
        remaining = -self.at.resolve(limit)
        if remaining <= timedelta(0):
            return Severity.BREACH
        return Severity.INFO if remaining * 2 >= limit else Severity.URGE


@dataclass(frozen=True)
class Repeat:
    """What goes on after the last step; an urgent ticket knows no night.

    `by_day_only` leaves the night out; `once_by_night` speaks once in it and goes on in the morning.
    """

    every: timedelta
    to: tuple[Audience, ...]
    times: int | None = None
    by_day_only: bool = False
    urgent_every: timedelta | None = None
    once_by_night: bool = False

    def interval(self, urgent: bool) -> timedelta:
        """Return the span between two repeats."""
        return min(self.every, self.urgent_every) if urgent and self.urgent_every else self.every


@dataclass(frozen=True)
class StagePolicy:
    """What one stage's clock goes by; `limit` None = the limit comes from the ticket, the promise or the rules.

    A clock keeps the policy it started under, written with `to_json`.
    """

    limit: Cap | None = None
    steps: tuple[Step, ...] = ()
    repeat: Repeat | None = field(default=None)

    def to_json(self) -> dict[str, Any]:
        """Return plain values that `from_json` reads back into an equal policy; the same ones each time."""
        return _written(self)

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> StagePolicy:
        """Read what `to_json` wrote."""
        repeat = written.get("repeat")
        return cls(
            limit=Cap.parse(written["limit"]) if written.get("limit") else None,
            steps=tuple(_step_from_json(step) for step in written["steps"]),
            repeat=_repeat_from_json(repeat) if repeat else None,
        )


@lru_cache(maxsize=512)
def _written(policy: StagePolicy) -> dict[str, Any]:
    written: dict[str, Any] = {
        "limit": policy.limit.text() if policy.limit else None,
        "steps": [_step_to_json(step) for step in policy.steps],
    }
    if policy.repeat:
        written["repeat"] = _repeat_to_json(policy.repeat)
    return written


def _step_to_json(step: Step) -> dict[str, Any]:
    severity = str(step.severity) if step.severity else None
    return {"at": step.at.text(), "to": [str(to) for to in step.to], "severity": severity, "key": step.key}


def _step_from_json(written: Mapping[str, Any]) -> Step:
    severity = Severity(written["severity"]) if written.get("severity") else None
    return Step(Offset.parse(written["at"]), tuple(Audience(to) for to in written["to"]), severity, written["key"])


def _repeat_to_json(repeat: Repeat) -> dict[str, Any]:
    return {
        "every": span_text(repeat.every),
        "to": [str(to) for to in repeat.to],
        "times": repeat.times,
        "by_day_only": repeat.by_day_only,
        "urgent_every": span_text(repeat.urgent_every) if repeat.urgent_every else None,
        "once_by_night": repeat.once_by_night,
    }


def _repeat_from_json(written: Mapping[str, Any]) -> Repeat:
    urgent_every = written.get("urgent_every")
    return Repeat(
        every=parse_span(written["every"]),
        to=tuple(Audience(to) for to in written["to"]),
        times=written.get("times"),
        by_day_only=written.get("by_day_only", False),
        urgent_every=parse_span(urgent_every) if urgent_every else None,
        once_by_night=written.get("once_by_night", False),
    )
