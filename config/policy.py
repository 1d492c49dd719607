"""The shapes of [policy]: what a stage's table may say about its limit, steps and repetition."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator

from config.values import Duration, not_empty
from rules.durations import Cap, Offset

Audience = Literal["on_duty", "named", "unit", "unit_lead", "supervisor", "leader", "leaders"]
Severity = Literal["info", "urge", "breach"]
GRADES = ("g2h", "g24h", "g7d", "g15d")
SHORTEST_REPEAT = timedelta(minutes=1)


def _offset(written: Any) -> Offset:
    if isinstance(written, Offset):
        return written
    try:
        return Offset.parse(written)
    except (ValueError, AttributeError):
        raise ValueError('须是相对到期的时刻，如 "-10m"、"0m"、"+1h"、"-25%"') from None


def _cap(written: Any) -> Cap:
    if isinstance(written, Cap):
        return written
    try:
        return Cap.parse(written)
    except (ValueError, AttributeError):
        raise ValueError('须是时限，如 "20m"、"8%" 或 "30m, 8%"（取较短者）') from None


def _not_too_often(every: timedelta) -> timedelta:
    if every < SHORTEST_REPEAT:
        raise ValueError("至少 1m")
    return every


def _each_moment_once(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    keys = [step.at.text() for step in steps]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"{'、'.join(twice)} 有两级，请合成一级，对象都写进 to")
    return steps


At = Annotated[Offset, PlainValidator(_offset)]
LimitCap = Annotated[Cap, PlainValidator(_cap)]


class Table(BaseModel):
    """A TOML table in which every key is known beforehand."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Step(Table):
    """One step: when, relative to due, whom, and how loud."""

    at: At
    to: Annotated[tuple[Audience, ...], AfterValidator(not_empty)]
    severity: Severity | None = None


class Repeat(Table):
    """What goes on after the last step."""

    every: Annotated[Duration, AfterValidator(_not_too_often)]
    to: Annotated[tuple[Audience, ...], AfterValidator(not_empty)]
    times: int | None = Field(default=None, ge=1)


class Limits(Table):
    """The limit and steps of one stage, or of one grade of it; what is absent keeps its default."""

    limit: LimitCap | None = None
    steps: Annotated[tuple[Step, ...], AfterValidator(_each_moment_once)] | None = None
    repeat: Repeat | None = None


class StageTable(Limits):
    """One stage's table, with tables of its own for grades that differ."""

    g2h: Limits | None = None
    g24h: Limits | None = None
    g7d: Limits | None = None
    g15d: Limits | None = None


def _without_limit(table: StageTable) -> StageTable:
    if any(one is not None and one.limit is not None for one in (table, *(getattr(table, grade) for grade in GRADES))):
        raise ValueError("不能写 limit：时限来自工单或承诺")
    return table


UnlimitedStage = Annotated[StageTable, AfterValidator(_without_limit)]


class Policy(Table):
    """All of [policy]: how strict evidence is, and one table per stage that differs from its default."""

    evidence: Literal["ask", "require"] = "ask"
    verify_is_fined: bool = False
    sign: StageTable | None = None
    verify: StageTable | None = None
    assign: StageTable | None = None
    accept: StageTable | None = None
    first_contact: StageTable | None = None
    handle: UnlimitedStage | None = None
    follow_up: StageTable | None = None
    platform_reply: UnlimitedStage | None = None
    promise: UnlimitedStage | None = None
    request: StageTable | None = None
    task: StageTable | None = None
    alert: StageTable | None = None

    def overrides(self) -> dict[tuple[str, str | None], Limits]:
        """Return what differs from the defaults, by stage and grade (None = every grade)."""
        found: dict[tuple[str, str | None], Limits] = {}
        for stage in type(self).model_fields:
            table = getattr(self, stage)
            if isinstance(table, StageTable):
                found[stage, None] = table
                found |= {(stage, grade): getattr(table, grade) for grade in GRADES if getattr(table, grade)}
        return found
