"""Who called is read from every label and spelling platforms have, so that the matter does not name it openly."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rules.order_values import PastedOrder
from rules.pasted_order import read_orders

_ZONE = ZoneInfo("Asia/Shanghai")
_PATTERNS = (re.compile(r"20\d{12}"),)
_HEAD = "工单编号：20261118004512\n派单时间：2026-11-18 10:00:00\n诉求类型：投诉\n办理时限：24小时\n"


def _read(lines: str) -> PastedOrder:
    text = f"{_HEAD}{lines}\n主要内容：赵大勇说灯坏了"
    [order] = read_orders(text, patterns=_PATTERNS, pasted_at=datetime(2026, 11, 18, 10, tzinfo=_ZONE), tz=_ZONE)
    return order


@pytest.mark.parametrize(
    "lines",
    [
        "来电人/电话：赵大勇/13912345678",
        "来电人及电话：赵大勇 13912345678",
        "诉求人信息：赵大勇，男，13912345678",
        "当事人：赵大勇\n主叫号码：13912345678",
        "申请人：赵大勇\n申请人电话：13912345678",
        "客户姓名：赵大勇\n客户电话：13912345678",
        "来电人：“赵大勇”\n联系电话：13912345678",
    ],
)
def test_caller_is_read_from_labels_of_every_kind(lines: str) -> None:
    order = _read(lines)
    assert (order.caller_name, order.caller_phone) == ("赵大勇", "13912345678")


def test_double_family_name_with_a_space_is_one_name() -> None:
    assert _read("来电人：欧阳 晓月").caller_name == "欧阳晓月"


@pytest.mark.parametrize(
    ("written", "platform"),
    [
        ("13912345678", None),
        ("赵大勇先生", None),
        ("12345热线", "12345热线"),
        ("北京12345 网络平台", "北京12345网络平台"),
    ],
)
def test_platform_is_no_person(written: str, platform: str | None) -> None:
    assert _read(f"来源平台：{written}").platform == platform
