"""Writes moments and spans of time a second time, from what the tables of the data set hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reports.dataset import DataSet


def moment_words(data: DataSet, at: int) -> str:
    """Return a moment of the tables as reports write it."""
    return datetime.fromtimestamp(at // 1_000_000, UTC).astimezone(data.zone).strftime("%m-%d %H:%M")


def span_words(late: timedelta) -> str:
    """Return how a span of time is written."""
    minutes = int(late.total_seconds() // 60)
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days}天" + (f"{hours}小时" if hours else "")
    return (f"{hours}小时" + (f"{left}分" if left else "")) if hours else f"{left}分钟"
