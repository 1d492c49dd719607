"""The command export: what is registered of orders as a workbook, row by row, masked unless a reason is given."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from actions.desk import Desk
from actions.exporting import HEADINGS, Row, Viewer, about, log_of, rows
from actions.unit_names import unit_called
from console.commands import Failed
from console.in_chinese import InChinese
from console.new_file import new_file
from console.opening import opened
from models.queries import exporting as queries
from models.saved_search import SavedSearch
from reports.paper_text import clean
from rules.masking import mask_typed
from rules.names import STATES
from rules.period_words import period_named
from rules.report_periods import Period, words_of
from rules.selection import Selection
from texts.report_refusals import PERIODS

_DAY = click.DateTime(["%Y-%m-%d"])
_WIDTHS = {"工单编号": 24, "内容": 60, "标题": 30, "类别": 30, "地址": 30, "承办单位": 20}
_A3 = 8  # Excel's number of the paper size.
_MOMENT = "yyyy-mm-dd hh:mm:ss"
_LONGEST_CELL, _MOST_ROWS = 32_000, 1_048_575


@click.command("export", cls=InChinese)
@click.option("--since", type=_DAY, metavar="年-月-日", help="来件日期从（含）")
@click.option("--until", type=_DAY, metavar="年-月-日", help="来件日期到（含）")
@click.option("--period", metavar="期间", help="上月、本周、11月、三季度、今年、11-01到11-20；默认本月")
@click.option("--unit", metavar="单位", help="承办单位，全名或别名")
@click.option("--category", metavar="类别", help="任一级类别")
@click.option("--place", metavar="地点", help="社区（它的属地）、小区或地址的一部分")
@click.option("--state", metavar="状态", help="如 办理中、已办结")
@click.option("--filter", "name", metavar="名字", help="用存好的条件；另写的条件以另写的为准")
@click.option("--save", "save_as", metavar="名字", help="把这次的条件存下来（同名的换掉）")
@click.option("--reason", metavar="理由", help="写了理由才导出姓名、电话、住址的原文，每件留痕；默认打码")
@click.option("-o", "path", metavar="文件.xlsx", type=click.Path(path_type=Path, dir_okay=False), help="写到哪里")
def export(
    since: datetime | None,
    until: datetime | None,
    period: str | None,
    unit: str | None,
    category: str | None,
    place: str | None,
    state: str | None,
    name: str | None,
    save_as: str | None,
    reason: str | None,
    path: Path | None,
) -> None:
    """导出工单登记表（单号、时间、姓名、电话、地址、内容、类别、承办单位和各环节时间）。"""
    said = Selection(unit, category, place, state, period)
    reason = reason.strip() if reason is not None else None
    if reason == "":
        raise Failed("--reason 要写明为什么要原文")
    with opened() as runtime:
        at = runtime.desk_now().astimezone(runtime.rules.zone)
        target = path or Path(f"工单登记-{at:%Y%m%d-%H%M%S}.xlsx")
        with new_file(target) as stream:
            # The desk goes on writing while the rows are read.
            with runtime.database.reading() as session:
                desk = runtime.desk(session)
                selection = _resolved(desk, said.over(_saved(desk, name)) if name else said)
                span = _span(desk, selection.period, since, until)
                viewer = Viewer(f"console:{getpass.getuser()}"[:80], mask_typed(reason)[:200]) if reason else None
                book, n_rows = _written(rows(desk, selection, span, viewer), _notes(desk, selection, span, viewer))
            with runtime.database.transaction() as session:
                _remember(runtime.desk(session), viewer, save_as, selection)
            book.save(stream)
    click.echo(f"{target}：{n_rows}件" + ("，含个人信息原文，已逐件留痕，用完请删除" if viewer else "，个人信息已打码"))


def _remember(desk: Desk, viewer: Viewer | None, save_as: str | None, selection: Selection) -> None:
    if viewer is not None:
        log_of(desk, viewer)
    if save_as:
        _save(desk, save_as, selection)


def _saved(desk: Desk, name: str) -> Selection:
    row = queries.saved_search(desk.session, _kept_name(name))
    if row is None:
        known = "、".join(each.name for each in queries.saved_searches(desk.session))
        raise Failed(f"没有存过这个条件；存过的有：{known}" if known else "还没有存过条件，用 --save 名字 存")
    return Selection.of(row.filter)


def _save(desk: Desk, name: str, selection: Selection) -> None:
    row = queries.saved_search(desk.session, _kept_name(name))
    if row is None:
        row = SavedSearch(name=_kept_name(name))
        desk.session.add(row)
    row.owner, row.filter, row.saved_at = getpass.getuser()[:80], selection.to_save(), desk.now


def _kept_name(name: str) -> str:
    """The name is kept openly, and so without anybody's."""
    return mask_typed(name)[:60]


