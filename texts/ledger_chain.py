"""Words the evidence of a ledger entry: when it was first seen, who was reminded, who was on shift, what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from actions.desk import Desk
from actions.handing_over import taken_over
from actions.ledger import Entry
from actions.shifts import agent_at
from models.clock import Clock
from models.event import Event
from models.ledger import LedgerRuling
from models.queries import outages as outage_queries
from models.queries import people as people_queries
from models.queries import reconciling as reconciling_queries
from models.queries import tickets as ticket_queries
from models.ticket import Ticket
from rules.ledger import Ruling
from rules.ledger_names import RULINGS
from rules.reconciling import MOMENT_OF_STAGE
from rules.roster import OnDuty
from rules.stages import Stage
from texts.moments import moment, span
from texts.names import AUDIENCES, DELIVERY_STATES, STAGES
from texts.story import event_lines
from texts.told import Telling, telling_line, tellings, what

_MINUTE = timedelta(minutes=1)
# More than one sees at a glance; the last, who is charged, is told in any case.
_MOST_SHIFTS = 3
_UNDONE = {
    "cancelled": "停止计时（没有完成）",
    "moved": "改期（没有完成）",
    "attempted": "已尝试（没有完成）",
    "unknown": "停止计时（完成时间不详）",
}
# What was done about an order that bears on a fined limit.
_TELLING = frozenset(
    {
        *("created", "signed", "verified", "assigned", "replied", "called", "call_tried", "urged", "snoozed"),
        *("deadline_moved", "request_prepared", "request_submitted", "request_granted", "request_refused"),
        *("suspended", "resumed", "undone", "corrected", "breached", "missed"),
        *("accepted", "contacted", "progress", "promised", "resolved", "followed_up"),
        *("returned", "merged", "excluded"),
    }
)


def chain(desk: Desk, each: Entry, *, in_short: bool = False) -> list[str]:
    """Return the evidence of an entry, a line each, what was decided first; some queries, so only for what is shown.

    `in_short` a reminder is one line however many it went to, for a phone.
    """
    zone, row = desk.rules.zone, each.row
    lines = [f"说明：{row.text}"] if row.text else []
    if row.entered_by is not None:
        lines.append(f"登记：{moment(row.entered_at, zone)} {_name(desk, row.entered_by)}")
    lines += _rulings(desk, each.rulings)
    if row.clock is not None and row.ticket is not None:
        lines += _of_clock(desk, each, row.ticket, row.clock, in_short=in_short)
    return lines


def _of_clock(desk: Desk, each: Entry, ticket: Ticket, clock: Clock, *, in_short: bool) -> list[str]:
    zone = desk.rules.zone
    limits = f"{STAGES[clock.stage]}时限：{moment(clock.started_at, zone)} 起，{moment(clock.due_at, zone)} 到期"
    done = _ended(clock, zone)
    dispatched = moment(ticket.first_dispatched_at, zone) if ticket.first_dispatched_at else "平台未写"
    return [
        f"派单：{dispatched}；催办首次看到：{moment(ticket.created_at, zone)}",
        limits + done,
        *_on_shift(desk, clock, each.at),
        *_stated(desk, each),
        *_said_there(desk, each, ticket, clock),
        *_outages(desk, clock, zone),
        *_reminders(desk, ticket, clock, in_short=in_short),
        *_done(desk, ticket, clock),
    ]


def _ended(clock: Clock, zone: tzinfo) -> str:
    """When it was done, or when it stopped without that: the order went back, was merged, or got another limit."""
    if clock.stopped_at is None:
        return "，至今未完成"
    how = _UNDONE.get(clock.outcome or "", "完成")
    return f"，{moment(clock.stopped_at, zone)} {how}{_over(clock.stopped_at - clock.due_at)}"


def _stated(desk: Desk, each: Entry) -> list[str]:
    zone, lines = desk.rules.zone, _there(each, desk.rules.zone)
    if each.stated is not None:
        at, recorded = moment(each.stated.stated_at, zone), moment(each.stated.recorded_at, zone)
        lines.append(f"补录：{recorded} 记为 {at}" + ("" if each.settled else "，未核"))
    if each.settled is not None:
        by = "平台导出" if each.settled.by is None else _name(desk, each.settled.by)
        at = f"，平台时间 {moment(each.settled.platform_at, zone)}" if each.settled.platform_at else ""
        why = f"：{each.settled.reason}" if each.settled.reason else ""
        verdict = "超时" if each.settled.is_late else "未超时"
        lines.append(f"核定：{moment(each.settled.settled_at, zone)} {by}核为{verdict}{at}{why}")
    return lines


def _there(each: Entry, zone: tzinfo) -> list[str]:
    """From when and until when the platform counts, and when it has it done."""
    found = each.settled if each.settled is not None and each.settled.due_there_at is not None else each.claim
    if found is None or found.due_there_at is None or found.platform_at is None:
        return []
    dispatched = f"{moment(found.dispatched_there_at, zone)} 派单，" if found.dispatched_there_at else ""
    over, done = _over(found.platform_at - found.due_there_at), moment(found.platform_at, zone)
    return [f"平台记录：{dispatched}{moment(found.due_there_at, zone)} 到期，{done} 完成{over}"]


def _said_there(desk: Desk, each: Entry, ticket: Ticket, clock: Clock) -> list[str]:
    """The row of the platform's own export that a judgement rests on, so that it can be looked up there."""
    judged, name = each.settled or each.claim, MOMENT_OF_STAGE.get(Stage(clock.stage))
    if judged is None or judged.platform_at is None or name is None:
        return []
    found = reconciling_queries.row_that_said(desk.session, ticket, name, judged.platform_at)
    return [f"平台原文：{found[1]} 第{found[0].file_row}行"] if found is not None else []


