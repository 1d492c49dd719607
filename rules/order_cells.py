"""Reads single cells of an exported table: their text and the moments in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from rules.half_width import half_width
from rules.order_columns import Cell
from rules.order_fields import NOTHING
from rules.order_times import read_order_time

# Excel keeps fifteen digits of a number; the rest of a longer one is lost for good.
_EXACT_IN_EXCEL = 10**15
_LONGEST_NOTHING = max(map(len, NOTHING))
_ROUNDED = re.compile(r"[0-9.]+E\+?[0-9]+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MIDNIGHT = r"(?:[ T]+0?0:00(?::00)?)"
_DATE_ONLY = re.compile(
    rf"(?P<day>(?:20[0-9]{{2}}\s*[-/.年])?\s*[0-9]{{1,2}}\s*[-/.月]\s*[0-9]{{1,2}}\s*[日号]?){_MIDNIGHT}?"
)
# 20261118090500, as programs write it.
_COMPACT = re.compile(r"(20[0-9]{2})([01][0-9])([0-3][0-9])\s*([0-2][0-9]):?([0-5][0-9]):?([0-5][0-9])?")
_HALF_DAY = re.compile(r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)\s*([AP])\.?M\.?", re.IGNORECASE)
_HALVES = {"A": "上午", "P": "下午"}
_FIRST_HOUR = re.compile(r"上午\s*12(?=:)")
_SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone


def cell_text(cell: Cell) -> str:
    """Return a cell as people see it: whole numbers without a point, no control characters."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.isprintable():
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return _CONTROL.sub("", str(cell)).strip()


def said(cell: Cell) -> str:
    """Return a cell's text; nothing for 不详, 无, / and the like."""
    text = cell_text(cell)
    # None of the words for nothing is longer.
    return "" if len(text) <= _LONGEST_NOTHING and half_width(text) in NOTHING else text


def is_rounded_number(cell: Cell) -> bool:
    """Tell whether a long number went through a spreadsheet's number format and lost its last digits."""
    if isinstance(cell, int | float):
        return cell >= _EXACT_IN_EXCEL
    return isinstance(cell, str) and _ROUNDED.fullmatch(cell.strip()) is not None


def has_only_a_day(cell: Cell) -> bool:
    """Tell whether a cell names a day without a time; a spreadsheet stores a bare date as its midnight."""
    cell = _from_serial(cell)
    if isinstance(cell, datetime):
        return cell.time() == time()
    return isinstance(cell, date) or (isinstance(cell, str) and _day_in(cell) is not None)


def moment_in(cell: Cell, today: date, zone: tzinfo, *, end_of_day: bool = False) -> datetime | None:
    """Return the moment in a cell (aware UTC; local time of `zone` unless it says otherwise), None when unreadable.

    A bare day is its last second with `end_of_day`, else None.
    """
    if has_only_a_day(cell):
        moment = read_order_time(_day_text(_from_serial(cell)), today, zone, end_of_day=end_of_day)
        return moment.astimezone(UTC) if moment else None
    cell = _from_serial(cell)
    if isinstance(cell, datetime):
        return _aware(cell, zone)
    text = _in_chinese_hours(half_width(cell_text(cell)))
    if found := _COMPACT.fullmatch(text):
        text = "{}-{}-{} {}:{}:{}".format(*(part or "00" for part in found.groups()))
    written = _iso(text)
    if written is not None and written.tzinfo is not None:
        return _aware(written, zone)
    moment = read_order_time(text, today, zone)
    return moment.astimezone(UTC) if moment else None


def _in_chinese_hours(text: str) -> str:
    """9:05 PM as it is written here; in a spreadsheet the day begins at 上午 12:00."""
    text = _HALF_DAY.sub(lambda found: f"{_HALVES[found[2].upper()]}{found[1]}", text)
    return _FIRST_HOUR.sub("0", text)


def _aware(moment: datetime, zone: tzinfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _from_serial(cell: Cell) -> Cell:
    """Days since the end of 1899, as spreadsheets count them, as long as they mean a day of our time."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 40_000 <= cell < 60_000:
        return _SERIAL_START + timedelta(seconds=round(cell * 86400))
    return cell


def _day_in(text: str) -> str | None:
    found = _DATE_ONLY.fullmatch(half_width(text).strip())
    return found["day"] if found else None


def _day_text(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return (_day_in(cell) if isinstance(cell, str) else None) or ""
