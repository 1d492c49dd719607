from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.promised_time import passed_time, promised_time, promised_words

DESK = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 10, 27, tzinfo=DESK)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("明天上午上门", "11-19 12:00"),
        ("明天能解决", "11-19 18:00"),
        ("明早更换", "11-19 09:00"),
        ("今晚修好", "11-18 22:00"),
        ("今天能办完", "11-18 18:00"),
        ("后天下午3点", "11-20 15:00"),
        ("周五前办结", "11-20 18:00"),
        ("周一答复", "11-23 18:00"),
        ("下周一 16:00", "11-23 16:00"),
        ("下周五", "11-27 18:00"),
        ("本周内解决", "11-20 18:00"),
        ("下午三点", "11-18 15:00"),
        ("下午给反馈", "11-18 18:00"),
        ("约了下午三点半见面", "11-18 15:30"),
        ("16:00到", "11-18 16:00"),
        ("9:00上门", "11-19 09:00"),
        ("半小时后到", "11-18 10:57"),
        ("两小时内反馈", "11-18 12:27"),
        ("30分钟左右到", "11-18 10:57"),
        ("三天内办结", "11-21 18:00"),
        ("3个工作日内办结", "11-23 18:00"),
        ("两个工作日内", "11-20 18:00"),
        ("11月25日", "11-25 18:00"),
        ("11月25日上午十点", "11-25 10:00"),
        ("25号前", "11-25 18:00"),
        ("月底前", "11-30 18:00"),
        ("下月底前", "12-31 18:00"),
        ("5号前", "12-05 18:00"),
        ("三点", "11-18 15:00"),
        ("明天3点", "11-19 15:00"),
        ("2026.11.25", "11-25 18:00"),
        ("2026-11-25 06:00", "11-25 06:00"),
        ("11-25 6:00", "11-25 06:00"),
        ("明天晚上8点", "11-19 20:00"),
        ("2026-11-25 16:30", "11-25 16:30"),
        ("已联系居民，下午3点前修好", "11-18 15:00"),
    ],
)
def test_promise_is_the_end_of_the_named_span(text: str, moment: str) -> None:
    promise = promised_time(text, NOW, DESK)
    assert promise is not None
    assert promise.at.astimezone(DESK).strftime("%m-%d %H:%M") == moment


@pytest.mark.parametrize(
    ("text", "passed"),
    [("今天9点", "11-18 09:00"), ("11月17日", "11-17 18:00"), ("1月3日", None), ("明天", None), ("收到", None)],
)
def test_time_that_has_passed_is_no_promise_for_next_year(text: str, passed: str | None) -> None:
    gone = passed_time(text, NOW, DESK)
    assert (gone.astimezone(DESK).strftime("%m-%d %H:%M") if gone else None) == passed
    assert passed is None or promised_time(text, NOW, DESK) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "收到",
        "尽快",
        "昨天修好的",
        "今天8:00到过",
        "4512",
        "5号楼漏水",
        "2单元501",
        "200元",
        "14度",
        "2026-11-01 10:00",
    ],
)
def test_no_future_moment_is_no_promise(text: str) -> None:
    assert promised_time(text, NOW, DESK) is None


@pytest.mark.parametrize(("text", "moment"), [("下月底", "02-28 18:00"), ("30号", None), ("5号", "02-05 18:00")])
def test_end_of_january_knows_that_february_is_short(text: str, moment: str | None) -> None:
    promise = promised_time(text, datetime(2026, 1, 31, 10, 0, tzinfo=DESK), DESK)
    assert (promise and promise.at.astimezone(DESK).strftime("%m-%d %H:%M")) == moment


@given(st.text(alphabet="今明后天下周一五月日号上午晚点半小时内前0123456789:- 三底", max_size=16))
def test_promise_never_lies_in_the_past(text: str) -> None:
    promise = promised_time(text, NOW, DESK)
    assert promise is None or (promise.at > NOW and promise.text in text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("已联系居民，下午3点前修好", "下午3点"),
        ("已联系居民，今天下午3点前修好", "今天下午3点"),
        ("明天上午十点上门", "明天上午十点"),
        ("已联系，15:00前上门", "15:00"),
        ("已于15:00上门", None),
        ("收到，下午去", "下午"),
        ("上午联系过了", None),
        ("3-4点上门", "3-4点"),
        ("下班前搞定", "下班前"),
        ("收到", None),
    ],
)
def test_words_of_a_promise_keep_the_clock_time(text: str, words: str | None) -> None:
    assert promised_words(text) == words


@pytest.mark.parametrize("text", ["还剩一点没清", "有一点没清完", "差一点", "一点都没动"])
def test_a_little_is_no_hour(text: str) -> None:
    assert promised_words(text) is None


@pytest.mark.parametrize("text", ["一点左右到", "一点上门", "一点半到", "下午一点"])
def test_one_o_clock_is_still_an_hour(text: str) -> None:
    assert promised_words(text)
