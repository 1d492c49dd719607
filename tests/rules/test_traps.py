"""The traps of unit replies, one by one: each row is what somebody types and how it must be read."""

from __future__ import annotations

import pytest

from rules.intents import REQUESTS, Intent, Piece, read_reply
from rules.ticket_number import compile_patterns

PATTERNS = compile_patterns([r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}", r"SJF-\d{8}-\d{4}"])


def read(text: str) -> list[Piece]:
    return read_reply(text, PATTERNS)


def only(text: str) -> Piece:
    [piece] = read(text)
    return piece


@pytest.mark.parametrize("text", ["还没解决", "没联系上", "未到现场", "无法修复", "尚未办结", "管子没换成"])
def test_negation(text: str) -> None:
    assert only(text).intent is Intent.PROGRESS


@pytest.mark.parametrize("text", ["已办结，居民没有不满意", "不是没修，早修好了，居民也认可"])
def test_double_negation_denies_nothing(text: str) -> None:
    assert only(text).intent is Intent.RESOLVED


@pytest.mark.parametrize("text", ["明天能解决", "预计今天办结", "争取下午修好", "这就弄好", "晚上之前准修好"])
def test_future(text: str) -> None:
    assert only(text).intent in (Intent.PROGRESS, Intent.ACK)


@pytest.mark.parametrize("text", ["修不好就申请延期", "要是居民不同意我们就退单", "如果明天还堵就转给水务所"])
def test_condition_asks_for_nothing_unasked(text: str) -> None:
    piece = only(text)
    assert piece.intent not in REQUESTS or not piece.is_sure


@pytest.mark.parametrize("text", ["解决了吗？", "办完了没有", "这个修好了没", "4512结了吗"])
def test_question_before_done(text: str) -> None:
    assert only(text).intent is Intent.QUESTION


@pytest.mark.parametrize("text", ["居民说解决了，晚上又漏", "昨天修好的，今早又坏了", "清走了，中午又堆上了"])
def test_quoted_then_relapsed(text: str) -> None:
    assert only(text).intent is Intent.PROGRESS


def test_mixed_tense() -> None:
    piece = only("已联系居民，明天上门")
    assert (piece.intent, piece.contacted) == (Intent.PROGRESS, True)


@pytest.mark.parametrize(
    "text",
    [
        "电话13800000101打过了",
        "3号楼2单元501已上门",
        "收费200元",
        "14:30到的现场",
        "打12345问过",
        "96156不管",
        "京A·D0000的车挪走了",
    ],
)
def test_numbers_that_are_no_tickets(text: str) -> None:
    assert not [name for piece in read(text) for name in (*piece.numbers, *piece.tails)]


@pytest.mark.parametrize("text", ["押金已退给租户了", "退休手续办好了，本人来取走的", "物业答应退款，正在走账"])
def test_refund_is_no_return(text: str) -> None:
    assert only(text).intent is not Intent.RETURN


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("已转物业，物业说今天修", Intent.PROGRESS),
        ("请转派执法队", Intent.TRANSFER),
        ("麻烦改派给水务所", Intent.TRANSFER),
    ],
)
def test_third_party_is_no_transfer(text: str, intent: Intent) -> None:
    assert only(text).intent is intent


@pytest.mark.parametrize("text", ["除了4513其他办完", "1207以外都好了", "都办完了，就4513没办"])
def test_exception_is_never_applied_unasked(text: str) -> None:
    assert not any(piece.intent is Intent.RESOLVED and piece.is_sure for piece in read(text))


@pytest.mark.parametrize("text", ["👌", "[强]", "1", "收", "收到"])
def test_short_receipt_is_one_as_the_whole_message(text: str) -> None:
    piece = only(text)
    assert (piece.intent, piece.plain) == (Intent.ACK, True)


@pytest.mark.parametrize("text", ["👌还没修好", "1号楼还没通水"])
def test_short_receipt_before_news_is_none(text: str) -> None:
    assert only(text).intent is Intent.PROGRESS


@pytest.mark.parametrize("text", ["以处理完了", "已解绝", "己处理好了"])
def test_slips_of_the_keyboard(text: str) -> None:
    assert only(text).intent is Intent.RESOLVED


def test_many_in_one() -> None:
    said = {name: piece.intent for piece in read("4512办结，4513明天，1207延期") for name in piece.tails}
    assert said == {"4512": Intent.RESOLVED, "4513": Intent.PROGRESS, "1207": Intent.EXTENSION}


@pytest.mark.parametrize("text", ["签收时限20分钟", "您好，您有1件工单即将超时，请尽快反馈"])
def test_words_of_the_desk_are_no_reply(text: str) -> None:
    assert only(text).intent is Intent.OTHER
