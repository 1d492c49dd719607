"""Words the help: what one may do, with a worked example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from texts.command_refusals import who_may
from texts.fitting import size

# What one message holds beside the example, and how many names a phone shows in a line.
_ROOM_BYTES, _IN_A_ROW = 1800, 5
_NEXT_OF_UNIT = {"assigned": "/受理 {no}", "accepted": "/首联 {no} 已通话，约明天上门", "handling": "/办结 {no} 已修好"}
_NEXT_OF_DESK = {
    "pending_sign": "/签收 {no}",
    "pending_verify": "/初核 {no} 属实",
    "pending_assign": "/转办 {no} 单位名",
    "assigned": "/催办 {no}",
    "resolved": "/回访 {no} 满意 已解决",
    "pending_reply": "/已回复 {no} 理由",
}


def one(
    usage: str, summary: str, example: str, synonyms: Sequence[str], *, who: Mapping[str, Any] | None = None
) -> str:
    """Return the help of one command; `who` are those who may use it when the reader may not."""
    also = [word for word in synonyms if not word.isascii()]
    lines = [usage, summary, f"例如：{example}"]
    lines += [f"也可写：{'、'.join(f'/{word}' for word in also)}"] if also else []
    return "\n".join(lines + ([who_may(who)] if who else []))


def found(commands: Sequence[tuple[str, str]]) -> str:
    """Return the commands that a word brings to mind."""
    if not commands:
        return "没有讲这个的命令。发 /帮助 看您能用的命令。"
    return "\n".join([*(f"/{name}　{summary}" for name, summary in commands), "看一条的写法：/帮助 命令名"])


def listed(commands: Sequence[tuple[str, str]], *, example: str | None, unit: bool) -> str:
    """Return the commands a person may use here."""
    lines = [f"/{name}　{summary}" for name, summary in commands]
    if size("\n".join(lines)) > _ROOM_BYTES:
        # Whoever may do so much knows most of it: the names are enough, each has its own help.
        lines = ["您能用的命令：", *("　".join(f"/{name}" for name, _ in row) for row in _rows(commands))]
    if unit:
        lines.insert(0, "不用命令也行：引用工单消息@我，写“收到”“已联系居民，明天上门”“已办结，灯修好了”。")
    if example:
        lines.append(f"例如现在可以发：{example}")
    return "\n".join([*lines, "看一条的写法：/帮助 命令名"])


def _rows(commands: Sequence[tuple[str, str]]) -> list[Sequence[tuple[str, str]]]:
    return [commands[start : start + _IN_A_ROW] for start in range(0, len(commands), _IN_A_ROW)]


def next_step(short_number: str, state: str, *, unit: bool) -> str | None:
    """Return what a person could write next about a ticket of theirs; None where nothing is to be done."""
    words = (_NEXT_OF_UNIT if unit else _NEXT_OF_DESK).get(state)
    return words.format(no=short_number) if words else None
