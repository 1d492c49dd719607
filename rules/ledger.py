"""Says how each entry of the ledger stands and adds a span of time up, so that the parts make the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.penalties import NOTHING, Fault, Yuan, sum_of
from rules.userids import userid_key


class Standing(StrEnum):
    """How an entry stands: counted, or apart from the sum for one of these reasons.

    `claimed` is late by the platform's record alone, which an official has to settle; `unsettled` rests on a stated
    time that the platform has not confirmed (补录未核); `lapsed` was no breach after all.
    """

    COUNTED = "counted"
    DISPUTED = "disputed"
    CLAIMED = "claimed"
    UNSETTLED = "unsettled"
    EXCLUDED = "excluded"
    WAIVED = "waived"
    LAPSED = "lapsed"


class Ruling(StrEnum):
    """What is written down under an entry: that an agent disputes it, and what an official decided."""

    DISPUTE = "dispute"
    WAIVE = "waive"
    REDUCE = "reduce"
    UPHOLD = "uphold"


@dataclass(frozen=True)
class Ruled:
    """One row under an entry, by whom; `amount` is what it costs from then on, where that was said."""

    ruling: Ruling
    amount: int | None = None
    by: str = ""


def amount_after(first: Yuan, rulings: Iterable[Ruled]) -> Yuan:
    """Return what an entry costs after all that was decided about it; the last amount that was said counts."""
    said = [each.amount for each in rulings if each.amount is not None]
    return Yuan(said[-1], said[-1]) if said else first


def standing_of(
    rulings: Sequence[Ruled],
    *,
    is_breach: bool = True,
    is_claimed: bool = False,
    is_contested: bool = False,
    is_excluded: bool = False,
) -> Standing:
    """Return how an entry stands.

    `is_breach` is what its clock says now (always so of what an official entered), `is_claimed` that the platform's
    record says so and nobody settled it, `is_contested` that only a stated time speaks against it. Whatever was waived
    stays waived.
    """
    last = _last_that_counts(rulings)
    if not (is_breach or is_claimed or is_contested):
        return Standing.LAPSED
    if last is Ruling.WAIVE:
        return Standing.WAIVED
    if is_excluded:
        return Standing.EXCLUDED
    if is_contested or is_claimed:
        return Standing.UNSETTLED if is_contested else Standing.CLAIMED
    return Standing.DISPUTED if last is Ruling.DISPUTE else Standing.COUNTED


def _last_that_counts(rulings: Sequence[Ruled]) -> Ruling | None:
    """Each of whom an entry is disputes it once: what one says again after a decision leaves that standing."""
    last: Ruling | None = None
    disputed_by: set[str] = set()
    for each in rulings:
        who = userid_key(each.by)
        is_again = last is Ruling.WAIVE or who in disputed_by
        if each.ruling is Ruling.DISPUTE:
            disputed_by.add(who)
        if each.ruling is not Ruling.DISPUTE or not is_again:
            last = each.ruling
    return last


@dataclass(frozen=True)
class Item:
    """What counts of an entry when the ledger is added up."""

    fault: Fault
    amount: Yuan
    standing: Standing


@dataclass(frozen=True)
class Total:
    """How many entries, and what they may cost together."""

    count: int = 0
    amount: Yuan = NOTHING


def total(items: Iterable[Item]) -> Total:
    """Return the sum of some entries."""
    amounts = [item.amount for item in items]
    return Total(len(amounts), sum_of(amounts))


def by_standing(items: Sequence[Item]) -> dict[Standing, Total]:
    """Return the sums apart for each way an entry can stand; together they are the sum of all."""
    return {standing: total(item for item in items if item.standing is standing) for standing in Standing}


def by_fault(items: Sequence[Item], standing: Standing = Standing.COUNTED) -> dict[Fault, Total]:
    """Return the sums for each kind of fault among those that stand alike; kinds without one are left out."""
    found = {fault: total(i for i in items if i.fault is fault and i.standing is standing) for fault in Fault}
    return {fault: each for fault, each in found.items() if each.count}
