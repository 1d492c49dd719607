"""Writes the statement of a month or quarter: what the contract deducts, apart from it what does not count, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from reports.outline import Figure, Outline, Paragraph, Part, Section, Table
from reports.outlines.shown import NOTHING, moment_shown
from reports.outlines.writing import say, table
from rules.contract import Contract, Payment, share
from rules.ledger import Item, Standing, Total, by_fault, by_standing
from rules.ledger_names import FAULTS, STANDINGS
from rules.penalties import Yuan
from rules.report_periods import Period, ReportKind

_APART = (
    *(Standing.DISPUTED, Standing.CLAIMED, Standing.UNSETTLED),
    *(Standing.EXCLUDED, Standing.WAIVED, Standing.LAPSED),
)
_MONEY = ("最低（元）", "最高（元）")
_BORNE, _LEFT = ("扣款最低", "扣款最高"), ("考核部分剩余最低", "考核部分剩余最高")


@dataclass(frozen=True)
class RuledLine:
    """A dispute or decision, in words."""

    at: datetime
    by: str
    words: str
    amount: int | None
    reason: str


@dataclass(frozen=True)
class StatementEntry:
    """An entry as a statement shows it; `about` is the order or report, `chain` its evidence, a line each."""

    number: int
    at: datetime
    about: str
    whose: str
    item: Item
    rulings: tuple[RuledLine, ...] = ()
    chain: tuple[str, ...] = ()


@dataclass(frozen=True)
class DuePayment:
    """A payment of the span with what it bears: the deductions that count since the day after `after`, up to its own.

    Without `after` it is the first, and bears all before it.
    """

    payment: Payment
    after: date | None
    deducted: Yuan


@dataclass(frozen=True)
class StatementFacts:
    """All that a statement is written from."""

    number: str
    site: str
    zone: ZoneInfo
    period: Period
    period_words: str
    made_at: datetime
    entries: tuple[StatementEntry, ...]
    contract: Contract
    payments: tuple[DuePayment, ...] = ()


def statement(facts: StatementFacts) -> Outline:
    """Return what the statement says."""
    sums = by_standing([entry.item for entry in facts.entries])
    sections = [
        Section("扣款合计", (_in_words(facts, sums), _by_fault(facts))),
        Section("计入明细", (_listed(facts, "计入明细", (Standing.COUNTED,), "counted"),)),
        Section("另列（不计入合计）", tuple(_apart(facts, sums))),
        Section("异议与裁定", tuple(_rulings(facts))),
        *_payments(facts),
        Section("签字", (_signatures(),)),
        Section("附：证据", (_evidence(facts),)),
    ]
    return Outline(
        kind=ReportKind.STATEMENT,
        number=facts.number,
        title=f"{facts.site}合同考核扣款结算单",
        site=facts.site,
        period=facts.period,
        period_words=facts.period_words,
        made_at=facts.made_at,
        sections=tuple(sections),
        summary=(_in_words(facts, sums),),
    )


def _in_words(facts: StatementFacts, sums: dict[Standing, Total]) -> Paragraph:
    counted = _total_figures("counted", STANDINGS[Standing.COUNTED], sums[Standing.COUNTED])
    made = Figure("made_at", "截至", facts.made_at.isoformat(), moment_shown(facts.made_at, facts.zone))
    return say("截至", made, "，计入", counted[0], "项，扣款", counted[1], "元至", counted[2], "元。")


def _by_fault(facts: StatementFacts) -> Table:
    items = [entry.item for entry in facts.entries]
    kinds = by_fault(items)
    rows: list[Sequence[Part]] = [
        (FAULTS[fault], *_total_figures(f"fault.{fault}", FAULTS[fault], each)) for fault, each in kinds.items()
    ]
    whole = by_standing(items)[Standing.COUNTED]
    rows.append(("合计", *_total_figures("counted", STANDINGS[Standing.COUNTED], whole)))
    return table("扣款分类", ("类别", "项数", *_MONEY), rows, has_total=True)


def _listed(facts: StatementFacts, name: str, standings: Sequence[Standing], key: str) -> Table:
    found = [entry for entry in facts.entries if entry.item.standing in standings]
    rows = [_row(facts, entry) for entry in found]
    if rows:
        whole = Total(len(found), Yuan(sum(e.item.amount.low for e in found), sum(e.item.amount.high for e in found)))
        _n, low, high = _total_figures(key, STANDINGS[standings[0]], whole)
        rows.append(("合计", "", "", "", "", low, high))
    return table(name, ("编号", "类别", "时间", "工单或报告", "当班或责任人", *_MONEY), rows, has_total=bool(rows))


def _row(facts: StatementFacts, entry: StatementEntry) -> tuple[Part, ...]:
    key = f"entry.{entry.number}"
    return (
        _number(entry),
        FAULTS[entry.item.fault],
        Figure(f"{key}.at", "发生时间", entry.at.isoformat(), moment_shown(entry.at, facts.zone)),
        entry.about or NOTHING,
        entry.whose or NOTHING,
        *_amounts(key, "扣款", entry.item.amount),
    )


def _apart(facts: StatementFacts, sums: dict[Standing, Total]) -> Iterable[Paragraph | Table]:
    for standing in _APART:
        if sums[standing].count:
            name = STANDINGS[standing]
            count, low, high = _total_figures(str(standing), name, sums[standing])
            yield say(f"{name}：", count, "项，", low, "元至", high, "元。")
            yield _listed(facts, f"{name}明细", (standing,), str(standing))


def _rulings(facts: StatementFacts) -> Iterable[Table]:
    rows = [
        (
            _number(entry),
            Figure(
                f"entry.{entry.number}.ruled.{n}.at", "时间", each.at.isoformat(), moment_shown(each.at, facts.zone)
            ),
            each.by,
            each.words,
            _amount(f"entry.{entry.number}.ruled.{n}", each.amount),
            Figure(f"entry.{entry.number}.ruled.{n}.reason", "理由", each.reason, each.reason),
        )
        for entry in facts.entries
        for n, each in enumerate(entry.rulings, 1)
    ]
    if rows:
        yield table("异议与裁定", ("编号", "时间", "何人", "结果", "金额（元）", "理由"), rows)


def _payments(facts: StatementFacts) -> Iterable[Section]:
    """A section only where a payment of the schedule falls due in the span."""
    if facts.payments:
        rows = [_payment(facts, due, n) for n, due in enumerate(facts.payments, 1)]
        columns = ("付款", "应付日", "应付（元）", "固定部分", "考核部分", "扣款自", *_BORNE, *_LEFT)
        note = say(
            "每次付款只减上一次应付日之后到本次应付日计入的扣款（第一次减此前全部），不管是哪一期的；"
            "应付日之后的扣款归下一次付款。扣款多于考核部分的，超出部分另行商定。"
        )
        yield Section("付款", (table("付款计划", columns, rows), note))


def _payment(facts: StatementFacts, due: DuePayment, n: int) -> tuple[Part, ...]:
    payment, key = due.payment, f"payment.{n}"
    found = share(facts.contract, payment, due.deducted)
    since = (due.after + timedelta(days=1)).isoformat() if due.after else "合同开始"
    return (
        Figure(f"{key}.name", "付款", payment.name, payment.name),
        Figure(f"{key}.due", "应付日", payment.due.isoformat(), payment.due.isoformat()),
        _plain(f"{key}.amount", "应付", found.amount),
        _plain(f"{key}.fixed", "固定部分", found.fixed),
        _plain(f"{key}.performance", "考核部分", found.performance),
        Figure(f"{key}.since", "扣款自", since, since),
        *_amounts(f"{key}.deducted", "扣款", due.deducted),
        *_amounts(f"{key}.left", "考核部分剩余", found.left),
    )


def _evidence(facts: StatementFacts) -> Table:
    """As an annex behind the signatures, a line each: it is most of the pages."""
    rows = [
        (_number(entry), FAULTS[entry.item.fault], Figure(f"entry.{entry.number}.chain.{n}", "证据", line, line))
        for entry in facts.entries
        for n, line in enumerate(entry.chain, 1)
    ]
    return table("证据", ("编号", "类别", "证据"), rows)


def _signatures() -> Table:
    rows = [(side, "", "", "") for side in ("甲方（采购人）", "乙方（供应商）")]
    return table("签字", ("双方", "负责人签字", "盖章", "日期"), rows)


def _number(entry: StatementEntry) -> Figure:
    return _plain(f"entry.{entry.number}.number", "编号", entry.number)


def _total_figures(key: str, name: str, total: Total) -> tuple[Figure, Figure, Figure]:
    count = _plain(f"{key}.count", f"{name}项数", total.count)
    return (count, *_amounts(key, name, total.amount))


def _amounts(key: str, name: str, amount: Yuan) -> tuple[Figure, Figure]:
    return _plain(f"{key}.low", f"{name}最低", amount.low), _plain(f"{key}.high", f"{name}最高", amount.high)


def _amount(key: str, amount: int | None) -> Part:
    return NOTHING if amount is None else _plain(f"{key}.amount", "金额", amount)


def _plain(key: str, name: str, value: int) -> Figure:
    return Figure(key, name, value, str(value))
