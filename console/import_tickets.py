"""The command import-tickets: work orders from the export of a platform, many rows at a time."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import click

from actions.arrivals import Arrivals, Taken
from actions.desk import Desk
from actions.foretelling import Foreteller, Foretold
from actions.journal import Source
from actions.preparing import Prepared
from actions.refusals import Refusal
from actions.taking_many import Fate, Poisoned, foretell_many, take_many
from console.batches import in_batches
from console.column_map import map_option, read_map, tell_of_absent
from console.file_rows import ReadRow, end
from console.in_chinese import InChinese
from console.opening import opened
from console.order_reader import Found, read_orders
from console.rejects import Rejects
from console.screen import show_table
from console.sheets import open_table
from console.workbook import Row
from rules.order_columns import ORDERS, Header
from rules.order_row import CellMistake
from runtime import Runtime
from texts.imports import OUTCOMES, cell_mistake, foretold, overdue_from_the_start, refused_row
from texts.refusals import refusal

_SHOWN_REASONS, _SHOWN_ROWS = 10, 100
_BY, _HOW = Source(actor="import"), "file"


@dataclass
class Result:
    """What became of the rows so far.

    `why` counts reasons, `rejected` names lines with theirs, `foretold` what a dry run found of each line; none of
    them ever holds what identifies a person.
    """

    counts: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    foretold: list[str] = field(default_factory=list)
    n_overdue: int = 0


@click.command("import-tickets", cls=InChinese)
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@map_option('"市局单号" = "ticket_no"')
@click.option("--dry-run", is_flag=True, help="只试读并列出每行会怎样，什么也不写")
def import_tickets(file: Path, map_file: Path | None, dry_run: bool) -> None:
    """从 FILE（.xlsx 或 .csv）导入工单；重复导入不会重复建单。

    表头按常见名称识别，可在前 30 行的任何一行，也可以是上下两行。导不进的行连同原因写到 FILE.rejects.csv，
    其中有个人信息，只有本人可读，改好后请删除。--dry-run 列出会新建、补全的每一行和不同之处，
    以及导不进的行号和原因；输出到文件时不截断。

    退出码：0 全部导入，3 有行没有导入，1 一行也没有导入，2 用法或配置有误。
    """
    own_names = read_map(map_file, ORDERS) if map_file else {}
    with opened() as desk, open_table(file, own_names) as table:
        rejects = Rejects(file, table.header.headings)
        tell_of_absent(own_names, table.header)
        today = desk.rules.day_of(desk.desk_now())
        with closing(read_orders(file, table, own_names, desk.rules, today)) as rows:
            result = Importer(desk, table.header, rejects, dry_run).run(rows)
        if not dry_run:
            rejects.write()
    _show(result, rejects.path, dry_run)


class Importer:
    """Takes rows in, many per transaction."""

    def __init__(self, desk: Runtime, header: Header, rejects: Rejects, dry_run: bool) -> None:
        self._desk, self._header = desk, header
        self._rejects, self._dry_run = rejects, dry_run
        self._result, self._arrivals, self._foreteller = Result(), Arrivals(), Foreteller()

    def run(self, rows: Iterator[ReadRow[Found]]) -> Result:
        """Take all rows in and return what became of them."""
        for batch in in_batches(self._desk, rows, "试读" if self._dry_run else "导入", dry_run=self._dry_run):
            self._take(batch)
        return self._result

    def _take(self, batch: list[ReadRow[Found]]) -> None:
        session_for = self._desk.database.reading if self._dry_run else self._desk.database.transaction
        with session_for() as session:
            desk = self._desk.desk(session)
            fates = iter(self._fates(desk, [each.found for each in batch if isinstance(each.found, Prepared)]))
        for each in batch:
            self._note(desk, each.line, each.row, next(fates) if isinstance(each.found, Prepared) else each.found)

    def _fates(self, desk: Desk, orders: list[Prepared]) -> list[Fate | Foretold]:
        if self._dry_run:
            return foretell_many(desk, orders, self._foreteller, how=_HOW)
        return [*take_many(desk, orders, _BY, self._arrivals, how=_HOW)]

    def _note(self, desk: Desk, line: int, row: Row, fate: Fate | Foretold | tuple[CellMistake, ...]) -> None:
        match fate:
            case tuple():
                reasons = [cell_mistake(mistake, self._header) for mistake in fate]
                self._reject(line, row, reasons, reasons)
            case Refusal():
                # The list says which unit or moment it is, and both say what to do.
                why = [refusal(fate.code, fate.facts), refused_row(fate.code)]
                self._reject(line, row, why, why[1:])
            case Poisoned():
                self._reject(line, row, [refused_row("bug")], [refused_row("bug")])
            case Taken():
                self._result.counts[fate.outcome] += 1
            case Foretold():
                self._result.counts[fate.outcome] += 1
                self._result.n_overdue += fate.begins_overdue(desk.now)
                words = foretold(fate, self._header.heading, desk.rules.zone, desk.now)
                self._result.foretold += [f"第 {line} 行 {fate.ticket_no} {words}"] if words else []

    def _reject(self, line: int, row: Row, reasons: Sequence[str], shown: Sequence[str]) -> None:
        """The file gets the whole reason; what is shown never repeats what a row says."""
        self._result.counts["rejected"] += 1
        self._result.why.update(shown)
        self._result.rejected.append((line, "；".join(shown)))
        self._rejects.add(line, reasons, row)


def _show_foretold(result: Result) -> None:
    """On a screen the first of them; whoever wants all writes them to a file."""
    most = _SHOWN_ROWS if sys.stdout.isatty() else None
    for line in result.foretold[:most]:
        click.echo(line)
    for number, why in result.rejected[:most]:
        click.echo(f"第 {number} 行 不会导入：{why}")
    if result.n_overdue:
        click.echo(overdue_from_the_start(result.n_overdue))
    cut = most is not None and max(len(result.foretold), len(result.rejected)) > most
    click.echo("试运行，未改动" + (f"；只列出前 {most} 行，全部请输出到文件：… --dry-run > 清单.txt" if cut else ""))


def _show(result: Result, rejects: Path, dry_run: bool) -> None:
    show_table(("结果", "行数"), [(OUTCOMES[outcome], result.counts[outcome]) for outcome in OUTCOMES])
    if result.why:
        show_table(("未导入原因", "行数"), result.why.most_common(_SHOWN_REASONS))
    n_rejected = result.counts["rejected"]
    if dry_run:
        _show_foretold(result)
    elif n_rejected:
        click.echo(f"未导入的行在 {rejects}，内有个人信息，仅本人可读，改好后请删除")
    end(n_rejected, result.counts.total(), dry_run=dry_run)
