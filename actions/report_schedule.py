"""Orders the reports that are due by themselves, each once, however many look and however late they do."""

from __future__ import annotations

from datetime import datetime

from actions.desk import Desk
from actions.report_orders import About, order, recipients
from models.queries import machinery
from models.report import Report
from rules.report_periods import ReportKind, period_of

LOOKED = "reports"
_BY_ITSELF = (ReportKind.DAILY, ReportKind.WEEKLY, ReportKind.MONTHLY)


def order_due(desk: Desk) -> list[Report]:
    """Order what has come due since the last look; of several missed ones of a kind only the last is made up."""
    looked_at, times = _looked(desk), desk.rules.report_times
    machinery.beat(desk.session, LOOKED, desk.real_now, {"looked": desk.now.isoformat()})
    # Nothing was due before somebody first looked, nor while a clock that is set back comes by a second time.
    if looked_at is None:
        return []
    ordered = []
    for kind in _BY_ITSELF:
        at = times.last_due(kind, looked_at, desk.now, desk.rules.zone)
        targets = recipients(desk, times.to[kind]) if at is not None else []
        if at is not None and targets:
            about = About(kind, period_of(kind, at, desk.rules.zone, desk.rules.daily_window))
            report, is_new = order(desk, about, targets, by=None, scheduled_at=at)
            if is_new:
                ordered.append(report)
    return ordered


def _looked(desk: Desk) -> datetime | None:
    row = machinery.heartbeats(desk.session).get(LOOKED)
    return datetime.fromisoformat(row.facts["looked"]) if row is not None and row.facts else None
