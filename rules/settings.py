"""What one township has settled: the rules every action goes by, as one value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.contract import Contract
from rules.desk_tables import DeskTables
from rules.files import FileCaps
from rules.hot_spots import HotSpotSettings
from rules.night import Night
from rules.penalties import Penalties
from rules.policy_book import PolicyBook
from rules.reconciling import Tolerance
from rules.report_periods import DailyWindow
from rules.report_times import ReportTimes
from rules.shift_watch import ShiftRules
from rules.stages import Stage
from rules.three_rates import RateSettings
from rules.working_time import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class RepeatThrottle:
    """How often repeats and manual nudges may reach the same person for the same clock; steps are never throttled."""

    every: timedelta = timedelta(minutes=30)
    urgent_every: timedelta = timedelta(minutes=10)
    bundle_every: timedelta = timedelta(hours=1)

    def interval(self, urgent: bool) -> timedelta:
        """Return the shortest span between two repeats to one person."""
        return self.urgent_every if urgent else self.every


@dataclass(frozen=True)
class Repeats:
    """Whether orders that were called in before are looked for, and how far back."""

    enabled: bool = True
    within: timedelta = timedelta(days=30)


# What the contract fines and the city counts (lifecycle, clocks); the first check only where a township says so.
BREACH_STAGES = frozenset({Stage.SIGN, Stage.ASSIGN, Stage.PLATFORM_REPLY})


@dataclass(frozen=True)
class DeskRules:
    """The settled rules of the desk.

    `bot_may_push` tells whether the AI bot may speak first, `has_app` whether there is an app for direct messages.
    `board_url` is where people open the board, '' where only this machine could.
    `undo_window` is machine time. `quiet_after_stated` is how long a clock made overdue by a stated time says nothing;
    `evidence_required` keeps a ticket in handling until evidence is there; `breach_stages` are what the contract fines
    or the city counts, all other limits are only missed. `tables` are the desk's own, as they stand when asked for.
    """

    site_name: str
    zone: ZoneInfo
    default_platform: str
    number_patterns: tuple[re.Pattern[str], ...]
    calendar: Calendar
    bot_names: tuple[str, ...] = ()
    night_phone: str = ""
    bot_may_push: bool = False
    board_url: str = ""
    has_app: bool = True
    policies: PolicyBook = field(default_factory=PolicyBook)
    night: Night = field(default_factory=lambda: Night(time(21, 30), time(7, 30), SHANGHAI))
    evidence_required: bool = False
    breach_stages: frozenset[Stage] = BREACH_STAGES
    patrol_enabled: bool = True
    feed_alive: timedelta = timedelta(days=1)
    undo_window: timedelta = timedelta(minutes=10)
    quiet_after_stated: timedelta = timedelta(minutes=5)
    throttle: RepeatThrottle = field(default_factory=RepeatThrottle)
    repeats: Repeats = field(default_factory=Repeats)
    shifts: ShiftRules = field(default_factory=ShiftRules)
    tables: Callable[[], DeskTables] = DeskTables
    hot_spots: HotSpotSettings = field(default_factory=HotSpotSettings)
    archive_after: timedelta = timedelta(days=15)
    files: FileCaps = field(default_factory=FileCaps)
    base_url: str = "http://127.0.0.1:8080"
    rates: RateSettings = field(default_factory=RateSettings)
    daily_window: DailyWindow = "day"
    penalties: Penalties = field(default_factory=Penalties)
    contract: Contract = field(default_factory=Contract)
    tolerance: Tolerance = field(default_factory=Tolerance)
    report_times: ReportTimes = field(default_factory=ReportTimes)

    def day_of(self, at: datetime) -> date:
        """Return the day of a moment by the clock on the desk's wall."""
        return at.astimezone(self.zone).date()
