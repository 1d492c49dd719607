"""/撤回: who prepared a request takes it back, until it was submitted."""

from __future__ import annotations

from actions import deciding
from bot.call import Call
from bot.commands.declare import command
from models.request import Request
from texts import requests


@command("撤回", "withdraw", action="withdraw", example="/撤回 12")
def withdraw(call: Call, request: Request) -> str:
    """收回自己提的申请，报平台前都可以。"""
    deciding.withdraw(call.desk, request, call.source())
    return requests.withdrawn(request)
