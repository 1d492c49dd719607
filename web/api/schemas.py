"""The JSON that goes out of the API and the queries that come in, as models that also describe them."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from rules.durations import parse_span
from rules.stages import State
from web.api.moments import Moment

# No control characters: a database refuses some of them, and none belongs into a name.
_PLAIN = StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")
Word = Annotated[str, _PLAIN]
Stamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
FASTEST = 10_000.0
LONGEST_ADVANCE_SECONDS = 31 * 86_400


class Asked(BaseModel):
    """What comes in: an unknown name is refused, it is most likely a typing error."""

    model_config = ConfigDict(extra="forbid")


def _left_out_not_null(schema: dict[str, Any]) -> None:
    # What a query or a wish does not say is left out; null cannot be written in a query.
    for name, described in schema["properties"].items():
        written = [option for option in described.pop("anyOf", []) if option.get("type") != "null"]
        described.pop("default", None)
        schema["properties"][name] = {**described, **(written[0] if written else {})}


class Query(BaseModel):
    """What a query asks for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_left_out_not_null)


class Shown(BaseModel):
    """What goes out."""

    model_config = ConfigDict(extra="forbid")


class WhichRound(Query):
    platform: Word | None = None
    round: Annotated[int, Field(ge=1, le=1000)] | None = None


class WhichTickets(Query):
    state: State | None = None
    department: Word | None = None
    due_before: Moment | None = None
    cursor: Annotated[str, Field(min_length=1, max_length=300)] | None = None


class Period(Query):
    since: Moment | None = None
    until: Moment | None = None


def _one_of_two(schema: dict[str, Any]) -> None:
    _left_out_not_null(schema)
    schema["oneOf"] = [{"required": ["speed"]}, {"required": ["advance"]}]


class ClockWish(Asked):
    """Exactly one of the two: another speed, or a walk forward (30s, 20m, 1h30m, 2d)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_one_of_two)
    speed: Annotated[float, Field(gt=0, le=FASTEST, allow_inf_nan=False, strict=True)] | None = None
    advance: Annotated[str, Field(max_length=20, pattern=r"^\s*\+?(\d+[smhdSMHD])+\s*$")] | None = None

    @model_validator(mode="after")
    def _one_sound_wish(self) -> Self:
        if (self.speed is None) == (self.advance is None):
            raise ValueError("请只写 speed 或 advance 之一")
        if self.advance is not None:
            seconds = parse_span(self.advance).total_seconds()
            if not 0 < seconds <= LONGEST_ADVANCE_SECONDS:
                raise ValueError("advance 应大于0，最多31天")
        return self


class ClockShown(Shown):
    now: Stamp
    speed: float


class CallerShown(Shown):
    name: str | None
    phone: str | None
    address: str | None


class BalanceShown(Shown):
    """due = sent + superseded + failed + unknown + pending + held."""

    due: int
    sent: int
    superseded: int
    failed: int
    unknown: int
    pending: int
    held: int
    merged: int


class Problem(Shown):
    """Why a call was refused: a code for programs and a sentence for people."""

    error: str
    reason: str
