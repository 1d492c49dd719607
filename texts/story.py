"""Words a ticket's story: what it is, its clocks, what happened, and why its limits are what they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from actions.desk import Desk
from actions.hiding import without_caller
from models.clock import Clock
from models.event import Event
from models.queries import callbacks as callback_queries
from models.queries import clocks as clock_queries
from models.queries import people as people_queries
from models.queries import rounds
from models.queries import tickets as queries
from models.ticket import Ticket
from texts import callbacks, evidence, requests
from texts.event_facts import event_facts, userids_in
from texts.faults import fault_lines
from texts.moments import moment, span
from texts.names import AUDIENCES, GRADES, LINKS, NO_PEOPLE, OUTCOMES, STAGES, STATES, event_name, stage_name
from texts.reasons import reason
from texts.repeats import raised_line, related_words
from texts.told import outcomes_by_step, tellings, told_lines

_BRIEF_EVENTS = 6


def story(desk: Desk, ticket: Ticket) -> list[str]:
    """Return all of a ticket's story, masked: heading, facts, clocks, events."""
    lines = event_lines(desk, ticket, queries.events_of(desk.session, ticket.id))
    happened = ["", "经过：", *(f"  {line}" for line in lines)]
    facts = _facts(desk, ticket, related_words(desk, ticket))
    broken = fault_lines(desk, ticket.id)
    return [heading(desk, ticket), *facts, *_limits(desk, ticket), *broken, *_told(desk, ticket), *happened]


def proof(desk: Desk, ticket: Ticket) -> list[str]:
    """Return what proves the desk's work without what the order is about: heading, clocks, who was told what."""
    return [heading(desk, ticket), *_limits(desk, ticket), *_told(desk, ticket, texts=False)]


def brief(desk: Desk, ticket: Ticket, *, in_unit_group: bool = False) -> list[str]:
    """Return what a chat has room for: heading, facts, running clocks and the last events.

    Which orders one citizen has, and what he told the hotline, is nothing for a unit, which may be the one that he
    reports.
    """
    zone = desk.rules.zone
    running = _clocks(desk, ticket, None, running_only=True)
    last = _telling(queries.events_of(desk.session, ticket.id))[-_BRIEF_EVENTS:]
    related = None if in_unit_group else related_words(desk, ticket)
    lines = [heading(desk, ticket), *_facts(desk, ticket, related)]
    lines += [f"· {running_line(clock, desk.now, zone)}" for clock in running]
    return (
        lines
        + (["最近："] if last else [])
        + [f"· {line}" for line in event_lines(desk, ticket, last, for_unit=in_unit_group)]
    )


def bare(desk: Desk, ticket: Ticket) -> list[str]:
    """Return what everybody who may know of a sensitive order may read: where it stands and its limits."""
    running = _clocks(desk, ticket, None, running_only=True)
    lines = [f"· {running_line(clock, desk.now, desk.rules.zone)}" for clock in running]
    return [heading(desk, ticket), *lines, "敏感件，内容请单位负责人私聊我查看。"]


def _clocks(desk: Desk, ticket: Ticket, unit_id: int | None, *, running_only: bool = False) -> list[Clock]:
    found = clock_queries.clocks_of(desk.session, ticket.id, running_only=running_only)
    return [clock for clock in found if unit_id in (None, clock.department_id)]


def heading(desk: Desk, ticket: Ticket) -> str:
    """Return the line that says which ticket this is and where it stands."""
    times = rounds.dispatch_number(desk.session, ticket)
    again = f"（第{times}轮）" if times > 1 else ""
    words = (
        f"{ticket.ticket_no}{again}",
        STATES.get(ticket.state, ticket.state),
        ticket.kind,
        GRADES.get(ticket.grade or ""),
        "紧急" if ticket.is_urgent else None,
        "保密" if ticket.confidential else None,
        "已剔除" if ticket.is_excluded else None,
        *ticket.special_flags,
    )
    return "｜".join(word for word in words if word)


