"""Checks dates and weekdays in the words of a report: that they exist, agree, and lie where the report looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reports.checking.wrong import Wrong

_DATE = re.compile(
    r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:\s*[（(]?(?:星期|周)(?P<weekday>[一二三四五六日天]))?"
)
_MOMENT = re.compile(
    r"(?<![\d-])(?:(?P<year>20\d\d)-)?(?P<month>\d\d)-(?P<day>\d\d)(?: (?P<hour>\d\d):(?P<minute>\d\d))?(?![\d-])"
    r"(?:（(?:星期|周)(?P<weekday>[一二三四五六日天])）)?"
)
_WEEKDAYS = "一二三四五六日"


def wrong_dates(text: str, where: str, first: date, last: date) -> Iterator[Wrong]:
    """Yield dates that are none, weekdays that are others, and dates before `first` or after `last`."""
    for found in (*_DATE.finditer(text), *_MOMENT.finditer(text)):
        days = [day for year in _years(found["year"], first, last) if (day := _day(year, found)) is not None]
        if not days:
            yield Wrong("impossible_date", where, "", found[0])
            continue
        if not any(first <= day <= last for day in days):
            yield Wrong("date_outside", where, f"{first}至{last}", found[0])
        parts = found.groupdict()
        if _is_no_clock(parts):
            yield Wrong("impossible_date", where, "", found[0])
        if said := parts.get("weekday"):
            wanted = {_WEEKDAYS[day.weekday()] for day in days if first <= day <= last}
            if said.replace("天", "日") not in wanted:
                yield Wrong("wrong_weekday", where, "、".join(f"星期{one}" for one in sorted(wanted)), found[0])


def _years(said: str | None, first: date, last: date) -> range | list[int]:
    return [int(said)] if said else range(first.year, last.year + 1)


def _day(year: int, found: re.Match[str]) -> date | None:
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _is_no_clock(parts: dict[str, str | None]) -> bool:
    hour, minute = parts.get("hour"), parts.get("minute")
    return hour is not None and (int(hour) > 23 or int(minute or 0) > 59)
