"""Tells which fields of a pasted text belong to an earlier order that is only told of."""

from __future__ import annotations

import re

from rules.order_labels import Written

_TOLD_OF = r"(?:历史|历次|上次|前次|往期|原工单|关联工单|重复工单|办理记录|流转记录)"
_LINE = re.compile(rf"^[ \t]*[【\[(]?{_TOLD_OF}[^\n:]{{0,8}}(?:[】\])]|:)[^\n]*\S", re.MULTILINE)
_HEADING = re.compile(rf"^[ \t]*[【\[(]?{_TOLD_OF}[^\n:,。]{{0,8}}[】\]):]*[ \t]*$", re.MULTILINE)


def without_history(plain: str, written: list[Written]) -> list[Written]:
    """Return the fields without those on a line of history, and without those a heading of history says again."""
    lines = [line.span() for line in _LINE.finditer(plain)]
    headings = [line.start() for line in _HEADING.finditer(plain)]
    kept: list[Written] = []
    for entry in written:
        heading = max((start for start in headings if start < entry.label_start), default=None)
        said = {each.field for each in kept if heading is not None and each.label_start < heading}
        told = any(low <= entry.label_start < high for low, high in lines) and entry.field != "ticket_no"
        if not told and (entry.field in {"ticket_no", "other"} or entry.field not in said):
            kept.append(entry)
    return kept
