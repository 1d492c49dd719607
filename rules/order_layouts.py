"""Cuts a pasted text into single work orders: rows of a table, parts between dashed lines, one number after another."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rules.half_width import half_width
from rules.order_heads import HeadFinder, tells_a_dispatch
from rules.order_tables import read_tables
from rules.order_written import SENDER, Written
from rules.ticket_number import FoundNumber, Patterns

_SEPARATOR = re.compile(r"^[ \t]*(?:[-=—_*~─━] ?){4,}[ \t]*$", re.MULTILINE)
_LEADING_LINE = re.compile(
    r"^(?:[ \t]*@.*|[ \t]*(?:【[^】]{1,8}】)+[ \t]*"
    r"|[ \t]*第?[一二三四五六七八九十0-9]{1,2}[、.件单].{0,6}|[ \t]*新单.*)$"
)


@dataclass(frozen=True)
class OrderText:
    """The part of a paste that is one order: its number if any, its fields, and its borders.

    `lookalike` is a token that would be a number if O were 0 and l were 1; `mentioned` are numbers that stand
    like an order's own but open none; `guessed` are fields whose column is not certain.
    """

    start: int
    end: int
    number: FoundNumber | None
    written: tuple[Written, ...]
    lookalike: FoundNumber | None = None
    mentioned: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()


def cut_orders(text: str, patterns: Patterns) -> list[OrderText]:
    """Return the orders of a paste in reading order; parts without a number or fields are left out.

    Beside a table only what says as much as an order is one: its cells may run over into lines of their own.
    """
    tables = read_tables(half_width(text), patterns)
    others = _outside_of_tables(tables.beside, patterns)
    if not tables.rows:
        return _one_per_number(others)
    orders = [OrderText(row.start, row.end, row.number, row.written, guessed=row.guessed) for row in tables.rows]
    orders += [
        each
        for each in others
        if carries_fields(each.written) or (each.number and tells_a_dispatch(tables.beside[each.start : each.end]))
    ]
    return _one_per_number(sorted(orders, key=lambda order: order.start))


def _outside_of_tables(plain: str, patterns: Patterns) -> list[OrderText]:
    orders: list[OrderText] = []
    for start, end in _between_separators(plain):
        for order in _orders_between(plain, start, end, patterns):
            if order.number or order.lookalike:
                orders.append(order)
            elif not _continues(orders, order):
                orders += [order] if carries_fields(order.written) else []
            else:
                last = orders[-1]
                orders[-1] = replace(last, end=order.end, written=last.written + order.written)
    return orders


def sender_line(part: str) -> re.Match[str] | None:
    """Return the forwarded line "name date time" of a half-width text, if it has one."""
    return SENDER.search(part)


def _between_separators(plain: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in _SEPARATOR.finditer(plain):
        yield start, line.start()
        start = line.end()
    yield start, len(plain)


def _orders_between(plain: str, start: int, end: int, patterns: Patterns) -> Iterator[OrderText]:
    """Each number that heads an order opens one; without any the part is one order if it carries fields."""
    finder = HeadFinder(plain, start, end, patterns)
    written, heads = finder.written(), finder.heads
    if not heads:
        yield OrderText(start, end, None, tuple(written))
        return
    numbers = [head.number for head in heads]
    borders = [_border(plain, *pair, written, numbers[0]) for pair in itertools.pairwise(numbers)]
    for head, low, high in zip(heads, [start, *borders], [*borders, end], strict=True):
        own = tuple(entry for entry in written if low <= entry.label_start < high)
        mentioned = tuple(other.number.text for other in finder.mentioned() if low <= other.number.start < high)
        number, lookalike = (None, head.number) if head.is_lookalike else (head.number, None)
        yield OrderText(low, high, number, own, lookalike, mentioned)


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
        if previous <= before.end or (line.strip() and not (SENDER.match(line) or _LEADING_LINE.match(line))):
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