def explanation(desk: Desk, ticket: Ticket, *, running_only: bool = False, unit_id: int | None = None) -> list[str]:
    """Return how each limit of a ticket (or each that still runs, or that is a unit's own) came about."""
    zone = desk.rules.zone
    due = moment(ticket.deadline_at, zone) if ticket.deadline_at else "无"
    lines = [f"{ticket.ticket_no} 到期时间：{due}", *_reasons(ticket.deadline_reasons, zone)]
    lines += [f"  · {raised}"] if (raised := raised_line(desk, ticket)) else []
    for clock in _clocks(desk, ticket, unit_id, running_only=running_only):
        lines.append(clock_line(clock, desk.now, zone))
        # The official deadline is explained above already.
        if clock.reasons != ticket.deadline_reasons:
            lines += _reasons(clock.reasons, zone)
        if clock.paused_seconds:
            lines.append(f"  · 挂账期间不计时，共 {span(timedelta(seconds=clock.paused_seconds))}")
    return lines


def running_line(clock: Clock, now: datetime, zone: tzinfo, *, named: bool = True) -> str:
    """Return a running clock as a chat shows it: when it is due and how much is left; `named` with its unit."""
    due = f"{moment(clock.due_at, zone, now=now)}到期"
    return f"{_named(clock) if named else stage_name(clock.stage, clock.subject)}：{due}，{_standing(clock, now, zone)}"


def clock_line(clock: Clock, now: datetime, zone: tzinfo) -> str:
    """Return one clock: what it measures, from when to when, and how it stands or ended."""
    limits = f"{moment(clock.started_at, zone)} 起，{moment(clock.due_at, zone)} 到期"
    return f"{_named(clock)}：{limits}，{_standing(clock, now, zone)}"


def _named(clock: Clock) -> str:
    unit = f"（{clock.department.name}）" if clock.department else ""
    return f"{stage_name(clock.stage, clock.subject)}{unit}"


def event_lines(desk: Desk, ticket: Ticket, events: Sequence[Event], *, for_unit: bool = False) -> list[str]:
    """Return events a line each: when, what, by whom, with its words; for a unit none that the hotline heard."""
    names, zone = _names(desk, events), desk.rules.zone
    texts = event_texts(desk, ticket, events, for_unit=for_unit)
    return [_event_line(event, zone, names, texts[event.id]) for event in events]


def event_texts(
    desk: Desk, ticket: Ticket, events: Sequence[Event], *, for_unit: bool = False
) -> dict[int, str | None]:
    """Return the masked words of each event; a reminder's say what became of it, a breach's who was on shift.

    What a citizen told the hotline may be about the unit, which reads the verdict alone.
    """
    told = outcomes_by_step(desk, tellings(desk, ticket)) if any(_is_reminder(event) for event in events) else {}
    userids = [str(event.facts["on_duty"]) for event in events if event.facts.get("on_duty")]
    userids += [userid for event in events for userid in userids_in(event)]
    names, zone = people_queries.names_of(desk.session, userids), desk.rules.zone
    is_called = any(event.kind == "followed_up" for event in events)
    recorded = callback_queries.recorded_events(desk.session, ticket.id) if is_called else set()
    return {
        event.id: _joined(ticket, event_facts(event, zone, names), _own_words(event, recorded, for_unit=for_unit))
        or _outcome(event, told)
        or _on_shift(event, names)
        for event in events
    }


def _own_words(event: Event, recorded: Collection[int], *, for_unit: bool) -> str | None:
    if for_unit and event.kind == "official_callback":
        return None
    words = [event.text, "有录音" if event.id in recorded else None]
    return "，".join(word for word in words if word) or None


def _joined(ticket: Ticket, facts: str | None, text: str | None) -> str | None:
    return without_caller(ticket, "：".join(words for words in (facts, text) if words)) or None


def _event_line(event: Event, zone: tzinfo, names: Mapping[str, str], text: str | None) -> str:
    what = event_name(event.kind, event.facts) + (f"（{LINKS[event.link]}）" if event.link in LINKS else "")
    late = event.recorded_at - event.occurred_at
    stated = f"（{moment(event.recorded_at, zone)} 记）" if late.total_seconds() >= 60 else ""
    words = (_about(event), names.get(event.actor or "", event.actor), text)
    return f"{moment(event.occurred_at, zone)}{stated} " + "｜".join([what, *(word for word in words if word)])


