"""Corrects what an order says, after the caller said otherwise or somebody mistyped."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions import reminders
from actions.alerting import follow_flags
from actions.correcting_caller import CALLER_FIELDS, SECRECY, correct_caller, correct_secrecy, set_in_caller
from actions.desk import Desk
from actions.hiding import masked
from actions.journal import Source, Story, record
from actions.moves import Making, make
from actions.moving_deadline import MOVED_WITH_DEADLINE, Correction, move_deadline
from actions.refusals import Refusal
from actions.stated_limit import held_deadline, order_dispatched
from actions.taking_back import before_values, plain
from actions.ticket_facts import title_from
from models.clock import Clock
from models.event import Event
from models.queries import study
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.durations import parse_limit
from rules.lifecycle import OPEN_STATES, EventKind, Move, State
from rules.order_fields import read_category
from rules.promised_time import promised_time
from rules.rooms import public_address
from rules.same_matter import place_key
from rules.sensitive import PLAIN, SENSITIVE, signs
from rules.spoken_time import stated_time


@dataclass(frozen=True)
class Field:
    """One thing that can be corrected: its column, and how its value is read (None = it cannot be)."""

    column: str
    read: Callable[[Desk, Ticket, str], Any]
    hint: str = "请核对后重发。"


def _text(_desk: Desk, ticket: Ticket, value: str) -> str:
    return masked(ticket, value)


def _place(desk: Desk, ticket: Ticket, value: str) -> str:
    return _text(desk, ticket, public_address(value))


def _category(desk: Desk, ticket: Ticket, value: str) -> list[str] | None:
    parts = list(read_category(_text(desk, ticket, value)))
    return None if any(len(part) > _LONGEST_CATEGORY for part in parts) else parts


def _flags(_desk: Desk, ticket: Ticket, value: str) -> list[str] | None:
    """What the platform marks an order with besides stays; a word that is no flag makes the whole unreadable."""
    words = re.split(r"[\s、,，/]+", value.strip().rstrip("。"))
    if words[0] in _NO_FLAG and len(words) == 1:
        return [flag for flag in ticket.special_flags if flag in PLAIN]
    kept = [flag for flag in ticket.special_flags if flag not in SENSITIVE]
    return [flag for flag in SENSITIVE if flag in words] + kept if set(words) <= set(SENSITIVE) else None


def _limit(_desk: Desk, _ticket: Ticket, value: str) -> str | None:
    return value if parse_limit(value) else None


def _moment(desk: Desk, ticket: Ticket, value: str) -> datetime | None:
    """A date without its year is the nearest one: 11-20 said on the 21st is yesterday, not next year's."""
    coming, past = promised_time(value, desk.now, desk.rules.zone), stated_time(value, desk.now, desk.rules.zone)
    found = [at for at in (coming.at if coming else None, past) if at is not None]
    nearest = min(found, key=lambda at: abs(at - desk.now), default=None)
    begun = ticket.first_dispatched_at or ticket.reported_at
    if nearest is not None and begun is not None and nearest <= begun:
        raise Refusal("deadline_before_dispatch", ticket_no=ticket.ticket_no, at=nearest, begun=begun)
    return nearest


def _dispatched(desk: Desk, ticket: Ticket, value: str) -> datetime | None:
    """A dispatch that was not on the order may be supplied, and again when mistyped; one that was is the platform's."""
    if order_dispatched(desk, ticket):
        raise Refusal("dispatch_is_firm", ticket_no=ticket.ticket_no, at=ticket.first_dispatched_at)
    at = stated_time(value, desk.now, desk.rules.zone)
    if at is not None and at > desk.now:
        raise Refusal("dispatch_in_future", ticket_no=ticket.ticket_no, at=at)
    if at is not None and ticket.signed_at is not None and at > ticket.signed_at:
        raise Refusal("dispatch_after_sign", ticket_no=ticket.ticket_no, at=at, signed=ticket.signed_at)
    return at


_NO_FLAG = frozenset({"无", "否", "不是", "取消", "不敏感", "没有"})
# As long as the API takes one.
_LONGEST_CATEGORY = 60
FIELDS: dict[str, Field] = {
    "社区": Field("community", _text),
    "地址": Field("address", _place),
    "分类": Field("category_path", _category, f"请写成 供暖/温度不达标，每级最多{_LONGEST_CATEGORY}个字。"),
    "标题": Field("title", _text),
    "内容": Field("content", _text),
    "类型": Field("kind", _text),
    "紧急程度": Field("urgency", _text),
    "敏感": Field("special_flags", _flags, "请写 无，或其中几个：扬言 涉稳 群体 突发 举报。"),
    "时限": Field("limit_text", _limit, "请写成 24小时、7天 或 5个工作日。"),
    "截止": Field("deadline_at", _moment, "请写成 11-26 09:20。"),
    "派单时间": Field("first_dispatched_at", _dispatched, "请写成 11-26 09:20。"),
}
NAMES = (*FIELDS, *CALLER_FIELDS, SECRECY)
_LONGEST = {"community": 100, "kind": 20, "urgency": 20, "title": 300, "address": 300, "limit_text": 60}
# What tells of the matter and its place, by which calls are found to be alike.
TELLS_THE_MATTER = frozenset({"community", "address", "category_path", "title", "content"})
_DEADLINE_FIELDS = frozenset({"limit_text", "deadline_at", "kind", "urgency", "first_dispatched_at", "special_flags"})


