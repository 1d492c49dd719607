"""/交班: the hand-over note at any moment."""

from __future__ import annotations

from bot.call import Call
from bot.commands.declare import command
from texts import handover as texts


@command("交班", "handover", action="handover", example="/交班")
def handover(call: Call) -> str:
    """看交接班清单：在办、临期、待打电话、结果不明的提醒。"""
    return "\n".join(["【交接班】", *texts.figures(call.desk)])
