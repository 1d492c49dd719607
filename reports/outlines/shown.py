"""Writes numbers, spans of time and moments as they stand in a report."""

from __future__ import annotations

from datetime import datetime, tzinfo
from decimal import Decimal
from fractions import Fraction

from rules.three_rates import percent

NOTHING = "—"
FEW = 10
_DECIMALS = 1


def rate_of(part: int, whole: int) -> Decimal | None:
    """Return a rate in percent, one decimal, rounded half up; None where there is nothing to measure."""
    return percent(Fraction(part, whole), _DECIMALS) if whole else None


def mean_of(part: int, whole: int) -> Decimal | None:
    """Return how many of one come to one of the other, one decimal, rounded half up; None where there is none."""
    tenths = Fraction(part * 10, whole) + Fraction(1, 2) if whole else None
    return None if tenths is None else Decimal(int(tenths)).scaleb(-1)


def rate_shown(part: int, whole: int) -> str:
    """Return `19/20 = 95.0%`, marked where so few say little; `—` where there is nothing to measure."""
    if not whole:
        return NOTHING
    few = "（样本少）" if whole < FEW else ""
    return f"{part}/{whole} = {rate_of(part, whole)}%{few}"


def change_of(now: int, base: int) -> Decimal | None:
    """Return by how many percent a count grew on its base, rounded half away from zero; None on a base of 0."""
    if not base:
        return None
    grown = Fraction(now - base, base)
    size = percent(abs(grown), _DECIMALS)
    return -size if grown < 0 else size


def change_shown(change: Decimal | None, unit: str = "%", base: int = FEW) -> str:
    """Return 上升12.5%, 下降3.0%, 持平, or `—`, marked on a small base; of rates the unit is 个百分点."""
    if change is None:
        return NOTHING
    few = "（基数小）" if base < FEW else ""
    if not change:
        return f"持平{few}"
    return f"{'上升' if change > 0 else '下降'}{abs(change)}{unit}{few}"


def span_shown(minutes: int | None) -> str:
    """Return a span of time: 6分钟, 1小时20分, 2天3小时; `—` for none."""
    if minutes is None:
        return NOTHING
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    if hours:
        return f"{hours}小时{left}分" if left else f"{hours}小时"
    return f"{left}分钟"


def moment_shown(at: datetime | None, zone: tzinfo) -> str:
    """Return a moment as reports write it, `11-26 08:30`."""
    return f"{at.astimezone(zone):%m-%d %H:%M}" if at else NOTHING
