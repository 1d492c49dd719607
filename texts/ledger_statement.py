"""Gathers what a statement is written from: the entries of a span as they stand, in words, with their evidence."""

from __future__ import annotations

from actions.desk import Desk
from actions.ledger import Entry, as_posted
from models.queries import people as people_queries
from reports.statement import RuledLine, StatementEntry, StatementFacts
from rules.ledger import Ruling, span_words
from rules.ledger_names import RULINGS
from rules.report_periods import Period
from texts.ledger import about, whose
from texts.ledger_chain import chain


def facts_of(desk: Desk, span: Period, number: str) -> StatementFacts:
    """Return all that a statement of a span is written from; the ledger is brought up to date before, not by this."""
    found = as_posted(desk, span)
    userids = {row.userid for each in found if (row := each.row).userid}
    userids |= {ruling.by for each in found for ruling in each.rulings}
    names = people_queries.names_of(desk.session, sorted(userids))
    return StatementFacts(
        number=number,
        site=desk.rules.site_name,
        zone=desk.rules.zone,
        period=span,
        period_words=span_words(span, desk.rules.zone),
        made_at=desk.now,
        entries=tuple(_entry(desk, each, names) for each in found),
        contract=desk.rules.contract,
    )


def _entry(desk: Desk, each: Entry, names: dict[str, str]) -> StatementEntry:
    rulings = tuple(
        RuledLine(row.at, names.get(row.by, row.by), RULINGS[Ruling(row.ruling)], row.amount, row.reason)
        for row in each.rulings
    )
    return StatementEntry(
        each.row.id, each.at, about(each.row), whose(each.row, names), each.item, rulings, tuple(chain(desk, each))
    )
