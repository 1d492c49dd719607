"""What a quoted message is about, where the text of a citizen names another order."""

from __future__ import annotations

import pytest

from rules.quoted_push import is_same_message, is_whole, named_sender, numbers_printed, split_written_quote
from rules.ticket_number import compile_patterns

PATTERNS = compile_patterns([r"20\d{12}"])
A, B, C = "20261118004512", "20261118004513", "20261118004514"


@pytest.mark.parametrize(
    ("quote", "numbers"),
    [
        (
            f"【新工单】{A} 请【青禾家园社区】在今天12:35前回复“收到”。\n诉求：此前工单{B}没解决，灯又坏了。",
            (A,),
        ),
        (f"（补发10:20的消息）【新工单】{A} 请受理。\n诉求：此前工单{B}没解决", (A,)),
        (f"（催办今天10:00至13:00停机，刚恢复，以下是现在的情况）\n【受理提醒】{A}｜此前工单{B}没解决，已超时", (A,)),
        (f"（补发）（催办今天10:00至13:00停机）【受理提醒】{A}｜此前工单{B}没解决，已超时", (A,)),
        (f"【催办】共2件，请逐件处理：\n①{A}｜此前工单{B}没解决…｜首联\n②{C}｜井盖｜首联", (A, C)),
        (f"【催办】共3件：\n①{A}｜灯｜首联\n②{A}｜灯｜办理\n③{C}｜井盖｜首联", (A, A, C)),
        (f"“修好了”说的是哪一件？\n① {A}｜灯\n②{C}｜井盖\n请@我回复序号", (A, C)),
        (f"{A} 已记受理。\n{B} 已记办结。", (A, B)),
        (f"【交接班】午班 接班\n在办2件。\n· {A} 受理剩23分钟\n· {B} 首联剩1小时（前次{C}）", (A, B)),
        (f"【退回办理】{A}｜请在今天18:00前办结。\n原因：与{B}一样没修", (A,)),
        (f"{A}｜已转办\n标题：前次{B}未办结\n最近：", (A,)),
        (f"抓紧办{A}和{B}", (A, B)),
        (f"{A}、{B} {C}今天都要弄完", (A, B, C)),
        (f"21.{A}｜灯\n22.{B}｜井盖", (A, B)),
        ("收到", ()),
    ],
)
def test_number_in_the_matter_is_not_what_the_push_is_about(quote: str, numbers: tuple[str, ...]) -> None:
    assert numbers_printed(quote, PATTERNS) == numbers


@pytest.mark.parametrize(
    ("quote", "name"),
    [("陈主任：明天去", "陈主任"), ("「李网格：收到」", "李网格"), ("明天去", None), ("①：明天", None)],
)
def test_name_before_a_quote_is_that_of_its_sender(quote: str, name: str | None) -> None:
    assert named_sender(quote) == name


@pytest.mark.parametrize(
    ("quote", "text", "same"),
    [
        ("明天去", "明天去", True),
        ("陈主任：明天去", "@催办助手 明天去", True),
        ("「陈主任：明天去」", "明天去", True),
        ("明天上午…", "明天上午去修", True),
        ("明天上午...", "明天上午去修", True),
        ("明天上午", "明天上午去修", False),
        ("明天上午我带电工去把灯修好", "明天上午我带电工去把灯修好，再拍照", True),
        ("…", "明天去", False),
        ("明天去！", "明天去", False),
    ],
)
def test_quote_is_told_from_other_messages(quote: str, text: str, same: bool) -> None:
    assert is_same_message(quote, text, ["催办助手"]) is same


def test_name_of_the_bot_before_a_push_makes_no_difference() -> None:
    quote = f"催办助手：【新工单】{A} 请在今天12:35前回复“收到”。\n诉求：此前工单{B}没解决"
    assert numbers_printed(quote, PATTERNS) == (A,)


@pytest.mark.parametrize(
    ("quote", "whole"),
    [("【催办】共2件：\n①{A}｜灯\n②{B}｜灯", True), ("【催办】共2件：\n①{A}｜灯\n②2026…", False), ("收到", True)],
)
def test_list_that_was_cut_has_fewer_lines_than_its_heading_counts(quote: str, whole: bool) -> None:
    assert is_whole(quote.format(A=A, B=B), PATTERNS) is whole


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("「陈主任：明天去」\n- - - - - - - -\n收到", ("陈主任：明天去", "收到")),
        ("这是引用：\n「催办助手：【催办】\n①灯」\n------\n①收到", ("催办助手：【催办】\n①灯", "①收到")),
        ("「明天去」收到", None),
        ("收到", None),
    ],
)
def test_quote_written_into_the_text_is_told_from_the_words(text: str, parts: tuple[str, str] | None) -> None:
    assert split_written_quote(text) == parts
