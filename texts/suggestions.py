"""Words what was suggested for a new order, why, and how often such suggestions were followed."""

from __future__ import annotations

from datetime import timedelta

from actions import suggesting
from actions.desk import Desk
from models.queries import people, study
from models.ticket import Ticket
from texts.next_step import short

_LATELY = timedelta(days=30)
# Of fewer a percentage says nothing.
_ENOUGH = 10


def at_intake(desk: Desk, ticket: Ticket, *, in_group: bool) -> str:
    """Return the line for the agent who took an order in; '' when nothing was suggested."""
    row = study.suggestion_of(desk.session, ticket.id)
    if row is None or (in_group and ticket.is_sensitive):
        return ""
    unit = people.department(desk.session, row.unit_id).name if row.unit_id else ""
    what = [f"类别 {'->'.join(row.category_path)}"] if row.category_path else []
    what += [f"单位 {unit}"] if unit else []
    how = f"，照此发：/转办 {short(desk, ticket)} {unit}" if unit else ""
    return f"建议：{'；'.join(what)}（{_why(desk, ticket, list(row.because))}{_followed(desk)}）{how}"


def _why(desk: Desk, ticket: Ticket, because: list[int]) -> str:
    shown = [each for each in study.tickets(desk.session, because) if not each.is_sensitive]
    named = f"…{shown[-1].tail} 等" if shown else ""
    return f"相似工单{named}{len(because)}件都这样办"


def _followed(desk: Desk) -> str:
    rate = suggesting.hit_rate(desk, _LATELY)
    if rate.n_assigned < _ENOUGH:
        return ""
    share = round(100 * rate.n_followed / rate.n_assigned)
    return f"；近{_LATELY.days}天命中 {rate.n_followed}/{rate.n_assigned}＝{share}%"


def hit_rate(desk: Desk) -> str:
    """Return the hit rate of the last days, for statistics and reports."""
    rate = suggesting.hit_rate(desk)
    if not rate.n_assigned:
        return "转办建议：近90天没有可比的。"
    share = f"{100 * rate.n_followed / rate.n_assigned:.1f}%"
    few = "（不足10件，仅供参考）" if rate.n_assigned < _ENOUGH else ""
    return f"转办建议：近90天命中 {rate.n_followed}/{rate.n_assigned}＝{share}{few}。"
