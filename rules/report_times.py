"""Says when the daily, weekly and monthly reports are due, and to which roles each goes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo

from rules.report_periods import ReportKind

_TO = {
    ReportKind.DAILY: ("analyst", "supervisor"),
    ReportKind.WEEKLY: ("analyst", "supervisor"),
    ReportKind.MONTHLY: ("analyst", "supervisor", "leader"),
}
_LOOKED_BACK = {ReportKind.DAILY: 2, ReportKind.WEEKLY: 8, ReportKind.MONTHLY: 32}


@dataclass(frozen=True)
class ReportTimes:
    """When reports are made by themselves; a kind that goes to nobody is made on demand alone.

    `weekly_on` counts from Monday as 0; `incident_again` is when the next report of an incident is promised.
    """

    daily_at: time = time(8, 30)
    weekly_on: int = 0
    weekly_at: time = time(9, 0)
    monthly_on: int = 1
    monthly_at: time = time(9, 0)
    to: Mapping[ReportKind, tuple[str, ...]] = field(default_factory=lambda: dict(_TO))
    incident_again: timedelta = timedelta(hours=2)

    def last_due(self, kind: ReportKind, after: datetime, until: datetime, zone: tzinfo) -> datetime | None:
        """Return the last moment in (after, until] at which a kind is due: after downtime only that one is made up."""
        found = [moment for moment in self._moments(kind, until, zone) if after < moment <= until]
        return max(found, default=None) if self.to.get(kind) else None

    def next_due(self, after: datetime, until: datetime, zone: tzinfo) -> datetime | None:
        """Return the first moment in (after, until] at which any kind is due."""
        kinds = [kind for kind in _LOOKED_BACK if self.to.get(kind)]
        found = [
            moment
            for kind in kinds
            for start in _days(after, 33, zone)
            if (moment := self._on(kind, start, zone)) is not None and after < moment <= until
        ]
        return min(found, default=None)

    def _moments(self, kind: ReportKind, until: datetime, zone: tzinfo) -> list[datetime]:
        back = _LOOKED_BACK.get(kind, 0)
        days = _days(until - timedelta(days=back), back + 1, zone)
        return [moment for day in days if (moment := self._on(kind, day, zone)) is not None]

    def _on(self, kind: ReportKind, day: datetime, zone: tzinfo) -> datetime | None:
        match kind:
            case ReportKind.DAILY:
                at = self.daily_at
            case ReportKind.WEEKLY if day.weekday() == self.weekly_on:
                at = self.weekly_at
            case ReportKind.MONTHLY if day.day == self.monthly_on:
                at = self.monthly_at
            case _:
                return None
        return datetime.combine(day.date(), at, zone).astimezone(UTC)


def _days(since: datetime, count: int, zone: tzinfo) -> list[datetime]:
    first = since.astimezone(zone)
    return [first + timedelta(days=n) for n in range(count)]
