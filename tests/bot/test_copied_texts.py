"""What the desk says is recognised when it comes back as somebody's words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.handlers.machine_text import is_own
from texts.names import STAGES

TEXTS = Path(__file__).resolve().parents[2] / "texts"
# An answer to the agent alone, never pushed.
ANSWERS = {"已登记"}
HEADINGS = {
    heading for path in TEXTS.glob("*.py") for heading in re.findall("【([一-鿿]+)】", path.read_text("utf-8"))
} | {f"{stage}{kind}" for stage in STAGES.values() for kind in ("提醒", "超时")}


@pytest.mark.parametrize("heading", sorted(HEADINGS - ANSWERS))
@pytest.mark.parametrize(
    "mark", ["", "（补发）", "（补发10:20的消息）", "（催办今天10:00至13:00停机，刚恢复，以下是现在的情况）\n"]
)
def test_every_push_is_known_by_its_heading(heading: str, mark: str) -> None:
    assert is_own(f"{mark}【{heading}】20261118004512｜青禾家园社区")


@pytest.mark.parametrize(
    "text",
    [
        "收到，已记下，联系后回复",
        "4512 已记录，今天下午去",
        "20261118004512 已联系居民",
        "4512 已办结，已回复居民“明天通电”",
        "【工单编号】20261118004512",
        "（更正）不是今天，明天上午上门",
        "（更正）工单编号：20261118004675 标题：路灯不亮",
        "4625 已记下，马上去",
        "【办理情况】4512 已修好",
        "【回访情况】居民满意，已解决",
        "【统计表】一共3户",
    ],
)
def test_words_of_people_pass(text: str) -> None:
    assert not is_own(text)


@pytest.mark.parametrize("said", ["刚才的“办结”已撤销，以此条为准。", "已作废，不用再办理。"])
def test_correction_of_the_desk_is_known(said: str) -> None:
    assert is_own(f"（更正）20261118004512 {said}")
