"""The command import-callbacks: what the hotline's own call-backs found, from the platform's export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from actions.official_callbacks import Intake, Taken
from console.batches import in_batches
from console.column_map import map_option, read_map, tell_of_absent
from console.commands import Failed
from console.file_rows import ReadRow, end, read_rows, sha256_of
from console.in_chinese import InChinese
from console.opening import opened
from console.rejects import Rejects
from console.screen import show_table
from console.sheets import Table, open_table
from console.workbook import Row
from models.queries import callbacks as queries
from rules.callback_row import CALLBACKS, lacking, read_callback
from rules.order_columns import Header
from rules.order_row import RowReading
from rules.report_periods import official_period
from rules.settings import DeskRules
from rules.three_rates import rates
from runtime import Runtime
from texts.callbacks import OUTCOMES, difference, three_rates
from texts.imports import cell_mistake

_SHOWN_REASONS, _SHOWN_ROWS = 10, 100
_IN_FUTURE = "“{heading}”晚于现在"


@dataclass
class Result:
    """What became of the rows so far; never holds what identifies a person."""

    counts: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    follows: Counter[str] = field(default_factory=Counter)
    n_unknown: int = 0
    n_early: int = 0


@click.command("import-callbacks", cls=InChinese)
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@map_option('"回访有效" = "is_valid"')
@click.option("--dry-run", is_flag=True, help="只试读并列出不同之处，什么也不写")
def import_callbacks(file: Path, map_file: Path | None, dry_run: bool) -> None:
    """从 FILE（.xlsx 或 .csv）导入市区热线的官方回访；三率只按这些算。

    须有工单编号、回访时间、是否有效回访、是否联系、是否解决、是否满意六列，缺列就不导入：缺的列不能当作“是”。
    空格按“没有说”算，不算联系、解决或满意。重复导入不会重复计；平台改判过的行会列出前后不同并按新的算。
    本系统没有的单号也留存、也计入三率。导不进的行连同原因写到 FILE.rejects.csv，只有本人可读，改好后请删除。

    退出码：0 全部导入，3 有行没有导入，1 一行也没有导入，2 用法或配置有误。
    """
    own_names = read_map(map_file, CALLBACKS) if map_file else {}
    with opened() as desk, open_table(file, own_names, CALLBACKS) as table:
        tell_of_absent(own_names, table.header)
        if absent := lacking(table.header):
            raise Failed(f"{file.name}: 表里没有“{'”“'.join(absent)}”，没有导入；列名叫法不同时用 --map 对应")
        rejects = Rejects(file, table.header.headings)
        importer = Importer(desk, table.header, rejects, Intake(sha256_of(file), dry_run))
        importer.run(_read(table, desk.rules, desk.rules.day_of(desk.desk_now())))
        if not dry_run:
            rejects.write()
        _show(importer.result, rejects.path, dry_run)
        if not dry_run:
            _show_rates(desk)
    counts = importer.result.counts
    end(counts["rejected"], counts.total(), dry_run=dry_run)


class Importer:
    """Takes rows in, many per transaction."""

    def __init__(self, desk: Runtime, header: Header, rejects: Rejects, intake: Intake) -> None:
        self._desk, self._header, self._rejects, self._intake = desk, header, rejects, intake
        self.result = Result()

    def run(self, rows: Iterator[ReadRow[RowReading]]) -> None:
        """Take all rows in."""
        for batch in in_batches(
            self._desk, rows, "试读" if self._intake.dry_run else "导入", dry_run=self._intake.dry_run
        ):
            self._take(batch)

    def _take(self, batch: list[ReadRow[RowReading]]) -> None:
        database = self._desk.database
        with (database.reading if self._intake.dry_run else database.transaction)() as session:
            desk = self._desk.desk(session)
            good = [each for each in batch if self._is_good(each, desk.now)]
            pairs: list[tuple[int, dict[str, Any]]] = [(each.line, each.found.values) for each in good]
            taken = self._intake.take(desk, pairs)
        for each, what in zip(good, taken, strict=True):
            self._note(each, what)

    def _is_good(self, each: ReadRow[RowReading], now: datetime) -> bool:
        """Tell whether a row can be taken in; one that cannot is kept aside with the reasons."""
        reasons = [cell_mistake(mistake, self._header) for mistake in each.found.mistakes]
        if not reasons and each.found.values["called_at"] > now:
            reasons = [_IN_FUTURE.format(heading=self._header.heading("called_at"))]
        if reasons:
            self._reject(each, reasons)
        return not reasons

    def _note(self, each: ReadRow[RowReading], taken: Taken) -> None:
        result = self.result
        result.counts[taken.outcome] += 1
        result.n_unknown += not taken.is_known
        result.n_early += taken.is_early
        if taken.follows:
            result.follows[taken.follows] += 1
        if taken.changes:
            words = difference(taken.changes, self._header.heading)
            result.lines.append(f"第 {each.line} 行 {taken.ticket_no} {words}")

    def _reject(self, each: ReadRow[RowReading], reasons: list[str]) -> None:
        self.result.counts["rejected"] += 1
        self.result.why.update(reasons)
        self.result.lines.append(f"第 {each.line} 行 没有导入：{'；'.join(reasons)}")
        self._rejects.add(each.line, reasons, each.row)


def _read(table: Table, rules: DeskRules, today: date) -> Iterator[ReadRow[RowReading]]:
    def read(_: int, row: Row) -> RowReading:
        cells = table.header.cells(row)
        return read_callback(cells, patterns=rules.number_patterns, today=today, zone=rules.zone)

    return read_rows(table, read)


def _show(result: Result, rejects: Path, dry_run: bool) -> None:
    show_table(("结果", "行数"), [(words, result.counts[outcome]) for outcome, words in OUTCOMES.items()])
    if result.why:
        show_table(("未导入原因", "行数"), result.why.most_common(_SHOWN_REASONS))
    for line in result.lines[:_SHOWN_ROWS]:
        click.echo(line)
    if len(result.lines) > _SHOWN_ROWS:
        click.echo(f"只列出前 {_SHOWN_ROWS} 行，共 {len(result.lines)} 行")
    will = "会" if dry_run else "已"
    if result.follows["archived"]:
        click.echo(f"已解决、{will}归档 {result.follows['archived']} 件")
    if result.follows["told"]:
        click.echo(f"不满意或没有解决、{will}告知坐席 {result.follows['told']} 件")
    if result.n_unknown:
        click.echo(f"其中 {result.n_unknown} 行的单号本系统没有，照样留存并计入三率")
    if result.n_early:
        click.echo(f"其中 {result.n_early} 行的回访时间早于工单首次派单，留存但不计入三率，请核对")
    if dry_run:
        click.echo("试运行，未改动")
    elif result.counts["rejected"]:
        click.echo(f"未导入的行在 {rejects}，内有个人信息，仅本人可读，改好后请删除")


def _show_rates(desk: Runtime) -> None:
    """What the platform shows for the same days must come out here too."""
    rules = desk.rules
    with desk.database.reading() as session:
        period = official_period(desk.desk(session).now, rules.zone, rules.rates.period_start_day)
        found = rates((row.callback for row in queries.official_in(session, period)), rules.rates)
    first, last = (each.astimezone(rules.zone) for each in (period.start, period.end))
    click.echo(f"本考核周期（{first:%m-%d} 起，到 {last:%m-%d} 前）：")
    show_table(("三率", "数值"), three_rates(found))