def _over(late: timedelta) -> str:
    """Whole minutes, as reports count them: nobody is charged for the one that was not full."""
    if late <= timedelta(0):
        return ""
    return f"，超{span(timedelta(minutes=late // _MINUTE))}" if late >= _MINUTE else "，超不到1分钟"


def _on_shift(desk: Desk, clock: Clock, due: datetime) -> list[str]:
    """Who had the shifts in which the limit ran, and when the one who came said that he had taken over."""
    zone, until = desk.rules.zone, max(clock.started_at, due - timedelta(seconds=1))
    duties: list[OnDuty] = []
    at = clock.started_at
    while at <= until and len(duties) < _MOST_SHIFTS and (duty := agent_at(desk, at)) is not None:
        duties.append(duty)
        at = duty.ends_at
    if at <= until and (last := agent_at(desk, until)) is not None:
        duties.append(last)
    names = people_queries.names_of(desk.session, sorted({duty.userid for duty in duties}))
    told = []
    for duty in duties:
        came = ""
        if duty.begins_at > clock.started_at:
            receipt = taken_over(desk, duty)
            came = f"，{moment(duty.begins_at, zone)} 起"
            came += f"，{moment(receipt.taken_at, zone)} 确认接班" if receipt is not None else "，没有接班确认"
        told.append(f"{names.get(duty.userid, duty.userid)}（{duty.shift}）{came}")
    return [f"当班：{'；'.join(told)}"] if told else []


def _outages(desk: Desk, clock: Clock, zone: tzinfo) -> list[str]:
    found = outage_queries.ended_after(desk.session, clock.started_at)
    during = [each for each in found if each.began_at < clock.due_at]
    return [f"停机：催办 {moment(each.began_at, zone)} 至 {moment(each.ended_at, zone)} 停机" for each in during]


def _reminders(desk: Desk, ticket: Ticket, clock: Clock, *, in_short: bool) -> list[str]:
    found = [each for each in tellings(desk, ticket) if each.row.clock_id == clock.id]
    if in_short:
        return _steps(desk, found) or ["提醒：没有发过"]
    userids = {name for each in found for name in (each.person, *each.row.mentions) if name}
    names = people_queries.names_of(desk.session, sorted(userids))
    return [f"提醒：{telling_line(desk, each, names)}" for each in found] or ["提醒：没有发过"]


def _steps(desk: Desk, found: Sequence[Telling]) -> list[str]:
    """One line for each step: when, what, to whom, and how many of how many were sent."""
    steps: dict[tuple[datetime, str], list[Telling]] = {}
    for each in found:
        steps.setdefault((each.row.due_at, what(each)), []).append(each)
    return [f"提醒：{moment(at, desk.rules.zone)} {name} → {_whom(told)}" for (at, name), told in steps.items()]


def _whom(told: Sequence[Telling]) -> str:
    n_sent = sum(each.state == "sent" for each in told)
    whom = "、".join(dict.fromkeys(AUDIENCES.get(each.row.audience, each.row.audience) for each in told))
    if n_sent == len(told):
        return f"{whom}，已发"
    left = Counter(DELIVERY_STATES[each.state] for each in told if each.state != "sent")
    rest = "，".join(f"{n}处{word}" for word, n in left.items())
    return f"{whom}，{len(told)}处已发{n_sent}处，{rest}"


def _done(desk: Desk, ticket: Ticket, clock: Clock) -> list[str]:
    events = [event for event in ticket_queries.events_of(desk.session, ticket.id) if _bears_on(event, clock)]
    return [f"经过：{line}" for line in event_lines(desk, ticket, events)]


def _bears_on(event: Event, clock: Clock) -> bool:
    """Everything but what happened after it was done; of limits that passed only its own."""
    if event.kind not in _TELLING:
        return False
    if "stage" in event.facts and event.facts["stage"] != clock.stage:
        return False
    is_early_stage = clock.stage != Stage.PLATFORM_REPLY
    return not (is_early_stage and clock.stopped_at is not None and _is_after(event, clock.stopped_at))


def _is_after(event: Event, stopped_at: datetime) -> bool:
    return event.occurred_at > stopped_at and event.kind not in ("corrected", "undone", "breached")


def _name(desk: Desk, userid: str) -> str:
    return people_queries.names_of(desk.session, [userid]).get(userid, userid)


def _rulings(desk: Desk, rulings: Sequence[LedgerRuling]) -> list[str]:
    names, zone = people_queries.names_of(desk.session, sorted({each.by for each in rulings})), desk.rules.zone
    return [
        f"{RULINGS[Ruling(each.ruling)]}：{moment(each.at, zone)} {names.get(each.by, each.by)}"
        + (f"，{each.amount}元" if each.amount is not None else "")
        + f"，{each.reason}"
        for each in rulings
    ]
