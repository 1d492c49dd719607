"""The command reconcile: the platform's export compared with our tickets and times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import click

from actions.comparing import Compared, Progress, compare, is_covered
from actions.reconciling import begin, finish, keep, missing_there
from console.batches import in_batches
from console.column_map import map_option, read_map, tell_of_absent
from console.commands import Failed
from console.file_rows import SOME_REJECTED, ReadRow, read_rows, sha256_of
from console.in_chinese import InChinese
from console.opening import opened
from console.private_csv import opened_anew, put
from console.rejects import Rejects
from console.screen import show_table
from console.sheets import Table, open_table
from console.workbook import Row
from models.platform_times import PlatformDifference
from models.queries import reconciling as queries
from rules.order_row import CellMistake
from rules.platform_row import COLUMNS, PlatformRow, moments_told, read_platform_row
from rules.reconciling import Difference, Kind
from rules.report_periods import Period
from rules.settings import DeskRules
from runtime import Runtime
from texts.imports import cell_mistake
from texts.moments import moment
from texts.reconciling import KINDS, cell, difference

_DAY = click.DateTime(["%Y-%m-%d"])
_PATH = click.Path(path_type=Path, readable=False)


_Found = PlatformRow | tuple[CellMistake, ...]


@click.command("reconcile", cls=InChinese)
@click.argument("file", type=_PATH)
@map_option('"签收时刻" = "signed_at"')
@click.option("--dry-run", is_flag=True, help="只比对并列出各类差异的数目，什么也不写")
@click.option("--from", "first", type=_DAY, metavar="年-月-日", help="只对这天（含）以后派单的；默认文件里最早的派单")
@click.option("--to", "last", type=_DAY, metavar="年-月-日", help="只对到这天（含）派单的；默认文件里最晚的派单")
def reconcile(file: Path, map_file: Path | None, dry_run: bool, first: datetime | None, last: datetime | None) -> None:
    """与平台导出的 FILE（.xlsx 或 .csv）对账：缺的工单、不同的时间和时限、状态矛盾，并核实补录的时间。

    可以重复运行，同一处不同不会再次通知主管。差异清单写到 FILE.differences.csv（没有个人信息）；我们没有的工单
    原样写到 FILE.missing.csv，其中有个人信息，只有本人可读，核对后用 import-tickets 导入，再删除。

    退出码：0 全部比对，3 有行读不了，1 一行也没比对，2 用法或配置有误。
    """
    own_names = read_map(map_file, COLUMNS) if map_file else {}
    with opened() as desk, open_table(file, own_names, COLUMNS) as table:
        tell_of_absent(own_names, table.header)
        _Reconciler(desk, file, table, _period(desk.rules, first, last), dry_run).run()


def _period(rules: DeskRules, first: datetime | None, last: datetime | None) -> Period | None:
    if first is None and last is None:
        return None
    if first is None or last is None or last < first:
        raise Failed("--from 与 --to 要一起写，且 --from 不晚于 --to")
    end = last + timedelta(days=1)
    return Period(first.replace(tzinfo=rules.zone).astimezone(UTC), end.replace(tzinfo=rules.zone).astimezone(UTC))


class _Reconciler:
    """One comparison, many rows per transaction."""

    def __init__(self, desk: Runtime, file: Path, table: Table, period: Period | None, dry_run: bool) -> None:
        self._desk, self._file, self._table, self._period, self._dry_run = desk, file, table, period, dry_run
        self._progress = Progress()
        headings = table.header.headings
        self._rejects = Rejects(file, headings, why="未比对原因")
        self._missing = Rejects(file, headings, ending="missing", why="说明")
        self._foretold: list[Difference] = []

    def run(self) -> None:
        """Compare the whole file, and show and write down what was found."""
        run_id = 0 if self._dry_run else self._begin()
        for batch in in_batches(self._desk, self._rows(), "试比对" if self._dry_run else "比对", dry_run=self._dry_run):
            self._take(run_id, batch)
        if self._dry_run:
            self._show_foretold()
        else:
            self._finish(run_id)
        self._end()

    def _begin(self) -> int:
        digest = sha256_of(self._file)
        with self._desk.database.transaction() as session:
            return begin(self._desk.desk(session), self._file.name, digest)

    def _rows(self) -> Iterator[ReadRow[_Found]]:
        header, rules = self._table.header, self._desk.rules
        tells = moments_told(header)
        today = rules.day_of(self._desk.desk_now())

        def read(line: int, row: Row) -> _Found:
            cells = header.cells(row)
            return read_platform_row(
                cells, tells, patterns=rules.number_patterns, today=today, zone=rules.zone, line=line
            )

        return read_rows(self._table, read)

    def _take(self, run_id: int, batch: Sequence[ReadRow[_Found]]) -> None:
        taken = {each.line: each for each in batch if isinstance(each.found, PlatformRow)}
        rows = [each.found for each in taken.values() if isinstance(each.found, PlatformRow)]
        covered = [row for row in rows if is_covered(row, self._period)]
        session_for = self._desk.database.reading if self._dry_run else self._desk.database.transaction
        with session_for() as session:
            desk = self._desk.desk(session)
            compared = compare(desk, covered)
            for each in compared:
                self._note(each, taken[each.row.line])
            if not self._dry_run:
                keep(desk, run_id, compared, self._progress.counts)
        self._progress.counts["outside"] += len(rows) - len(covered)
        for read in batch:
            if not isinstance(read.found, PlatformRow):
                reasons = [cell_mistake(mistake, self._table.header) for mistake in read.found]
                self._progress.counts["rejected"] += 1
                self._rejects.add(read.line, reasons, read.row)

    def _note(self, compared: Compared, read: ReadRow[_Found]) -> None:
        self._progress.note(compared, self._desk.rules.default_platform)
        self._foretold += compared.found if self._dry_run else ()
        if compared.ticket is None:
            self._missing.add(read.line, ["我们没有登记"], read.row)

    def _finish(self, run_id: int) -> None:
        with self._desk.database.transaction() as session:
            desk = self._desk.desk(session)
            run = finish(desk, run_id, self._progress, self._period)
            found = queries.standing_differences(session, run_id)
            self._show(run.counts["differences"])
            _write(self._list_path, [_cells(row, desk.rules.zone) for row in found])
        self._rejects.write()
        self._missing.write()

    def _show_foretold(self) -> None:
        with self._desk.database.reading() as session:
            desk = self._desk.desk(session)
            absent = missing_there(desk, self._progress, self._period)
        counts = {kind: sum(each.kind is kind for each in self._foretold) for kind in Kind}
        counts[Kind.MISSING_THERE] += len(absent)
        self._show({str(kind): n for kind, n in counts.items() if n})
        click.echo("试运行，未改动")

    def _show(self, differences: dict[str, int]) -> None:
        counts = self._progress.counts
        named = {"rows": "比对行数", "outside": "不在期间", "rejected": "读不了", "confirmed": "补录核实"}
        named |= {"contradicted": "补录不符", "claimed": "平台记为超时，待核定"}
        show_table(("结果", "数目"), [(name, counts[key]) for key, name in named.items()])
        show_table(("不同", "数目"), [(KINDS[kind], differences[kind]) for kind in Kind if differences.get(kind)])

    @property
    def _list_path(self) -> Path:
        return self._file.with_name(f"{self._file.name}.differences.csv")

    def _end(self) -> None:
        counts = self._progress.counts
        if not self._dry_run:
            click.echo(f"差异清单在 {self._list_path}")
            if self._missing.path.exists():
                click.echo(
                    f"我们没有的工单在 {self._missing.path}，内有个人信息；核对后：./manage.py import-tickets 该文件"
                )
        if counts["rejected"] and not counts["rows"]:
            raise Failed("一行也没有比对")
        if counts["rejected"]:
            raise Failed(f"{counts['rejected']} 行读不了，原因在 {self._rejects.path}", SOME_REJECTED)


def _cells(row: PlatformDifference, zone: tzinfo) -> tuple[str, ...]:
    since = f"{moment(row.first.made_at, zone)} {row.first.file_name}"
    return (
        row.ticket_no,
        KINDS[Kind(row.kind)],
        cell(row.ours, zone),
        cell(row.theirs, zone),
        difference(row, zone),
        since,
    )


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with opened_anew(path) as stream:
        for row in [("工单编号", "不同", "我们", "平台", "说明", "首次对出"), *rows]:
            put(stream, row)
