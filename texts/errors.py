"""The one sentence people get when something of ours is broken."""

from __future__ import annotations


def broken(reference: str) -> str:
    """Return the apology with the reference an administrator can look up."""
    return f"处理这条消息时出错，已记录（编号 {reference}）。请稍后再发一次，仍不行请把编号告诉管理员。"
