"""Reads and writes moments of the API: ISO 8601 with offset, or local time of the site."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

# A plus sign that nobody escaped arrives in a query as a space.
_LOST_PLUS = re.compile(r"(:\d\d(?:\.\d+)?) (\d\d:?\d\d)$")
_YEARS = range(2000, 2101)


def read_moment(written: Any) -> Any:
    """Return the moment a text states, without offset when it has none; raises ValueError."""
    if written is None or isinstance(written, datetime):
        return written
    if not isinstance(written, str):
        raise ValueError("应为文字，例如 2026-11-24T10:16:00+08:00")
    try:
        moment = datetime.fromisoformat(_LOST_PLUS.sub(r"\1+\2", written.strip()))
    except ValueError:
        raise ValueError("时间看不懂，例如 2026-11-24T10:16:00+08:00") from None
    if moment.year not in _YEARS:
        raise ValueError("年份应在2000到2100之间")
    return moment


def in_zone(moment: datetime | None, zone: tzinfo) -> datetime | None:
    """Return an aware moment: local time of `zone` when it has no offset."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=zone)


def iso(moment: datetime | None, zone: tzinfo) -> str | None:
    """Return a moment as the API writes it: ISO 8601 with the site's offset, to the second."""
    return None if moment is None else moment.astimezone(zone).isoformat(timespec="seconds")


Moment = Annotated[
    datetime,
    BeforeValidator(read_moment),
    WithJsonSchema(
        {
            "type": "string",
            "description": "ISO 8601 with offset, or local time of the site",
            "examples": ["2026-11-24T10:16:00+08:00", "2026-11-24T10:16"],
            "pattern": r"^20\d\d-\d\d-\d\d([T ]\d\d:\d\d.*)?$",
        }
    ),
]
