"""The contract's money: its sum, what a serious breach costs, and how much of each payment depends on performance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.penalties import Yuan, share_of


@dataclass(frozen=True)
class Payment:
    """One payment of the schedule: due on a day, so many percent of the sum, of it so many by performance."""

    name: str
    due: date
    percent: Decimal
    performance_percent: Decimal


@dataclass(frozen=True)
class Contract:
    """The sum in whole yuan and the schedule; without a schedule nothing is said of payments."""

    total: int = 575_610
    breach_percent: Decimal = Decimal(10)
    payments: tuple[Payment, ...] = ()

    def due_in(self, first: date, last: date) -> list[tuple[Payment, date | None]]:
        """Return the payments that fall due between two days, both included, each with the day of the one before it.

        A payment bears the deductions after that day up to its own, so that each yuan is deducted once.
        """
        in_order = sorted(self.payments, key=lambda payment: payment.due)
        before = [None, *(payment.due for payment in in_order)]
        return [pair for pair in zip(in_order, before, strict=False) if first <= pair[0].due <= last]


@dataclass(frozen=True)
class Share:
    """A payment in yuan: `fixed` and `performance` make `amount`; `left` of the latter after deductions, and `over`."""

    amount: int
    fixed: int
    performance: int
    left: Yuan
    over: Yuan


def share(contract: Contract, payment: Payment, deducted: Yuan) -> Share:
    """Return what of a payment's performance part is left when so much is deducted, and what goes beyond it."""
    amount = share_of(contract.total, payment.percent)
    performance = share_of(amount, payment.performance_percent)
    left = Yuan(max(0, performance - deducted.high), max(0, performance - deducted.low))
    over = Yuan(max(0, deducted.low - performance), max(0, deducted.high - performance))
    return Share(amount, amount - performance, performance, left, over)
