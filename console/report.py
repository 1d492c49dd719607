"""The command report: makes a report and writes its files, lists what was issued, or makes an old one again."""

from __future__ import annotations

import time
from pathlib import Path

import click

from actions.refusals import Refusal
from actions.report_orders import About, about_of, order
from console.commands import Failed
from console.in_chinese import InChinese
from console.new_file import new_file
from console.opening import find_ticket, opened
from console.screen import share, show_table
from models.database import Session
from models.queries import reports as queries
from models.report import Report
from reports.dataset import Foreign
from reports.issuing import differing_again
from reports.subjects import known_subject
from rules.report_names import REPORT_NAMES
from rules.report_periods import Period, ReportKind, period_of, words_of
from rules.report_subject import Subject
from rules.report_words import read_period
from runtime import Runtime
from texts.moments import moment

_STATES = {"draft": "在做", "issued": "已出", "refused": "核对未过", "withdrawn": "已另出一份"}
_LISTED = 50
_LOOK_EVERY_SECONDS = 0.5
_WAIT_SECONDS = 600.0
_KINDS = (*(str(kind) for kind in ReportKind if kind is not ReportKind.STATEMENT), "list")


@click.command("report", cls=InChinese)
@click.argument("kind", metavar="种类", type=click.Choice(_KINDS), required=False)
@click.option("--period", metavar="期间", default="", help="如 昨天、上周、10月、三季度、“11月1日至20日”；默认最近一期")
@click.option("--about", metavar="对象", default="", help="special：单位、分类或地点；incident：单号")
@click.option("-o", "folder", metavar="目录", type=click.Path(file_okay=False, path_type=Path), help="文件写到哪里")
@click.option("--anew", is_flag=True, help="已出过的另出一份，编号往后排")
@click.option("--again", metavar="编号", help="按当时冻结的数据重做一份，并与原文件核对")
def report(kind: str | None, period: str, about: str, folder: Path | None, anew: bool, again: str | None) -> None:
    """出报告（daily weekly monthly special incident）并写成文件；list 列出已出的报告。

    核对不通过的不写文件，退出码非零。不另外发给任何人。
    """
    with opened() as desk:
        if again is not None:
            _make_again(desk, again, folder)
        elif kind == "list":
            _list(desk)
        elif kind is None:
            raise Failed("请写明种类：daily weekly monthly special incident，或 list")
        else:
            _make(desk, ReportKind(kind), period, about, folder or Path(), anew=anew)


def _make(desk: Runtime, kind: ReportKind, period: str, about: str, folder: Path, *, anew: bool) -> None:
    with desk.database.transaction() as session:
        told = _about(desk, session, kind, period, about)
        report_id = order(desk.desk(session), told, [], by="console", anew=anew)[0].id
    write_finished(desk, report_id, kind, folder)


def write_finished(desk: Runtime, report_id: int, kind: ReportKind, folder: Path) -> None:
    """Make what was ordered and write its files; raises Failed with what is wrong in it."""
    with share(REPORT_NAMES[kind]) as bar:
        task = bar.add_task("", total=None)
        done = _finished(desk, report_id)
        bar.update(task, total=1, completed=1)
    if done.state == "refused":
        lines = "\n".join(f"  {each}" for each in done.wrongs or [])
        raise Failed(f"{done.number} 没有通过核对（编号 {done.reference}），没有写文件：\n{lines}")
    _write(desk, done, folder)


def _about(desk: Runtime, session: Session, kind: ReportKind, period: str, about: str) -> About:
    now, rules = desk.desk(session).now, desk.rules
    span = read_period(kind, period, now, rules.zone, rules.daily_window)
    if span is None:
        raise Refusal("no_such_period", text=period, kind=str(kind))
    if kind is ReportKind.INCIDENT:
        ticket = find_ticket(session, about)
        return About(kind, period_of(kind, now, rules.zone), Subject(ticket_nos=(ticket.ticket_no,)))
    if kind is ReportKind.SPECIAL:
        if not about:
            raise Refusal("nothing_to_report_on")
        return About(kind, span, known_subject(desk.desk(session), about, span))
    return About(kind, span)


def _finished(desk: Runtime, report_id: int) -> Report:
    """Make what was ordered, or wait for the worker that was faster."""
    ends_at = time.monotonic() + _WAIT_SECONDS
    while True:
        desk.reports.run()
        with desk.database.reading() as session:
            found = session.get_one(Report, report_id)
            session.expunge_all()
        if found.state != "draft":
            return found
        if time.monotonic() > ends_at:
            raise Failed(f"{found.number} 没能生成，原因见出报告进程的日志")
        time.sleep(_LOOK_EVERY_SECONDS)


def _write(desk: Runtime, found: Report, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with desk.database.reading() as session:
        files = [(file.filename, file.sha256) for file in queries.files_of(session, found.id)]
    for name, sha256 in files:
        path = folder / name
        with new_file(path) as written:
            for piece in desk.folder.pieces(sha256):
                written.write(piece)
        click.echo(f"{path}  sha256 {sha256}")
    click.echo(found.summary or "")


def _list(desk: Runtime) -> None:
    with desk.database.reading() as session:
        rows = [
            (
                found.number,
                REPORT_NAMES[ReportKind(found.kind)],
                words_of(Period(found.starts_at, found.ends_at), desk.rules.zone),
                _STATES[found.state],
                moment(found.made_at or found.ordered_at, desk.rules.zone),
                found.data_sha256[:12] if found.data_sha256 else "",
            )
            for found in queries.lately(session, _LISTED)
        ]
    show_table(("编号", "种类", "期间", "状态", "时间", "数据 sha256"), rows)


def _make_again(desk: Runtime, number: str, folder: Path | None) -> None:
    with desk.database.reading() as session:
        found = queries.by_number(session, number)
        if found is None or found.data_sha256 is None:
            raise Refusal("no_such_report", number=number)
        files = queries.files_of(session, found.id)
        kept = {_key(file.kind, file.filename, found.number): file.sha256 for file in files}
        name, data_sha256 = about_of(found).kind, found.data_sha256
    try:
        data = desk.reports.press.opened(name, b"".join(desk.folder.pieces(data_sha256)))
    except Foreign as foreign:
        raise Failed(f"{number} 的数据是别的版本的程序冻结的，这一版读不了：{foreign}") from None
    made, differing = differing_again(desk.reports.press, kept, data)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for _kind, title, content in made.files():
            with new_file(folder / f"{number} {title}") as written:
                written.write(content)
    if differing:
        lines = "\n".join(f"  {each}" for each in differing)
        raise Failed(f"{REPORT_NAMES[name]} {number} 重做后与原来不同：\n{lines}")
    click.echo(f"{REPORT_NAMES[name]} {number}：数字与核对一致，{len(kept)} 个文件的 sha256 与原来相同。")


def _key(kind: str, filename: str, number: str) -> str:
    return filename.removeprefix(f"{number} ") if kind == "png" else kind
