"""/值班: who is on duty now and next, one's own shifts of the week, and a supervisor's word on a backlog of checks."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from actions import audiences, backlogs, shifts
from actions.backlogs import Relieved
from bot.call import Call
from bot.commands.declare import command
from bot.permitting import permit
from rules.userids import is_same
from texts import duty as texts
from texts import shift_watch

_WEEK = timedelta(days=6)
_RELIEVED = {"加派": Relieved.MORE_HANDS, "先派单": Relieved.ASSIGN_FIRST}


@command("值班", "duty", action="duty", example="/值班 本周")
def duty(call: Call, what: Literal["本周", "加派", "先派单"] | None = None) -> str:
    """看现在和下一班是谁；“/值班 本周”看自己7天的班。"""
    desk = call.desk
    if what in _RELIEVED:
        permit(call, "relieve", command=f"值班 {what}")
        backlogs.answer(desk, call.source(), _RELIEVED[what])
        return shift_watch.answered(_RELIEVED[what])
    if what is not None:
        return _week(call)
    officials = {role: audiences.officials_on_duty(desk, role) for role in ("supervisor", "leader")}
    return texts.on_duty(desk, audiences.agent_on_duty(desk), shifts.next_agent(desk), officials)


def _week(call: Call) -> str:
    """An agent reads his own shifts of the next seven days; whoever has none reads everybody's."""
    desk = call.desk
    today = desk.now.astimezone(desk.rules.zone).date()
    found = [each for each in shifts.agents_shifts(desk, today, today + _WEEK) if each.ends_at > desk.now]
    own = [each for each in found if is_same(each.userid, call.speaker.userid)]
    return texts.own_week(desk, own) if "agent" in call.speaker.roles else texts.week(desk, found)
