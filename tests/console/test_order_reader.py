"""A big file is read by a second process, with the same orders, mistakes and failures as by the first."""

from __future__ import annotations

import csv
import os
import signal
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.preparing import Prepared
from console import order_reader
from console.commands import Failed
from console.order_reader import ReadRow
from console.sheets import open_table
from tests.actions.town import RULES

TODAY = date(2026, 11, 24)
HEADINGS = ["工单编号", "派单时间", "来电人", "联系电话", "诉求类型", "主要内容", "办理时限"]


def export(folder: Path, *numbers: str, content: str = "马冬梅反映暖气不热") -> Path:
    path = folder / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = [[number, "2026-01-05 09:05", "马冬梅", "13811112222", "求助", content, "24小时"] for number in numbers]
        csv.writer(stream).writerows([HEADINGS, *rows])
    return path


def read(path: Path) -> list[ReadRow]:
    with open_table(path, {}) as table:
        return list(order_reader.read_orders(path, table, {}, RULES, TODAY))


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file be a big one."""
    monkeypatch.setattr(order_reader, "BIG_BYTES", 0)


def test_big_file_is_read_as_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = export(tmp_path, *(f"20261118{number:06}" for number in range(250)), "没有编号")
    here = read(path)
    monkeypatch.setattr(order_reader, "BIG_BYTES", 0)
    elsewhere = read(path)
    assert [(each.line, each.row, each.found) for each in elsewhere] == [
        (each.line, each.row, each.found) for each in here
    ]
    assert [isinstance(each.found, Prepared) for each in elsewhere] == [True] * 250 + [False]


@pytest.mark.usefixtures("big")
def test_file_that_breaks_off_fails_with_the_line_people_get(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="CSV 读不下去"):
        read(export(tmp_path, "20261118004512", content="长" * (1 << 21)))


@pytest.mark.usefixtures("big")
def test_reader_that_is_killed_fails_and_hangs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_reader, "_read_elsewhere", killed)
    with pytest.raises(RuntimeError, match="ended with -9"):
        read(export(tmp_path, "20261118004512"))


def killed(*_given: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
