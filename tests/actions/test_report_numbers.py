"""A report's number is given once, whoever orders at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from actions.desk import Desk
from actions.report_orders import About, order
from models.database import Database
from models.queries import reports as queries
from rules.report_periods import Period, ReportKind
from tests.actions.town import RULES

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def test_orders_of_the_same_moment_get_a_number_each_and_one_report_for_the_same(database_url: str) -> None:
    together = threading.Barrier(2)

    def orders(days_back: list[int]) -> None:
        """Order as a process of its own does."""
        database = Database(database_url)
        for back in days_back:
            day = NOW - timedelta(days=back)
            together.wait(30)
            with database.transaction() as session:
                about = About(ReportKind.DAILY, Period(day, day + timedelta(days=1)))
                order(Desk(session, NOW, NOW, RULES), about, [], by=None)
        database.close()

    with ThreadPoolExecutor(2) as workers:
        for future in [workers.submit(orders, days) for days in ([1, 2, 9], [3, 4, 9])]:
            future.result(60)
    database = Database(database_url)
    with database.reading() as session:
        numbers = [int(report.number.rpartition("-")[2]) for report in queries.lately(session, 50)]
    assert sorted(numbers) == [1, 2, 3, 4, 5]
    database.close()
