"""The command import-tickets: work orders from the export of a platform, many rows at a time."""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path

import click

from actions.arrivals import Arrivals, Taken
from actions.desk import Desk
from actions.journal import Source
from actions.order_rows import is_empty, order_from_row
from actions.orders import Order
from actions.refusals import Refusal
from actions.taking_many import Fate, Poisoned, take_many
from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import opened
from console.screen import progress, show_table
from console.sheets import Rejects, Row, find_table, open_sheets
from models.queries import machinery
from rules.order_columns import FIELDS, HEADER_WITHIN_ROWS, Header
from runtime import Runtime
from texts.imports import OUTCOMES, cell_mistake, refused_row
from texts.refusals import refusal

# One transaction each: long enough to be fast, short enough that the running desk hardly waits.
_FEWEST_ROWS, _MOST_ROWS = 20, 1000
_BATCH_SECONDS = 0.5
# Who waits for SQLite's one lock looks again every tenth of a second; without a pause it would starve.
_PAUSE_SECONDS = 0.12
_SHOWN_REASONS, _SHOWN_ROWS = 10, 100
# Like 1 and 2 of every command a promise to scripts.
_SOME_REJECTED = 3
_BY = Source(actor="import")


@dataclass
class Result:
    """What became of the rows so far.

    `why` counts reasons and `rejected` names lines with theirs; neither ever holds what a row says.
    """

    counts: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    rejected: list[tuple[int, str]] = field(default_factory=list)


@click.command("import-tickets", cls=InChinese)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--map",
    "map_file",
    metavar="文件",
    type=click.Path(path_type=Path),
    help='TOML，把本地表头对到字段："市局单号" = "ticket_no"',
)
@click.option("--dry-run", is_flag=True, help="只试读，不改动，也不写未导入清单")
def import_tickets(file: Path, map_file: Path | None, dry_run: bool) -> None:
    """从 FILE（.xlsx 或 .csv）导入工单；重复导入不会重复建单。

    表头按常见名称识别，可在前 30 行的任何一行。导不进的行连同原因写到 FILE.rejects.csv，
    其中有个人信息，只有本人可读，改好后请删除。--dry-run 列出导不进的行号和原因。

    退出码：0 全部导入，3 有行没有导入，1 一行也没有导入，2 用法或配置有误。
    """
    own_names = _own_names(map_file) if map_file else {}
    with opened() as desk, open_sheets(file) as sheets:
        table = find_table(sheets, own_names)
        if table is None:
            raise Failed(f"{file.name}: 前 {HEADER_WITHIN_ROWS} 行里没有表头，至少要有“工单编号”和另一列")
        header, headings, rows = table
        rejects = Rejects(file, headings)
        result = Importer(desk, header, headings, rejects, dry_run).run(rows)
        if not dry_run:
            rejects.write()
    _show(result, rejects.path, dry_run)


