"""What of a unit's words may stand in the reply to a citizen."""

from __future__ import annotations

import pytest

from rules.reply_words import is_of_site, stated_in, what_lies_ahead
from rules.ticket_number import compile_patterns

PATTERNS = compile_patterns([r"20\d{12}"])
OWN = "20261118004512"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        # What lies ahead has not happened, and the contact is told elsewhere.
        ("4512 明天上午上门看，已电话约好居民", ""),
        ("4512 10点10分给居民打了电话，约下午两点上门", ""),
        ("收到，已联系居民，井盖下午装", ""),
        ("4512 刚才说错了，是今天下午去", ""),
        ("今天去不了明天再去", ""),
        ("正在协调物业维修", ""),
        ("安排师傅上门", ""),
        ("已转交路灯管理所，等他们修，修好了告诉居民", "已转交路灯管理所"),
        ("到现场了，阀门坏了，已通知热力公司换阀门", "到现场了，阀门坏了，已通知热力公司换阀门"),
        ("现场查看是阀门堵塞", "现场查看是阀门堵塞"),
        ("下午去看了，管道堵了，已疏通", "下午去看了，管道堵了，已疏通"),
        # Numbers go, and with them what is said of another order.
        ("4512 弄好了", "弄好了"),
        ("4512和4513弄完了，都联系过居民了", "弄完了"),
        ("4512换了阀门。4513明天去", "换了阀门"),
        ("4513换了灯，4512换了阀门", "换了阀门"),
        ("更换了1500米管道", "更换了1500米管道"),
        ("4512找张**核实过，张**电话137****1111说亮了，已办结", "找张**核实过，张**说亮了"),
        # Not for the citizen's eyes.
        ("弄完了，居民故意的", "弄完了"),
        ("修好了，照片在群里，请坐席回访", "修好了"),
    ],
)
def test_only_what_has_happened_in_this_order_is_stated(text: str, stated: str) -> None:
    assert stated_in(text, OWN, PATTERNS, is_contact_told=True) == stated


def test_after_a_return_what_was_done_long_ago_is_no_result() -> None:
    assert stated_in("我们早弄完了，居民故意的", OWN, PATTERNS, is_contact_told=True, is_again=True) == ""
    assert stated_in("又去修了一遍，好了", OWN, PATTERNS, is_contact_told=True, is_again=True) == "又去修了一遍，好了"


def test_a_contact_that_is_told_nowhere_else_is_stated() -> None:
    assert stated_in("已联系居民，换了阀门", OWN, PATTERNS, is_contact_told=False) == "已联系居民，换了阀门"


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("明天上午上门看", "visit"),
        ("今天下午去", "visit"),
        ("明天下午修好", "done"),
        ("井盖下午装", "work"),
        ("", "work"),
    ],
)
def test_a_visit_is_not_promised_as_the_end(text: str, ahead: str) -> None:
    assert what_lies_ahead(text) == ahead
    assert is_of_site("到现场看了") and not is_of_site("已上门维修")
