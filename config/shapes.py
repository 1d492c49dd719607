"""The sections of config.toml, of which config.example.toml explains each key, and those of the desk itself."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from config.duty_shapes import ContractMoney, Data, Handover, HotSpots, Penalties, Rates, Reconcile, Reports, Roster
from config.machine_shapes import ApiToken, Database, Heartbeat, Login, Redis, Security, Server, Simulator, Thresholds
from config.policy import Policy, Table
from config.values import (
    Duration,
    HttpUrl,
    TimeOfDay,
    Zone,
    not_empty,
    or_none,
)
from config.wecom_shapes import Wecom

__all__ = ["ApiToken", "Policy", "Sections"]


def _pattern(written: str) -> str:
    try:
        matches_nothing = re.compile(written).match("")
    except re.error as error:
        raise ValueError(f"不是能用的正则表达式：{error}") from None
    if matches_nothing:
        raise ValueError("会把空文字当成单号")
    return written


DEFAULT_PATTERNS = (r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}", r"SJF-\d{8}-\d{4}")


class Site(Table):
    name: str = Field(min_length=1)
    timezone: Zone = Field(default="Asia/Shanghai", validate_default=True)
    platform: str = Field(default="12345", min_length=1)
    base_url: HttpUrl = "http://127.0.0.1:8080"
    night_phone: str = Field(default="", max_length=60)
    ticket_number_patterns: Annotated[
        tuple[Annotated[str, AfterValidator(_pattern)], ...], AfterValidator(not_empty)
    ] = DEFAULT_PATTERNS


class Clock(Table):
    speed: float = Field(default=1.0, gt=0, le=10_000)
    start: Annotated[datetime | None, BeforeValidator(or_none)] = None


class QuietHours(Table):
    start: TimeOfDay = time(21, 30)
    end: TimeOfDay = time(7, 30)


class Patrol(Table):
    enabled: bool = True
    every: Duration = timedelta(minutes=10)
    feed_alive: Duration = timedelta(days=1)


class Repeats(Table):
    enabled: bool = True
    within: Duration = timedelta(days=30)


class Retention(Table):
    messages: Duration = timedelta(days=365)
    identities: Duration = timedelta(days=730)
    evidence: Duration = timedelta(days=730)


class Evidence(Table):
    largest_mb: int = Field(default=100, ge=1, le=2000)
    daily_mb: int = Field(default=1024, ge=1)
    link: Duration = timedelta(hours=2)

    @model_validator(mode="after")
    def _one_file_fits_a_day(self) -> Evidence:
        if self.daily_mb < self.largest_mb:
            raise ValueError("daily_mb 不能小于 largest_mb")
        return self


class Sections(Table):
    """The whole file, section by section."""

    site: Site
    server: Server
    database: Database
    redis: Redis
    wecom: Wecom
    security: Security
    clock: Clock
    policy: Policy
    quiet_hours: QuietHours
    patrol: Patrol
    repeats: Repeats
    hot_spots: HotSpots
    data: Data
    retention: Retention
    evidence: Evidence
    handover: Handover
    roster: Roster
    reports: Reports
    rates: Rates
    penalties: Penalties
    contract: ContractMoney
    reconcile: Reconcile
    thresholds: Thresholds
    heartbeat: Heartbeat
    login: Login
    simulator: Simulator | None = None
