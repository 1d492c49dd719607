"""Computes 响应率, 解决率, 满意率 and the composite score from the hotline's own call-backs, pooled over rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from rules.callback_words import Satisfied, Solved

TieBreak = Literal["received", "valid"]


@dataclass(frozen=True)
class RateSettings:
    """How a city weighs the three rates; `k` is what a 基本满意 is worth of a 满意.

    `decimals` are those of every percentage, `tie_break` what orders units of the same score, `period_start_day` the
    day of the month on which an official period begins.
    """

    response_weight: Decimal = Decimal("0.10")
    resolution_weight: Decimal = Decimal("0.50")
    satisfaction_weight: Decimal = Decimal("0.40")
    k: Decimal = Decimal("0.9")
    decimals: int = 1
    basically_solved_counts: bool = False
    tie_break: TieBreak = "received"
    period_start_day: int = 19


@dataclass(frozen=True)
class Callback:
    """One official call-back as the platform exported it; None where a cell was empty, which is never a yes."""

    is_valid: bool | None
    contacted: bool | None
    solved: Solved | None
    satisfied: Satisfied | None
    unit: str | None = None
    category: str | None = None

    @classmethod
    def kept(
        cls,
        is_valid: int | None,
        contacted: int | None,
        solved: str | None,
        satisfied: str | None,
        *,
        unit: str | None,
        category: str | None,
    ) -> Callback:
        """Return what a kept row says; an answer that is absent stays absent."""
        return cls(
            None if is_valid is None else bool(is_valid),
            None if contacted is None else bool(contacted),
            Solved(solved) if solved else None,
            Satisfied(satisfied) if satisfied else None,
            unit,
            category,
        )

    @property
    def counts(self) -> bool:
        """Tell whether it is in the denominator: marked valid, and not 未评价, 无法回访 or 无人接听 all the same."""
        return self.is_valid is True and (self.satisfied is None or self.satisfied.is_rating)

    @property
    def is_sore(self) -> bool:
        """Tell whether the citizen told the hotline that he is not satisfied, or that it is not wholly solved."""
        is_open = self.solved in (Solved.UNSOLVED, Solved.PARTLY)
        return self.counts and (self.satisfied is Satisfied.UNSATISFIED or is_open)

    def is_solved(self, settings: RateSettings) -> bool:
        """Tell whether the matter counts as solved."""
        is_nearly = settings.basically_solved_counts and self.solved is Solved.BASICALLY
        return self.counts and (self.solved is Solved.SOLVED or is_nearly)

    def ends_it(self, settings: RateSettings) -> bool:
        """Tell whether the hotline found the matter solved and nobody against it."""
        return self.is_solved(settings) and self.satisfied is not Satisfied.UNSATISFIED


@dataclass(frozen=True)
class ThreeRates:
    """The rates in percent, rounded half up, None without a valid call-back; with the counts they come from."""

    valid: int
    contacted: int
    solved: int
    satisfied: int
    basically: int
    response: Decimal | None
    resolution: Decimal | None
    satisfaction: Decimal | None
    composite: Decimal | None


def rates(callbacks: Iterable[Callback], settings: RateSettings) -> ThreeRates:
    """Return the rates of all these call-backs together, never the mean of the units' rates."""
    counts: Counter[str] = Counter()
    for each in callbacks:
        if each.counts:
            counts.update(_counted_as(each, settings))
    names = ("valid", "contacted", "solved", "satisfied", "basically")
    return rates_of_counts(*(counts[name] for name in names), settings=settings)


def rates_of_counts(
    valid: int, contacted: int, solved: int, satisfied: int, basically: int, *, settings: RateSettings
) -> ThreeRates:
    """Return the rates where the database has counted; the composite comes from the exact rates, not the rounded."""
    counts = (valid, contacted, solved, satisfied, basically)
    if not valid:
        return ThreeRates(*counts, None, None, None, None)
    response, resolution = Fraction(contacted, valid), Fraction(solved, valid)
    satisfaction = (satisfied + Fraction(settings.k) * basically) / valid
    composite = (
        Fraction(settings.response_weight) * response
        + Fraction(settings.resolution_weight) * resolution
        + Fraction(settings.satisfaction_weight) * satisfaction
    )
    exact = (response, resolution, satisfaction, composite)
    return ThreeRates(*counts, *(percent(each, settings.decimals) for each in exact))


def rates_by(
    callbacks: Iterable[Callback], name_of: Callable[[Callback], str | None], settings: RateSettings
) -> dict[str | None, ThreeRates]:
    """Return the rates of each unit, category or whatever else `name_of` tells, in the order they first appear."""
    groups: dict[str | None, list[Callback]] = {}
    for each in callbacks:
        groups.setdefault(name_of(each), []).append(each)
    return {name: rates(group, settings) for name, group in groups.items()}


def ranked(
    found: Mapping[str | None, ThreeRates], received: Mapping[str, int], settings: RateSettings
) -> list[tuple[str | None, ThreeRates]]:
    """Return units by their score, the best first; who was not called back comes last.

    Of equal scores the one with more orders received is first, or with more valid call-backs, then by name.
    """

    def place(item: tuple[str | None, ThreeRates]) -> tuple[bool, Decimal, int, str]:
        name, its = item
        many = received.get(name or "", 0) if settings.tie_break == "received" else its.valid
        return (its.composite is None, -(its.composite or Decimal(0)), -many, name or "")

    return sorted(found.items(), key=place)


def percent(share: Fraction, decimals: int) -> Decimal:
    """Return a share of at least 0 as a percentage, rounded half up."""
    scaled = share * 100 * 10**decimals
    return Decimal(int(scaled + Fraction(1, 2))).scaleb(-decimals)


def _counted_as(each: Callback, settings: RateSettings) -> Iterable[str]:
    yield "valid"
    if each.contacted:
        yield "contacted"
    if each.is_solved(settings):
        yield "solved"
    if each.satisfied is Satisfied.SATISFIED:
        yield "satisfied"
    if each.satisfied is Satisfied.BASICALLY:
        yield "basically"
