"""/巡检: the platform was looked at just now."""

from __future__ import annotations

from actions import looks
from bot.call import Call
from bot.commands.declare import command
from models.queries import clocks as queries
from rules.stages import Stage
from texts.moments import moment


@command("巡检", "patrol", "已查看平台", action="patrol", example="/巡检")
def patrol(call: Call) -> str:
    """刚看过平台，没有漏单。"""
    looks.looked(call.desk, call.speaker.userid, "patrol")
    running = queries.clocks_without_ticket(call.desk.session, Stage.PATROL)
    if not running:
        return "已记巡检。"
    return f"已记巡检，请在{moment(running[0].due_at, call.desk.rules.zone, now=call.desk.now)}前再看一次。"
