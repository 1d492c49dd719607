"""Before a statement is written its facts are compared with the ledger as other SQL reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

from actions.desk import Desk
from models.database import Database
from models.ledger import LedgerEntry, LedgerRuling
from reports.differing import Differs
from reports.ledger_again import count_again
from reports.statement import StatementEntry, StatementFacts
from rules.contract import Contract, Payment
from rules.ledger import Ruling, Standing
from rules.penalties import Yuan
from rules.report_periods import ReportKind, period_of
from tests.actions.town import RULES
from texts.ledger_statement import facts_of

NOW = datetime(2026, 12, 1, 4, tzinfo=UTC)
NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
PAYMENT = Payment("第四期", date(2026, 11, 30), Decimal(25), Decimal(20))
PAYING = replace(RULES, contract=Contract(payments=(PAYMENT,)))
# Whatever may be written under an entry, in any order.
RULED = [ruled for n in range(4) for ruled in product(Ruling, repeat=n)]


def written(database: Database) -> None:
    """Put in an entry for each way in which it may be disputed and decided."""
    with database.transaction() as session:
        for place, ruled in enumerate(RULED):
            entry = LedgerEntry(fault="attitude", happened_at=NOON, low=100, high=200, entered_at=NOON)
            session.add(entry)
            session.flush()
            for n, ruling in enumerate(ruled):
                amount = 120 + n if ruling is Ruling.REDUCE else None
                at = NOON + timedelta(hours=n)
                # An entry of two agents is disputed by both: in every third one all are of one, in others of either.
                by = ("zuoxi02", "zuoxi03", "Zuoxi02")[n * place % 3]
                session.add(LedgerRuling(entry_id=entry.id, ruling=ruling, amount=amount, reason="", by=by, at=at))
                session.flush()


def dearer(facts: StatementFacts, of: Callable[[StatementEntry], bool], **changes: object) -> StatementFacts:
    """Return the facts with the first such entry changed."""
    place = next(place for place, each in enumerate(facts.entries) if of(each))
    entry = replace(facts.entries[place], **changes)  # type: ignore[arg-type]
    return replace(facts, entries=(*facts.entries[:place], entry, *facts.entries[place + 1 :]))


def test_what_a_statement_says_otherwise_than_the_ledger_is_found(database_url: str) -> None:
    database = Database(database_url)
    written(database)
    with database.snapshot() as session:
        desk = Desk(session, NOW, NOW, PAYING)
        facts = facts_of(desk, period_of(ReportKind.MONTHLY, NOW, RULES.zone), "JS-20261201-1")
        assert {each.item.standing for each in facts.entries} == {
            *(Standing.COUNTED, Standing.DISPUTED, Standing.WAIVED),
        }
        count_again(desk, facts)
        first = facts.entries[0].item
        [due] = facts.payments
        ruled = next(each for each in facts.entries if each.rulings)
        planted = {
            "金额上限: 300, 200": dearer(facts, lambda _: True, item=replace(first, amount=Yuan(100, 300))),
            "是否计入: waived, counted": dearer(facts, lambda _: True, item=replace(first, standing=Standing.WAIVED)),
            "异议与裁定数: 0, 1": dearer(facts, lambda each: each is ruled, rulings=()),
            f"扣款项数: {len(RULED) - 1}, {len(RULED)}": replace(facts, entries=facts.entries[1:]),
            "第四期应减扣款下限: 1": replace(facts, payments=(replace(due, deducted=Yuan(1, due.deducted.high)),)),
        }
        for expected, wrong in planted.items():
            found = complaint(desk, wrong)
            assert expected in found, found
    database.close()


def complaint(desk: Desk, facts: StatementFacts) -> str:
    """Return what is said of facts that differ."""
    try:
        count_again(desk, facts)
    except Differs as differs:
        return "; ".join(f"{name}: {told}, {counted}" for name, told, counted in differs.found)
    return ""
