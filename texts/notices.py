"""Words notices: what happened to a ticket, for those it concerns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from actions import clocks
from actions.desk import Desk
from actions.stated_limit import may_be_moved_to
from models.delivery import Delivery
from models.ticket import Ticket
from rules.stages import Stage, State
from texts import alerts, callbacks, files, hot_spots, ledger_notices, reconciling, repeats, requests
from texts.event_facts import put_right, taken_back
from texts.moments import clock_time, moment
from texts.names import EVENTS, STAGES
from texts.reasons import not_taken
from texts.reminders import IN_DIRECT, IN_GROUP
from texts.replies import asked

Facts = dict[str, Any]


def notice(desk: Desk, row: Delivery) -> str:
    """Return the text of a notice; what it is about stands in its code."""
    ticket = desk.session.get(Ticket, row.ticket_id) if row.ticket_id else None
    if not row.destination.startswith("group:"):
        return _WORDS[row.facts["code"]](desk, ticket, row.facts).replace(IN_GROUP, IN_DIRECT)
    is_hidden = ticket is not None and ticket.is_sensitive
    return _WORDS[row.facts["code"]](desk, ticket, _without_matter(row.facts) if is_hidden else row.facts)


def _without_matter(facts: Facts) -> Facts:
    """What people wrote about a sensitive order tells its matter, which a group does not read."""
    told = {name: value for name, value in facts.items() if name not in ("text", "note", "reason", "opinion")}
    if "said" in told:
        told["said"] = [{name: value for name, value in each.items() if name != "text"} for each in told["said"]]
    return told | {"is_hidden": True}


def _claimed_done(desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    no = _no(ticket)
    unsure = "" if facts.get("contacted") else "，尚无联系诉求人的记录"
    ask = f"请{_by(desk, ticket, Stage.FOLLOW_UP)}回访：/回访 {no} 满意 已解决"
    return f"【待回访】{no}｜{facts['unit']}报办结{unsure}。{ask}"


def _sent_back(desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    due = moment(datetime.fromisoformat(facts["due_at"]), desk.rules.zone, now=desk.now)
    note = f"：{facts['note']}" if facts.get("note") else ""
    note = "（敏感件，详情请私聊我查）" if facts.get("is_hidden") else note
    said = "、".join(word for word in (facts["satisfied"], facts["solved"]) if word)
    why = f"回访{said}{note}"
    limit = moment(ticket.deadline_at, desk.rules.zone, now=desk.now) if ticket and ticket.deadline_at else "无"
    by = f"请立即办结（平台{limit}到期）" if facts.get("is_late") else f"请在{due}前办结"
    return f"【退回办理】{_no(ticket)}｜{by}，{IN_GROUP}结果。\n原因：{why}。"


def _named_dispatch(desk: Desk, ticket: Ticket | None, _facts: Facts) -> str:
    no = _no(ticket)
    limit = moment(ticket.deadline_at, desk.rules.zone, now=desk.now) if ticket and ticket.deadline_at else "无"
    what = (ticket.title or ticket.content or "")[:80] if ticket else ""
    ask = f"请{_by(desk, ticket, Stage.ASSIGN)}指定承办单位：/转办 {no} 单位名"
    return f"【请您派单】{no}｜{ask}\n{what}（平台时限：{limit}）"


def _taken_back(_desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    return f"（更正）{_no(ticket)} 刚才的“{taken_back(facts)}”已撤销，以此条为准。"


def _deadline_differs(desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    at = datetime.fromisoformat(facts["theirs"])
    theirs = moment(at, desk.rules.zone, now=desk.now)
    ours = moment(ticket.deadline_at, desk.rules.zone, now=desk.now) if ticket and ticket.deadline_at else "无"
    no = _no(ticket)
    how = f"要改请发：/更正 {no} 截止 {at.astimezone(desk.rules.zone):%m-%d %H:%M}"
    if ticket is not None and not may_be_moved_to(desk, ticket, at):
        again = f"平台再次派单的，上一轮先发：/已回复 {no} 理由，再粘贴一次"
        how = f"改晚须经平台批准延期，不能用更正；{again}"
    return f"【请核对时限】{no}｜新来的工单写{theirs}到期，原为{ours}，未改动。{how}"


def _limit_assumed(desk: Desk, ticket: Ticket | None, _facts: Facts) -> str:
    no = _no(ticket)
    unread = not_taken(ticket.deadline_reasons, desk.rules.zone) if ticket else None
    return f"【请补时限】{no}｜{unread or '工单上没有办理时限'}，暂按7天计。请核对平台后发：/更正 {no} 时限 24小时"


def limits_assumed(numbers: Sequence[str]) -> str:
    """Return the one message about several orders without a usable limit."""
    listed = "\n".join(numbers[:_LISTED])
    more = f"\n……其余{len(numbers) - _LISTED}件请发 /待办 查看" if len(numbers) > _LISTED else ""
    ask = f"请核对平台后逐件发：/更正 {numbers[0]} 时限 24小时"
    return f"【请补时限】{len(numbers)}件没有可用的办理时限，暂按7天计：\n{listed}{more}\n{ask}"


def _miss_corrected(desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    no, zone = _no(ticket), desk.rules.zone
    before, after = (
        moment(datetime.fromisoformat(at), zone, now=desk.now) if at else "无"
        for at in (facts["due_before"], facts["due_after"])
    )
    due = f"，到期时间由{before}变为{after}" if before != after and facts["field"] != "deadline_at" else ""
    gone, soon = (_stages(facts[name]) for name in ("vanished", "about_to_pass"))
    words = (
        f"，{gone}原来的超时不再计" if gone else "",
        f"，{soon}当时即将到期" if soon else "",
        "，不再按紧急件提醒" if facts["calmer"] else "",
    )
    what = _put_right(facts, zone)
    return f"【请核对更正】{no}｜{facts['by']}{what}{due}{''.join(words)}。有出入请发：/时限 {no}"


def _put_right(facts: Facts, zone: tzinfo) -> str:
    if facts.get("stated"):
        return f"补录“{EVENTS[facts['stated']]}”的时间为{moment(datetime.fromisoformat(facts['at']), zone)}"
    if facts["undone"]:
        return f"撤销了{taken_back(facts)}"
    return f"把{put_right(facts, zone)}" if facts["field"] else "再次录入了同号工单"


def _stages(stages: Sequence[str]) -> str:
    return "、".join(STAGES.get(stage, stage) for stage in stages)


def _unit_asks(desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    no = _no(ticket)
    due = clocks.due_of(desk, ticket, Stage.HANDLE) if ticket else None
    by = f"（{moment(due, desk.rules.zone, now=desk.now)}到期）" if due else ""
    said = "（敏感件）" if facts.get("is_hidden") else f"：“{_without(no, facts['text'])}”"
    ask = f"请值班坐席尽快回复单位{by}，明细{_where(facts)}发：/查 {no}"
    if ticket is not None and ticket.state == State.SUSPENDED:
        ask = f"本件挂账中，请值班坐席核实；要恢复办理发：/恢复 {no}"
    return f"【单位留言】{no}｜{facts['unit']}{asked(facts['intent'])}{said}。{ask}"


def _claims_differ(desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    no = _no(ticket)
    said = []
    for each in facts["said"]:
        at = clock_time(datetime.fromisoformat(each["at"]), desk.rules.zone)
        said.append(f"{each['name']}{at}" + (f"“{_without(no, each['text'])}”" if "text" in each else ""))
    who = "、".join(said) + "（敏感件）" if facts.get("is_hidden") else "；".join(said)
    return f"【说法不一】{no}｜{facts['unit']}：{who}。请值班坐席电话核实，明细{_where(facts)}发：/查 {no}"


def _where(facts: Facts) -> str:
    return "私聊我" if facts.get("is_hidden") else ""


def _without(no: str, text: str) -> str:
    return str(text).replace(no, "").strip()


def _many_order(_desk: Desk, _ticket: Ticket | None, _facts: Facts) -> str:
    return "【批量录入】本单位还有一批在办工单已录入，不再逐件发送。请@我发 /待办 查看清单和时限。"


def _many_limit_assumed(_desk: Desk, _ticket: Ticket | None, _facts: Facts) -> str:
    return "【请补时限】这批导入的工单里还有多件没写办理时限，暂按7天计，不再逐件提醒。请发 /待办 逐件核对。"


def _many_deadline_differs(_desk: Desk, _ticket: Ticket | None, _facts: Facts) -> str:
    return "【请核对时限】这批导入的工单里还有多件时限与原来不一致，均未改动，不再逐件提醒。请按平台逐件核对。"


def _by(desk: Desk, ticket: Ticket | None, stage: Stage) -> str:
    due = clocks.due_of(desk, ticket, stage) if ticket else None
    return f"在{moment(due, desk.rules.zone, now=desk.now)}前" if due and due > desk.now else "立即" if due else ""


def _no(ticket: Ticket | None) -> str:
    return ticket.ticket_no if ticket else ""


LIMIT_ASSUMED = "limit_assumed"
# As many as a phone shows.
_LISTED = 30
_WORDS: dict[str, Callable[[Desk, Ticket | None, Facts], str]] = {
    "claimed_done": _claimed_done,
    "sent_back": _sent_back,
    "named_dispatch": _named_dispatch,
    "request": requests.notice,
    "resumed": requests.resumption,
    "incident_again": lambda _desk, ticket, _facts: files.next_incident_report(ticket),
    "taken_back": _taken_back,
    "deadline_differs": _deadline_differs,
    LIMIT_ASSUMED: _limit_assumed,
    "miss_corrected": _miss_corrected,
    "many_order": _many_order,
    "many_limit_assumed": _many_limit_assumed,
    "many_deadline_differs": _many_deadline_differs,
    "unit_asks": _unit_asks,
    "claims_differ": _claims_differ,
    **repeats.NOTICES,
    **alerts.NOTICES,
    **callbacks.NOTICES,
    **ledger_notices.WORDS,
    **reconciling.NOTICES,
    **hot_spots.NOTICES,
}
CODES = tuple(_WORDS)
