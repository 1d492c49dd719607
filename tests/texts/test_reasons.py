from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rules.reasons import ReasonCode
from rules.stages import EventKind
from texts.names import EVENTS
from texts.reasons import CODES, reason

ZONE = ZoneInfo("Asia/Shanghai")
AT, LATER = "2026-11-18T01:05:00+00:00", "2026-11-19T01:05:00+00:00"


def test_every_reason_has_words() -> None:
    assert {*ReasonCode, "fixed"} == CODES


def test_every_event_has_words() -> None:
    assert set(EventKind) <= EVENTS.keys()


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("deadline_on_ticket", {"deadline_at": AT}, "单上写明到期时间 11月18日 09:05，以此为准"),
        ("limit_on_ticket", {"text": "24小时", "start": AT}, "单上写时限“24小时”，从 11月18日 09:05 起按自然时间算"),
        (
            "working_days_on_ticket",
            {"text": "5个工作日", "start": AT, "working_days": 5},
            "单上写“5个工作日”，从 11月18日 09:05 起算 5 个工作日，当天不计",
        ),
        ("grade", {"grade": "g7d", "limit": 604800.0}, "总时限 7天，属7天件"),
        ("urgent", {"emergency": False, "word": "特急", "limit": 604800.0}, "紧急：单上写“特急”"),
        ("urgent", {"emergency": False, "word": None, "limit": 7200.0}, "紧急：总时限只有 2小时"),
        ("urgent", {"emergency": True, "word": None, "limit": None}, "紧急：涉及突发或人身安全"),
        (
            "stage_limit",
            {"stage": "accept", "limit": 7200.0, "span": 7200.0, "share": 0.08, "of": 604800.0},
            "受理时限 2小时：2小时 与 总时限 7天 的 8% 取短",
        ),
        (
            "stage_limit",
            {"stage": "sign", "limit": 1200.0, "span": 1200.0, "share": None, "of": None},
            "签收时限 20分钟",
        ),
        (
            "stage_limit",
            {"stage": "follow_up", "limit": 3600.0, "reserve": 7200.0},
            "回访时限 1小时：预留时间 2小时 的一半",
        ),
        ("moved_before_rest", {"from": AT}, "原为 11月18日 09:05，在休息时间，提前到休息前的18:00"),
        ("moved_after_rest", {"from": AT}, "原为 11月18日 09:05，在休息时间，顺延到休息后"),
        ("nights_left_out", {"slept": 36000.0}, "夜间不计，共 10小时"),
    ],
)
def test_reason_says_how_a_limit_came_about(code: str, facts: dict[str, Any], said: str) -> None:
    assert reason({"code": code, "facts": facts}, ZONE) == said
