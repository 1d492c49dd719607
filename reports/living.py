"""Counts a period on the database itself by the same conditions as reports, where nothing is to be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from actions.desk import Desk
from models.queries import callbacks
from models.queries.counting import Rows
from models.queries.reporting import first_came
from rules.report_periods import Period, ReportKind, as_of
from rules.report_subject import Subject
from rules.three_rates import ThreeRates, rates


class Living:
    """The orders of a period as they are now: what `Counts` counts on in place of a frozen data set.

    It knows orders, limits and the desk's calls of this period alone; a metric of anything else cannot be asked for.
    """

    kind = ReportKind.SPECIAL

    def __init__(self, desk: Desk, period: Period, subject: Subject | None = None) -> None:
        self.period, self.subject, self.zone = period, subject, desk.rules.zone
        self.as_of = as_of(period, desk.now)
        self.spans: Mapping[str, Period] = {"this": period.until(desk.now), "period": period}
        self._desk, self._rows = desk, Rows(desk.session, period, self.as_of, subject)

    def rows(self, query: str, **given: datetime) -> Sequence[Any]:
        """Return what a query finds."""
        return self._rows.found(query, given)

    def has_orders(self) -> bool:
        """Tell whether any order is of the subject, whenever it came."""
        return bool(self.rows("SELECT t.id FROM tickets t LIMIT 1"))

    def known_from(self) -> datetime | None:
        """Return when the first order of all came, before which nothing is known; None before there is any."""
        return first_came(self._desk.session)

    def three_rates(self) -> ThreeRates:
        """Return the hotline's rates of the period; narrowed down, of its call-backs of orders that the desk has."""
        found = callbacks.official_in(self._desk.session, self.spans["this"])
        among = self._rows.with_official() if self.subject else None
        counted = (row.callback for row in found if among is None or row.ticket_id in among)
        return rates(counted, self._desk.rules.rates)
