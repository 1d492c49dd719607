"""The command statement: issues what the contract deducts for a month or quarter, as a Word file and a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from actions.ledger import post
from actions.report_orders import About, order
from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import opened
from console.report import write_finished
from rules.report_periods import ReportKind
from rules.report_words import read_period


@click.command("statement", cls=InChinese)
@click.argument("period")
@click.option(
    "-o",
    "folder",
    metavar="目录",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="写到哪里；默认当前目录",
)
@click.option("--anew", is_flag=True, help="出过的更正后另出一份，编号往后排，原来那份作废")
def write_statement(period: str, folder: Path, anew: bool) -> None:
    """出 PERIOD（月或季度，如 2026-11、三季度）的扣款结算单：Word 和 Excel 各一份，含明细、证据、异议裁定和签字栏。

    同一期只出一份，编号、数据和文件都留存；report --again 编号 可以重做核对。
    """
    with opened() as runtime:
        with runtime.database.transaction() as session:
            desk = runtime.desk(session)
            span = read_period(ReportKind.STATEMENT, period, desk.now, desk.rules.zone)
            if span is None:
                raise Failed("没看懂期间，请写一个月或一个季度，如 2026-11、10月、三季度、2026-Q4")
            if span.start > desk.now:
                raise Failed("这一期还没到，出不了结算单")
            post(desk, span)
            about = About(ReportKind.STATEMENT, span)
            report_id = order(desk, about, [], by="console", anew=anew or span.end > desk.now)[0].id
        write_finished(runtime, report_id, ReportKind.STATEMENT, folder)
