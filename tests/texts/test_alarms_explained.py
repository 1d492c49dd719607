"""Every alarm has its words, its recovery where there is one, and its row in the page for administrators."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rules.troubles import FADING, OF_LINE, WARNINGS, Finding, Trouble
from texts import watching

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operations.zh-CN.md"
OF = {Trouble.CHANNEL: "app", Trouble.JOB: "archive", Trouble.HEARTBEAT: "scheduler", Trouble.GROUP: "3"}


def sample(trouble: Trouble) -> Finding:
    seconds = None if trouble is Trouble.JOB else 300
    return Finding(trouble, seconds, OF.get(trouble), 12, 3, 9, None, "青禾群", "1f2e3d")


def rows() -> dict[str, list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return {found[1]: row for row in cells if len(row) == 5 and (found := re.match(r"`(\w+)`", row[0]))}


@pytest.mark.parametrize("trouble", Trouble)
def test_every_alarm_has_a_row_that_says_what_everybody_does(trouble: Trouble) -> None:
    row = rows()[trouble]
    assert all(row)
    assert ("★" in row[0]) is (trouble in WARNINGS)
    words = ".*".join(re.escape(part) for part in row[1].split("…"))
    assert re.fullmatch(words, watching.finding(sample(trouble))), watching.finding(sample(trouble))


@pytest.mark.parametrize("trouble", sorted(set(Trouble) - FADING))
def test_what_is_over_has_words(trouble: Trouble) -> None:
    what_follows = "断开期间" if trouble in OF_LINE else "积压的提醒"
    assert f"已恢复正常。{what_follows}" in watching.recovered("柳湾乡", [sample(trouble)], [])


def test_no_row_is_left_of_an_alarm_that_is_gone() -> None:
    assert set(rows()) == set(Trouble)
