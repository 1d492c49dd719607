"""The command understand: how well units' replies are read, on a file of examples with what they mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from config import chosen_path, load
from console.commands import Failed
from console.in_chinese import InChinese
from console.screen import progress, show_table
from rules.intents import Intent, read_reply
from rules.reading_marks import MIXED, Example, Mark, Marks, interval, mark, per_class
from rules.ticket_number import compile_patterns
from texts.names import INTENTS


@click.command("understand", cls=InChinese)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--figures", is_flag=True, help="只出数字，不列读错的句子（考题不逐条看）")
def understand(file: Path, figures: bool) -> None:
    """用 FILE.jsonl 里标好意思的回复考一考：读对多少、错在哪里。

    每行一条：{"text": "…", "intent": "resolved", "tickets": ["4512"], "clear": true}；
    一条说几件的，intent 写 mixed，另加 "per_ticket": {"4512": "resolved", "4513": "progress"}。
    文件里出现过的单号和尾号算作在办的工单。
    """
    patterns = tuple(compile_patterns(list(load(chosen_path()).site.ticket_number_patterns)))
    examples = list(_examples(file))
    tickets = {name for example in examples for name in example.meanings if name}
    marks = Marks()
    with progress("读") as bar:
        for example in bar.track(examples):
            marks.marks.append(mark(example, read_reply(example.text, patterns), tickets))
    _show_figures(marks)
    if not figures:
        _show_misses(marks)


def _examples(file: Path) -> Iterator[Example]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                yield _example(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                known = "、".join([*map(str, Intent), MIXED])
                raise Failed(f"{file.name}:{number}: 不是一条例句；intent 可写 {known}") from None


def _example(row: dict[str, Any]) -> Example:
    if row["intent"] == MIXED:
        meanings = {str(name): str(Intent(meant)) for name, meant in row["per_ticket"].items()}
    else:
        meanings = dict.fromkeys(map(str, row.get("tickets") or [""]), str(Intent(row["intent"])))
    is_clear = bool(row.get("clear", not row.get("low_confidence", False)))
    return Example(str(row["text"]), meanings, is_clear)


def _show_figures(marks: Marks) -> None:
    n, right = len(marks.marks), marks.n_right
    low, high = interval(right, n)
    click.echo(f"{n} 条，读对 {right} 条，{_percent(right, n)}（95% 区间 {low:.1%}—{high:.1%}）")
    asked, clear = marks.asked_though_clear
    falsely = sum(mark.is_falsely_done for mark in marks.marks)
    wrong = sum(mark.is_wrong_ticket for mark in marks.marks)
    click.echo(f"没办完却当成办结 {falsely}；认错单 {wrong}；本来清楚却反问 {asked}/{clear}，{_percent(asked, clear)}")
    confusion = marks.confusion
    rows = [
        (f"{INTENTS[intent]} {intent}", meant, _percent(hit, meant), _percent(hit, read))
        for intent, meant, hit, read in per_class(confusion)
    ]
    show_table(("意思", "条数", "读出", "读得准"), rows)
    names = list(map(str, Intent))
    table = [(INTENTS[meant], *(confusion.get((meant, read), 0) or "·" for read in names)) for meant in names]
    show_table(("本意＼读作", *(INTENTS[name] for name in names)), table)


def _show_misses(marks: Marks) -> None:
    missed = [each for each in marks.marks if not each.is_right]
    show_table(
        ("本意", "读作", "原文"),
        [(_told(each, meant=True), _told(each, meant=False), each.example.text) for each in missed],
    )


def _told(each: Mark, *, meant: bool) -> str:
    said = each.example.meanings if meant else each.read
    return "；".join(f"{name} {INTENTS[intent]}".strip() for name, intent in said.items())


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"
