"""Turns one row of an exported table into the typed values of a work order, and says what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any

from rules import order_callers as callers
from rules import order_fields as read
from rules.half_width import half_width
from rules.order_cells import cell_text, has_only_a_day, is_rounded_number, moment_in, said
from rules.order_columns import Cell
from rules.order_times import first_limit, is_moment, main_limit
from rules.proven_state import STAGE_MOMENTS, proven_state
from rules.stages import Grade, State
from rules.ticket_number import Patterns, find_numbers, is_id_card

# 已办结 is left out on purpose: some platforms mean the unit's claim by it and others the end of it all.
_STATE_WORDS: dict[State, str] = {
    State.PENDING_SIGN: "待签收 待受理 未签收",
    State.PENDING_VERIFY: "待初核 已签收",
    State.PENDING_ASSIGN: "待转办 待派遣 待派单",
    State.ASSIGNED: "已转办 已转派 已派遣 待处置",
    State.ACCEPTED: "已受理 已接单",
    State.HANDLING: "办理中 处理中 处置中",
    State.RESOLVED: "待回访 单位已报办结",
    State.PENDING_REPLY: "待回复 待结案",
    State.REPLIED: "已回复 回复完成",
    State.ARCHIVED: "已归档 已结案",
    State.RETURNED: "已退回",
    State.SUSPENDED: "已挂账 挂账",
    State.VOIDED: "已作废",
}
_STATE_OF = {word: state for state, words in _STATE_WORDS.items() for word in [*words.split(), str(state)]}
_GRADE_WORDS = {"2小时": Grade.G2H, "24小时": Grade.G24H, "1天": Grade.G24H, "7天": Grade.G7D, "15天": Grade.G15D}
_GRADE_OF = {**_GRADE_WORDS, **{str(grade): grade for grade in Grade}}


@dataclass(frozen=True)
class CellMistake:
    """A field of a row that cannot be taken.

    `why` is one of missing, rounded, no_number, id_card, unreadable, date_only.
    """

    field: str
    why: str


@dataclass
class RowReading:
    """What one row says, typed (moments aware UTC), and what is wrong with it; empty cells are left out."""

    values: dict[str, Any] = field(default_factory=dict, repr=False)
    mistakes: list[CellMistake] = field(default_factory=list)

    def put(self, name: str, value: Any) -> None:
        """Keep a value unless it says nothing."""
        if value not in (None, "", ()):
            self.values[name] = value

    def refuse(self, name: str, why: str) -> None:
        """Note what is wrong with a field."""
        self.mistakes.append(CellMistake(name, why))


def read_row(cells: Mapping[str, Cell], *, patterns: Patterns, today: date, zone: tzinfo) -> RowReading:
    """Read the cells of one row by field; never raises. A moment without a zone is local time of `zone`."""
    reading = RowReading()
    texts = {name: said(cell) for name, cell in cells.items()}
    read_number(reading, cells.get("ticket_no"), patterns)
    _read_words(reading, texts)
    _read_caller(reading, cells, texts)
    for name in ("reported_at", "first_dispatched_at", *STAGE_MOMENTS):
        if texts.get(name):
            _read_moment(reading, name, cells[name], today, zone)
    _read_limits(reading, cells, texts, today, zone)
    _read_flags(reading, texts)
    _read_state(reading, texts)
    return reading


def read_number(reading: RowReading, cell: Cell, patterns: Patterns) -> None:
    """Read the number an exported row is about."""
    text = said(cell).lstrip("'")
    found = find_numbers(text, patterns)
    if not text:
        reading.refuse("ticket_no", "missing")
    elif is_rounded_number(cell):
        reading.refuse("ticket_no", "rounded")
    elif len(found) == 1:
        reading.put("ticket_no", found[0].text)
    else:
        reading.refuse("ticket_no", "id_card" if is_id_card(half_width(text)) else "no_number")


# How each is read, and how much of it a ticket keeps.
_WORDS: dict[str, tuple[Callable[[str], Any], int]] = {
    "platform": (read.read_platform, 40),
    "kind": (read.read_kind, 20),
    "title": (str.strip, 200),
    "content": (str.strip, 20_000),
    "address": (str.strip, 200),
    "community": (str.strip, 60),
    "urgency": (str.strip, 20),
    "lead_unit": (str.strip, 100),
    "assist_units": (read.read_units, 50),
    "category_path": (read.read_category, 3),
}


def _read_words(reading: RowReading, texts: Mapping[str, str]) -> None:
    for name, (reader, longest) in _WORDS.items():
        value = reader(texts[name]) if texts.get(name) else None
        reading.put(name, value[:longest] if value is not None and value != callers.WITHHELD else None)
    reading.put("category_path", tuple(texts[name] for name in _LEVELS if texts.get(name)))
    if "community" not in reading.values and "address" in reading.values:
        reading.put("community", read.community_in(reading.values["address"], texts.get("township") or None))


_LEVELS = ("category_1", "category_2", "category_3")


def _read_caller(reading: RowReading, cells: Mapping[str, Cell], texts: Mapping[str, str]) -> None:
    name, phone = half_width(texts.get("caller_name", "")), half_width(texts.get("caller_phone", ""))
    reading.put("caller_name", callers.read_name(name) if name else None)
    reading.put("caller_phone", callers.read_phone(phone, labelled=True) or callers.read_phone(name, labelled=False))
    withheld = any(callers.is_withheld(cell_text(cells.get(one))) for one in ("caller_name", "caller_phone"))
    told = callers.read_secrecy(half_width(texts.get("confidential", "")))
    hidden = callers.is_not_public(texts.get("public", "")) or callers.is_marked_secret(
        "", texts.get("special_flags", "")
    )
    asked = callers.asks_for_secrecy(texts.get("content", ""))
    reading.values["confidential"] = told or hidden or withheld or asked


def _read_moment(reading: RowReading, name: str, cell: Cell, today: date, zone: tzinfo) -> None:
    if has_only_a_day(cell):
        # A day is not enough to run the first clock from; for anything else it is as good as unknown.
        if name == "first_dispatched_at":
            reading.refuse(name, "date_only")
        return
    moment = moment_in(cell, today, zone)
    if moment is None:
        reading.refuse(name, "unreadable")
    reading.put(name, moment)


def _read_limits(
    reading: RowReading, cells: Mapping[str, Cell], texts: Mapping[str, str], today: date, zone: tzinfo
) -> None:
    if texts.get("deadline_at"):
        _read_deadline(reading, "deadline_at", cells["deadline_at"], today, zone)
    reading.put("contact_limit_text", first_limit(half_width(texts.get("contact_limit_text", ""))))
    limit = _limit(texts.get("limit_text", ""))
    reading.put("limit_text", limit)
    if texts.get("limit_text") and limit is None and "deadline_at" not in reading.values:
        # 办理时限 is a span on some platforms and a moment on others.
        _read_deadline(reading, "limit_text", cells["limit_text"], today, zone)
    _read_grade(reading, half_width(texts.get("grade", "")))


def _limit(text: str) -> str | None:
    plain = half_width(text)
    # In "11月20日 18:00" the day is no span.
    return None if is_moment(plain) else main_limit(plain)[0]


def _read_grade(reading: RowReading, word: str) -> None:
    grade = _GRADE_OF.get(word.removesuffix("件").removesuffix("内"))
    reading.put("grade", str(grade) if grade else None)
    if word and not {"grade", "limit_text", "deadline_at"} & reading.values.keys():
        reading.refuse("grade", "unreadable")


def _read_deadline(reading: RowReading, name: str, cell: Cell, today: date, zone: tzinfo) -> None:
    moment = moment_in(cell, today, zone, end_of_day=True)
    if moment is None:
        reading.refuse(name, "unreadable")
    reading.put("deadline_at", moment)


def _read_flags(reading: RowReading, texts: Mapping[str, str]) -> None:
    words = "\n".join(texts.get(name, "") for name in ("content", "title", "remark", "special_flags"))
    people = read.read_people(f"{texts.get('caller_name', '')}\n{words}", texts.get("people_count", ""))
    reading.put("people_count", people)
    marked = {"sensitive": "涉稳", "group": "群体", "supervised": "督办"}
    flags = [flag for name, flag in marked.items() if read.read_flag(texts.get(name, ""))]
    flags += read.read_units(texts.get("special_flags", ""))
    reading.put("special_flags", read.read_special_flags(words, people, flags))


def _read_state(reading: RowReading, texts: Mapping[str, str]) -> None:
    """The state as written, else the furthest one that a given moment proves."""
    word = half_width(texts.get("state", ""))
    proven = proven_state(reading.values)
    if word and word not in _STATE_OF:
        reading.refuse("state", "unreadable")
    elif word:
        reading.put("state", _STATE_OF[word])
    elif proven is not None:
        reading.put("state", proven)
