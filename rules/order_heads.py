"""Tells which numbers of a paste open an order, and which are only mentioned inside one.

An order says each thing once. The first number that stands where an order's number stands opens one; a later
number opens another only when what stands with it says again something the order before it has said.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from rules.order_callers import CALLER, PHONE
from rules.order_fields import TAG_KIND
from rules.order_history import Histories
from rules.order_times import LOOSE_DISPATCHED, MOMENT
from rules.order_written import Written, labelled
from rules.ticket_number import FoundNumber, Patterns, find_numbers

LOOKALIKES = str.maketrans("OoIl", "0011")

# Fields whose text is somebody's own words: what looks like a field there may be none.
_TEXTS = frozenset({"content", "title", "remark", "other"})
_SILENT = frozenset({"ticket_no", "other", "remark"})
_WORD = r"(?:编号|单号|工单|编码|流水号|号)"
_OPENS_PLACE = re.compile(
    rf"(?:^|[\n;,。|】\])\t])[ \t]*(?:[^\n;,。|]{{0,6}}{_WORD}[ 】]*:?[ \t\n]*|[0-9]{{1,2}}[.、)][ \t]*)?$"
)
_OPENS_LINE = re.compile(
    r"[ \t|]*(?:【[^】\n]{1,10}】[ \t]*|[①-⑳][ \t]*|第?[一二三四五六七八九十0-9]{1,2}[.、)件单][:、.]?[ \t]*)*"
    r"(?P<row>[0-9]{1,4}\t)?"
    rf"(?P<word>[^\n;,。|:【】]{{0,6}}{_WORD}[ 】]*:?[ \t]*|【[^\n;,。|:【】]{{0,6}}{_WORD}】[ \t:]*)?[【\[(]?"
)
_LONGEST_OPENING = 80
_ONLY_A_LABEL = re.compile(rf"[\s;,|。]*[^\s;,。|]{{0,6}}{_WORD}[ 】:]*|[\s;,|。、]*")
_OPENS_CLAUSE = re.compile(rf"[;|][ \t]*[^\n;,。|:]{{0,6}}{_WORD}[ ]*:?[ \t]*$")
_LIMIT_WORDS = re.compile(r"[0-9]{1,3}(?:小时|天|个工作日)内(?:须|需|要)?(?:回复|办结|答复|反馈|办理)")
_LOOSE = (
    ("caller_phone", PHONE),
    ("caller_name", CALLER),
    ("first_dispatched_at", LOOSE_DISPATCHED),
    ("limit_text", _LIMIT_WORDS),
    ("kind", TAG_KIND),
    ("moment", MOMENT),
)


@dataclass(frozen=True)
class Head:
    """A number that opens an order, or may: `in_text` when it stands inside somebody's words, `is_field` when it is
    a field of its own there all the same. `is_lookalike` is one that would be a number if O were 0 and l were 1."""

    number: FoundNumber
    is_lookalike: bool
    opens_line: bool
    is_field: bool
    in_text: bool


class HeadFinder:
    """Reads one part of a paste, between two dashed lines, for the numbers that open orders."""

    def __init__(self, plain: str, start: int, end: int, patterns: Patterns) -> None:
        self._plain, self._start, self._end = plain, start, end
        self._labels = labelled(plain, start, end)
        number_labels = {entry.label_start for entry in self._labels if entry.field == "ticket_no"}
        self._texts = [e for e in labelled(plain, start, end, without=number_labels) if e.field in _TEXTS]
        self._histories = Histories(plain, start, end)
        said = ((found.start(), field) for field, words in _LOOSE for found in words.finditer(plain, start, end))
        self._loose = sorted(each for each in said if not self._is_labelled(each[0]))
        found = _numbers(plain, start, end, patterns)
        self._own = [self._as_head(*each) for each in found if not self._histories.tells_of(each[0].start)]
        self.candidates = [each for each in self._own if self._stands_like_one(each)]
        self.heads = self._heads()

    def mentioned(self) -> list[Head]:
        """Return the numbers that stand like an order's own and open none; an agent should look at them."""
        opened = {head.number.text for head in self.heads}
        return [each for each in self.candidates if each.opens_line and each.number.text not in opened]

    def written(self) -> list[Written]:
        """Return the fields of the part; a mentioned number's label is a word of the text it stands in."""
        heads = {head.number.start for head in self.heads}
        words = {
            entry.label_start
            for entry in self._labels
            if entry.field == "ticket_no"
            and self._in_text(entry.label_start)
            and not any(entry.start <= start < max(entry.end, entry.start + 1) for start in heads)
        }
        return self._histories.own(labelled(self._plain, self._start, self._end, without=words), heads)

    def _heads(self) -> list[Head]:
        candidates = self.candidates or self._own[:1]
        if not candidates:
            return []
        own = [each for each in candidates if not each.in_text or (each.is_field and each.opens_line)]
        first = (own or candidates)[0]
        heads, opened_at = [first], self._start
        rest = [each for each in candidates if each.number.start > first.number.start]
        for index, each in enumerate(rest):
            until = rest[index + 1].number.start if index + 1 < len(rest) else self._end
            if each.number.text not in {head.number.text for head in heads} and self._opens_another(
                heads[-1], each, opened_at, until
            ):
                opened_at = heads[-1].number.end if self._ends_with_number(heads[-1], opened_at) else each.number.start
                heads.append(each)
        return heads

    def _opens_another(self, head: Head, other: Head, opened_at: int, until: int) -> bool:
        # Orders of one paste look alike: after a number in a field of its own a bare one is a word of the text.
        if other.in_text and ((head.is_field and not other.is_field) or self._is_within_a_line_of_text(other)):
            return False
        before = self._says(opened_at, other.number.start)
        after = self._says(other.number.end, until)
        if not before:
            if after and _ONLY_A_LABEL.fullmatch(self._plain, head.number.end, other.number.start):
                # The same order under a second number, such as 市级编号.
                return False
            return other.opens_line or self._opens_clause(other.number)
        again = before & after
        if other.is_field:
            return bool(
                again or self._says(opened_at, head.number.start) & self._says(head.number.end, other.number.start)
            )
        return len(again) >= min(2, len(before))

    def _ends_with_number(self, head: Head, opened_at: int) -> bool:
        return len(self._says(opened_at, head.number.start)) >= 2

    def _says(self, low: int, high: int) -> set[str]:
        """The fields written between two positions, and what loose words outside of texts say."""
        between = self._labels[_first_from(self._labels, low) : _first_from(self._labels, high)]
        loose = self._loose[bisect_left(self._loose, (low, "")) : bisect_left(self._loose, (high, ""))]
        return {entry.field for entry in between if entry.text} - _SILENT | {field for _, field in loose}

    def _as_head(self, number: FoundNumber, is_lookalike: bool) -> Head:
        line_start = max(self._start, self._plain.rfind("\n", 0, number.start) + 1)
        is_near = number.start - line_start <= _LONGEST_OPENING
        opening = _OPENS_LINE.fullmatch(self._plain, line_start, number.start) if is_near else None
        at = _entry_at(self._labels, number.start)
        label = at is not None and at.field == "ticket_no" and at.start == number.start
        begins = self._plain[:line_start].endswith(("\n\n", "\n \n")) or line_start == self._start
        in_text = self._in_text(number.start)
        named = bool(opening["word"] or opening["row"] or label or begins) if opening else self._opens_clause(number)
        is_field = named and self._stands_alone(number.end)
        return Head(number, is_lookalike, opening is not None, is_field, in_text)

    def _stands_alone(self, end: int) -> bool:
        rest = re.compile(r"[ \t]*").match(self._plain, end)
        place = rest.end() if rest else end
        closed = place >= self._end or self._plain[place] in "\n|;,(】[【" or self._plain[end] == "\t"
        following = self._labels[_first_from(self._labels, place) :][:1]
        return closed or any(place == entry.label_start for entry in following)

    def _opens_clause(self, number: FoundNumber) -> bool:
        return _OPENS_CLAUSE.search(self._plain, max(self._start, number.start - 24), number.start) is not None

    def _stands_like_one(self, head: Head) -> bool:
        position = head.number.start
        return (
            head.opens_line
            or _OPENS_PLACE.search(self._plain, max(0, position - 24, self._start), position) is not None
        )

    def _in_text(self, position: int) -> bool:
        return _entry_at(self._texts, position) is not None

    def _is_within_a_line_of_text(self, head: Head) -> bool:
        text = _entry_at(self._texts, head.number.start)
        begins_line = text is not None and (text.label_start == 0 or self._plain[text.label_start - 1] == "\n")
        return begins_line and not head.opens_line

    def _is_labelled(self, position: int) -> bool:
        return self._in_text(position) or _entry_at(self._labels, position) is not None


