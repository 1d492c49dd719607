"""Says what the contract deducts for what: kinds of faults, each with its range in whole yuan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from rules.stages import Stage


class Fault(StrEnum):
    """What the contract deducts for; the first four are found by clocks, the others are entered by an official."""

    SIGN = "sign"
    VERIFY = "verify"
    ASSIGN = "assign"
    REPLY = "reply"
    WORDING = "wording"
    ATTITUDE = "attitude"
    LATE = "late"
    EARLY = "early"
    ABSENCE = "absence"
    LEAK = "leak"


FAULT_OF_STAGE: dict[Stage, Fault] = {
    Stage.SIGN: Fault.SIGN,
    Stage.VERIFY: Fault.VERIFY,
    Stage.ASSIGN: Fault.ASSIGN,
    Stage.PLATFORM_REPLY: Fault.REPLY,
}
# Limits of minutes, which the agent on shift keeps; that of the reply runs through many shifts.
OF_ONE_SHIFT = frozenset({Stage.SIGN, Stage.VERIFY, Stage.ASSIGN})
# What is somebody's own fault, and so needs his name.
OF_A_PERSON = frozenset({Fault.ATTITUDE, Fault.LATE, Fault.EARLY, Fault.ABSENCE})


@dataclass(frozen=True)
class Yuan:
    """An amount between `low` and `high` whole yuan, both included; equal where it is settled."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"no range: {self.low} to {self.high}")

    def __add__(self, other: Yuan) -> Yuan:
        return Yuan(self.low + other.low, self.high + other.high)

    def holds(self, amount: Yuan) -> bool:
        """Tell whether an amount lies within this range."""
        return self.low <= amount.low and amount.high <= self.high

    def times(self, n: int) -> Yuan:
        """Return it `n` times over."""
        return Yuan(self.low * n, self.high * n)


NOTHING = Yuan(0, 0)


def sum_of(amounts: Iterable[Yuan]) -> Yuan:
    """Return the sum of amounts: lows and highs apart."""
    return sum(amounts, NOTHING)


def share_of(total: int, percent: Decimal) -> int:
    """Return a percentage of whole yuan in whole yuan, half a yuan up."""
    return int((Decimal(total) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))


# Contract, article 12; a serious breach is ten in a hundred of 575,610 yuan.
RANGES: dict[Fault, Yuan] = {
    Fault.SIGN: Yuan(200, 500),
    Fault.VERIFY: Yuan(200, 500),
    Fault.ASSIGN: Yuan(200, 500),
    Fault.REPLY: Yuan(200, 500),
    Fault.WORDING: Yuan(50, 500),
    Fault.ATTITUDE: Yuan(100, 200),
    Fault.LATE: Yuan(100, 100),
    Fault.EARLY: Yuan(100, 100),
    Fault.ABSENCE: Yuan(500, 1000),
    Fault.LEAK: Yuan(57_561, 57_561),
}


@dataclass(frozen=True)
class Penalties:
    """What one township's contract deducts for each kind of fault."""

    ranges: Mapping[Fault, Yuan] = field(default_factory=lambda: RANGES)

    def range_of(self, fault: Fault) -> Yuan:
        """Return what one such fault may cost."""
        return self.ranges[fault]
