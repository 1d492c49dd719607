"""/市区批复: what the city or the district decided about a request that was submitted."""

from __future__ import annotations

from typing import Literal

from actions import deciding
from actions.deciding import Verdict
from actions.hiding import masked_words
from bot.call import Call
from bot.commands.declare import command
from models.request import Request
from rules.platform_word import read_platform_word
from texts import requests


@command(
    "市区批复",
    "granted",
    action="granted",
    example="/市区批复 12 同意 今天 到11月25日18:00",
    labels={"words": "日期 到期 意见"},
)
def granted(call: Call, request: Request, verdict: Literal["同意", "不同意"], words: str | None = None) -> str:
    """记下市区的批复；同意延期的写新的到期时间。"""
    desk = call.desk
    read = read_platform_word(words or "", desk.now, desk.rules.zone)
    opinion = masked_words(call.desk, request.ticket, read.opinion) if read.opinion else None
    decide = deciding.record_grant if verdict == "同意" else deciding.record_refusal
    due_before = request.ticket.deadline_at
    decide(desk, request, call.source(), Verdict(read.at, read.until, opinion))
    return requests.platform_said(desk, request, due_before)
