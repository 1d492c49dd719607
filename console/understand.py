"""The command understand: how well units' replies are read, on a file of examples with what they mean."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from actions.lessons import lessons as gather_lessons
from config import chosen_path, load
from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import opened
from console.screen import progress, show_table
from rules.intents import Intent, read_reply
from rules.reading_marks import MIXED, Example, Mark, Marks, interval, mark, per_class
from rules.ticket_number import compile_patterns
from texts.names import INTENTS


@click.command("understand", cls=InChinese)
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option("--figures", is_flag=True, help="只出数字，不列读错的句子（考题不逐条看）")
@click.option("--lessons", is_flag=True, help="不考试：把群里确认过、撤销过的话写进 FILE，供人核对后用于训练")
def understand(file: Path, figures: bool, lessons: bool) -> None:
    """用 FILE.jsonl 里标好意思的回复考一考：读对多少、错在哪里。

    每行一条：{"text": "…", "intent": "resolved", "tickets": ["4512"], "clear": true}；
    一条说几件的，intent 写 mixed，另加 "per_ticket": {"4512": "resolved", "4513": "progress"}。
    文件里出现过的单号和尾号算作在办的工单。
    """
    if lessons:
        _write_lessons(file)
        return
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


def _write_lessons(file: Path) -> None:
    with opened() as desk, desk.database.reading() as session:
        found = gather_lessons(desk.desk(session))
    # Masked by pattern only, so nobody else reads it before a person has looked.
    made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w", encoding="utf-8") as stream:
        stream.writelines(f"{lesson.meant or '?'}\t{lesson.text}\t{lesson.why}\n" for lesson in found)
    click.echo(f"{len(found)} 句写入 {file}")
    click.echo("逐句核对：? 处补上意思，删去个人信息和第三列，再并入 training/phrases/ 并运行 make train")


def _examples(file: Path) -> Iterator[Example]:
    for number, line in enumerate(_lines(file), start=1):
        if line.strip():
            try:
                yield _example(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                known = "、".join([*map(str, Intent), MIXED])
                raise Failed(f"{file.name}:{number}: 不是一条例句；intent 可写 {known}") from None


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Failed(f"{file.name}: 不是 UTF-8 编码") from None


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
