"""Weighs what running clocks could still cost: the money of a miss by how near it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from rules.penalties import Fault, Yuan


@dataclass(frozen=True)
class AtRisk:
    """A clock of a fined stage that has not run out yet; `key` is whatever it is known by."""

    key: int
    fault: Fault
    amount: Yuan
    started_at: datetime
    due_at: datetime

    def nearness(self, now: datetime) -> Decimal:
        """Return how much of the limit has passed, from 0 to 1."""
        whole = self.due_at - self.started_at
        if whole <= timedelta(0) or now >= self.due_at:
            return Decimal(1)
        passed = max(timedelta(0), now - self.started_at)
        return Decimal(passed // timedelta(seconds=1)) / Decimal(max(1, whole // timedelta(seconds=1)))

    def weight(self, now: datetime) -> Decimal:
        """Return the money at risk: the most it may cost, by how near that is."""
        return self.amount.high * self.nearness(now)


def by_money_at_risk(found: Iterable[AtRisk], now: datetime) -> list[AtRisk]:
    """Return what could still cost money, the most first; of equals what is due first."""
    return sorted(found, key=lambda each: (-each.weight(now), each.due_at, each.key))
