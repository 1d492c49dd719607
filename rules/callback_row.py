"""Turns one row of the hotline's export of call-backs into typed values, and says what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from rules.callback_words import read_satisfied, read_solved, read_yes_or_no
from rules.order_cells import has_only_a_day, moment_in, said
from rules.order_columns import Cell, Header, Vocabulary
from rules.order_fields import read_category, read_platform
from rules.order_labels import LABELS
from rules.order_row import RowReading, read_number
from rules.ticket_number import Patterns

CALLBACKS = Vocabulary(
    {
        "ticket_no": LABELS["ticket_no"],
        "platform": LABELS["platform"],
        "called_at": "回访时间 回访日期 回访完成时间 回访结束时间 最后回访时间 最近回访时间 回访开始时间 评价时间",
        "is_valid": "是否有效回访 有效回访 是否有效 回访是否有效 有效性",
        "contacted": "是否联系 是否已联系 是否响应 是否联系诉求人 是否联系市民 联系情况 响应情况",
        "solved": "是否解决 是否已解决 解决情况 解决程度 是否办成 是否解决问题",
        "satisfied": "是否满意 满意情况 满意程度 满意度 满意度评价 满意评价 评价结果 回访评价 回访结果 诉求人评价",
        "unit": f"{LABELS['lead_unit']} {LABELS['township']}",
        "category": f"{LABELS['category_1']} {LABELS['category_path']}",
        "note": "不满意原因 未解决原因 回访情况 回访内容 回访记录 回访意见 诉求人意见 市民意见 回访备注 备注",
    }
)
# A column that is not there must never count as a yes, nor turn a rate into one over nothing: the file is refused.
NEEDED = ("called_at", "is_valid", "contacted", "solved", "satisfied")
_WORDS: dict[str, tuple[Callable[[str], Any], int]] = {
    "platform": (read_platform, 40),
    "unit": (str.strip, 100),
    "note": (str.strip, 1000),
}
_ANSWERS: dict[str, Callable[[str], Any]] = {
    "is_valid": read_yes_or_no,
    "contacted": read_yes_or_no,
    "solved": read_solved,
    "satisfied": read_satisfied,
}


def lacking(header: Header) -> list[str]:
    """Return the plainest names of the columns that a file of call-backs needs and this one has not."""
    fields = {column.field for column in header.columns}
    return [CALLBACKS.plainest(name) for name in NEEDED if name not in fields]


def read_callback(cells: Mapping[str, Cell], *, patterns: Patterns, today: date, zone: tzinfo) -> RowReading:
    """Read the cells of one row by field; never raises.

    An empty cell leaves its value out; a word that is not known is a mistake and never taken for its neighbour.
    """
    reading = RowReading()
    texts = {name: said(cell) for name, cell in cells.items()}
    read_number(reading, cells.get("ticket_no"), patterns)
    _read_moment(reading, cells.get("called_at"), today, zone)
    for name, (reader, longest) in _WORDS.items():
        value = reader(texts[name]) if texts.get(name) else None
        reading.put(name, value[:longest] if value else None)
    reading.put("category", "/".join(read_category(texts.get("category", "")))[:200])
    for name, answer in _ANSWERS.items():
        if text := texts.get(name):
            meant = answer(text)
            reading.put(name, meant)
            if meant is None:
                reading.refuse(name, "unreadable")
    return reading


def _read_moment(reading: RowReading, cell: Cell, today: date, zone: tzinfo) -> None:
    if not said(cell):
        reading.refuse("called_at", "missing")
        return
    moment = moment_in(cell, today, zone, end_of_day=True)
    if moment is None:
        reading.refuse("called_at", "unreadable")
    elif has_only_a_day(cell):
        # Of a bare day its last second comes back.
        moment = datetime.combine(moment.astimezone(zone), time(), zone).astimezone(UTC)
    reading.put("called_at", moment)


def day_is_over(called_at: datetime, zone: tzinfo) -> datetime:
    """Return by when a call-back was made: the end of its day where only that is known."""
    is_bare_day = called_at.astimezone(zone).time() == time()
    return called_at + timedelta(days=1) if is_bare_day else called_at
