"""/交班: the hand-over note at any moment."""

from __future__ import annotations

from bot.call import Call
from bot.commands.declare import command
from texts import handover as texts


@command("交班", "handover", action="handover", example="/交班")
def handover(call: Call) -> str:
    """看交接班清单：全部在办、承诺、待审批、待打电话。"""
    return texts.figures(call.desk, "【交接班】")
