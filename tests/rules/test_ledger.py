"""What the contract deducts, how an entry stands, and that the parts of a ledger always make the whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.contract import Contract, Payment, share
from rules.exposure import AtRisk, by_money_at_risk
from rules.ledger import (
    Item,
    Ruled,
    Ruling,
    Standing,
    amount_after,
    by_fault,
    by_standing,
    standing_of,
    total,
)
from rules.penalties import FAULT_OF_STAGE, NOTHING, RANGES, Fault, Penalties, Yuan, share_of, sum_of
from rules.settings import BREACH_STAGES
from rules.stages import Stage

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fault", "low", "high"),
    [
        ("sign", 200, 500),
        ("assign", 200, 500),
        ("reply", 200, 500),
        ("wording", 50, 500),
        ("attitude", 100, 200),
        ("late", 100, 100),
        ("early", 100, 100),
        ("absence", 500, 1000),
        ("leak", 57_561, 57_561),
    ],
)
def test_each_fault_costs_what_article_12_says(fault: str, low: int, high: int) -> None:
    assert Penalties().range_of(Fault(fault)) == Yuan(low, high)


def test_a_serious_breach_is_ten_in_a_hundred_of_the_sum() -> None:
    assert share_of(Contract().total, Contract().breach_percent) == 57_561 == RANGES[Fault.LEAK].high


def test_half_a_yuan_is_rounded_up() -> None:
    assert [share_of(total, Decimal(percent)) for total, percent in ((5, 10), (4, 10), (15, 10))] == [1, 0, 2]


def test_every_stage_that_is_fined_has_its_fault() -> None:
    assert BREACH_STAGES | {Stage.VERIFY} == FAULT_OF_STAGE.keys()


def test_an_amount_runs_from_low_to_high() -> None:
    with pytest.raises(ValueError, match="range"):
        Yuan(500, 200)


DISPUTED, WAIVED, UPHELD = Ruled(Ruling.DISPUTE), Ruled(Ruling.WAIVE), Ruled(Ruling.UPHOLD)
BY_ANOTHER = Ruled(Ruling.DISPUTE, by="zuoxi03")


@pytest.mark.parametrize(
    ("rulings", "facts", "standing"),
    [
        ([], {}, "counted"),
        ([DISPUTED], {}, "disputed"),
        ([DISPUTED, WAIVED], {}, "waived"),
        ([DISPUTED, UPHELD], {}, "counted"),
        ([DISPUTED, Ruled(Ruling.REDUCE, 300)], {}, "counted"),
        # Disputed once; what was decided stands.
        ([DISPUTED, UPHELD, DISPUTED], {}, "counted"),
        ([DISPUTED, UPHELD, BY_ANOTHER], {}, "disputed"),
        ([DISPUTED, BY_ANOTHER, UPHELD, DISPUTED, BY_ANOTHER], {}, "counted"),
        ([DISPUTED, WAIVED, BY_ANOTHER], {}, "waived"),
        ([DISPUTED, DISPUTED], {}, "disputed"),
        ([UPHELD, DISPUTED], {}, "disputed"),
        ([WAIVED, DISPUTED], {}, "waived"),
        ([], {"is_contested": True, "is_breach": False}, "unsettled"),
        ([], {"is_claimed": True, "is_breach": False}, "claimed"),
        ([], {"is_breach": False}, "lapsed"),
        ([DISPUTED], {"is_breach": False}, "lapsed"),
        ([], {"is_excluded": True}, "excluded"),
        ([], {"is_excluded": True, "is_contested": True}, "excluded"),
        ([WAIVED], {"is_contested": True}, "waived"),
        ([WAIVED], {"is_excluded": True}, "waived"),
    ],
)
def test_how_an_entry_stands(rulings: list[Ruled], facts: dict[str, bool], standing: str) -> None:
    assert standing_of(rulings, **facts) == standing


def test_the_last_amount_decided_is_what_an_entry_costs() -> None:
    first = Yuan(200, 500)
    assert amount_after(first, [DISPUTED]) == first
    assert amount_after(first, [DISPUTED, Ruled(Ruling.REDUCE, 300), UPHELD]) == Yuan(300, 300)
    assert amount_after(first, [Ruled(Ruling.REDUCE, 300), Ruled(Ruling.REDUCE, 250)]) == Yuan(250, 250)


AMOUNTS = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(lambda pair: Yuan(min(pair), max(pair)))
ITEMS = st.lists(st.builds(Item, st.sampled_from(Fault), AMOUNTS, st.sampled_from(Standing)), max_size=40)


@given(ITEMS)
@settings(max_examples=60)
def test_whatever_is_in_a_ledger_its_parts_make_the_whole(items: list[Item]) -> None:
    parts = by_standing(items)
    assert sum_of(part.amount for part in parts.values()) == total(items).amount
    assert sum(part.count for part in parts.values()) == len(items)
    for standing, part in parts.items():
        kinds = by_fault(items, standing)
        assert sum_of(kind.amount for kind in kinds.values()) == part.amount
        assert sum(kind.count for kind in kinds.values()) == part.count
        assert part.amount.low <= part.amount.high


@given(st.integers(0, 10**7), st.integers(0, 100), st.integers(0, 100), AMOUNTS)
@settings(max_examples=60)
def test_a_payment_is_its_parts_and_a_deduction_is_taken_once(
    sum_: int, percent: int, performance: int, deducted: Yuan
) -> None:
    payment = Payment("第一期", date(2027, 1, 31), Decimal(percent), Decimal(performance))
    found = share(Contract(sum_), payment, deducted)
    assert found.fixed + found.performance == found.amount
    # At each end what is left and what is deducted make the part, but for what goes beyond it.
    assert found.left.low + deducted.high == found.performance + found.over.high
    assert found.left.high + deducted.low == found.performance + found.over.low


def test_a_payment_is_looked_for_by_its_day() -> None:
    payment = Payment("第一期", date(2027, 1, 31), Decimal(30), Decimal(20))
    later, last = (
        Payment(name, date(2027, 2, day), Decimal(30), Decimal(20)) for name, day in (("二", 10), ("三", 20))
    )
    contract = Contract(payments=(last, payment, later))
    assert contract.due_in(date(2027, 1, 1), date(2027, 1, 31)) == [(payment, None)]
    # Each bears what came since the one before, whatever the span of the statement.
    assert contract.due_in(date(2027, 2, 1), date(2027, 2, 28)) == [(later, payment.due), (last, later.due)]
    assert contract.due_in(date(2027, 3, 1), date(2027, 3, 31)) == []
    assert share(contract, payment, NOTHING).performance == 34_537


def test_what_is_nearest_and_dearest_comes_first() -> None:
    def risk(key: int, high: int, began: int, left: int) -> AtRisk:
        amount = Yuan(0, high)
        return AtRisk(key, Fault.SIGN, amount, NOON - timedelta(minutes=began), NOON + timedelta(minutes=left))

    almost, begun, dear, same = risk(1, 500, 19, 1), risk(2, 500, 1, 19), risk(3, 1000, 10, 10), risk(4, 1000, 20, 20)
    assert [each.key for each in by_money_at_risk([begun, same, dear, almost], NOON)] == [3, 4, 1, 2]
    assert risk(5, 500, 30, -1).weight(NOON) == 500
