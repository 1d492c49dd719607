"""Gathers what a statement is written from: the entries of a span as they stand, in words, with their evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from actions.at_hand import AtHand
from actions.desk import Desk
from actions.ledger import Entry, as_posted, items
from models.queries import people as people_queries
from reports.statement import DuePayment, RuledLine, StatementEntry, StatementFacts
from rules.ledger import Ruling, Standing, by_standing
from rules.ledger_names import RULINGS
from rules.report_periods import Period, words_of
from texts.ledger import about, whose
from texts.ledger_chain import chain


def facts_of(desk: Desk, span: Period, number: str) -> StatementFacts:
    """Return all that a statement of a span is written from; the ledger is brought up to date before, not by this."""
    desk = replace(desk, at_hand=AtHand())
    found = as_posted(desk, span)
    userids = {row.userid for each in found if (row := each.row).userid}
    userids |= {ruling.by for each in found for ruling in each.rulings}
    names = people_queries.names_of(desk.session, sorted(userids))
    return StatementFacts(
        number=number,
        site=desk.rules.site_name,
        zone=desk.rules.zone,
        period=span,
        period_words=words_of(span, desk.rules.zone),
        made_at=desk.now,
        entries=tuple(_entry(desk, each, names) for each in found),
        contract=desk.rules.contract,
        payments=tuple(_payments(desk, span)),
    )


def _payments(desk: Desk, span: Period) -> list[DuePayment]:
    """The payments that fall due in the span, each with what counts since the one before, of whichever span."""
    first, last = (desk.rules.day_of(at) for at in (span.start, span.end - timedelta(seconds=1)))
    return [
        DuePayment(payment, after, by_standing(items(desk, _borne(desk, after, payment.due)))[Standing.COUNTED].amount)
        for payment, after in desk.rules.contract.due_in(first, last)
    ]


def _borne(desk: Desk, after: date | None, due: date) -> Period:
    """From the end of one day to the end of another; from the beginning of all where there is no first."""
    return Period(_end_of(desk, after) if after else datetime(2000, 1, 1, tzinfo=UTC), _end_of(desk, due))


def _end_of(desk: Desk, day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), desk.rules.zone).astimezone(UTC)


def _entry(desk: Desk, each: Entry, names: dict[str, str]) -> StatementEntry:
    rulings = tuple(
        RuledLine(row.at, names.get(row.by, row.by), RULINGS[Ruling(row.ruling)], row.amount, row.reason)
        for row in each.rulings
    )
    return StatementEntry(
        each.row.id,
        each.at,
        about(each.row),
        whose(desk, each.row, names),
        each.item,
        rulings,
        tuple(chain(desk, each)),
    )
