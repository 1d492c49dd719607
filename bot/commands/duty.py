"""/值班: who is on duty now, next or on a day, one's own week, and a supervisor's word on a backlog of checks."""

from __future__ import annotations

from datetime import timedelta

from actions import audiences, backlogs, shifts
from actions.backlogs import Relieved
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from bot.permitting import permit
from rules.rota_days import asked_days
from rules.userids import is_same
from texts import duty as texts
from texts import shift_watch

_WEEK = timedelta(days=6)  # The rota of more days is longer than one message.
_MOST_DAYS = 14
_THIS_WEEK = frozenset({"本周", "这周", "本星期", "这星期", "这个星期"})
_RELIEVED = {"加派": Relieved.MORE_HANDS, "先派单": Relieved.ASSIGN_FIRST}


@command("值班", "duty", action="duty", example="/值班 明天", labels={"what": "日期或本周"})
def duty(call: Call, what: str | None = None) -> str:
    """看现在和下一班是谁；“/值班 明天”看那天的班，“/值班 本周”看自己7天的班。"""
    desk = call.desk
    what = (what or "").strip()
    if what in _RELIEVED:
        permit(call, "relieve", command=f"值班 {what}")
        backlogs.answer(desk, call.source(), _RELIEVED[what])
        return shift_watch.answered(_RELIEVED[what])
    if what in _THIS_WEEK:
        return _week(call)
    if what:
        return _days(call, what)
    officials = {role: audiences.officials_on_duty(desk, role) for role in ("supervisor", "leader")}
    return texts.on_duty(desk, audiences.agent_on_duty(desk), shifts.next_agent(desk), officials)


def _week(call: Call) -> str:
    """An agent reads his own shifts of the next seven days; whoever has none reads everybody's."""
    desk = call.desk
    today = desk.today
    found = [each for each in shifts.agents_shifts(desk, today, today + _WEEK) if each.ends_at > desk.now]
    own = [each for each in found if is_same(each.userid, call.speaker.userid)]
    return texts.own_week(desk, own) if "agent" in call.speaker.roles else texts.week(desk, found)


def _days(call: Call, asked: str) -> str:
    """Everybody reads the whole rota of the days asked for, past ones as they were worked."""
    desk = call.desk
    days = asked_days(asked, desk.now, desk.rules.zone)
    if days is None:
        raise Refusal("duty_day_unread", text=asked)
    first, last = days
    if (last - first).days >= _MOST_DAYS:
        raise Refusal("duty_too_long", n=_MOST_DAYS)
    if first == last:
        around = shifts.agents_shifts(desk, first - timedelta(days=1), first)
        return texts.one_day(desk, first, around, shifts.officials_shifts(desk, first))
    return texts.days(desk, first, last, shifts.agents_shifts(desk, first, last))