def _resolved(desk: Desk, said: Selection) -> Selection:
    """Names of units and states as they are kept."""
    unit, state = said.unit, said.state
    if unit:
        found = unit_called(desk, unit)
        if found is None:
            raise Failed("没有这个单位，请写通讯录里的全名或别名")
        unit = found.name
    if state and state not in STATES:
        codes = {word: code for code, word in STATES.items()}
        if state not in codes:
            raise Failed(f"状态请写：{'、'.join(codes)}")
        state = codes[state]
    return Selection(unit, said.category, said.place, state, said.period)


def _span(desk: Desk, words: str | None, since: datetime | None, until: datetime | None) -> Period:
    zone = desk.rules.zone
    if since is None and until is None:
        period = period_named(words or "本月", desk.now, zone)
        if period is None:
            raise Failed(f"没看懂期间“{words}”，可以写：{PERIODS}")
        return period
    first = since.replace(tzinfo=zone).astimezone(UTC) if since else datetime(2000, 1, 1, tzinfo=UTC)
    last = (until.replace(tzinfo=zone) + timedelta(days=1)).astimezone(UTC) if until else desk.now
    if first >= last:
        raise Failed("--since 要早于 --until")
    return Period(first, last)


def _notes(desk: Desk, selection: Selection, span: Period, viewer: Viewer | None) -> list[str]:
    """What stands on the second sheet and at the foot of each printed page."""
    at = f"{desk.now.astimezone(desk.rules.zone):%Y-%m-%d %H:%M}"
    subject = about(desk, selection)
    apart = "（按地点，不含敏感、保密件）" if subject.place else ""
    narrowed = f" {subject.words}{apart}" if subject.words else ""
    head = f"{desk.rules.site_name} 工单登记表 {words_of(span, desk.rules.zone)}{narrowed}"
    if viewer is None:
        return [head, f"{at} 导出，个人信息已打码"]
    return [head, f"{viewer.actor} {at} 导出，含个人信息原文，已留痕，请勿转发", f"事由：{viewer.reason}"]


def _written(found: Iterable[Row], notes: Sequence[str]) -> tuple[Workbook, int]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("工单")
    sheet.freeze_panes = "A2"
    for column, heading in enumerate(HEADINGS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(heading, 18)
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A3
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    sheet.append([_heading(sheet, heading) for heading in HEADINGS])
    n_rows = 0
    for n_rows, row in enumerate(found, 1):
        if n_rows > _MOST_ROWS:
            raise Failed("一个表放不下这么多，请缩短期间")
        sheet.append([_moment(sheet, each) if isinstance(each, datetime) else _text(sheet, each) for each in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADINGS))}{n_rows + 1}"
    footer = sheet.oddFooter
    assert footer is not None
    footer.left.text, footer.right.text = clean(notes[1]).replace("&", "&&"), "第 &P 页 共 &N 页"
    about = book.create_sheet("说明")
    for note in notes:
        about.append([_text(about, note)])
    return book, n_rows


def _heading(sheet: Any, heading: str) -> Any:
    cell = WriteOnlyCell(sheet, heading)
    cell.font = Font(bold=True)
    return cell


def _moment(sheet: Any, at: datetime) -> Any:
    """A moment that can be sorted and reckoned with."""
    cell = WriteOnlyCell(sheet, at)
    cell.number_format = _MOMENT
    return cell


def _text(sheet: Any, value: str | None) -> Any:
    """Text that no program takes for a formula, not even when somebody edits the cell."""
    if not value:
        return None
    cell = WriteOnlyCell(sheet, clean(value)[:_LONGEST_CELL])
    cell.data_type = "s"
    if value.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
    return cell
