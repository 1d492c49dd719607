"""Names and counts kinds of files in Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

WHAT_IS_KEPT = "图片、录音、视频和PDF"
_NAMES = {"image": "图片", "voice": "语音", "audio": "录音", "video": "视频"}
_MEASURES = {"image": "张", "voice": "段", "video": "段"}


def name_of(kind: str) -> str:
    """Return what a kind of file is called."""
    return _NAMES.get(kind, "文件")


def amount(kinds: Iterable[str]) -> str:
    """Return how many files of which kind, such as 图片2张、录音1份."""
    counted = Counter((name_of(kind), _MEASURES.get(kind, "份")) for kind in kinds)
    return "、".join(f"{name}{n}{measure}" for (name, measure), n in counted.items())
