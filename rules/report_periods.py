"""Says which span of time a report is about, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReportKind(StrEnum):
    """The five reports of the contract: 日报, 周报, 月报, 专项, 突发."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    SPECIAL = "special"
    INCIDENT = "incident"


@dataclass(frozen=True)
class Period:
    """A span of time from `start` up to but not including `end` (aware UTC)."""

    start: datetime
    end: datetime
