"""The policies of one township: the defaults with what its configuration says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

from rules.durations import Cap, Offset, parse_span
from rules.policy import Audience, Repeat, Severity, StagePolicy, Step
from rules.policy_defaults import DEFAULTS
from rules.stages import Grade, Stage

_T = TypeVar("_T")
_Word = TypeVar("_Word", bound=StrEnum)
Problem = tuple[str, str]

OWN_LIMIT = frozenset({Stage.HANDLE, Stage.PLATFORM_REPLY, Stage.PROMISE})
_REPEAT_KEYS = {"every", "to", "times", "by_day", "urgent_every", "once_by_night"}


@dataclass(frozen=True)
class Override:
    """What a configuration says otherwise about one stage; None = as before."""

    limit: Cap | None = None
    steps: tuple[Step, ...] | None = None
    repeat: Mapping[str, Any] | None = None

    def over(self, policy: StagePolicy) -> StagePolicy:
        """Return `policy` with these words over it; what a repeat leaves out stays as it was."""
        changed: dict[str, Any] = {}
        if self.limit is not None:
            changed["limit"] = self.limit
        if self.steps is not None:
            changed["steps"] = self.steps
        if self.repeat is not None:
            changed["repeat"] = replace(policy.repeat, **self.repeat) if policy.repeat else Repeat(**self.repeat)
        return replace(policy, **changed)


@dataclass(frozen=True)
class PolicyBook:
    """Answers which policy a new clock starts under."""

    overrides: Mapping[tuple[Stage, Grade | None], Override] = field(default_factory=dict)

    def policy_for(self, stage: Stage, grade: Grade | None, urgent: bool) -> StagePolicy:
        """Return the policy; a ticket without a grade goes by that of seven days."""
        known = grade or Grade.G7D
        policy = DEFAULTS[stage, known, urgent]
        for key in ((stage, None), (stage, known)):
            if key in self.overrides:
                policy = self.overrides[key].over(policy)
        return policy


def read_policy_tables(tables: Mapping[str, Any]) -> tuple[PolicyBook, list[Problem]]:
    """Read tables in the shape of [policy.sign] or [policy.handle.g2h]; return the book and every (path, mistake).

    A limit may be a list or "30m, 8%", of which the shortest counts. The book leaves out what is wrong.
    """
    reader = _Reader()
    overrides: dict[tuple[Stage, Grade | None], Override] = {}
    for name, table in tables.items():
        stage = reader.word(name, f"policy.{name}", Stage, "stage")
        if stage is None or not reader.is_table(table, f"policy.{name}"):
            continue
        own = {key: value for key, value in table.items() if key not in set(Grade)}
        if own:
            overrides[stage, None] = reader.override(own, f"policy.{name}", stage)
        for grade in Grade:
            path = f"policy.{name}.{grade}"
            if grade in table and reader.is_table(table[grade], path):
                overrides[stage, grade] = reader.override(table[grade], path, stage)
    return PolicyBook(overrides), reader.problems


class _Reader:
    """Collects every mistake instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def override(self, table: Mapping[str, Any], path: str, stage: Stage) -> Override:
        self._known_keys(table, {"limit", "steps", "repeat"}, path)
        limit = self._limit(table["limit"], f"{path}.limit", stage) if table.get("limit") is not None else None
        steps = self._steps(table["steps"], f"{path}.steps") if table.get("steps") is not None else None
        repeat = self._repeat(table["repeat"], f"{path}.repeat", stage) if table.get("repeat") is not None else None
        return Override(limit, steps, repeat)

    def is_table(self, value: object, path: str) -> bool:
        if not isinstance(value, Mapping):
            self.problems.append((path, "must be a table"))
        return isinstance(value, Mapping)

    def word(self, value: object, path: str, words: type[_Word], what: str) -> _Word | None:
        try:
            return words(str(value))
        except ValueError:
            self.problems.append((path, f"unknown {what} {value!r}"))
            return None

    def _known_keys(self, table: Mapping[str, Any], known: set[str], path: str) -> None:
        self.problems += [(f"{path}.{key}", "unknown key") for key in table if key not in known]

    def _parsed(self, value: object, path: str, parse: Callable[[str], _T]) -> _T | None:
        if not isinstance(value, str):
            self.problems.append((path, 'must be text such as "20m"'))
            return None
        try:
            return parse(value)
        except ValueError as mistake:
            self.problems.append((path, str(mistake)))
            return None

    def _limit(self, value: object, path: str, stage: Stage) -> Cap | None:
        if stage in OWN_LIMIT:
            self.problems.append((path, "comes from the ticket or the promise and cannot be set"))
            return None
        if isinstance(value, Sequence) and not isinstance(value, str):
            value = ", ".join(map(str, value))
        return self._parsed(value, path, Cap.parse)

    def _steps(self, value: object, path: str) -> tuple[Step, ...] | None:
        if not isinstance(value, Sequence) or isinstance(value, str):
            self.problems.append((path, "must be a list of steps"))
            return None
        read = [self._step(step, f"{path}[{index}]") for index, step in enumerate(value)]
        steps = [step for step in read if step is not None]
        keys = [step.key for step in steps]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        self.problems += [(path, f"two steps at {key}: name both audiences in one step") for key in twice]
        return tuple(steps) if len(steps) == len(read) and not twice else None

    def _step(self, value: object, path: str) -> Step | None:
        if not isinstance(value, Mapping):
            self.problems.append((path, "must be a table"))
            return None
        self._known_keys(value, {"at", "to", "severity"}, path)
        at = self._parsed(value.get("at"), f"{path}.at", Offset.parse)
        to = self._audiences(value.get("to"), f"{path}.to")
        loud = value.get("severity")
        severity = self.word(loud, f"{path}.severity", Severity, "severity") if loud is not None else None
        return Step(at, to, severity) if at is not None and to else None

    def _audiences(self, value: object, path: str) -> tuple[Audience, ...]:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, Sequence) or not names:
            self.problems.append((path, "must name at least one audience"))
            return ()
        read = [self.word(name, path, Audience, "audience") for name in names]
        return tuple(audience for audience in read if audience is not None)

    def _repeat(self, value: object, path: str, stage: Stage) -> Mapping[str, Any] | None:
        if not isinstance(value, Mapping):
            self.problems.append((path, "must be a table"))
            return None
        before = len(self.problems)
        self._known_keys(value, _REPEAT_KEYS, path)
        words: dict[str, Any] = {}
        for key in ("every", "urgent_every"):
            if value.get(key) is not None or (key == "every" and DEFAULTS[stage, Grade.G7D, False].repeat is None):
                words[key] = self._interval(value.get(key), f"{path}.{key}")
        if "to" in value or DEFAULTS[stage, Grade.G7D, False].repeat is None:
            words["to"] = self._audiences(value.get("to"), f"{path}.to")
        words |= self._counts(value, path)
        return words if len(self.problems) == before else None

    def _interval(self, value: object, path: str) -> timedelta | None:
        span = self._parsed(value, path, parse_span)
        if span is not None and span < timedelta(minutes=1):
            self.problems.append((path, "must be at least 1m"))
        return span

    def _counts(self, value: Mapping[str, Any], path: str) -> dict[str, Any]:
        words: dict[str, Any] = {}
        times = value.get("times")
        if times is not None:
            words["times"] = times
            if not isinstance(times, int) or isinstance(times, bool) or times < 1:
                self.problems.append((f"{path}.times", "must be a whole number from 1"))
        for key, name in (("by_day", "by_day_only"), ("once_by_night", "once_by_night")):
            if value.get(key) is not None:
                words[name] = value[key]
                if not isinstance(value[key], bool):
                    self.problems.append((f"{path}.{key}", "must be true or false"))
        return words
