"""Words hot spots: what came together where, by which rule; of sensitive orders only how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from actions import hot_spots
from actions.desk import Desk
from models.queries import study
from models.study import HotSpotRow
from models.ticket import Ticket
from rules.claim_words import shared_words
from rules.hot_spot_words import why
from rules.hot_spots import HotSpotRule, Reason
from rules.same_matter import estate_of

_SHOWN = 5


def _told(desk: Desk, _ticket: Ticket | None, facts: Mapping[str, Any]) -> str:
    row = study.hot_spot(desk.session, facts["hot_spot_id"])
    again = "（件数翻番）" if row.times_told > 1 else ""
    return f"【热点提示】{again}{line(desk, row)}"


NOTICES: dict[str, Callable[[Desk, Ticket | None, dict[str, Any]], str]] = {hot_spots.CODE: _told}


def line(desk: Desk, row: HotSpotRow) -> str:
    """Return one hot spot: place and matter, the rules that found it, and its orders."""
    orders = hot_spots.orders_of(desk, row)
    open_ones = [ticket for ticket in orders if not ticket.is_sensitive]
    n_hidden = len(orders) - len(open_ones)
    head = _what(open_ones) or "敏感件聚集"
    hidden = f"（含敏感件{n_hidden}件，不列明细）" if n_hidden else ""
    numbers = "、".join(ticket.ticket_no for ticket in open_ones[-_SHOWN:])
    more = f"等{len(open_ones)}件" if len(open_ones) > _SHOWN else ""
    listed = f"\n工单：{numbers}{more}" if numbers else ""
    reasons = [Reason(HotSpotRule(each["rule"]), each["n_claims"], each.get("mean")) for each in row.reasons]
    return f"{head}｜{why(reasons, desk.rules.hot_spots.within.days)}{hidden}{listed}"


def place_of_most(orders: Sequence[Ticket]) -> str:
    """Return the place of all, else the estate of all, else where most are (等处); '' where they are anywhere."""
    places = Counter(ticket.place_key for ticket in orders if ticket.place_key)
    key, times = places.most_common(1)[0] if places else (None, 0)
    estates = {estate_of(ticket.place_key) for ticket in orders}
    if times < len(orders) and len(estates) == 1:
        return estates.pop() or ""
    written = [ticket.address for ticket in orders if ticket.place_key == key and ticket.address]
    if not written or times * 2 <= len(orders):
        return ""
    return min(written, key=len) + ("等处" if times < len(orders) else "")


def _what(orders: Sequence[Ticket]) -> str:
    """Where and what, as most of them say."""
    where = place_of_most(orders)
    matters = Counter(ticket.category_path[-1] for ticket in orders if ticket.category_path)
    matter = matters.most_common(1)[0][0] if matters else ""
    words = shared_words([f"{ticket.title or ''}\n{ticket.content or ''}" for ticket in orders], 2)
    return " ".join(part for part in (where, matter or "、".join(words)) if part)
