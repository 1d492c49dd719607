"""Words what was suggested for a new order, why, and how often such suggestions were followed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from actions import suggesting
from actions.desk import Desk
from actions.suggesting import Candidate
from models.queries import people, study
from models.ticket import Ticket
from rules.bundling import numbered
from rules.stages import State
from texts.next_step import short

_FOR = {"alike": "{n}件相似工单都这样办", "table": "类别表的主责单位", "place": "工单所在社区"}
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
    first = {State.PENDING_SIGN: "签收、初核后", State.PENDING_VERIFY: "初核后"}.get(State(ticket.state), "")
    how = f"，{first}照此发：/转办 {short(desk, ticket)} {unit}" if unit else ""
    return f"建议：{'；'.join(what)}（{_why(desk, ticket, list(row.because))}{_followed(desk)}）{how}"


def which_lead(desk: Desk, ticket: Ticket, found: Sequence[Candidate]) -> str:
    """Ask which of these units an order goes to."""
    no = short(desk, ticket)
    lines = numbered([f"{each.unit.name}（{_FOR[each.why].format(n=each.n)}）" for each in found])
    how = f"请@我回复序号，例如：1，要协办写：1 协办 单位；都不是请发：/转办 {no} 单位"
    return "\n".join([f"{no} 转办给哪个单位？还没有转。", *lines, how])


def not_assigned(desk: Desk, ticket: Ticket) -> str:
    """Answer that none of the units was meant."""
    return f"没有转办。请发：/转办 {short(desk, ticket)} 单位"


def one_lead_of(n: int) -> str:
    """Ask again for one of the units shown."""
    return f"主办单位只能选一个，请@我回复序号{f'（1-{n}）' if n > 1 else ''}，例如：1"


def _why(desk: Desk, ticket: Ticket, because: list[Any]) -> str:
    if because and isinstance(because[0], dict):
        said = because[0].get("keyword")
        return f"写有“{said}”，类别表这样定" if said else "类别表这样定"
    shown = [each for each in study.tickets(desk.session, because) if not each.is_sensitive]
    named = f"…{shown[-1].tail} 等" if shown else ""
    return f"相似工单{named}{len(because)}件都这样办"


def _followed(desk: Desk) -> str:
    rate = suggesting.hit_rate(desk, _LATELY)
    if rate.n_assigned < _ENOUGH:
        return ""
    share = round(100 * rate.n_followed / rate.n_assigned)
    return f"；近{_LATELY.days}天命中 {rate.n_followed}/{rate.n_assigned}＝{share}%"
