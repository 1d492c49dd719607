"""Words the help: what one may do, with a worked example."""

from __future__ import annotations

from collections.abc import Sequence


def one(usage: str, summary: str, example: str, synonyms: Sequence[str]) -> str:
    """Return the help of one command."""
    also = [word for word in synonyms if not word.isascii()]
    lines = [f"{usage}", summary, f"例如：{example}"]
    return "\n".join(lines + ([f"也可写：{'、'.join(f'/{word}' for word in also)}"] if also else []))


def listed(commands: Sequence[tuple[str, str]], *, example: str | None, unit: bool) -> str:
    """Return the commands a person may use here."""
    lines = [f"/{name}　{summary}" for name, summary in commands]
    if unit:
        lines.insert(0, "不用命令也行：引用工单消息@我，写“收到”“已联系居民，明天上门”“已办结，灯修好了”。")
    return "\n".join([*lines, "看一条的写法：/帮助 命令名"])
