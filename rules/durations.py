"""Reads spans of time as people and orders write them: "1h30m", "-25%", "3天12小时", "5个工作日"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from rules.half_width import half_width

_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"(?P<sign>[+-]?)(?P<parts>(?:\d+[smhd])+)")
_PART = re.compile(r"(\d+)([smhd])")
_SHARE = re.compile(r"(?P<sign>[+-]?)(?P<percent>\d+(?:\.\d+)?)%")

_CHINESE_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = r"(\d+(?:\.\d+)?|[零一二两三四五六七八九十]+|半)"
_WORKING_DAYS = re.compile(_NUMBER + r"个?工作日(?:内|以内|之内)?")
_NATURAL_PART = re.compile(_NUMBER + r"个?(自然日|天|日|小时|小吋|钟头|时|[hH]|分钟|分)")
_NATURAL = re.compile(rf"(?:{_NATURAL_PART.pattern})+(?:内|以内|之内)?")
_NATURAL_UNITS = {"自然日": 86400, "天": 86400, "日": 86400, "分钟": 60, "分": 60}
# As people write and as text recognition reads it.
_NATURAL_UNITS |= dict.fromkeys(("小时", "小吋", "钟头", "时", "h", "H"), 3600)
_LONGEST_DAYS = 3660


def parse_span(text: str) -> timedelta:
    """Read "20m", "1h30m", "2d" or "-10m"; raises ValueError for anything else."""
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"not a span of time: {text!r} (write 30s, 20m, 1h30m or 2d)")
    seconds = sum(int(count) * _UNIT_SECONDS[unit] for count, unit in _PART.findall(found["parts"]))
    if seconds > _LONGEST_DAYS * 86400:
        raise ValueError(f"longer than ten years: {text!r}")
    return timedelta(seconds=-seconds if found["sign"] == "-" else seconds)


def span_text(delta: timedelta) -> str:
    """Write a span so that `parse_span` reads it back, whole seconds only."""
    seconds = int(delta.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    written = ""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        written += f"{count}{unit}" if count else ""
    return sign + (written or "0m")


@dataclass(frozen=True)
class Offset:
    """A place in time relative to a due moment: a span, or a share of the clock's limit (negative = before)."""

    delta: timedelta | None = None
    share: float | None = None

    @classmethod
    def parse(cls, text: str) -> Offset:
        """Read "-10m", "+1h", "0" or "-25%"; raises ValueError for anything else."""
        if text.strip() == "0":
            return cls(delta=timedelta(0))
        found = _SHARE.fullmatch(text.strip())
        if found is None:
            return cls(delta=parse_span(text))
        percent = float(found["percent"])
        return cls(share=(-percent if found["sign"] == "-" else percent) / 100)

    def resolve(self, limit: timedelta) -> timedelta:
        """Return the span this offset means for a clock of that limit."""
        if self.share is not None:
            return timedelta(seconds=round(limit.total_seconds() * self.share))
        return self.delta or timedelta(0)

    def text(self) -> str:
        """Write the offset so that `parse` reads it back."""
        if self.share is not None:
            return f"{self.share * 100:.10g}%"
        return span_text(self.delta or timedelta(0))


@dataclass(frozen=True)
class Cap:
    """A limit that is the smaller of a span and a share of the ticket's official limit L."""

    delta: timedelta | None = None
    share: float | None = None

    @classmethod
    def parse(cls, text: str) -> Cap:
        """Read "20m", "8%" or "30m, 8%" (the smaller counts); raises ValueError for anything else."""
        delta: timedelta | None = None
        share: float | None = None
        for part in text.split(","):
            offset = Offset.parse(part)
            if (offset.share is None and delta is not None) or (offset.share is not None and share is not None):
                raise ValueError(f"one span and one share at most: {text!r}")
            delta, share = (offset.delta, share) if offset.share is None else (delta, offset.share)
        if (delta is not None and delta <= timedelta(0)) or (share is not None and share <= 0):
            raise ValueError(f"a limit must be longer than nothing: {text!r}")
        return cls(delta, share)

    def resolve(self, official_limit: timedelta | None) -> timedelta:
        """Return the limit for a ticket of that official limit; without one the span alone counts."""
        by_share = None
        if self.share is not None and official_limit is not None:
            by_share = timedelta(seconds=round(official_limit.total_seconds() * self.share))
        known = [span for span in (self.delta, by_share) if span is not None]
        if not known:
            raise ValueError("a limit that is only a share needs an official limit")
        return min(known)

    def text(self) -> str:
        """Write the cap so that `parse` reads it back."""
        parts = [span_text(self.delta)] if self.delta is not None else []
        parts += [f"{self.share * 100:.10g}%"] if self.share is not None else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Limit:
    """A limit as an order states it: natural time, or a number of working days."""

    delta: timedelta | None = None
    working_days: int | None = None


def parse_limit(text: str) -> Limit | None:
    """Read a Chinese limit such as "24小时", "3天12小时", "七天内" or "5个工作日"; None when it is not one.

    Source: how platforms print 办理时限 (decision: natural time unless it says working days).
    """
    squeezed = re.sub(r"\s+", "", half_width(text))
    if found := _WORKING_DAYS.fullmatch(squeezed):
        days = _number(found[1])
        whole = days is not None and days.is_integer() and 1 <= days <= _LONGEST_DAYS
        return Limit(working_days=int(days)) if days is not None and whole else None
    if _NATURAL.fullmatch(squeezed) is None:
        return None
    seconds = 0.0
    for written, unit in _NATURAL_PART.findall(squeezed):
        count = _number(written)
        if count is None:
            return None
        seconds += count * _NATURAL_UNITS[unit]
    return Limit(delta=timedelta(seconds=round(seconds))) if 0 < seconds <= _LONGEST_DAYS * 86400 else None


def _number(written: str) -> float | None:
    if written == "半":
        return 0.5
    if written[0].isdigit():
        return float(written)
    tens, ten, ones = written.rpartition("十")
    if any(char not in _CHINESE_DIGITS for char in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return None
    if not ten:
        return float(_CHINESE_DIGITS[ones])
    return float((_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0))
