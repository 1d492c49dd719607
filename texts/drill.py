"""Words the exercise: the drill order, what to try next, praise and correction at each step."""

from __future__ import annotations

from actions.desk import Desk
from models.drill import Drill
from models.queries import people
from models.queries import requests as request_queries
from rules.drill import STEPS, DrillRole, DrillStep, next_step
from rules.lifecycle import EventKind
from texts.direct import in_direct
from texts.first_day import bot
from texts.moments import moment
from texts.next_step import short

MARK = "（练习）"
# What is to be said at each step; {no} is the shortest name of the ticket, {unit} a unit, {request} the request.
_SAY = {
    "accept": "收到",
    "contact": "已联系居民，明天上门",
    "done": "已办结，灯修好了",
    "sign": "/签收 {no}",
    "verify": "/初核 {no} 属实",
    "assign": "/转办 {no} {unit}",
    "decide": "/同意 {request}，或 /驳回 {request} 理由",
}
_PRAISE = {
    "accept": "对，这就算受理了。",
    "contact": "好，联系诉求人记上了。",
    "photo": "好，照片记上了。",
    "sign": "对，签收了。",
    "verify": "好，初核记上了。",
}
# Whoever has none at hand goes on without.
_PHOTO = "一张现场照片（手边没有就跳过，直接回复：{done}）"
_OVER = {
    DrillRole.UNIT: "都会了，练习结束。真工单也这样回，不用写命令。",
    DrillRole.AGENT: "都会了，练习结束。练习不发群；真工单转办后会发到单位群里。",
}
_DECIDED = {
    EventKind.REQUEST_ENDORSED: "同意记上了，练习结束。真申请同意后会请坐席报平台。",
    EventKind.REQUEST_REJECTED: "驳回记上了，练习结束。真申请驳回后会告诉提出的单位。",
}


def push(desk: Desk, drill: Drill) -> str:
    """Return the drill order as it stands in a group or a direct chat, like a real one but marked."""
    ticket = drill.ticket
    unit = ticket.lead_unit.name if ticket.lead_unit else ""
    due = moment(ticket.deadline_at, desk.rules.zone, now=desk.now) if ticket.deadline_at else ""
    return (
        f"【练习】{ticket.ticket_no} 请【{unit}】引用本条，@{bot(desk)} 回复“收到”。\n"
        f"{due}到期（练习工单，不计入任何统计）。\n{ticket.kind}｜{ticket.title}｜{ticket.address}"
    )


def told(desk: Desk, drill: Drill, destination: str) -> str:
    """Return the drill order for a group; for a person, that the group did not get it and how to go on."""
    if destination.startswith("group:"):
        return push(desk, drill)
    alone = f"练习工单 {drill.ticket.ticket_no} 群里发不出去，在这里练也一样，不计入任何统计。"
    return f"{MARK}{alone}{in_direct(how(desk, drill))}"


def begun_in_group(desk: Desk, drill: Drill) -> str:
    """Tell who practises that the drill order comes into the group at once."""
    return f"{MARK}马上往本群发一张练习工单并@您，不计入任何统计。看到后{how(desk, drill, quoting=True)}"


def begun_here(desk: Desk, drill: Drill, *, in_group: bool) -> str:
    """Return the drill order itself and what to do with it."""
    if drill.role == DrillRole.UNIT and in_group:
        return f"{push(desk, drill)}\n{MARK}{how(desk, drill, quoting=True)}"
    if drill.role == DrillRole.OFFICIAL:
        return f"{MARK}一项练习申请待您审批，不计入任何统计：\n{_request(desk, drill)}\n{how(desk, drill)}"
    what = f"工单 {drill.ticket.ticket_no}：{drill.ticket.address}楼道灯不亮。不计入任何统计，也不发群。"
    return f"{MARK}{what}\n{how(desk, drill)}"


def how(desk: Desk, drill: Drill, *, quoting: bool = False, happened: frozenset[EventKind] = frozenset()) -> str:
    """Say what to do now: by quoting the drill order, or by its number."""
    role = DrillRole(drill.role)
    step = next_step(role, happened)
    return _how(desk, drill, step, quoting=quoting) if step else ""


def praised(desk: Desk, drill: Drill, happened: frozenset[EventKind], *, quoting: bool) -> str:
    """Praise what was just done, and say what comes next or that all is done."""
    role = DrillRole(drill.role)
    step = next_step(role, happened)
    if step is None:
        return MARK + _over(role, happened)
    done = [each.name for each in STEPS[role] if each.done_by & happened]
    praise = _PRAISE.get(done[-1], "") if done else ""
    return f"{MARK}{praise}{_how(desk, drill, step, quoting=quoting)}"


def corrected(desk: Desk, drill: Drill, happened: frozenset[EventKind], *, quoting: bool) -> str:
    """Say again what this step wants from who said something else."""
    return f"{MARK}这一步{how(desk, drill, quoting=quoting, happened=happened)}"


def over() -> str:
    """Answer who goes on with an exercise that has ended."""
    return f"{MARK}这次练习已结束，再练请发：/试一下"


def of_another(name: str) -> str:
    """Answer who speaks to somebody else's exercise."""
    return f"这是{name}的练习工单，不用办。您想练请发：/试一下"


def nothing_to_practise() -> str:
    """Answer who has nothing to answer in the chats."""
    return "练习是给单位、坐席和主管的。您能用的命令请发：/帮助"


def _how(desk: Desk, drill: Drill, step: DrillStep, *, quoting: bool) -> str:
    number = short(desk, drill.ticket)
    if step.name == "photo":
        photo = _PHOTO.format(done=_SAY["done"] if quoting else f"{number} {_SAY['done']}")
        return f"请引用那条，@{bot(desk)} 发{photo}" if quoting else f"请发{photo}"
    said = _SAY[step.name].format(no=number, unit=_some_unit(desk), request=_request_id(desk, drill))
    if DrillRole(drill.role) is not DrillRole.UNIT:
        return f"请发：{said}"
    return f"请引用那条，@{bot(desk)} 回复：{said}" if quoting else f"请@我回复：{number} {said}"


def _over(role: DrillRole, happened: frozenset[EventKind]) -> str:
    if role is DrillRole.OFFICIAL:
        return next(words for kind, words in _DECIDED.items() if kind in happened)
    if role is DrillRole.UNIT and EventKind.CONTACTED not in happened:
        return "办结了，练习结束。真工单要先联系诉求人，写上“已联系”，再报办结。"
    return _OVER[role]


def _request(desk: Desk, drill: Drill) -> str:
    request = request_queries.requests_of(desk.session, drill.ticket_id)[0]
    until = moment(request.until, desk.rules.zone, now=desk.now) if request.until else ""
    unit = request.from_unit.name if request.from_unit else "某单位"
    return f"申请{request.id}｜{unit}申请延期到{until}，理由：{request.reason}"


def _request_id(desk: Desk, drill: Drill) -> str:
    found = request_queries.requests_of(desk.session, drill.ticket_id)
    return str(found[0].id) if found else ""


def _some_unit(desk: Desk) -> str:
    units = people.all_departments(desk.session)
    return units[0].name if units else "单位名"
