"""Freezes what the database sums up: months and seasons, the balance of what was said, and who is on duty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from actions import shifts
from actions.audiences import agent_on_duty, officials_on_duty
from actions.desk import Desk
from models.queries import balance, people, reporting
from reports.dataset import DataSet
from rules.report_periods import Period, months_before, next_month_of_last_year
from rules.roster import OnDuty

_MONTHS = 13
_OFFICIALS = ("supervisor", "leader")


def put_sums(desk: Desk, data: DataSet, *, with_months: bool) -> None:
    """Put in what holds for the whole township, whatever the report is narrowed down to."""
    this = data.spans["this"]
    written = balance.balance(desk.session, this.start, this.end).as_dict()
    data.add("deliveries", [{"state": state, "n": n} for state, n in written.items()])
    data.add("duty", _duty(desk))
    if with_months:
        data.add("months", _months(desk, data.period))
        data.add("seasons", _seasons(desk, data))


def _months(desk: Desk, period: Period) -> Iterator[dict[str, Any]]:
    for month in months_before(period, desk.rules.zone, _MONTHS):
        cut = month.until(desk.now)
        yield {
            "month": f"{month.start.astimezone(desk.rules.zone):%Y-%m}",
            "start_at": cut.start,
            "end_at": cut.end,
            "received": reporting.received(desk.session, cut),
            "closed": reporting.closed(desk.session, cut),
        }


def _seasons(desk: Desk, data: DataSet) -> list[dict[str, Any]]:
    same, following = (
        _first_levels(reporting.by_category(desk.session, span))
        for span in (data.spans["last_year"], next_month_of_last_year(data.period, desk.rules.zone))
    )
    names = sorted({*same, *following})
    return [{"category": name, "same_month": same[name], "next_month": following[name]} for name in names]


def _first_levels(counted: Iterable[tuple[tuple[str, ...], int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for path, n in counted:
        found[path[0] if path else reporting.UNSORTED] += n
    return found


def _duty(desk: Desk) -> list[dict[str, Any]]:
    now, following = agent_on_duty(desk), shifts.next_agent(desk)
    officials = [(role, userid) for role in _OFFICIALS for userid in officials_on_duty(desk, role)]
    known = [duty.userid for duty in (now, following) if duty is not None]
    names = people.names_of(desk.session, [*known, *(userid for _, userid in officials)])
    rows = [_shift(duty, names, is_now=duty is now) for duty in (now, following) if duty is not None]
    plain = {"shift": "", "is_now": True, "starts_at": None, "ends_at": None}
    return [*rows, *({"role": role, "name": names[userid], **plain} for role, userid in officials if userid in names)]


def _shift(duty: OnDuty, names: dict[str, str], *, is_now: bool) -> dict[str, Any]:
    return {
        "role": "agent",
        "name": names.get(duty.userid, duty.userid),
        "shift": duty.shift,
        "is_now": is_now,
        "starts_at": duty.starts_at,
        "ends_at": duty.ends_at,
    }
