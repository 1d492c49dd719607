"""Words what officials hear of shifts: nobody took over, nobody is on duty, more checks wait than one can phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.backlogs import Relieved
from actions.desk import Desk
from actions.shifts import agents_shifts
from models.delivery import Delivery
from models.queries import people as queries
from models.rota import Backlog, RotaGap
from rules.roster import Shift
from texts.moments import clock_time, from_to, moment, span
from texts.shift_changes import cover_of

KINDS = frozenset(
    {
        *("shift_unconfirmed", "shift_settled", "rota_gap", "rota_gaps", "rota_own_gap"),
        *("backlog_offered", "backlog_answered", "backlog_over"),
    }
)


def delivered(desk: Desk, row: Delivery) -> str:
    """Return the words of a delivery about a shift, a gap or a backlog."""
    match row.kind:
        case "shift_unconfirmed":
            return _unconfirmed(desk, row)
        case "shift_settled":
            at = clock_time(datetime.fromisoformat(row.facts["at"]), desk.rules.zone)
            return f"【接班已确认】{row.facts['shift']}{_name(desk, row.facts['agent'])}已于{at}接班，不用再联系。"
        case "rota_gap":
            return _gap(desk, row)
        case "rota_gaps":
            return _accepted(desk, row)
        case "rota_own_gap":
            return _own_gap(desk, row)
        case "backlog_offered":
            return _backlog(desk, row)
        case "backlog_answered":
            return backlog_answered(desk, desk.session.get_one(Backlog, row.cause_id), row.step.partition(":")[2])
        case "backlog_over":
            return _over(desk, desk.session.get_one(Backlog, row.cause_id))
    raise ValueError(f"no words for a delivery of kind {row.kind}")


def backlog_standing(desk: Desk, row: Backlog) -> str:
    """Return how a backlog stands, as its card says it."""
    if row.answer is None or row.answered_at is None:
        return "积压已解除"
    at = clock_time(row.answered_at, desk.rules.zone)
    return f"{_name(desk, row.answered_by)}已答复：{_ANSWERS[Relieved(row.answer)]} {at}"


def backlog_answered(desk: Desk, row: Backlog, answer: str) -> str:
    """Tell the agent on duty what the supervisor says to the backlog."""
    who = _name(desk, row.answered_by)
    if answer == Relieved.ASSIGN_FIRST:
        return (
            f"【初核积压】{who}同意先派单：待初核的可直接发 /转办 单号 单位，初核记为稍后补打，"
            "补打后发 /初核 单号 属实。积压解除后照常先初核。"
        )
    return f"【初核积压】{who}已答复：加派人手。请继续先签收、再按到期先后初核。"


def answered(said: Relieved) -> str:
    """Answer the supervisor who gave his word on a backlog."""
    return f"已记“{_ANSWERS[said]}”，已告诉值班坐席。"


_ANSWERS = {Relieved.MORE_HANDS: "加派人手", Relieved.ASSIGN_FIRST: "先派单"}


def _unconfirmed(desk: Desk, row: Delivery) -> str:
    agent, before = _name(desk, row.facts["agent"]), row.facts.get("before")
    again = "仍" if row.occurrence > 1 else ""
    earlier = "换班前当班的是" if row.facts.get("is_midway") else "上一班是"
    left = f"{earlier}{_name(desk, before)}，先请其不要离岗。" if before else ""
    return (
        f"【接班未确认】{row.facts['shift']}{agent}{again}没有确认接班，提醒照发给{agent}，但可能没人看。"
        f"请打电话给{_with_phone(desk, row.facts['agent'])}。{left}"
    )


def _gap(desk: Desk, row: Delivery) -> str:
    gap = desk.session.get_one(RotaGap, row.cause_id)
    zone = desk.rules.zone
    when = from_to(gap.begins_at, gap.ends_at, zone, now=desk.now)
    if row.facts["step"] == "covered":
        return f"【排班有空缺】{when}已有坐席上班，不用再安排。"
    how = f"顶班的坐席发：{cover_of(_empty(desk, gap))}"
    if gap.begins_at <= desk.now:
        until = moment(gap.ends_at, zone, now=desk.now)
        return f"【排班有空缺】现在没有坐席值班（到{until}），提醒只到主管。请立即安排人顶班，{how}"
    return f"【排班有空缺】{when}没有坐席值班，还没有人顶班。请安排，{how}"


def _empty(desk: Desk, gap: RotaGap) -> list[Shift]:
    """The shifts of a gap that nobody works."""
    first, last = (desk.rules.day_of(at) for at in (gap.begins_at, gap.ends_at))
    listed = agents_shifts(desk, first - timedelta(days=1), last)
    return [
        each for each in listed if not each.userid and each.starts_at < gap.ends_at and gap.begins_at < each.ends_at
    ]


def _own_gap(desk: Desk, row: Delivery) -> str:
    begins_at, ends_at = (datetime.fromisoformat(row.facts[key]) for key in ("begins_at", "ends_at"))
    when = from_to(begins_at, ends_at, desk.rules.zone, now=desk.now)
    return f"【排班有空缺】排班里{when}没有坐席值班，这段时间的提醒只到主管。请安排人值守；改好排班请管理员导入。"


def _accepted(desk: Desk, row: Delivery) -> str:
    gaps = [f"· {each}" for each in row.facts["gaps"]]
    more = row.facts["n"] - len(gaps)
    rest = [f"……还有{more}段"] if more > 0 else []
    return "\n".join(["【排班有空缺】导入的排班里以下时间没有坐席值班，届时提醒只到主管：", *gaps, *rest])


def _backlog(desk: Desk, row: Delivery) -> str:
    backlog = desk.session.get_one(Backlog, row.cause_id)
    due = clock_time(datetime.fromisoformat(row.facts["first_due_at"]), desk.rules.zone)
    agent = f"当班{_name(desk, backlog.agent)}一人打不完。" if backlog.agent else "现在没有坐席当班。"
    return (
        f"【初核积压】{row.facts['n']}件等着初核，最早{due}到期，{agent}请加派人手，或授权先派单（先转办，初核稍后补打）。\n"
        "加派人手发：/值班 加派  先派单发：/值班 先派单"
    )


def _over(desk: Desk, row: Backlog) -> str:
    lasted = span((row.ended_at or desk.now) - row.began_at)
    return f"【初核积压】已解除：{clock_time(row.began_at, desk.rules.zone)}起共{lasted}，最多时{row.most}件。"


def _with_phone(desk: Desk, userid: str) -> str:
    person = queries.person(desk.session, userid)
    mobile = f" {person.mobile}" if person is not None and person.mobile else ""
    return f"{_name(desk, userid)}{mobile}"


def _name(desk: Desk, userid: str | None) -> str:
    return queries.names_of(desk.session, [userid]).get(userid, userid) if userid else "值班坐席"