def _is_reminder(event: Event) -> bool:
    return event.kind in ("reminded", "escalated") and "clock" in event.facts


def _outcome(event: Event, told: Mapping[tuple[int, str], str]) -> str | None:
    return told.get((event.facts["clock"], event.facts["step"])) if _is_reminder(event) else None


def _on_shift(event: Event, names: Mapping[str, str]) -> str | None:
    """Who was on shift when a limit passed; only such an event knows a shift."""
    if "shift" not in event.facts:
        return None
    userid = event.facts["on_duty"]
    return f"当班坐席：{names.get(userid, userid)}（{event.facts['shift']}）" if userid else "当时无人当班"


def _names(desk: Desk, events: Iterable[Event]) -> dict[str, str]:
    actors = {event.actor for event in events if event.actor}
    return NO_PEOPLE | people_queries.names_of(desk.session, list(actors))


def _telling(events: Sequence[Event]) -> list[Event]:
    """Leave out progress without words: the unit's message it was read from stands next to it."""
    return [event for event in events if event.text or event.kind != "progress"]


def _about(event: Event) -> str:
    stage = STAGES.get(str(event.facts.get("stage")), "")
    unit = event.facts.get("unit")
    to = "、".join(AUDIENCES.get(audience, audience) for audience in event.facts.get("to", ()))
    place = f"{stage}（{unit}）" if stage and isinstance(unit, str) else stage
    gap = "（当时无人当班）" if event.facts.get("in_gap") else ""
    return f"{place} → {to}{gap}" if to else place


def _standing(clock: Clock, now: datetime, zone: tzinfo) -> str:
    if clock.stopped_at is not None:
        late = "（已超时）" if clock.missed_at is not None and clock.outcome != "missed" else ""
        return f"{moment(clock.stopped_at, zone)} 停，{OUTCOMES.get(clock.outcome or '', clock.outcome or '')}{late}"
    if clock.paused_at is not None:
        return "暂停中"
    left = clock.due_at - now
    return f"还有{span(left)}" if left.total_seconds() > 0 else f"已超{span(left)}"


def _limits(desk: Desk, ticket: Ticket) -> list[str]:
    clocks = clock_queries.clocks_of(desk.session, ticket.id)
    return ["", "计时：", *(f"  {clock_line(clock, desk.now, desk.rules.zone)}" for clock in clocks)]


def _told(desk: Desk, ticket: Ticket, *, texts: bool = True) -> list[str]:
    lines = told_lines(desk, ticket, texts=texts)
    return ["", "提醒与通知：", *(f"  {line}" for line in lines)] if lines else []


def _facts(desk: Desk, ticket: Ticket, related: str | None) -> list[str]:
    zone = desk.rules.zone
    units = queries.assignments_of(desk.session, ticket.id)
    lead = next((row.department.name for row in units if row.is_lead), None)
    assists = [row.department.name for row in units if not row.is_lead]
    rows = (
        ("标题", ticket.title),
        ("地点", "，".join(word for word in (ticket.community, ticket.address) if word)),
        ("主办", lead),
        ("协办", "、".join(assists)),
        ("来电", moment(ticket.reported_at, zone) if ticket.reported_at else None),
        ("首派", moment(ticket.first_dispatched_at, zone) if ticket.first_dispatched_at else None),
        ("到期", moment(ticket.deadline_at, zone) if ticket.deadline_at else "无"),
        ("申请", requests.pending(desk, ticket)),
        ("诉求", ticket.content),
        ("证据", evidence.has(desk, ticket)),
        ("回访", callbacks.beside_ticket(desk, ticket)),
        ("关联", related),
    )
    return [f"{name}：{value}" for name, value in rows if value]


def _reasons(kept: list[dict[str, object]], zone: tzinfo) -> list[str]:
    return [f"  · {reason(each, zone)}" for each in kept]