def _first_from(entries: Sequence[Written], position: int) -> int:
    """The index of the first of ordered entries that begins at a position or later."""
    return bisect_left(entries, position, key=_label_start)


def _entry_at(entries: Sequence[Written], position: int) -> Written | None:
    """The one of ordered entries whose label or text stands at a position."""
    index = bisect_right(entries, position, key=_label_start)
    entry = entries[index - 1] if index else None
    return entry if entry is not None and position < entry.end else None


_label_start = attrgetter("label_start")


_NEW = re.compile("新(?:派)?(?:的)?工?单|待签收|(?:登录|请|及时)[^,。\n]{0,6}签收")


def tells_a_dispatch(plain: str) -> bool:
    """Tell whether loose words name a phone and a dispatch, its limit or a kind, or announce a new order."""
    said = {field for field, words in _LOOSE if words.search(plain)}
    if "caller_phone" in said:
        return bool(said & {"first_dispatched_at", "limit_text", "kind"})
    return {"first_dispatched_at", "kind"} <= said and _NEW.search(plain) is not None


def _numbers(plain: str, start: int, end: int, patterns: Patterns) -> list[tuple[FoundNumber, bool]]:
    """The numbers of a part, each with whether it is one only by lookalike letters."""
    part = plain[start:end]
    true = [(number, False) for number in find_numbers(part, patterns)]
    alike = [
        (FoundNumber(part[n.start : n.end], n.start, n.end), True)
        for n in find_numbers(part.translate(LOOKALIKES), patterns)
        if re.search("[OoIl]", part[n.start : n.end]) and part[n.start : n.end].upper() != n.text
    ]
    both = sorted(true + alike, key=lambda pair: pair[0].start)
    return [(FoundNumber(number.text, number.start + start, number.end + start), odd) for number, odd in both]
