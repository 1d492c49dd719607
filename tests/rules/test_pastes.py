"""What a careful clerk would take from pastes of many desks; the pastes stand in pastes.toml."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rules.pasted_order import PastedOrder, looks_like_order, read_orders
from rules.ticket_number import compile_patterns

DESK = ZoneInfo("Asia/Shanghai")
PATTERNS = compile_patterns([r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}", r"SJF-\d{8}-\d{4}"])
PASTES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("pastes.toml").read_text(encoding="utf-8"))[
    "paste"
]
_SHORT = {
    "reported": "reported_at",
    "caller": "caller_name",
    "phone": "caller_phone",
    "category": "category_path",
    "dispatched": "first_dispatched_at",
    "deadline": "deadline_at",
    "limit": "limit_text",
    "contact": "contact_limit_text",
    "unit": "lead_unit",
}


def read(paste: dict[str, Any]) -> list[PastedOrder]:
    at = datetime.fromisoformat(paste.get("pasted_at", "2026-11-21 12:00")).replace(tzinfo=DESK)
    return read_orders(paste["text"], patterns=PATTERNS, pasted_at=at, tz=DESK)


def said(order: PastedOrder, name: str) -> Any:
    value = getattr(order, _SHORT.get(name, name))
    if isinstance(value, datetime):
        return value.astimezone(DESK).strftime("%Y-%m-%d %H:%M:%S")
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: re.sub(r"\W+", "-", paste["id"]))
def test_paste_is_read_as_a_careful_clerk_would(paste: dict[str, Any]) -> None:
    orders, wanted = read(paste), paste["order"]
    assert [order.ticket_no for order in orders] == [each.get("ticket_no") for each in wanted]
    for order, fields in zip(orders, wanted, strict=True):
        doubts, none = fields.get("doubts", []), fields.get("none", [])
        taken = {name: value for name, value in fields.items() if name not in ("doubts", "none")}
        assert {name: said(order, name) for name in taken} == taken
        assert {name: said(order, name) for name in none} == dict.fromkeys(none)
        assert sorted(f"{doubt.field}:{doubt.why}" for doubt in order.doubtful) == sorted(doubts)


@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: re.sub(r"\W+", "-", paste["id"]))
def test_paste_is_known_as_an_order_without_a_command(paste: dict[str, Any]) -> None:
    assert looks_like_order(paste["text"], PATTERNS)
