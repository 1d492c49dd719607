"""Fills a database with invented years of a township: python -m benchmarks.township_year FILE.db [--tickets N …]."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from itertools import islice
from pathlib import Path
from typing import Any

import config
from benchmarks.places import demo_directory
from benchmarks.township.book import Written
from benchmarks.township.calls import Call, Caller
from benchmarks.township.copies import copy_back
from benchmarks.township.life import Fate, Life
from benchmarks.township.planted import HotSpot, Planted
from benchmarks.township.rows import Writer
from benchmarks.township.ticket_row import official_of
from benchmarks.township.town import found
from config.desk_rules import desk_rules
from models import migrate
from models.database import Database
from models.sealing import Keyring, install_keyring
from models.together import stored_together
from rules.settings import DeskRules
from rules.stage_dues import Dues
from rules.stages import Move

UNTIL = date(2026, 11, 27)
_TOGETHER = 2_000
# So many orders of a year are invented, more are copied.
_INVENTED = 15_000
_COMES_BACK = 0.012
_STILL_SUSPENDED = timedelta(days=90)


@dataclass(frozen=True)
class Plan:
    """What to invent: about so many orders in so many days before a day (desk time, excluded), by a seed."""

    n_tickets: int = 15_000
    n_days: int = 365
    until: date = UNTIL
    seed: int = 2026

    @property
    def first(self) -> date:
        """Return the first day."""
        return self.until - timedelta(days=self.n_days)


@dataclass(frozen=True)
class Year:
    """What was invented: how many orders, and the hot spots among them."""

    n_tickets: int
    hot_spots: tuple[HotSpot, ...]


def fill_years(database: Database, rules: DeskRules, n_tickets: int, n_years: int, seed: int = Plan.seed) -> Year:
    """Fill a SQLite database with many years: one is invented, the others are copies of it, several in each year."""
    n_copies = -(-n_tickets // (n_years * _INVENTED))
    year = fill(database, rules, Plan(n_tickets // (n_years * n_copies), seed=seed))
    copy_back(database, (52 * back + copy for back in range(n_years) for copy in range(n_copies) if back or copy))
    return Year(year.n_tickets * n_years * n_copies, year.hot_spots)


def fill(database: Database, rules: DeskRules, plan: Plan = Plan(), directory: dict[str, Any] | None = None) -> Year:
    """Fill an empty, migrated database; the keyring must be installed. The same plan invents the same."""
    with database.transaction() as session:
        town = found(session, directory or demo_directory(), plan.first - timedelta(days=1), rules.zone)
    until = datetime.combine(plan.until, datetime.min.time(), rules.zone).astimezone(UTC)
    rounds, n_tickets = _rounds(plan, rules, tuple(sorted(town.units)), until), 0
    known: dict[str, Written] = {}
    numbers: dict[tuple[Planted, date], list[str]] = defaultdict(list)
    while some := list(islice(rounds, _TOGETHER)):
        with database.transaction() as session, stored_together(session):
            writer = Writer(session, rules, town, until, known)
            for one in some:
                writer.write(one.call, one.life, one.round_number)
                if one.planted is not None and one.round_number == 1:
                    numbers[one.planted, one.begins].append(one.call.ticket_no)
        n_tickets += len(some)
    spots = (HotSpot(planted, day, tuple(found_nos)) for (planted, day), found_nos in numbers.items())
    return Year(n_tickets, tuple(sorted(spots, key=lambda spot: spot.first_day)))


@dataclass(frozen=True)
class _Round:
    call: Call
    life: Life
    planted: Planted | None = None
    round_number: int = 1

    @property
    def begins(self) -> date:
        """The day on which the hot spot of this order began."""
        assert self.planted is not None
        day = date.fromisoformat(f"{self.call.ticket_no[:4]}-{self.call.ticket_no[4:6]}-{self.call.ticket_no[6:8]}")
        return date(day.year, self.planted.month, self.planted.day)


def _rounds(plan: Plan, rules: DeskRules, units: tuple[str, ...], until: datetime) -> Iterator[_Round]:
    """Yield every round of every order by its dispatch: some are dispatched again after the reply."""
    chance = random.Random(plan.seed)
    fate = Fate(chance, rules.zone, units)
    caller = Caller(chance, rules.zone, n_citizens=max(200, plan.n_tickets * 2 // 3))

    def live(call: Call, unit: str, at: datetime) -> Life:
        dues = Dues(official_of(rules, call, at), rules.policies, rules.night)
        return fate.live(call, unit, at, dues, may_wait=until - at < _STILL_SUSPENDED)

    again: list[tuple[datetime, int, _Round]] = []
    for number, (call, planted) in enumerate(caller.calls(plan.first, plan.until, plan.n_tickets)):
        dispatched_at = call.called_at + timedelta(seconds=chance.randint(120, 1500))
        if dispatched_at >= until:
            continue
        while again and again[0][0] < dispatched_at:
            yield heappop(again)[2]
        unit = call.matter.unit or call.place.community
        life = live(call, unit, dispatched_at)
        yield _Round(call, life, planted)
        replied = next((step.at for step in life.steps if step.move is Move.REPLIED), None)
        if replied is not None and chance.random() < _COMES_BACK:
            later = replied + timedelta(days=chance.uniform(2, 12))
            heappush(again, (later, number, _Round(call, live(call, unit, later), None, 2)))


def main(arguments: list[str]) -> int:
    """Make a database and tell what lies in it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.township_year", description=__doc__)
    parser.add_argument("file", type=Path, help="the SQLite file to make")
    parser.add_argument("--tickets", type=int, default=Plan.n_tickets)
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    given = parser.parse_args(arguments)
    if given.file.exists():
        parser.error(f"{given.file} exists")
    url = f"sqlite:///{given.file}"
    migrate.upgrade(url)
    install_keyring(Keyring([b"k" * 32]))
    settings = config.load(config.DEMO)
    began = time.perf_counter()
    database = Database(url)
    year = fill_years(database, desk_rules(settings), given.tickets, given.years, given.seed)
    database.close()
    print(f"{year.n_tickets} orders in {time.perf_counter() - began:.1f} s")
    for spot in year.hot_spots:
        place = f"{spot.planted.place or '全乡'}{spot.planted.building or ''}"
        print(f"{spot.first_day}  {spot.planted.name}  {place}  {spot.planted.matter}  {len(spot.ticket_nos)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
