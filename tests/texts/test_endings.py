"""Whatever ends a delivery is told in Chinese: an auditor reads it."""

from __future__ import annotations

import ast
import re

import pytest

from config import ROOT
from texts.endings import end_reason

_WRITES = ("actions/sending.py", "bot/routes.py", "bot/wecom/gateway.py", "bot/wecom/token.py", "bot/delivering.py")
_MAKERS = {"GiveUp", "RetryLater", "Unknown", "Route", "end_waiting"}


def reasons_written() -> set[str]:
    """Return every reason that these modules write as text, up to its first value."""
    found = set()
    for name in _WRITES:
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _MAKERS:
                found |= {_text(part) for part in node.args[-3:]} - {"", "unknown", "failed"}
    return found


def _text(part: ast.expr) -> str:
    if isinstance(part, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "502" for p in part.values)
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""


def test_every_reason_has_its_words() -> None:
    written = reasons_written()
    assert len(written) >= 14
    foreign = {reason for reason in written if not re.search("[\u4e00-\u9fff]", end_reason(reason) or "")}
    assert not foreign


@pytest.mark.parametrize(
    ("kept", "errcode", "told"),
    [
        ("a higher step fired", 45009, "由更高一级提醒代替"),
        ("no answer: ReadTimeout", None, "没有回音"),
        ("set aside, reference 1a2b3c", None, "出故障已搁置，编号 1a2b3c"),
        ("the key is wrong", 93000, "企业微信错误93000"),
        ("accepted", 0, "accepted"),
        (None, None, None),
    ],
)
def test_reason_is_told_by_what_is_kept_and_by_the_code(kept: str | None, errcode: int | None, told: str) -> None:
    assert end_reason(kept, errcode) == told
