"""Says in Chinese by which rules a hot spot was found, for chats and reports alike."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from rules.hot_spots import HotSpotRule, Reason

_TENTH = Decimal("0.1")
_WEEK = 7
RULES: dict[HotSpotRule, str] = {
    HotSpotRule.CROWD: "群体诉求",
    HotSpotRule.BUILDING_DAY: "同一楼栋24小时{n}件",
    HotSpotRule.POINT: "同一点位同一事项{days}天{n}件",
    HotSpotRule.MATTER: "同一事项{days}天{n}件",
    HotSpotRule.PLACE_RISE: "同一小区或路段{days}天{n}件",
    HotSpotRule.CATEGORY_RISE: "同一类别{days}天{n}件",
}


def why(reasons: Iterable[Reason], days: int) -> str:
    """Return the rules that found a hot spot within so many days, with how many calls and as many usual days before."""
    return "，".join(_told(each, days) for each in reasons)


def _told(reason: Reason, days: int) -> str:
    words = RULES[reason.rule].format(n=reason.n_claims, days=days)
    if reason.mean is None:
        return words
    # What comes from one building in a day is compared with a week.
    of_days = _WEEK if reason.rule is HotSpotRule.BUILDING_DAY else days
    # Half up, so that whoever counts again by hand writes the same.
    mean = (Decimal(str(reason.mean)) * of_days / _WEEK).quantize(_TENTH, ROUND_HALF_UP)
    return f"{words}（此前{'周均' if of_days == _WEEK else f'每{of_days}天平均'}{mean}件）"