def correct(desk: Desk, ticket: Ticket, source: Source, field: str, value: str) -> tuple[Event, bool]:
    """Correct one field; tells also whether that completed a phone check that had found the order wrong.

    A corrected limit moves the official deadline and the clocks that hang on it. Raises Refusal.
    """
    if State(ticket.state) not in OPEN_STATES:
        raise Refusal("wrong_state", ticket_no=ticket.ticket_no, state=ticket.state, move="correct", next=[])
    if field in CALLER_FIELDS:
        return correct_caller(desk, ticket, source, field, value), _completes_check(desk, ticket, source)
    if field == SECRECY:
        event = correct_secrecy(desk, ticket, source, value)
        _tell(desk, follow_flags(desk, ticket, event, is_more=ticket.confidential))
        return event, _completes_check(desk, ticket, source)
    known = FIELDS.get(field)
    if known is None:
        raise Refusal("unknown_field", field=field, fields=list(NAMES))
    read = known.read(desk, ticket, value.strip()) if value.strip() else None
    if read is None or read == "" or (read == [] and known.column != "special_flags"):
        raise Refusal("bad_value", field=field, value=value, hint=known.hint)
    if known.column in _LONGEST and len(str(read)) > _LONGEST[known.column]:
        raise Refusal("bad_value", field=field, value=value, hint=f"最多{_LONGEST[known.column]}个字。")
    was = getattr(ticket, known.column)
    event = _set(desk, ticket, source, known.column, value, read)
    if known.column in ("title", "content") and (more := _flags_gained(ticket, str(was or ""), str(read))):
        # What the words say now is told as if it had come so; taken back with the words.
        _set(desk, ticket, source, "special_flags", value, more)
    return event, _completes_check(desk, ticket, source)


def _set(desk: Desk, ticket: Ticket, source: Source, column: str, value: str, read: Any) -> Event:
    """Put a column right with everything that hangs on it, and write it down."""
    moves = column in _DEADLINE_FIELDS
    beside = MOVED_WITH_DEADLINE if moves else ("title", "place_key")
    before = before_values(ticket, dict.fromkeys((column, *beside)))
    held = held_deadline(desk, ticket)
    setattr(ticket, column, read)
    if column == "address":
        ticket.place_key = place_key(str(read))
        # The room is told to whoever has to go there, by /电话 alone.
        set_in_caller(desk, ticket, "address", value.strip())
    _follow_in_title(ticket, column, before[column], read)
    if column in TELLS_THE_MATTER:
        study.forget_words_of(desk.session, ticket.id)
    facts = {"field": column, "before": before[column], "after": plain(read)}
    if moves:
        facts["deadline_before"] = before["deadline_at"]
    undo = {"fields": before, "moved_by": column if moves else None, "caller": column if column == "address" else None}
    event = record(desk, ticket, EventKind.CORRECTED, source, Story(facts=facts, original=value, undo=undo))
    if moves:
        move_deadline(desk, ticket, Correction(column, event, held))
    if column == "special_flags":
        _tell(desk, follow_flags(desk, ticket, event, is_more=not set(read) <= set(before[column])))
    return event


def _flags_gained(ticket: Ticket, before: str, after: str) -> list[str]:
    """Return all flags of a ticket when its corrected words call for more than they did; else nothing."""
    known = {sign.flag for sign in signs(before)} | set(ticket.special_flags)
    more = [sign.flag for sign in signs(after) if sign.flag in SENSITIVE and sign.flag not in known]
    return [*more, *ticket.special_flags] if more else []


def _tell(desk: Desk, alert: Clock | None) -> None:
    """An order that turns out to be sensitive is told of at once."""
    if alert is not None:
        reminders.fire(desk, alert)


def _follow_in_title(ticket: Ticket, column: str, before: str | None, after: str) -> None:
    """A title that was taken from the content, or names the place, says what is right as well."""
    if not before or not ticket.title:
        return
    if column == "content" and ticket.title == title_from(before):
        ticket.title = title_from(after)
    elif column in ("address", "community") and before in ticket.title:
        ticket.title = ticket.title.replace(before, after)[: _LONGEST["title"]]


def _completes_check(desk: Desk, ticket: Ticket, source: Source) -> bool:
    """A correction after 不符 counts as verified (lifecycle table, verify)."""
    if ticket.state != State.PENDING_VERIFY:
        return False
    story = queries.events_of(desk.session, ticket.id)
    wrong = [row for row in story if row.kind == EventKind.VERIFIED and row.facts.get("verdict") == "不符"]
    if not wrong:
        return False
    making = Making(at=desk.now, fields={"verified_at": desk.now}, story=Story(facts={"verdict": "更正后属实"}))
    make(desk, ticket, Move.VERIFY_TRUE, source, making)
    return True
