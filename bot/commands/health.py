"""/系统状态: whether the machine behind the bot is well."""

from __future__ import annotations

from bot.call import Call
from bot.commands.declare import command
from bot.wecom.budget import WINDOWS
from texts import machine as texts


@command("系统状态", "health", action="health", example="/系统状态")
def health(call: Call) -> str:
    """看提醒系统是否正常。"""
    limits = {str(channel): [(each.n_sends, each.length) for each in windows] for channel, windows in WINDOWS.items()}
    return texts.status(call.desk, limits)