class Importer:
    """Takes rows in, many per transaction; beside a running desk only as many as half a second allows."""

    def __init__(self, desk: Runtime, header: Header, headings: Row, rejects: Rejects, dry_run: bool) -> None:
        self._desk, self._header, self._headings = desk, header, headings
        self._rejects, self._dry_run = rejects, dry_run
        self._result, self._arrivals = Result(), Arrivals()
        self._rows_at_once = _MOST_ROWS

    def run(self, rows: Iterator[Row]) -> Result:
        """Take all rows in and return what became of them."""
        numbered = enumerate(rows, start=self._header.row + 2)
        must_share = self._desk_is_running()
        self._rows_at_once = _FEWEST_ROWS if must_share else _MOST_ROWS
        started = time.monotonic()
        with progress("导入") as bar:
            task = bar.add_task("", total=None)
            while n_read := self._take_batch(numbered):
                bar.advance(task, n_read)
                if must_share:
                    self._adapt(time.monotonic() - started)
                    time.sleep(_PAUSE_SECONDS)
                started = time.monotonic()
        return self._result

    def _take_batch(self, rows: Iterator[tuple[int, Row]]) -> int:
        batch = list(islice(rows, self._rows_at_once))
        with self._desk.database.transaction() as session:
            desk = self._desk.desk(session)
            read = [(line, row, self._read(desk, line, row)) for line, row in batch if not is_empty(row)]
            taken = [(line, row, order) for line, row, order in read if order is not None]
            fates = take_many(desk, [order for _, _, order in taken], _BY, self._arrivals, how="file")
            if self._dry_run:
                session.rollback()
        for (line, row, _), fate in zip(taken, fates, strict=True):
            self._note(line, row, fate)
        return len(batch)

    def _adapt(self, seconds: float) -> None:
        """Hold the one write lock for no longer than the running desk may wait."""
        wanted = int(self._rows_at_once * _BATCH_SECONDS / max(seconds, 0.001))
        self._rows_at_once = max(_FEWEST_ROWS, min(_MOST_ROWS, wanted))

    def _desk_is_running(self) -> bool:
        with self._desk.database.reading() as session:
            beat = machinery.heartbeats(session).get("scheduler")
            return beat is not None and self._desk.clock() - beat.beat_at < timedelta(minutes=1)

    def _read(self, desk: Desk, line: int, row: Row) -> Order | None:
        today = desk.now.astimezone(desk.rules.zone).date()
        order, mistakes = order_from_row(self._header, self._headings, row, desk.rules, today)
        if order is None:
            reasons = [cell_mistake(mistake, self._header) for mistake in mistakes]
            self._reject(line, row, reasons, reasons)
        return order

    def _note(self, line: int, row: Row, fate: Fate) -> None:
        match fate:
            case Refusal():
                # The list says which unit or moment it is, and both say what to do.
                why = [refusal(fate.code, fate.facts), refused_row(fate.code)]
                self._reject(line, row, why, why[1:])
            case Poisoned():
                self._reject(line, row, [refused_row("bug")], [refused_row("bug")])
            case Taken():
                self._result.counts[fate.outcome] += 1

    def _reject(self, line: int, row: Row, reasons: Sequence[str], shown: Sequence[str]) -> None:
        """The file gets the whole reason; what is shown never repeats what a row says."""
        self._result.counts["rejected"] += 1
        self._result.why.update(shown)
        self._result.rejected.append((line, "；".join(shown)))
        self._rejects.add(line, reasons, row)


def _own_names(file: Path) -> dict[str, str]:
    try:
        names = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Failed(f"{file.name}: 不是 UTF-8 编码的 TOML 文件") from None
    strange = [str(name) for name, meant in names.items() if meant not in FIELDS]
    if strange:
        known = "、".join(sorted(FIELDS))
        raise Failed(f"{file.name}: {'、'.join(strange)} 对到的不是字段名；字段有：{known}")
    return names


def _show(result: Result, rejects: Path, dry_run: bool) -> None:
    show_table(("结果", "行数"), [(OUTCOMES[outcome], result.counts[outcome]) for outcome in OUTCOMES])
    if result.why:
        show_table(("未导入原因", "行数"), result.why.most_common(_SHOWN_REASONS))
    n_rejected = result.counts["rejected"]
    if dry_run:
        show_table(("行号", "不会导入的原因"), result.rejected[:_SHOWN_ROWS])
        click.echo("试运行，未改动" + (f"；只列出前 {_SHOWN_ROWS} 行" if n_rejected > _SHOWN_ROWS else ""))
    elif n_rejected:
        click.echo(f"未导入的行在 {rejects}，内有个人信息，仅本人可读，改好后请删除")
    if n_rejected and n_rejected == result.counts.total():
        raise Failed("一行也没有导入" if not dry_run else "一行也导不进")
    if n_rejected:
        raise Failed(
            f"{n_rejected} 行{'导不进' if dry_run else '没有导入'}，其余{'可以导入' if dry_run else '已导入'}",
            _SOME_REJECTED,
        )
