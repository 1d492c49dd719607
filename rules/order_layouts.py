"""Cuts a pasted text into single work orders: tables, dashed lines, one number after another."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.half_width import half_width
from rules.order_labels import Written, field_of, labelled
from rules.ticket_number import FoundNumber, Patterns, find_numbers

_SEPARATOR = re.compile(r"^[ \t]*[-=—_*~─━]{4,}[ \t]*$", re.MULTILINE)
_HISTORY = re.compile(
    r"历史|历次|原工单|原单|原编号|上次|上一|此前|曾于|曾|前次|重复|关联|并单|往期|之前|老单|合并|参考|相同|一致"
)
_HISTORY_HEADING = re.compile(
    r"^[ \t【\[]*(?:历史|历次|关联|重复|往期|办理|流转)(?:工单|记录|诉求|来电|件)[^\n0-9]{0,8}$\n?", re.MULTILINE
)
_HEAD = re.compile(
    r"(?:^|[\n;,。|】\])\t])[ \t]*"
    r"(?:[^\n;,。|]{0,6}(?:编号|单号|工单|编码|流水号|号)[ 】]*:?[ \t\n]*|\d{1,2}[.、)][ \t]*)?$"
)
_SENDER = re.compile(
    r"^[^\n:]{1,20}\s+20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?[ \t]*$",
    re.MULTILINE,
)
_LEADING_LINE = re.compile(
    r"^(?:[ \t]*@.*|[ \t]*(?:【[^】]{1,8}】)+[ \t]*"
    r"|[ \t]*第?[一二三四五六七八九十0-9]{1,2}[、.件单].{0,6}|[ \t]*新单.*)$"
)
LOOKALIKES = str.maketrans("OoIl", "0011")


@dataclass(frozen=True)
class OrderText:
    """The part of a paste that is one order: its number if any, its fields, and its borders.

    `lookalike` is a token that would be a number if O were 0 and l were 1.
    """

    start: int
    end: int
    number: FoundNumber | None
    written: tuple[Written, ...]
    lookalike: FoundNumber | None = None


def cut_orders(text: str, patterns: Patterns) -> list[OrderText]:
    """Return the orders of a paste in reading order; parts without a number or fields are left out."""
    plain = half_width(text)
    if rows := list(_table_rows(plain, patterns)):
        return rows
    orders: list[OrderText] = []
    for start, end in _between_separators(plain):
        for order in _orders_between(plain, start, end, patterns):
            if order.number or order.lookalike:
                orders.append(order)
            elif not _continues(orders, order):
                orders += [order] if carries_fields(order.written) else []
            else:
                last = orders[-1]
                orders[-1] = OrderText(last.start, order.end, last.number, last.written + order.written, last.lookalike)
    return _one_per_number(orders)


def sender_line(part: str) -> re.Match[str] | None:
    """Return the forwarded line "name date time" of a half-width text, if it has one."""
    return _SENDER.search(part)


def _table_rows(plain: str, patterns: Patterns) -> Iterator[OrderText]:
    columns: list[str | None] = []
    delimiter = ""
    for line in re.finditer(r"[^\n]+", plain):
        found = next((mark for mark in "\t|," if _is_header(line[0], mark)), None)
        if found:
            delimiter, columns = found, [field_of(cell) for cell in line[0].split(found)]
        elif delimiter and line[0].count(delimiter) >= 2:
            written = tuple(_cells(line[0], line.start(), delimiter, columns))
            number = next(
                (n for n in find_numbers(line[0], patterns) if _in_number_cell(n, written, line.start())), None
            )
            placed = (
                FoundNumber(number.text, number.start + line.start(), number.end + line.start()) if number else None
            )
            if placed or len(written) >= 3:
                yield OrderText(line.start(), line.end(), placed, written)


def _is_header(line: str, delimiter: str) -> bool:
    known = [field for cell in line.split(delimiter) if (field := field_of(cell)) and field != "other"]
    return len(known) >= 3 and not re.search(r"[0-9]{6}", line)


def _cells(line: str, offset: int, delimiter: str, columns: list[str | None]) -> Iterator[Written]:
    position = offset
    for field, cell in zip(columns, line.split(delimiter), strict=False):
        start = position + len(cell) - len(cell.lstrip())
        if field and cell.strip() and not re.fullmatch(r"[\s:-]+", cell):
            yield Written(field, cell.strip(), start, start + len(cell.strip()), start)
        position += len(cell) + len(delimiter)


def _in_number_cell(number: FoundNumber, written: tuple[Written, ...], offset: int) -> bool:
    return any(cell.field == "ticket_no" and cell.start <= number.start + offset < cell.end for cell in written)


def _between_separators(plain: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in _SEPARATOR.finditer(plain):
        yield start, line.start()
        start = line.end()
    yield start, len(plain)


def _orders_between(plain: str, start: int, end: int, patterns: Patterns) -> Iterator[OrderText]:
    """Each headed number opens an order; without any the part is one order if it carries fields."""
    written = [entry for entry in labelled(plain) if start <= entry.label_start < end]
    heads = _headed_numbers(plain, start, end, patterns)
    borders = [start]
    for before, head in itertools.pairwise(heads):
        borders.append(_border(plain, before[0], head[0], written, heads[0][0]))
    borders.append(end)
    if not heads:
        yield OrderText(start, end, None, tuple(written))
        return
    for (number, is_lookalike), low, high in zip(heads, borders, borders[1:], strict=False):
        own = tuple(entry for entry in written if low <= entry.label_start < high)
        yield OrderText(low, high, None if is_lookalike else number, own, number if is_lookalike else None)


def _headed_numbers(plain: str, start: int, end: int, patterns: Patterns) -> list[tuple[FoundNumber, bool]]:
    """The numbers that open an order, each with whether it is one only by lookalike letters."""
    true = find_numbers(plain, patterns)
    swapped = [
        n for n in find_numbers(plain.translate(LOOKALIKES), patterns) if plain[n.start : n.end].upper() != n.text
    ]
    alike = [
        FoundNumber(plain[n.start : n.end], n.start, n.end)
        for n in swapped
        if re.search("[OoIl]", plain[n.start : n.end])
    ]
    history = list(_history_regions(plain))
    both = sorted([(n, False) for n in true] + [(n, True) for n in alike], key=lambda pair: pair[0].start)
    own = [(n, odd) for n, odd in both if start <= n.start < end and not _is_history(plain, n.start, history)]
    heads = [(n, odd) for n, odd in own if _HEAD.search(plain, max(0, n.start - 24, start), n.start)] or own[:1]
    by_text = {n.text: (n, odd) for n, odd in reversed(heads)}
    return sorted(by_text.values(), key=lambda pair: pair[0].start)


def _history_regions(plain: str) -> Iterator[tuple[int, int]]:
    for heading in _HISTORY_HEADING.finditer(plain):
        end = heading.end()
        while (line := re.compile(r"[^\n]+\n?").match(plain, end)) and not labelled(line[0]):
            end = line.end()
        yield heading.start(), end


def _is_history(plain: str, position: int, regions: list[tuple[int, int]]) -> bool:
    line_start = plain.rfind("\n", 0, position) + 1
    before = re.split(r"[;。|]", plain[line_start:position])[-1]
    return bool(_HISTORY.search(before)) or any(start <= position < end for start, end in regions)


def _border(plain: str, before: FoundNumber, after: FoundNumber, written: list[Written], first: FoundNumber) -> int:
    """Where the order of `after` begins: at the field every order begins with, else at its own line."""
    opening = next((entry.field for entry in written if entry.label_start < first.start), "ticket_no")
    openings = [e.label_start for e in written if e.field == opening and before.end <= e.label_start < after.start]
    if opening != "ticket_no" and openings:
        return openings[-1]
    line_start = plain.rfind("\n", 0, after.start) + 1
    if line_start <= before.end:
        return openings[-1] if openings else after.start
    while line_start > before.end:
        previous = plain.rfind("\n", 0, line_start - 1) + 1
        line = plain[previous : line_start - 1]
        if previous <= before.end or (line.strip() and not (_SENDER.match(line) or _LEADING_LINE.match(line))):
            break
        line_start = previous
    return line_start


def carries_fields(written: list[Written] | tuple[Written, ...]) -> bool:
    """Tell whether the labels are those of an order: three different ones, and what or where among them."""
    fields = {entry.field for entry in written if entry.text and entry.field != "other"}
    return len(fields) >= 3 and bool(fields & {"content", "title", "address", "caller_phone", "kind"})


def _continues(orders: list[OrderText], order: OrderText) -> bool:
    """A dashed line may also stand inside an order: then no field comes twice."""
    if not orders or not order.written:
        return False
    return not {entry.field for entry in orders[-1].written} & {entry.field for entry in order.written}


def _one_per_number(orders: list[OrderText]) -> list[OrderText]:
    seen: set[str] = set()
    kept: list[OrderText] = []
    for order in orders:
        if order.number is None or order.number.text not in seen:
            kept.append(order)
        if order.number:
            seen.add(order.number.text)
    return kept
