"""POST /api/v1/tickets: takes orders in, each in its own savepoint."""

from __future__ import annotations

import secrets
from dataclasses import replace

import structlog

from actions.arrivals import Taken
from actions.desk import Desk
from actions.intake import take_in
from actions.journal import Source
from actions.orders import Order
from actions.refusals import Refusal
from models.database import IntegrityError, OperationalError
from rules.ticket_number import whole_number
from texts.api import no_number, notes, row_broken
from texts.refusals import refusal
from web.api.intake_rows import Intake, IntakeRow, RowResult, UnreadRow
from web.backend import Backend

log = structlog.get_logger("intake")

_ROWS_AT_ONCE = 25


def take_rows(desk: Backend, asked: Intake, source: Source) -> list[RowResult]:
    """Take in what can be taken in and tell of each row what became of it, in their order."""
    results: list[RowResult] = []
    for start in range(0, len(asked.tickets), _ROWS_AT_ONCE):
        # Small transactions, so that callbacks are not kept waiting behind a long feed.
        with desk.database.transaction() as session:
            at = desk.desk(session)
            results += [_take_row(at, row, source) for row in asked.tickets[start : start + _ROWS_AT_ONCE]]
    if any(result.outcome != "rejected" for result in results):
        desk.waker.wake("scan_deadlines")
        desk.waker.wake("send_outbox")
    return results


def _take_row(desk: Desk, row: IntakeRow | UnreadRow, source: Source) -> RowResult:
    if isinstance(row, UnreadRow):
        return RowResult(ticket_no=row.ticket_no, outcome="rejected", reason=row.reason)
    number = whole_number(row.ticket_no, desk.rules.number_patterns)
    if number is None:
        # Nobody could speak of it in the chat, and a phone or an identity number would be printed in groups.
        return RowResult(ticket_no=row.ticket_no, outcome="rejected", reason=no_number())
    order = replace(row.as_order(desk.rules.zone), ticket_no=number)
    try:
        taken = _take_once_more_if_raced(desk, order, source)
    except Refusal as refused:
        reason = refusal(refused.code, refused.facts)
    except OperationalError:
        raise
    except Exception:
        # One poisoned row must not hold up the feed: the others are taken, this one is told with a reference.
        reference = secrets.token_hex(3)
        log.exception("row_failed", ticket=order.ticket_no, reference=reference)
        reason = row_broken(reference)
    else:
        return RowResult(ticket_no=order.ticket_no, outcome=taken.outcome, reason=notes(taken.reasons))
    return RowResult(ticket_no=order.ticket_no, outcome="rejected", reason=reason)


def _take_once_more_if_raced(desk: Desk, order: Order, source: Source) -> Taken:
    try:
        return _take(desk, order, source)
    except IntegrityError:
        # Somebody else stored the same number a moment ago; the second look finds it.
        return _take(desk, order, source)


def _take(desk: Desk, order: Order, source: Source) -> Taken:
    with desk.session.begin_nested():
        return take_in(desk, order, source, how="feed")
