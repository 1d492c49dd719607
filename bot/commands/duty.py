"""/值班: who is on duty now and next."""

from __future__ import annotations

from actions import audiences, shifts
from bot.call import Call
from bot.commands.declare import command
from texts import duty as texts


@command("值班", "duty", action="duty", example="/值班")
def duty(call: Call) -> str:
    """看现在和下一班是谁。"""
    desk = call.desk
    officials = {role: audiences.officials_on_duty(desk, role) for role in ("supervisor", "leader")}
    return texts.on_duty(desk, audiences.agent_on_duty(desk), shifts.next_agent(desk), officials)
