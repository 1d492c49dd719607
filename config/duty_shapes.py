"""The sections of config.toml about shifts, reports, rates and money."""

from __future__ import annotations

from datetime import time
from typing import Literal

from pydantic import Field

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
