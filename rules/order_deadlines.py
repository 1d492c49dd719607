"""Reads when an order was reported and dispatched, and by when it is due."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from rules.durations import parse_limit
from rules.order_draft import OrderReading
from rules.order_fields import NOTHING
from rules.order_labels import LABELS
from rules.order_times import (
    DISPATCHED_AT,
    LIMIT,
    LOOSE_DISPATCHED,
    MOMENT,
    UNTIL,
    first_limit,
    is_moment,
    main_limit,
    read_deadline_words,
    read_order_time,
)
from rules.order_values import Doubt
from rules.order_written import Written

_LOOKALIKE = re.compile("[0-9][OoIl]|[OoIl][0-9]")
_OPENING = r"(?:^|(?<=[\s,;。|】(]))"
_DONE = "(?:回复|办结|答复|反馈|办理|处理|完成)"
_LIMIT_LABEL = "|".join(LABELS["limit_text"].split())
_LOOSE_CONTACT = re.compile(
    rf"(?P<value>{LIMIT})\s{{0,3}}之?内?\s{{0,3}}(?:先行?|首次|尽快|及时|必须|须|需)*\s{{0,3}}(?:电话)?(?:联系|首联|回电)"
)
_LOOSE_LIMIT = re.compile(
    rf"{_OPENING}(?:请|限|限时)?[于在]?\s{{0,3}}(?P<value>{LIMIT})\s{{0,3}}(?:之?内)?\s{{0,3}}(?:须|需|要|必须)?{_DONE}"
    rf"|(?:{_OPENING}|(?<=[0-9]))限时?\s{{0,3}}(?P<bare>{LIMIT})(?:之?内)?(?=\s{{0,3}}(?:[,;。|】)]|$))"
    rf"|{_OPENING}(?P<kind>{LIMIT})件(?=\s{{0,3}}(?:[,;。|】)]|$))"
    rf"|{_OPENING}(?:{_LIMIT_LABEL})\s{{0,3}}(?P<named>{LIMIT})(?:之?内)?(?=\s{{0,3}}(?:[,;。|】)]|$))"
    rf"|(?:[0-9]{{2}}|\s|派[单发的下])[ ,](?P<last>{LIMIT})(?:之?内)?(?=[ \t]*$)|【(?P<tag>{LIMIT})】",
    re.MULTILINE,
)
_LOOSE_DEADLINE = re.compile(
    rf"{_OPENING}{_DONE}\s{{0,3}}[:于]?\s{{0,3}}(?P<value>{MOMENT.pattern})\s{{0,3}}之?(?:前|止)"
)
_LOOSE_REPORTED = re.compile(rf"来电(?:时间)?\s{{0,3}}(?P<value>{MOMENT.pattern})")


def read_times(reading: OrderReading) -> None:
    """Fill in the reported, dispatched and due moments (aware UTC)."""
    day = reading.message_at.date()
    _put_time(reading, "reported_at", day)
    reading.put_loose("reported_at", _LOOSE_REPORTED, lambda value: read_order_time(value, day, reading.tz))
    _put_time(reading, "first_dispatched_at", day)
    for pattern in (LOOSE_DISPATCHED, DISPATCHED_AT):
        reading.put_loose("first_dispatched_at", pattern, lambda value: _not_after(reading, value))
    began = reading.values.get("first_dispatched_at") or reading.values.get("reported_at")
    day = began.date() if began else day
    _put_time(reading, "deadline_at", day, end_of_day=True)
    limit = reading.first("limit_text")
    if limit is not None and is_moment(limit.text):
        # 办理时限 is a span on some platforms and a moment on others.
        moment = read_order_time(limit.text, day, reading.tz, end_of_day=True)
        reading.put("deadline_at", moment, limit.start, limit.end)
    elif limit is not None and (until := UNTIL.search(limit.text)):
        reading.put("deadline_at", read_order_time(until["value"], day, reading.tz), limit.start, limit.end)
    _put_time(reading, "unit_deadline_at", day, end_of_day=True)
    reading.put_loose("deadline_at", _LOOSE_DEADLINE, lambda value: read_order_time(value, day, reading.tz))
    of_order = reading.plain[reading.part.start :] if re.search("请[于在]", reading.text_of("content")) else ""
    for text in (reading.loose, of_order):
        if words := read_deadline_words(text, day, reading.tz):
            reading.put_found("deadline_at", words[0], words[1:])
    inner = reading.values.pop("unit_deadline_at", None)
    if inner is not None and reading.values.setdefault("deadline_at", inner) == inner:
        # The unit's own deadline is never later than the platform's, so it is the safe one to go on with.
        reading.doubts.append(Doubt("deadline_at", reading.text_of("unit_deadline_at"), "of_unit"))
    for field in ("reported_at", "first_dispatched_at", "deadline_at"):
        if field in reading.values:
            reading.values[field] = reading.values[field].astimezone(UTC)
    for field in ("reported_at", "first_dispatched_at"):
        if field in reading.values and reading.values[field] > reading.pasted_at + _AHEAD:
            # What has happened is not to come: a figure is wrong, and no clock is to run from it.
            reading.take_back(field, "future")


def _put_time(reading: OrderReading, field: str, day: date, *, end_of_day: bool = False) -> None:
    def moment_of(entry: Written) -> datetime:
        moment = read_order_time(entry.text, day, reading.tz, end_of_day=end_of_day)
        return moment or datetime.max.replace(tzinfo=UTC)

    # Of the deadlines of several levels the earliest is the safe one.
    entry = min(reading.all(field), key=moment_of, default=None) if end_of_day else reading.first(field)
    if entry is None or entry.text in NOTHING:
        return
    moment = read_order_time(entry.text, day, reading.tz, end_of_day=end_of_day)
    dated = MOMENT.match(entry.text)
    if moment and not dated and field != "deadline_at":
        moment = _not_after(reading, entry.text)
    if _LOOKALIKE.search(entry.text):
        reading.doubts.append(Doubt(field, entry.text, "lookalike"))
        return
    if end_of_day and first_limit(entry.text) and not is_moment(entry.text):
        # A span under 截止时间 is the limit.
        return
    if moment is None and end_of_day and (words := read_deadline_words(entry.text + "前办结", day, reading.tz)):
        moment = words[0]
    if moment and len({found[0] for found in MOMENT.finditer(entry.text)}) > 1:
        reading.doubts.append(Doubt(field, entry.text, "two_values"))
    is_date_only = bool(dated and dated["hour"] is None)
    if moment is None or is_date_only:
        reading.doubts.append(Doubt(field, entry.text, "date_only" if is_date_only else "unreadable"))
    reading.put(field, moment, entry.start, entry.end)


def _not_after(reading: OrderReading, value: str) -> datetime | None:
    """A clock time alone is the latest such moment not after the message; one soon after it is mistyped."""
    moment = read_order_time(value, reading.message_at.date(), reading.tz)
    if moment and not MOMENT.match(value) and moment > reading.message_at + _SOON:
        moment -= timedelta(days=1)
    return moment


def read_limits(reading: OrderReading) -> None:
    """Fill in the limit of the order and the one for the first contact, as written."""
    reading.put_read("contact_limit_text", first_limit)
    reading.put_loose("contact_limit_text", _LOOSE_CONTACT, first_limit)
    written = [reading.first(field) for field in ("limit_text", "deadline_at")]
    for entry in written:
        if entry and not is_moment(entry.text):
            limit, is_certain = main_limit(entry.text)
            if not is_certain and "limit_text" not in reading.values:
                reading.doubts.append(Doubt("limit_text", entry.text, "two_values"))
            reading.put("limit_text", limit, entry.start, entry.end)
    reading.put_loose("limit_text", _LOOSE_LIMIT, first_limit)
    if "deadline_at" in reading.values or "limit_text" in reading.values:
        return
    for entry in written:
        # What stands there was written, though nobody can tell what it means.
        if entry and entry.text not in NOTHING:
            reading.put("limit_text", entry.text, entry.start, entry.end)
            reading.doubts.append(Doubt("limit_text", entry.text, "unreadable"))


def compare_moments(reading: OrderReading) -> None:
    """Note a doubt when the dispatch lies before the day the number names, or the deadline before the dispatch."""
    deadline, started = reading.values.get("deadline_at"), reading.values.get("first_dispatched_at")
    if started is None:
        return
    if deadline is not None and deadline <= started:
        reading.doubts.append(Doubt("deadline_at", reading.source_text("deadline_at"), "before_dispatch"))
    if lies_before_number(reading.values.get("ticket_no", ""), started, reading.pasted_at, reading.tz):
        reading.doubts.append(Doubt("first_dispatched_at", reading.source_text("first_dispatched_at"), "before_number"))


def lies_before_number(ticket_no: str, dispatched_at: datetime, now: datetime, tz: tzinfo) -> bool:
    """Tell whether an order was dispatched before the day its number names, by more than a day.

    Only a number made lately is sure to begin with the day it was made on.
    """
    numbered = _DAY_OF_NUMBER.match(ticket_no)
    day = read_order_time("-".join(numbered.groups()), now.date(), tz, end_of_day=True) if numbered else None
    return day is not None and abs(day - now) < _LATELY and dispatched_at < day - timedelta(days=2)


_AHEAD, _SOON, _LATELY = timedelta(minutes=2), timedelta(hours=6), timedelta(days=30)
_DAY_OF_NUMBER = re.compile("(20[0-9]{2})([01][0-9])([0-3][0-9])")


def compare_limits(reading: OrderReading) -> None:
    """Note a doubt when deadline and limit of the same order disagree by more than ten minutes."""
    deadline, started = reading.values.get("deadline_at"), reading.values.get("first_dispatched_at")
    limit = parse_limit(reading.values.get("limit_text", ""))
    if deadline and started and limit and limit.delta and abs(started + limit.delta - deadline) > timedelta(minutes=10):
        reading.doubts.append(Doubt("deadline_at", reading.values["limit_text"], "differs_from_limit"))
