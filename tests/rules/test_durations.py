"""Spans of time are read as people and orders write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.durations import Cap, Limit, Offset, parse_limit, parse_span, span_text

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("20m", timedelta(minutes=20)),
        ("1h30m", timedelta(minutes=90)),
        ("2d", 2 * DAY),
        ("-10m", timedelta(minutes=-10)),
        ("+1h", HOUR),
        ("0m", timedelta(0)),
        ("45s", timedelta(seconds=45)),
    ],
)
def test_span_is_read_in_every_unit(written: str, meant: timedelta) -> None:
    assert parse_span(written) == meant


@pytest.mark.parametrize("written", ["", "20", "m", "20 minutes", "1.5h", "--1m", "5w", "10%", "99999d"])
def test_span_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        parse_span(written)


@given(st.integers(min_value=-10_000_000, max_value=10_000_000))
def test_written_span_reads_back_the_same(seconds: int) -> None:
    assert parse_span(span_text(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


def test_offset_share_is_taken_from_the_limit() -> None:
    assert Offset.parse("-25%").resolve(timedelta(hours=2)) == timedelta(minutes=-30)


def test_offset_span_does_not_depend_on_the_limit() -> None:
    assert Offset.parse("+1h").resolve(timedelta(minutes=5)) == HOUR


@pytest.mark.parametrize("written", ["-25%", "-12.5%", "10m", "0m", "-1h30m"])
def test_offset_writes_what_it_read(written: str) -> None:
    assert Offset.parse(written).text() == written


def test_cap_is_the_smaller_of_span_and_share() -> None:
    cap = Cap.parse("2h, 8%")
    assert cap.resolve(7 * DAY) == 2 * HOUR
    assert cap.resolve(2 * HOUR) == timedelta(seconds=576)
    assert cap.resolve(None) == 2 * HOUR
    assert cap.text() == "2h, 8%"


@pytest.mark.parametrize("written", ["0m", "-5m", "1h,2h", "8%,9%", "soon"])
def test_cap_that_makes_no_limit_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        Cap.parse(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2小时", Limit(delta=2 * HOUR)),
        ("24小时", Limit(delta=DAY)),
        ("7天", Limit(delta=7 * DAY)),
        ("1天", Limit(delta=DAY)),
        ("3天12小时", Limit(delta=3 * DAY + 12 * HOUR)),
        ("5个工作日", Limit(working_days=5)),
        ("5工作日内", Limit(working_days=5)),
        ("十五个工作日", Limit(working_days=15)),
        ("七天内", Limit(delta=7 * DAY)),
        ("２４ 小时", Limit(delta=DAY)),
        ("30分钟", Limit(delta=timedelta(minutes=30))),
        ("半天", Limit(delta=12 * HOUR)),
        ("两小时以内", Limit(delta=2 * HOUR)),
        ("二十日", Limit(delta=20 * DAY)),
    ],
)
def test_chinese_limit_is_read(written: str, meant: Limit) -> None:
    assert parse_limit(written) == meant


@pytest.mark.parametrize(
    "written", ["", "尽快", "24", "0天", "11月20日17:30前", "8号楼", "半个工作日", "三三天", "小时"]
)
def test_what_is_no_limit_is_not_guessed(written: str) -> None:
    assert parse_limit(written) is None
