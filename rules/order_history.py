"""Tells which fields of a pasted text belong to an earlier order that is only told of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from rules.order_written import Written, labelled

_TOLD_OF = r"(?:历史|历次|上次|前次|往期|原工单|关联工单|重复工单|办理记录|流转记录)"
_LINE = re.compile(rf"^[ \t]*[【\[(]?{_TOLD_OF}[^\n:]{{0,8}}(?:[】\])]|:)[^\n]*\S", re.MULTILINE)
_HEADING = re.compile(rf"^[ \t]*[【\[(]?{_TOLD_OF}[^\n:,。]{{0,8}}[】\]):]*[ \t]*$", re.MULTILINE)
_TOLD_BEFORE = re.compile(
    r"历史|历次|原工单|原单|原编号|上次|上一|此前|前次|重复|关联|并单|往期|之前|老单|合并|参考|相同|一致"
    r"|曾(?:于|经|就|向|在|多次|反映|来电|投诉|拨打|报)"
)
_RECORDS = re.compile(
    r"^[ \t【\[]*(?:历史|历次|关联|重复|往期|办理|流转)(?:工单|记录|诉求|来电|件)[^\n0-9无]{0,8}$\n?", re.MULTILINE
)
_RECORD = re.compile(
    r"[ \t]*(?:[0-9]{1,2}[.、)][ \t]*)?(?:[^\n:]{0,6}(?:编号|单号|工单)[ ]*:?[ \t]*)?"
    r"[0-9A-Za-z一-鿿-]{0,24}[0-9]{6,24}[ \t,;]+[^\n]*[^\s]"
)
_TAG_OF_A_NUMBER = re.compile(r"【[^【】\n]{0,40}】(?=[^】\n]{0,80}(?:编号|单号))")
# What tells that a number is of an earlier order stands in its clause.
_NEAR = 300


class Histories:
    """Where one part of a paste tells of earlier orders."""

    def __init__(self, plain: str, start: int, end: int) -> None:
        self._plain, self._start, self._end = plain, start, end
        self._records = list(self._record_lines())

    def tells_of(self, position: int) -> bool:
        """Tell whether a number at that position is that of an earlier order: by the words before it, or its line."""
        line_start = self._plain.rfind("\n", 0, position) + 1
        line = _TAG_OF_A_NUMBER.sub("", self._plain[max(line_start, position - _NEAR) : position])
        before = re.split(r"[;。|]", line)[-1]
        return bool(_TOLD_BEFORE.search(before)) or any(low <= position < high for low, high in self._records)

    def own(self, written: list[Written], heads: Collection[int]) -> list[Written]:
        """Return the fields without those on a line of history, and those a heading of history says again.

        At the `heads`, numbers that open an order, what such a heading tells of is over.
        """
        lines = [line.span() for line in _LINE.finditer(self._plain, self._start, self._end)]
        headings = [line.start() for line in _HEADING.finditer(self._plain, self._start, self._end)]
        kept: list[Written] = []
        under, said = -1, frozenset[str]()
        for entry in written:
            heading = max((start for start in headings if start < entry.label_start), default=-1)
            if heading > under:
                under, said = heading, frozenset(each.field for each in kept)
            is_over = any(under < head < entry.end for head in heads)
            told = any(low <= entry.label_start < high for low, high in lines) and entry.field != "ticket_no"
            is_told_again = entry.field in said - {"ticket_no", "other"} and not is_over
            if not told and not is_told_again:
                kept.append(entry)
        return kept

    def _record_lines(self) -> Iterator[tuple[int, int]]:
        """A heading of earlier orders and the records below it, one a line; a field of this order ends them."""
        end = self._start
        for heading in _RECORDS.finditer(self._plain, self._start, self._end):
            if heading.start() < end:
                # It stands among the records of the one before.
                continue
            end = heading.end()
            while (line := _WHOLE_LINE.match(self._plain, end, self._end)) and not _ends_records(line[0]):
                end = line.end()
            yield heading.start(), end


_WHOLE_LINE = re.compile(r"[^\n]+\n?")


def _ends_records(line: str) -> bool:
    return bool(labelled(line)) and not _RECORD.match(line)
