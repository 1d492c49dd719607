"""Reads what statistics are asked of: words that name a unit, class or place, and the period among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from rules.period_words import dates_together, period_named
from rules.report_periods import Period, official_period

_OFFICIAL = frozenset({"本考核期", "考核期", "本考核周期", "考核周期", "这个考核期"})
_MOST_PIECES = 3


@dataclass(frozen=True)
class Asked:
    """The words that are left of what was asked for, and the period; `is_official` for 本考核期.

    `has_period`: one was written.
    """

    words: str
    period: Period
    is_official: bool = False
    has_period: bool = True


def read_statistics(text: str, now: datetime, zone: tzinfo, official_start_day: int = 19) -> Asked:
    """Read a period wherever it stands among the words; without one it is this month."""
    pieces = dates_together(text).split()
    for n in range(min(_MOST_PIECES, len(pieces)), 0, -1):
        for start in range(len(pieces) - n + 1):
            rest = " ".join(pieces[:start] + pieces[start + n :])
            said = "".join(pieces[start : start + n])
            if said in _OFFICIAL:
                # Today is told of with it, as it stands.
                tomorrow = now + timedelta(days=1)
                return Asked(rest, official_period(tomorrow, zone, official_start_day), is_official=True)
            if (period := period_named(said, now, zone)) is not None:
                return Asked(rest, period)
    this_month = period_named("本月", now, zone)
    assert this_month is not None
    return Asked(" ".join(pieces), this_month, has_period=False)
