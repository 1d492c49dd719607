"""Turns what waits for a destination into messages: fresh facts, one line per clock, bundled, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from actions.desk import Desk
from actions.telling_of_requests import REQUEST
from bot.wecom.bodies import GROUP_TEXT_BYTES
from models.database import OperationalError
from models.delivery import Delivery
from models.department import Department
from models.queries import deliveries as queries
from models.queries import people as people_queries
from models.queries import requests as request_queries
from models.ticket import Ticket
from rules.bundling import most_urgent_first, numbered, pack
from rules.deadlines import Basis
from rules.stages import ENDED_STATES, Stage, State
from texts import alerts, reminders
from texts.notices import LIMIT_ASSUMED, limits_assumed
from texts.reminder_facts import facts_of
from texts.reminders import ReminderFacts
from texts.wording import wording

log = structlog.get_logger("compose")
# Lines of a bundle leave room for its heading and its footing.
_ROOM_FOR_LINES = GROUP_TEXT_BYTES - 400
_WAITING_AT_ONCE = 500
# So many sensitive orders are told at length; more are a list.
_ALERTS_APART = 3


@dataclass(frozen=True)
class Composed:
    """One message to be sent, carrying these deliveries; `gone` are deliveries that need no saying any more."""

    delivery_ids: tuple[int, ...]
    text: str
    mentions: tuple[str, ...] = ()
    gone: tuple[int, ...] = ()


class _Matters:
    """The clocks and tickets that deliveries speak of, read at once instead of one by one."""

    def __init__(self, desk: Desk, rows: Sequence[Delivery]) -> None:
        self.clocks = queries.clocks_of_deliveries(desk.session, rows)
        self.tickets = queries.tickets_of_deliveries(desk.session, rows)
        self.requests = request_queries.requests_of_deliveries(desk.session, rows)
        # Held here because a session forgets what nobody holds, and would ask again for each line.
        self.units: dict[int, Department] = {}

    def ticket_of(self, row: Delivery) -> Ticket | None:
        return self.tickets.get(row.ticket_id) if row.ticket_id else None

    def unit_name(self, desk: Desk, unit_id: int | None) -> str | None:
        if unit_id is None:
            return None
        if unit_id not in self.units:
            self.units[unit_id] = people_queries.department(desk.session, unit_id)
        return self.units[unit_id].name

    def is_gone(self, row: Delivery) -> bool:
        if row.kind in ("order", "order_direct"):
            ticket = self.ticket_of(row)
            return ticket is not None and ticket.state in ENDED_STATES
        if row.kind == "notice" and row.step == LIMIT_ASSUMED:
            ticket = self.ticket_of(row)
            return ticket is not None and (ticket.deadline_basis != Basis.ASSUMED or ticket.state in ENDED_STATES)
        if row.kind == "notice" and row.step == REQUEST:
            # A later step of it says all that this would say, and to whoever had to act that it is not their turn.
            request = self.requests.get(row.facts["request_id"])
            return request is None or request.state != row.facts["state"]
        if row.kind not in ("reminder", "alert"):
            return False
        clock = self.clocks.get(row.clock_id) if row.clock_id else None
        if clock is None or not clock.is_running or clock.is_silent:
            return True
        ticket = self.ticket_of(row)
        # What was merged into another still has to be answered on the platform.
        own_reply = ticket is not None and ticket.state == State.MERGED and clock.stage == Stage.PLATFORM_REPLY
        return ticket is not None and ticket.state in ENDED_STATES and not own_reply


def gone_among(desk: Desk, rows: Sequence[Delivery]) -> list[int]:
    """Return ids of the deliveries that need no saying any more: their clock has stopped or their ticket is closed."""
    matters = _Matters(desk, rows)
    return [row.id for row in rows if matters.is_gone(row)]


def compose(desk: Desk, destination: str) -> list[Composed]:
    """Return the messages for a destination in the order they should leave.

    What cannot be worded is left out and stays waiting, where the watchdog sees it.
    """
    waiting = queries.waiting_for(desk.session, destination, _WAITING_AT_ONCE)
    matters = _Matters(desk, waiting)
    gone = tuple(row.id for row in waiting if matters.is_gone(row))
    alive = [row for row in waiting if not matters.is_gone(row)]
    messages = [Composed((), "", gone=gone)] if gone else []
    unlimited = [row for row in alive if row.step == LIMIT_ASSUMED]
    if len(unlimited) > 1:
        numbers = [ticket.ticket_no for row in unlimited if (ticket := matters.ticket_of(row))]
        ids = tuple(row.id for row in unlimited)
        messages.append(Composed(ids, limits_assumed(numbers), _mentions(unlimited)))
        alive = [row for row in alive if row.step != LIMIT_ASSUMED]
    told = [row for row in alive if row.kind == "alert"]
    if len(told) > _ALERTS_APART:
        messages.append(Composed(tuple(row.id for row in told), alerts.many(desk, told)))
        alive = [row for row in alive if row.kind != "alert"]
    bundled = [row for row in alive if row.kind == "reminder"]
    for row in alive:
        if row.kind != "reminder":
            messages += _worded(desk, row)
        elif bundled:
            messages += _Bundler(desk, destination, matters).messages(bundled)
            bundled = []
    return messages


def _worded(desk: Desk, row: Delivery) -> list[Composed]:
    try:
        return [Composed((row.id,), wording(desk, row), tuple(row.mentions))]
    except OperationalError:
        raise
    except Exception:
        # One delivery without words must not silence all others of its chat.
        log.exception("cannot_word", delivery_id=row.id)
        return []


@dataclass(frozen=True)
class _Line:
    """What is said of one clock, and the deliveries that are done with it."""

    rows: tuple[Delivery, ...]
    facts: ReminderFacts
    alone: str
    in_list: str
    in_short: str

    @property
    def rank(self) -> tuple[bool, bool, datetime]:
        """The urgent first, then what is over, then by the limit."""
        return (not self.facts.is_urgent, not self.facts.is_over, self.facts.due_at)


@dataclass(frozen=True)
class _Bundler:
    desk: Desk
    destination: str
    matters: _Matters

    def messages(self, rows: list[Delivery]) -> list[Composed]:
        by_clock: dict[int, list[Delivery]] = {}
        for row in rows:
            by_clock.setdefault(row.clock_id or 0, []).append(row)
        lines = [line for group in by_clock.values() if (line := self._line(group)) is not None]
        if len(lines) <= 1:
            return [Composed(_ids(lines), line.alone, _mentions(line.rows)) for line in lines]
        lines = most_urgent_first(lines, lambda line: line.rank)
        pages = pack([line.in_list for line in lines], _ROOM_FOR_LINES)
        if len(pages) > 1:
            # Thirty orders are one message of short lines rather than a wall of messages.
            pages = pack([line.in_short for line in lines], _ROOM_FOR_LINES)
        messages, start = [], 0
        for page in pages:
            messages.append(_page(page, lines[start : start + len(page)]))
            start += len(page)
        return messages

    def _line(self, group: list[Delivery]) -> _Line | None:
        try:
            facts = self._facts(group[-1])
            words = (reminders.reminder(facts), reminders.bundle_line(facts), reminders.short_line(facts))
            return _Line(tuple(group), facts, *words)
        except OperationalError:
            raise
        except Exception:
            # As above: the other clocks of this chat are told all the same.
            log.exception("cannot_word", delivery_id=group[-1].id)
            return None

    def _facts(self, row: Delivery) -> ReminderFacts:
        clock = self.matters.clocks[row.clock_id or 0]
        ticket = self.matters.ticket_of(row)
        unit_id = clock.department_id or (ticket.lead_unit_id if ticket else None)
        return facts_of(
            clock,
            ticket,
            unit=self.matters.unit_name(self.desk, unit_id),
            destination=self.destination,
            audience=row.audience,
            now=self.desk.now,
            zone=self.desk.rules.zone,
            by_night=self.desk.rules.night.is_night(self.desk.now),
        )


def _page(page: list[str], lines: list[_Line]) -> Composed:
    rows = [row for line in lines for row in line.rows]
    for_unit = any(row.audience in ("unit", "unit_lead") for row in rows)
    heading = reminders.bundle_heading([line.facts for line in lines], for_unit=for_unit)
    text = "\n".join([heading, *numbered(page)])
    return Composed(_ids(lines), text, _mentions(rows))


def _ids(lines: list[_Line]) -> tuple[int, ...]:
    return tuple(row.id for line in lines for row in line.rows)


def _mentions(rows: Iterable[Delivery]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(userid for row in rows for userid in row.mentions))
