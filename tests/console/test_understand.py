"""The command understand marks examples, and writes lessons for their owner alone."""

from __future__ import annotations

import stat
from pathlib import Path

from tests.console.conftest import Run

EXAMPLES = """
{"text": "收到", "intent": "ack", "tickets": []}
{"text": "4512修好了，居民满意", "intent": "resolved", "tickets": ["4512"]}
{"text": "4512办结，4513明天", "intent": "mixed", "per_ticket": {"4512": "resolved", "4513": "progress"}}
{"text": "能不能宽限两天，配件没到", "intent": "extension", "tickets": [], "clear": true}
{"text": "还没解决", "intent": "resolved", "tickets": []}
"""


def test_examination_prints_figures_confusion_and_every_miss(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "examples.jsonl"
    file.write_text(EXAMPLES, encoding="utf-8")
    said = run("understand", str(file))
    assert said.exit_code == 0
    assert "5 条，读对 4 条，80.0%（95% 区间 37.6%—96.4%）" in said.output
    assert "没办完却当成办结 0；认错单 0；本来清楚却反问 0/5" in said.output
    assert said.output.count("还没解决") == 1


def test_figures_alone_show_no_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "examples.jsonl"
    file.write_text(EXAMPLES, encoding="utf-8")
    said = run("understand", "--figures", str(file))
    assert "读对 4 条" in said.output and "还没解决" not in said.output


def test_line_that_is_no_example_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "examples.jsonl"
    file.write_text('{"text": "收到", "intent": "ack"}\n{"text": "好", "intent": "yes"}\n', encoding="utf-8")
    said = run("understand", str(file))
    assert said.exit_code == 1 and "examples.jsonl:2" in said.output and "ack、progress" in said.output


def test_file_that_is_no_text_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "examples.jsonl").write_bytes(b"\xff\xfe\x00")
    said = run("understand", str(tmp_path / "examples.jsonl"))
    assert said.exit_code == 1 and said.output == "examples.jsonl: 不是 UTF-8 编码\n"


def test_lessons_are_written_for_their_owner_alone_and_never_over_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "lessons.tsv"
    assert "0 句写入" in run("understand", "--lessons", str(file)).output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("understand", "--lessons", str(file)).exit_code == 1
