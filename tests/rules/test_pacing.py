"""A destination is never sent more than the platform takes in any window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.pacing import APP_WINDOWS, PUSH_KEY_WINDOWS, Window, wait_for

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=second) for second in seconds]


@pytest.mark.parametrize(
    ("sent", "wait"),
    [
        ([], None),
        (ago(*range(1, 20)), None),
        (ago(*range(1, 21)), 40),
        (ago(*[50] * 20), 10),
        (ago(*[60] * 20), None),
        (ago(*[59] * 19, 1), 1),
    ],
)
def test_push_key_takes_twenty_a_minute(sent: list[datetime], wait: int | None) -> None:
    assert wait_for(sent, PUSH_KEY_WINDOWS, NOW) == (timedelta(seconds=wait) if wait else None)


def test_longest_of_several_windows_counts() -> None:
    sent = ago(*[3000] * 970, *[10] * 30)
    assert wait_for(sent, APP_WINDOWS, NOW) == timedelta(seconds=600)


@given(st.lists(st.integers(0, 5000), max_size=200))
def test_sending_when_told_never_breaks_a_window(gaps: list[int]) -> None:
    windows = (Window(3, timedelta(seconds=1)), Window(10, timedelta(seconds=30)))
    sent: list[datetime] = []
    now = NOW
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        now += wait_for(sent, windows, now) or timedelta(0)
        sent.append(now)
    for window in windows:
        for first, over in zip(sent, sent[window.count :], strict=False):
            assert over - first >= window.span
