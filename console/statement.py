"""The command statement: what the contract deducts for a month or quarter, as a Word file and a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from actions.desk import Desk
from actions.ledger import Entry, entries
from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import opened
from models.queries import people as people_queries
from reports.papers import papers
from reports.statement import RuledLine, StatementEntry, StatementFacts, statement
from rules.ledger import Ruling, months
from rules.ledger_names import RULINGS
from rules.report_periods import Period
from texts.ledger import about, whose
from texts.ledger_chain import chain

_WRITTEN = re.compile(r"(?P<year>20\d\d)-(?:[Qq](?P<quarter>[1-4])|(?P<month>\d{1,2}))")
_QUARTERS = "一二三四"


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
def write_statement(period: str, folder: Path) -> None:
    """出 PERIOD（如 2026-11 或 2026-Q4）的扣款结算单：Word 和 Excel 各一份，含明细、证据、异议裁定和签字栏。"""
    found = _WRITTEN.fullmatch(period.strip())
    if found is None:
        raise Failed("期间请写成 2026-11（月）或 2026-Q4（季度）")
    with opened() as runtime:
        span, words = _span(found, runtime.rules.zone)
        number = f"JS-{period.strip().upper()}"
        with runtime.database.transaction() as session:
            facts = facts_of(runtime.desk(session), span, words, number)
    written = papers(statement(facts))
    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in (("docx", written.docx), ("xlsx", written.xlsx)):
        path = folder / f"{number}.{ending}"
        path.write_bytes(content)
        click.echo(str(path))
    click.echo(written.summary)


def facts_of(desk: Desk, span: Period, words: str, number: str) -> StatementFacts:
    """Return all that a statement of a span is written from, with the evidence of each entry."""
    found = entries(desk, span)
    userids = {row.userid for each in found if (row := each.row).userid}
    userids |= {ruling.by for each in found for ruling in each.rulings}
    names = people_queries.names_of(desk.session, sorted(userids))
    return StatementFacts(
        number=number,
        site=desk.rules.site_name,
        zone=desk.rules.zone,
        period=span,
        period_words=words,
        made_at=desk.now,
        entries=tuple(_entry(desk, each, names) for each in found),
        contract=desk.rules.contract,
    )


def _entry(desk: Desk, each: Entry, names: dict[str, str]) -> StatementEntry:
    rulings = tuple(
        RuledLine(row.at, names.get(row.by, row.by), RULINGS[Ruling(row.ruling)], row.amount, row.reason)
        for row in each.rulings
    )
    chained: Iterable[str] = chain(desk, each)
    return StatementEntry(
        each.row.id, each.at, about(each.row), whose(each.row, names), each.item, rulings, tuple(chained)
    )


def _span(found: re.Match[str], zone: ZoneInfo) -> tuple[Period, str]:
    year = int(found["year"])
    if found["quarter"]:
        quarter = int(found["quarter"])
        return months(year, quarter * 3 - 2, 3, zone), f"{year}年第{_QUARTERS[quarter - 1]}季度"
    try:
        return months(year, int(found["month"]), 1, zone), f"{year}年{int(found['month'])}月"
    except ValueError:
        raise Failed(f"没有{int(found['month'])}月") from None
