"""Words the comparison with the platform: what was compared, what differs and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from actions.desk import Desk
from models.clock import Clock
from models.platform_times import PlatformDifference, Reconciliation
from models.ticket import Ticket
from rules.reconciling import MATTERS, MOMENT_OF_STAGE, Kind
from texts.fitting import clipped
from texts.moments import moment, span
from texts.names import STAGES, STATES

Facts = dict[str, Any]
_LINES = 20
_FIELDS = {
    "dispatched_at": "派单",
    "signed_at": "签收",
    "verified_at": "初核",
    "assigned_at": "转办",
    "replied_at": "回复",
    "deadline_at": "时限",
    "unit": "承办单位",
    "state": "状态",
}
KINDS: dict[Kind, str] = {
    Kind.LATE_THERE: "平台时间已超时",
    Kind.REPLY_NOT_THERE: "平台未回复",
    Kind.SIGN_NOT_THERE: "平台未签收",
    Kind.MISSING_HERE: "我们没有登记",
    Kind.DEADLINE_EARLIER: "平台时限更早",
    Kind.REPLY_NOT_HERE: "平台已回复，我们未记",
    Kind.SIGN_NOT_HERE: "平台已签收，我们未记",
    Kind.CLOSED_THERE: "平台已办完，我们在办",
    Kind.IN_TIME_THERE: "平台时间未超时",
    Kind.DEADLINE_LATER: "平台时限更晚",
    Kind.TIME: "时间不同",
    Kind.MISSING_THERE: "平台没有",
    Kind.UNIT: "承办单位不同",
}
_STAGE_OF = {name: STAGES[stage] if stage != "platform_reply" else "回复" for stage, name in MOMENT_OF_STAGE.items()}


def never() -> str:
    """Answer while nothing was compared yet."""
    return "还没有对过账。请管理员从平台导出工单后运行：./manage.py reconcile 文件.xlsx"


def last_comparison(
    desk: Desk, run: Reconciliation, rows: Sequence[PlatformDifference], counts: Mapping[str, int]
) -> str:
    """Return the last comparison: when, which file, counts, and its differences, the gravest first."""
    zone, total = desk.rules.zone, sum(counts.values())
    lines = [f"【对账】{moment(run.made_at, zone, now=desk.now)}｜{run.file_name}｜{covered(run, zone)}"]
    age = desk.now - (run.finished_at or run.made_at)
    if age > desk.rules.tolerance.stale_after:
        lines.append(f"注意：上次对账已过{span(age)}，请从平台重新导出后对账")
    lines.append(counted(run, total))
    lines += [difference(each, zone) for each in rows[:_LINES]]
    if total > _LINES:
        lines.append(f"……还有{total - _LINES}处，全部清单见对账时生成的文件")
    return "\n".join(lines)


def covered(run: Reconciliation, zone: tzinfo) -> str:
    """Return which dispatches were compared."""
    if run.covers_from is None or run.covers_until is None:
        return "派单时间不详"
    return f"派单{moment(run.covers_from, zone)}至{moment(run.covers_until, zone)}"


def counted(run: Reconciliation, total: int) -> str:
    """Return how much was compared and what came of it."""
    counts = run.counts
    settled = [
        f"补录核实{counts['confirmed']}项" if counts.get("confirmed") else "",
        f"补录不符{counts['contradicted']}项" if counts.get("contradicted") else "",
        f"待核定{counts['claimed']}项" if counts.get("claimed") else "",
    ]
    told = [f"平台{counts.get('rows', 0)}行", f"对上{counts.get('matched', 0)}件", *settled]
    return "，".join(part for part in told if part) + (f"，有{total}处不同：" if total else "，没有不同。")


def difference(row: PlatformDifference, zone: tzinfo) -> str:
    """Return a difference in a line, with what to do."""
    kind = Kind(row.kind)
    said = f"{row.ticket_no}｜{_what(row, kind, zone)}"
    what_to_do = _NEXT_STEP.get(kind)
    return f"{said}。{what_to_do(row, zone)}" if what_to_do else said


def cell(value: str | None, zone: tzinfo) -> str:
    """Return what one side says as a table for people holds it: a time by the desk's clock, to the second."""
    try:
        return f"{datetime.fromisoformat(value or '').astimezone(zone):%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return STATES.get(value or "", value or "")


