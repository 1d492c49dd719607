"""/交班: the hand-over note at any moment, and whoever begins saying that he has taken over."""

from __future__ import annotations

from actions import handing_over
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from rules.receipts import says_taken_over
from texts import handover as texts


@command("交班", "handover", action="handover", example="/交班", labels={"taken": "接班"})
def handover(call: Call, taken: str | None = None) -> str:
    """看交接班清单：全部在办、承诺、待审批、待打电话；接班的人发“/交班 接班”确认。"""
    if taken is not None and not says_taken_over(taken):
        raise Refusal("not_a_choice", text=taken, choices=("接班",), example="/交班 接班")
    if taken is not None:
        duty, is_new = handing_over.take_over(call.desk, call.speaker.userid)
        return texts.taken_over(call.desk, duty, is_new=is_new)
    return texts.figures(call.desk, "【交接班】")
