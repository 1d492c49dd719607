"""Makes an order of one row of an exported table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from actions.orders import Order
from rules.order_cells import cell_text
from rules.order_columns import Cell, Header
from rules.order_row import CellMistake, read_row
from rules.settings import DeskRules

_NO_PLACE_NEEDED = frozenset({"咨询", "表扬", "感谢"})
_NO_LIMIT_NEEDED = frozenset({"表扬", "感谢"})
_SUMS = frozenset({"合计", "总计", "小计", "共计"})


def order_from_row(
    header: Header, headings: Sequence[str], row: Sequence[Cell], rules: DeskRules, today: date
) -> tuple[Order | None, tuple[CellMistake, ...]]:
    """Return the order a row holds, or None and every reason why it cannot be taken.

    The whole row is kept, sealed, as the order's original.
    """
    reading = read_row(header.cells(row), patterns=rules.number_patterns, today=today, zone=rules.zone)
    if reading.mistakes:
        return None, tuple(reading.mistakes)
    values = reading.values
    return Order(**values, missing=tuple(_missing(values)), original=_original(headings, row)), ()


def holds_no_order(row: Sequence[Cell]) -> bool:
    """Tell whether a row holds nothing at all, or only the sums below a table."""
    first = next((text for cell in row if (text := cell_text(cell))), "")
    return not first or first.strip(" :：") in _SUMS


def _original(names: Sequence[str], row: Sequence[Cell]) -> str:
    pairs = ((names[index] if index < len(names) else "", cell_text(cell)) for index, cell in enumerate(row))
    return "\n".join(f"{name}：{text}" for name, text in pairs if text)


def _missing(values: Mapping[str, object]) -> list[str]:
    """What the desk has to ask for, as with a pasted order."""
    needed = ["kind", "content", "first_dispatched_at"]
    needed += [] if values["confidential"] else ["caller_name", "caller_phone"]
    needed += [] if values.get("kind") in _NO_PLACE_NEEDED else ["address"]
    missing = [name for name in needed if name not in values]
    has_limit = {"deadline_at", "limit_text", "grade"} & values.keys()
    return missing if has_limit or values.get("kind") in _NO_LIMIT_NEEDED else [*missing, "limit_text"]
