"""How many deadlines in working days are computed in a second, over holidays and years."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import config
from benchmarks.measured import Measured, seconds
from config.desk_rules import desk_rules
from rules.working_time import add_working_days

_GOAL_EACH_SECOND = 50_000
_N_DEADLINES = 100_000
_THREE_YEARS_IN_MINUTES = 3 * 365 * 24 * 60


def measure() -> Iterator[Measured]:
    """Yield the rate."""
    calendar = desk_rules(config.load(config.DEMO)).calendar
    chance = random.Random(2026)
    first = datetime(2024, 1, 1, tzinfo=UTC)
    wanted = [
        (first + timedelta(minutes=chance.randrange(_THREE_YEARS_IN_MINUTES)), chance.randint(1, 30))
        for _ in range(_N_DEADLINES)
    ]

    def work() -> None:
        for start, n in wanted:
            add_working_days(start, n, calendar)

    rate = _N_DEADLINES / seconds(work)
    yield Measured("deadlines in workdays", f"> {_GOAL_EACH_SECOND:,}/s", f"{rate:,.0f}/s", rate > _GOAL_EACH_SECOND)
