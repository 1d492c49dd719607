"""Compares what is told of the ledger with it, read again by other SQL, before anything is written from that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from actions.desk import Desk
from models.queries import ledger_again as queries
from reports.dataset import DataSet
from reports.differing import Differs
from reports.statement import DuePayment, StatementEntry, StatementFacts
from rules.penalties import FAULT_OF_STAGE, Yuan
from rules.stages import Stage

_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
_OF_ENTRY = {"fault": "类别", "low": "金额下限", "high": "金额上限", "standing": "是否计入", "rulings": "异议与裁定数"}


def count_again(desk: Desk, facts: StatementFacts) -> None:
    """Raise Differs when an entry is missing or too many, stands or costs otherwise, or a payment bears another sum."""
    found = [*_entries(desk, facts), *_payments(desk, facts)]
    if wrong := [(name, told, counted) for name, told, counted in found if told != counted]:
        raise Differs(wrong)


def count_orders_again(desk: Desk, data: DataSet) -> None:
    """Raise Differs when what counts of a frozen ledger is not of the orders whose clocks and entries cost money."""
    this = data.spans["this"]
    kept = queries.entries_again(desk.session, this.start, this.end)
    counted = Counter((row.fault, row.ticket_id) for row in kept if row.standing == "counted")
    for row in queries.uncharged_again(desk.session, this.start, this.end):
        counted[str(FAULT_OF_STAGE[Stage(row.stage)]), row.ticket_id] += row.n
    frozen = Counter(map(tuple, data.rows("SELECT fault, ticket_id FROM ledger WHERE standing = 'counted'")))
    if wrong := [each for each in counted | frozen if counted[each] != frozen[each]]:
        raise Differs([(f"{fault} {ticket}", frozen[fault, ticket], counted[fault, ticket]) for fault, ticket in wrong])


def _entries(desk: Desk, facts: StatementFacts) -> Iterator[tuple[str, int | str, int | str]]:
    kept = {row.id: row for row in queries.entries_again(desk.session, facts.period.start, facts.period.end)}
    yield "扣款项数", len(facts.entries), len(kept)
    for entry in facts.entries:
        row = kept.get(entry.number)
        yield f"{entry.number}号扣款", 1, int(row is not None)
        if row is not None:
            for column, told in zip(_OF_ENTRY, _told(entry), strict=True):
                yield f"{entry.number}号扣款的{_OF_ENTRY[column]}", told, getattr(row, column)


def _told(entry: StatementEntry) -> tuple[int | str, ...]:
    item = entry.item
    return str(item.fault), item.amount.low, item.amount.high, str(item.standing), len(entry.rulings)


def _payments(desk: Desk, facts: StatementFacts) -> Iterator[tuple[str, int, int]]:
    for due in facts.payments:
        borne = _borne(desk, due)
        yield f"{due.payment.name}应减扣款下限", due.deducted.low, borne.low
        yield f"{due.payment.name}应减扣款上限", due.deducted.high, borne.high


def _borne(desk: Desk, due: DuePayment) -> Yuan:
    """What counts from the end of the day of the payment before to the end of its own, with or without an entry."""
    start, end = _end_of(desk, due.after) if due.after else _ALWAYS, _end_of(desk, due.payment.due)
    rows = queries.entries_again(desk.session, start, end)
    counted = [Yuan(row.low, row.high) for row in rows if row.standing == "counted"]
    for row in queries.uncharged_again(desk.session, start, end):
        counted.append(desk.rules.penalties.range_of(FAULT_OF_STAGE[Stage(row.stage)]).times(row.n))
    return Yuan(sum(each.low for each in counted), sum(each.high for each in counted))


def _end_of(desk: Desk, day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), desk.rules.zone).astimezone(UTC)
