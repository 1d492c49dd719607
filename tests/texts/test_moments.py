"""Spans in words: two units where a glance is enough, to the minute where no two may read the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from texts.moments import exact_span, span


@pytest.mark.parametrize(
    ("length", "glance", "exact"),
    [
        (timedelta(minutes=25), "25分钟", "25分钟"),
        (timedelta(hours=3, minutes=10), "3小时10分钟", "3小时10分钟"),
        (timedelta(days=1), "1天", "1天"),
        (timedelta(days=1, minutes=10), "1天", "1天10分钟"),
        (timedelta(days=2, hours=4, minutes=25), "2天4小时", "2天4小时25分钟"),
    ],
)
def test_long_lateness_is_told_to_the_minute(length: timedelta, glance: str, exact: str) -> None:
    assert span(length) == glance
    assert exact_span(length) == exact_span(-length) == exact
