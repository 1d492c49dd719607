"""Lists rank as reminders do: the urgent first, then what is late, then by when it is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rules.pressing import pressing

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_urgent_stands_before_late_and_late_before_what_is_only_due() -> None:
    cases = {"urgent": (2, True), "urgent late": (-1, True), "late": (-9, False), "due": (1, False)}
    keys = {
        name: pressing(due_at=NOW + timedelta(hours=hours), is_urgent=urgent, now=NOW)
        for name, (hours, urgent) in cases.items()
    }
    assert sorted(keys, key=lambda name: keys[name]) == ["urgent late", "urgent", "late", "due"]
