"""/已报: an endorsed request was put on the platform."""

from __future__ import annotations

from actions import deciding
from bot.call import Call
from bot.commands.declare import command
from models.request import Request
from texts import requests


@command("已报", "submitted", action="submitted", example="/已报 12")
def submitted(call: Call, request: Request) -> str:
    """主管同意的申请，报上平台后告诉我。"""
    deciding.submit(call.desk, request, call.source())
    return requests.submitted(request)
