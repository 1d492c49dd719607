"""Reads what deliveries speak of, and tells which of them need no saying any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from actions import clocks
from actions.desk import Desk
from actions.file_ways import FILE
from actions.releasing import ON_A_ROTA
from actions.report_orders import ISSUED, TOLD_AGAIN
from actions.report_readers import may_have, may_open
from actions.telling_of_requests import REQUEST
from models.database import Session
from models.delivery import Delivery
from models.department import Department
from models.queries import deliveries as queries
from models.queries import people as people_queries
from models.queries import requests as request_queries
from models.report import IssuedFile, Report
from models.ticket import Ticket
from rules.deadlines import Basis
from rules.ladder import decide
from rules.stages import ENDED_STATES, Stage, State
from texts.notices import LIMIT_ASSUMED

# A warning that comes late leaves it to the next one that follows at once: minutes are rounded, so both would read the
# same.
_LATE, _AT_ONCE = timedelta(minutes=1), timedelta(seconds=30)


class Matters:
    """The clocks and tickets that deliveries speak of, read at once instead of one by one."""

    def __init__(self, desk: Desk, rows: Sequence[Delivery]) -> None:
        self.clocks = queries.clocks_of_deliveries(desk.session, rows)
        self.tickets = queries.tickets_of_deliveries(desk.session, rows)
        self.requests = request_queries.requests_of_deliveries(desk.session, rows)
        self._desk = desk
        # Held here because a session forgets what nobody holds, and would ask again for each line.
        self.units: dict[int, Department] = {}

    def ticket_of(self, row: Delivery) -> Ticket | None:
        """Return the ticket of a delivery."""
        return self.tickets.get(row.ticket_id) if row.ticket_id else None

    def unit_name(self, desk: Desk, unit_id: int | None) -> str | None:
        """Return the name of a unit."""
        if unit_id is None:
            return None
        if unit_id not in self.units:
            self.units[unit_id] = people_queries.department(desk.session, unit_id)
        return self.units[unit_id].name

    def is_gone(self, row: Delivery) -> bool:
        """Tell whether nobody needs to hear it any more, or whoever it is for has lost the right to it."""
        if row.kind in (ISSUED, FILE):
            return self._is_for_nobody_now(row)
        if row.kind in ("order", "order_direct", "drill"):
            ticket = self.ticket_of(row)
            return ticket is not None and ticket.state in ENDED_STATES
        if row.kind == "notice" and row.step == LIMIT_ASSUMED:
            ticket = self.ticket_of(row)
            return ticket is not None and (ticket.deadline_basis != Basis.ASSUMED or ticket.state in ENDED_STATES)
        if row.kind == "notice" and row.step == TOLD_AGAIN:
            ticket = self.ticket_of(row)
            is_over = ticket is None or ticket.state in ENDED_STATES
            return is_over or self._desk.session.get_one(Report, row.cause_id).state != "issued"
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

    def _is_for_nobody_now(self, row: Delivery) -> bool:
        kind, _, name = row.destination.partition(":")
        if kind != "user":
            return False
        if row.kind == FILE:
            return not may_open(self._desk, self._desk.session.get_one(IssuedFile, row.cause_id), name)
        return not may_have(self._desk, self._desk.session.get_one(Report, row.cause_id), name)

    def is_about_to_be_said(self, desk: Desk, row: Delivery) -> bool:
        """Tell whether a late warning would be read right before the next one of its ladder, in the same words.

        The limit passed is another word than so many minutes left: neither takes the other's place, but once it has
        passed every step says so.
        """
        clock = self.clocks.get(row.clock_id) if row.clock_id else None
        if row.kind != "reminder" or clock is None or desk.now - row.due_at <= _LATE:
            return False
        policy, view = clocks.policy_of(clock), clocks.view_of(clock)
        following = decide(policy, view, clock.fired, desk.now + _AT_ONCE, desk.rules.night).fire
        if following is None or row.audience not in following.audiences:
            return False
        is_alike = following.due_at < clock.due_at or desk.now >= clock.due_at
        return row.due_at < following.due_at and row.due_at < clock.due_at and is_alike


def gone_among(desk: Desk, rows: Sequence[Delivery]) -> list[int]:
    """Return ids of the deliveries that need no saying any more: their clock has stopped or their ticket is closed."""
    matters = Matters(desk, rows)
    return [row.id for row in rows if matters.is_gone(row)]


def overtaken_among(session: Session, rows: Sequence[Delivery]) -> list[int]:
    """Return ids of those whose clock has said more by now, or is about to: in that chat, or to whoever is on duty."""
    reminders = [row for row in rows if row.kind == "reminder" and row.clock_id is not None]
    if not reminders:
        return []
    said = queries.said_of_clocks(session, [row.clock_id for row in reminders if row.clock_id is not None])
    return [row.id for row in reminders if any(_says_more(other, row) for other in said)]


def _says_more(other: queries.SaidOfClock, row: Delivery) -> bool:
    if other.clock_id != row.clock_id or other.due_at <= row.due_at:
        return False
    same_post = other.audience == row.audience and row.audience in ON_A_ROTA
    return other.destination == row.destination or same_post
