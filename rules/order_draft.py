"""Keeps what has been read of one pasted order so far, with its sources and doubts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

from rules.order_fields import NOTHING
from rules.order_layouts import OrderText, sender_line
from rules.order_times import MOMENT, read_order_time
from rules.order_values import Doubt, Source
from rules.order_written import Written

_VALUES = ("value", "bare", "kind", "named", "last", "tag")


class OrderReading:
    """What has been read of one order so far."""

    def __init__(self, text: str, plain: str, part: OrderText, pasted_at: datetime, tz: tzinfo) -> None:
        self.text, self.part, self.pasted_at, self.tz = text, part, pasted_at, tz
        self.plain = plain[: part.end]
        self.values: dict[str, Any] = {}
        self.sources: list[Source] = []
        self.doubts: list[Doubt] = []
        sent = sender_line(self.plain[part.start :])
        dated = MOMENT.search(sent[0]) if sent else None
        stated = read_order_time(dated[0], pasted_at.date(), tz) if dated else None
        self.message_at = stated or pasted_at.astimezone(tz)

    def first(self, field: str) -> Written | None:
        return next(iter(self.all(field)), None)

    def all(self, field: str) -> list[Written]:
        return [entry for entry in self.part.written if entry.field == field and entry.text]

    def text_of(self, field: str) -> str:
        entry = self.first(field)
        return entry.text if entry else ""

    def texts_of(self, field: str) -> list[str]:
        return [entry.text for entry in self.all(field)]

    def put(self, field: str, value: Any, start: int, end: int) -> None:
        if field in self.values or value in (None, "", ()) or (isinstance(value, str) and value in NOTHING):
            return
        self.values[field] = value
        self.sources.append(Source(field, start, end))

    def source_text(self, field: str) -> str:
        return next((self.plain[each.start : each.end] for each in self.sources if each.field == field), "")

    def take_back(self, field: str, why: str) -> None:
        """Leave out a field that was read but cannot be."""
        self.doubts.append(Doubt(field, self.source_text(field), why))
        self.sources = [each for each in self.sources if each.field != field]
        del self.values[field]

    def put_read(self, field: str, reader: Callable[[str], Any]) -> None:
        if entry := self.first(field):
            self.put(field, reader(entry.text), entry.start, entry.end)

    @cached_property
    def loose(self) -> str:
        """The text of the order alone with its number, its content and its remark blanked, positions kept."""
        start, blanked = self.part.start, self.plain[self.part.start :]
        spans = [
            (entry.start, entry.end) for entry in self.part.written if entry.field in {"content", "title", "other"}
        ]
        if self.part.number:
            spans.append((self.part.number.start, self.part.number.end))
        for low, high in ((low - start, high - start) for low, high in spans):
            blanked = blanked[:low] + re.sub(r"[^\n]", " ", blanked[low:high]) + blanked[high:]
        return blanked

    def put_loose(self, field: str, pattern: re.Pattern[str], reader: Callable[[str], Any]) -> None:
        for found in pattern.finditer(self.loose):
            group = next(name for name in _VALUES if name in pattern.groupindex and found[name])
            self.put_found(field, reader(found[group]), found.span(group))

    def put_found(self, field: str, value: Any, span: tuple[int, int]) -> None:
        """Keep a value that was found in the loose words, which begin where the order does."""
        self.put(field, value, self.part.start + span[0], self.part.start + span[1])
