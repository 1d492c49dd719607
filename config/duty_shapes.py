"""The sections of config.toml about shifts, reports, rates and money."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.policy import Table
from config.values import TimeOfDay

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Reports(Table):
    daily_at: TimeOfDay = time(8, 30)
    weekly_on: Weekday = "mon"
    weekly_at: TimeOfDay = time(9, 0)
    monthly_on: int = Field(default=1, ge=1, le=28)
    monthly_at: TimeOfDay = time(9, 0)
    period_start_day: int = Field(default=19, ge=1, le=28)


Share = Annotated[Decimal, Field(ge=0, le=1)]


class Rates(Table):
    response_weight: Share = Decimal("0.10")
    resolution_weight: Share = Decimal("0.50")
    satisfaction_weight: Share = Decimal("0.40")
    k: Share = Decimal("0.9")
    decimals: int = Field(default=1, ge=0, le=4)
    basically_solved_counts: bool = False
    tie_break: Literal["received", "valid"] = "received"

    @model_validator(mode="after")
    def _weights_are_a_whole(self) -> Rates:
        total = self.response_weight + self.resolution_weight + self.satisfaction_weight
        if total != 1:
            raise ValueError(
                f"三个权重（response_weight、resolution_weight、satisfaction_weight）之和须是 1，现在是 {total}"
            )
        return self
