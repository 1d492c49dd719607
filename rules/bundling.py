"""Puts many lines into few messages: most urgent first, numbered ①②③, never cut within a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

_Item = TypeVar("_Item")

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NEWLINE_BYTES = 1
_ELLIPSIS = "…"


def mark(number: int) -> str:
    """Return the mark of a line, counted from one: ① to ⑳, then "21."."""
    if number < 1:
        raise ValueError("lines are counted from one")
    return CIRCLED[number - 1] if number <= len(CIRCLED) else f"{number}."


def numbered(lines: Iterable[str]) -> list[str]:
    """Return the lines with their marks in front, so that people can answer "①办完 ②明天"."""
    return [f"{mark(number)}{line}" for number, line in enumerate(lines, start=1)]


def most_urgent_first(items: Iterable[_Item], urgency: Callable[[_Item], Any]) -> list[_Item]:
    """Return the items ordered by `urgency`, smallest first; equal ones keep their order."""
    return sorted(items, key=urgency)


def pack(lines: Sequence[str], limit_bytes: int) -> list[list[str]]:
    """Return the lines as pages, none of which is longer than `limit_bytes` of UTF-8 when joined by newlines.

    A line longer than a page of its own is cut at a character and ends with "…".
    """
    if limit_bytes < len(_ELLIPSIS.encode()):
        raise ValueError("a page must have room for at least one character")
    pages: list[list[str]] = []
    room = 0
    for line in (_cut(line, limit_bytes) for line in lines):
        needed = len(line.encode()) + _NEWLINE_BYTES
        if not pages or needed > room:
            pages.append([])
            room = limit_bytes + _NEWLINE_BYTES
        pages[-1].append(line)
        room -= needed
    return pages


def _cut(line: str, limit_bytes: int) -> str:
    encoded = line.encode()
    if len(encoded) <= limit_bytes:
        return line
    return encoded[: limit_bytes - len(_ELLIPSIS.encode())].decode(errors="ignore") + _ELLIPSIS