def _what(row: PlatformDifference, kind: Kind, zone: tzinfo) -> str:
    ours, theirs = _value(row.ours, zone), _value(row.theirs, zone)
    name = _FIELDS.get(row.name, "")
    match kind:
        case Kind.LATE_THERE | Kind.IN_TIME_THERE:
            return f"{name}{KINDS[kind]}：我们{ours}，平台{theirs}{_limit_there(row, zone)}"
        case Kind.MISSING_HERE:
            return f"{KINDS[kind]}（平台派单{theirs}）"
        case Kind.MISSING_THERE:
            return f"{KINDS[kind]}（我们派单{ours}）"
        case Kind.REPLY_NOT_THERE | Kind.SIGN_NOT_THERE:
            return f"{KINDS[kind]}，我们记为{ours}"
        case Kind.REPLY_NOT_HERE | Kind.SIGN_NOT_HERE:
            return f"{KINDS[kind]}（{theirs}）"
        case Kind.TIME:
            return f"{name}{KINDS[kind]}：我们{ours}，平台{theirs}"
    return f"{KINDS[kind]}：我们{ours}，平台{theirs}"


def _limit_there(row: PlatformDifference, zone: tzinfo) -> str:
    if row.due_there_at is None:
        return ""
    dispatched = f"{moment(row.dispatched_there_at, zone)}派单，" if row.dispatched_there_at else ""
    return f"（平台{dispatched}{moment(row.due_there_at, zone)}到期）"


def _settle_by_hand(row: PlatformDifference, _zone: tzinfo) -> str:
    return f"主管核定请发：/对账 核定 {row.ticket_no} {_STAGE_OF.get(row.name, '')} 按时|超时 理由"


def _enter(command: str) -> Callable[[PlatformDifference, tzinfo], str]:
    def step(row: PlatformDifference, zone: tzinfo) -> str:
        at = datetime.fromisoformat(row.theirs).astimezone(zone) if row.theirs else None
        return f"核对后补录：/{command} {row.ticket_no}" + (f" {at:%m-%d %H:%M}" if at else "")

    return step


def _deadline(row: PlatformDifference, zone: tzinfo) -> str:
    at = datetime.fromisoformat(row.theirs or "").astimezone(zone)
    return f"核对后更正：/更正 {row.ticket_no} 截止 {at:%m-%d %H:%M}"


_NEXT_STEP: dict[Kind, Callable[[PlatformDifference, tzinfo], str]] = {
    Kind.LATE_THERE: _settle_by_hand,
    Kind.IN_TIME_THERE: _settle_by_hand,
    Kind.REPLY_NOT_THERE: lambda _row, _zone: "请马上到平台核对，没回复的立即回复",
    Kind.SIGN_NOT_THERE: lambda _row, _zone: "请马上到平台核对，没签收的立即签收",
    Kind.MISSING_HERE: lambda _row, _zone: "请从平台复制工单登记",
    Kind.DEADLINE_EARLIER: _deadline,
    Kind.REPLY_NOT_HERE: _enter("已回复"),
    Kind.SIGN_NOT_HERE: _enter("签收"),
    Kind.DEADLINE_LATER: lambda _row, _zone: "改晚须有平台批复的延期",
    Kind.MISSING_THERE: lambda _row, _zone: "请核对单号和派单时间",
}


def settled(desk: Desk, ticket: Ticket, clock: Clock, *, is_late: bool) -> str:
    """Confirm that an official settled a stage."""
    stage, due = STAGES[clock.stage], moment(clock.breached_at or clock.due_at, desk.rules.zone)
    return f"{ticket.ticket_no} {stage}（{due} 到期）已核定为{'超时' if is_late else '按时'}，原来的记录保留。"


def _differs(_desk: Desk, _ticket: Ticket | None, facts: Facts) -> str:
    kinds = [kind for kind in Kind if kind in MATTERS and facts["kinds"].get(kind)]
    found = "，".join(f"{KINDS[kind]}{facts['kinds'][kind]}件" for kind in kinds)
    numbers = "、".join(facts["numbers"])
    return f"【对账】与平台不一致：{found}。如{numbers}。明细请发：/对账"


NOTICES: dict[str, Callable[[Desk, Ticket | None, Facts], str]] = {"platform_differs": _differs}


def _value(value: str | None, zone: tzinfo) -> str:
    if value is None:
        return "无"
    if value in STATES:
        return STATES[value]
    try:
        return moment(datetime.fromisoformat(value), zone)
    except ValueError:
        return clipped(value, 20)
