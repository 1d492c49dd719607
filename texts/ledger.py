"""Words the ledger for those who may read it: a period, one entry with its evidence, what is at risk, what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from actions.desk import Desk
from actions.exposure import Exposed, at_stake, on_shift_then
from actions.ledger import Entry, handed_over_by
from models.ledger import LedgerEntry, LedgerRuling
from models.queries import people as people_queries
from rules.ledger import Ruling, Standing, Total, by_fault, by_standing
from rules.ledger_names import FAULTS, RULINGS, STANDINGS, yuan
from rules.penalties import Fault, Yuan
from rules.report_periods import Period, calendar_unit, words_of
from texts.ledger_chain import chain
from texts.moments import moment, span
from texts.names import STAGES

_LINES = 15
_SOON = timedelta(hours=2)
# What is to be done comes first, what costs nothing last.
_ORDER = (
    *(Standing.DISPUTED, Standing.CLAIMED, Standing.UNSETTLED, Standing.COUNTED),
    *(Standing.EXCLUDED, Standing.WAIVED, Standing.LAPSED),
)
_APART = (Standing.DISPUTED, Standing.CLAIMED, Standing.UNSETTLED, Standing.EXCLUDED, Standing.WAIVED)
_TO_SETTLE = {Standing.CLAIMED: "平台记为超时，我们记为按时", Standing.UNSETTLED: "补录待平台导出核对"}


def of_period(desk: Desk, period: Period, found: Sequence[Entry], *, of: str | None = None) -> str:
    """Return a period: its sums, what stands apart, and its entries; `of` names the one agent it is about."""
    title = f"【扣款】{words_of(period, desk.rules.zone)}" + (f"｜{of}当班的" if of else "")
    if not found:
        return f"{title}：没有。"
    items = [each.item for each in found]
    sums = by_standing(items)
    lines = [f"{title}：计入{_total(sums[Standing.COUNTED])}"]
    if kinds := by_fault(items):
        lines.append("其中" + "，".join(f"{FAULTS[fault]}{_total(each)}" for fault, each in kinds.items()))
    apart = [f"{STANDINGS[standing]}{_total(sums[standing])}" for standing in _APART if sums[standing].count]
    lines += [f"另列：{'；'.join(apart)}"] if apart else []
    listed = sorted(found, key=lambda each: (_ORDER.index(each.standing), each.at))
    names = _names(desk, [each.row for each in listed[:_LINES]])
    lines += [line(desk, each, names) for each in listed[:_LINES]]
    left = len(listed) - _LINES
    lines += [f"……还有{left}条，{_where_the_rest_is(desk, period, of)}"] if left > 0 else []
    how = "有异议请发：/扣款 异议 {0} 理由" if of else "裁定请发：/扣款 裁定 {0} 免|减 300|维持 理由"
    return "\n".join([*lines, f"看证据请发：/扣款 {listed[0].row.id}；{how.format(listed[0].row.id)}"])


def _where_the_rest_is(desk: Desk, period: Period, of: str | None) -> str:
    """Only officials get statements, and there are some of months and quarters alone."""
    if of is None and calendar_unit(period, desk.rules.zone) in ("month", "quarter"):
        return "全部见结算单"
    return "请分段看，如：/扣款 11月1日至10日"


def line(desk: Desk, each: Entry, names: Mapping[str, str]) -> str:
    """Return an entry in a line."""
    parts = [
        f"{each.row.id}号 {FAULTS[each.item.fault]}",
        moment(each.at, desk.rules.zone),
        about(each.row),
        whose(desk, each.row, names),
        yuan(each.item.amount),
        "" if each.standing is Standing.COUNTED else STANDINGS[each.standing],
    ]
    return "｜".join(part for part in parts if part)


def about(row: LedgerEntry) -> str:
    """Return which order or report an entry is about."""
    return row.ticket.ticket_no if row.ticket is not None else row.report_number or ""


def whose(desk: Desk, row: LedgerEntry, names: Mapping[str, str]) -> str:
    """Return whose shift it was; of a limit that began in the shift before, both, and neither alone."""
    if row.userid is None:
        return "" if row.clock_id is None else "无人当班"
    last = _of_shift(names.get(row.userid, row.userid), row.shift)
    before = handed_over_by(desk, row)
    if before is None:
        return last
    name = people_queries.names_of(desk.session, [before.userid]).get(before.userid, before.userid)
    return f"交接前后：{_of_shift(name, before.shift)}、{last}"


def _of_shift(name: str, shift: str | None) -> str:
    return name + (f"（{shift}）" if shift else "")


def entry(desk: Desk, each: Entry) -> str:
    """Return one entry with everything that speaks for or against it."""
    names = _names(desk, [each.row])
    first = "【扣款】" + line(desk, each, names)
    todo = [settle_hint(each)] if each.standing in _TO_SETTLE else []
    return "\n".join([first, *todo, *chain(desk, each, in_short=True)])


def settle_hint(each: Entry) -> str:
    """Say how a stated or claimed time is settled."""
    clock, ticket = each.row.clock, each.row.ticket
    stage = STAGES[clock.stage] if clock else ""
    number = ticket.ticket_no if ticket else ""
    return f"{_TO_SETTLE[each.standing]}；主管核定请发：/对账 核定 {number} {stage} 按时|超时 理由"


def at_risk(desk: Desk, found: Sequence[Exposed]) -> str:
    """Return what running limits could still cost."""
    if not found:
        return "【扣款风险】现在没有在走的考核时限。"
    listed = list(found)
    soon = [each for each in listed if each.risk.due_at - desk.now <= _SOON]
    lines = [
        f"【扣款风险】在走{len(listed)}项，全部超时为{yuan(at_stake(listed, desk))}",
        f"{span(_SOON)}内到期{len(soon)}项" + (f"，{yuan(at_stake(listed, desk, _SOON))}" if soon else ""),
        "按时限已用去的比例和金额，从大到小：",
    ]
    duties = {each.clock.id: on_shift_then(desk, each) for each in listed[:_LINES]}
    userids = [duty.userid for duty in duties.values() if duty]
    names = people_queries.names_of(desk.session, userids)
    for each in listed[:_LINES]:
        duty = duties[each.clock.id]
        who = f"到时当班{names.get(duty.userid, duty.userid)}（{duty.shift}）" if duty else "到时无人当班"
        number = each.clock.ticket.ticket_no if each.clock.ticket else ""
        due = moment(each.risk.due_at, desk.rules.zone, now=desk.now)
        left = span(each.risk.due_at - desk.now)
        lines.append(f"{number}｜{STAGES[each.clock.stage]}剩{left}（{due}）｜{yuan(each.risk.amount)}｜{who}")
    left_out = len(listed) - _LINES
    return "\n".join(lines + ([f"……还有{left_out}项"] if left_out > 0 else []))


def entered(desk: Desk, row: LedgerEntry) -> str:
    """Confirm that a fault was entered."""
    names = _names(desk, [row])
    who = f"｜{whose(desk, row, names)}" if row.userid else ""
    at, amount = moment(row.happened_at, desk.rules.zone), yuan(Yuan(row.low, row.high))
    told = "，已私聊告知本人" if row.userid else ""
    said = f"已登记{row.id}号：{FAULTS[Fault(row.fault)]}{who}｜{at}｜{amount}{told}。"
    return f"{said}登错了请由另一位主管或领导裁定免扣。"


def disputed(row: LedgerRuling) -> str:
    """Confirm a dispute."""
    return f"已记下对{row.entry_id}号的异议，已告知主管，裁定后私聊告诉您。"


def decided(row: LedgerRuling, amount: Yuan) -> str:
    """Confirm a decision."""
    cost = "" if row.ruling == Ruling.WAIVE else f"，{yuan(amount)}"
    return f"{row.entry_id}号已裁定：{RULINGS[Ruling(row.ruling)]}{cost}。"


def _total(found: Total) -> str:
    return f"{found.count}项{yuan(found.amount)}"


def _names(desk: Desk, rows: Sequence[LedgerEntry]) -> dict[str, str]:
    return people_queries.names_of(desk.session, sorted({row.userid for row in rows if row.userid}))
