"""/试一下: a guided exercise on a drill ticket that counts nowhere."""

from __future__ import annotations

from actions import drilling
from actions.ways import may_be_told
from bot.call import Call
from bot.commands.declare import command
from rules.drill import DrillRole, drill_role
from texts import drill as texts


@command("试一下", "try", action="try", example="/试一下")
def drill(call: Call) -> str:
    """给您一件练习工单，一步一步带您练，不计入任何统计。"""
    role = drill_role(call.speaker.roles, call.speaker.department_id)
    if role is None:
        return texts.nothing_to_practise()
    begun = drilling.begin(call.desk, call.source(), call.speaker, role)
    if role is DrillRole.UNIT and call.group is not None and call.group.push_key and may_be_told(call.desk, call.group):
        drilling.push(call.desk, begun, call.group)
        return texts.begun_in_group(call.desk, begun)
    return texts.begun_here(call.desk, begun, in_group=not call.is_direct)
