"""A statement adds up whatever stands in it, and its papers say the same as the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.checking.statements import check_statement
from reports.outline import Figure, Outline, Part, Table
from reports.papers import papers
from reports.statement import DuePayment, RuledLine, StatementEntry, StatementFacts, statement
from reports.statement_data import FrozenStatement
from rules.contract import Contract, Payment
from rules.ledger import Item, Standing
from rules.penalties import Fault, Yuan
from rules.report_periods import Period

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
MONEY = ("最低（元）", "最高（元）")
AMOUNTS = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(lambda pair: Yuan(min(pair), max(pair)))
ITEMS = st.lists(st.builds(Item, st.sampled_from(Fault), AMOUNTS, st.sampled_from(Standing)), max_size=30)


def facts(items: list[Item], **changes: object) -> StatementFacts:
    entries = tuple(
        StatementEntry(
            n, NOON + timedelta(minutes=n), "20261118004512", "吴桐（早班）", item, chain=(f"提醒：第{n}次",)
        )
        for n, item in enumerate(items, 1)
    )
    period = Period(datetime(2026, 11, 1, tzinfo=ZONE), datetime(2026, 12, 1, tzinfo=ZONE))
    known = StatementFacts("JS-2026-11", "柳湾乡", ZONE, period, "2026年11月", NOON, entries, Contract())
    return StatementFacts(**{**known.__dict__, **changes})


def tables(outline: Outline) -> dict[str, Table]:
    blocks = [block for section in outline.sections for block in section.blocks]
    return {block.name: block for block in blocks if isinstance(block, Table)}


def value(part: Part) -> int:
    assert isinstance(part, Figure) and isinstance(part.value, int)
    return part.value


def column(table: Table, name: str) -> list[int]:
    place = table.columns.index(name)
    return [value(row[place]) for row in table.rows]


@given(ITEMS)
@settings(max_examples=40)
def test_every_table_of_a_statement_is_summed_right_and_low_is_never_more_than_high(items: list[Item]) -> None:
    found = tables(statement(facts(items)))
    for table in found.values():
        if table.has_total:
            for name in MONEY:
                *parts, whole = column(table, name)
                assert sum(parts) == whole
            assert all(low <= high for low, high in zip(*(column(table, name) for name in MONEY), strict=True))
    counted = [item for item in items if item.standing is Standing.COUNTED]
    assert column(found["扣款分类"], MONEY[1])[-1] == sum(item.amount.high for item in counted)
    assert column(found["扣款分类"], "项数")[-1] == len(counted)


def test_papers_of_a_statement_hold_its_entries_evidence_decisions_and_signatures() -> None:
    items = [Item(Fault.SIGN, Yuan(200, 500), Standing.COUNTED), Item(Fault.REPLY, Yuan(300, 300), Standing.DISPUTED)]
    known = facts(items)
    first = known.entries[0]
    ruled = StatementEntry(**{**first.__dict__, "rulings": (RuledLine(NOON, "孙主任", "减扣", 300, "平台有故障"),)})
    payment = Payment("第四期", date(2026, 11, 30), Decimal(25), Decimal(20))
    due = DuePayment(payment, date(2026, 10, 31), Yuan(200, 500))
    entries = (ruled, *known.entries[1:])
    told = facts(items, entries=entries, contract=Contract(payments=(payment,)), payments=(due,))
    outline = statement(told)
    assert [section.heading for section in outline.sections] == [
        *("扣款合计", "计入明细", "另列（不计入合计）", "异议与裁定", "付款", "签字", "附：证据"),
    ]
    [paid] = tables(outline)["付款计划"].rows
    assert [value(part) for part in paid[2:5]] == [143_903, 115_122, 28_781]
    assert [part.shown for part in paid[5:] if isinstance(part, Figure)] == [
        "2026-11-01",
        "200",
        "500",
        "28281",
        "28581",
    ]
    written = papers(outline)
    assert written == papers(outline)
    book = openpyxl.load_workbook(BytesIO(written.xlsx))
    assert [cell.value for cell in book["扣款分类"]["D"]][-1] == 500
    assert "计入1项，扣款200元至500元" in written.summary
    # Kept and opened again it gives the same papers, which a reader of other facts finds wrong.
    again = FrozenStatement.from_bytes(FrozenStatement(told).to_bytes())
    assert again.facts == told and papers(statement(again.facts)) == written
    assert check_statement(told, written) == []
    dearer = [Item(Fault.SIGN, Yuan(200, 600), Standing.COUNTED), items[1]]
    assert {"wrong_figure"} <= {wrong.code for wrong in check_statement(facts(dearer), written)}


def test_statement_of_nothing_says_so() -> None:
    outline = statement(facts([]))
    assert column(tables(outline)["扣款分类"], "项数") == [0]
    assert papers(outline).docx
