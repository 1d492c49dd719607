"""One run of chaos: builds a town, lets it work, strikes it, lets it recover and judges what came of it."""

from __future__ import annotations

import json
import shutil
import threading
import time
import urllib.error
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chaos.evidence import Evidence, Verdict
from chaos.hurting import Hurting
from chaos.orders import DeskTime, Order
from chaos.platform import Ear, PlatformProcess
from chaos.schedule import Blow, Target, schedule
from chaos.town import Place, Town, eventually, free_bind
from chaos.verdict import judge
from chaos.workload import Workload

if TYPE_CHECKING:
    from chaos.database import Database

_START = "2026-11-18T08:05:00"
_RECOVER_WITHIN_SECONDS = 240.0


@dataclass(frozen=True)
class Plan:
    """What a run is to be; the blows follow from the seed alone. Either `minutes` or `events` ends it."""

    seed: int
    minutes: float | None = None
    events: int | None = None
    postgresql: bool = False
    speed: float = 10.0
    every_seconds: float = 7.0
    longest_freeze: float = 40.0
    order_every: timedelta = timedelta(minutes=4)
    only: str | None = None
    line: bool = False

    def blows(self) -> list[Blow]:
        """Return what is done, in order."""
        target = Target(self.postgresql, self.line, self.longest_freeze)
        coming = schedule(self.seed, target, every=self.every_seconds, only=self.only)
        if self.events is not None:
            return [next(coming) for _ in range(self.events)]
        ends_at = 60 * (self.minutes or 10)
        return list(takewhile(lambda blow: blow.at < ends_at, coming))


@dataclass
class Outcome:
    """What a run came to, beside the verdict."""

    verdict: Verdict
    hurting: Hurting
    orders: list[Order]
    balance: dict[str, int]
    recovered_after: float | None
    began_at: float
    struck: Counter[str] = field(default_factory=Counter)

    @property
    def balances(self) -> bool:
        """Tell whether everything that was due stands in exactly one of its columns."""
        ends = ("sent", "superseded", "failed", "unknown", "pending", "held")
        return self.balance["due"] == sum(self.balance[end] for end in ends)

    @property
    def is_good(self) -> bool:
        """Tell whether nothing was lost and nothing told twice."""
        lost = self.verdict.losses or self.verdict.duplicates
        return not lost and self.balances and self.recovered_after is not None


class Run:
    """A run in a folder of its own; `tell` is given a line for each thing that happens."""

    def __init__(self, plan: Plan, folder: Path, tell: Callable[[str], None]) -> None:
        self._plan, self._folder, self._tell = plan, folder, tell
        self._pause = threading.Event()

    def go(self) -> Outcome:
        """Do all of it and clean up; the folder stays."""
        with ExitStack() as stack:
            return self._go(stack)

    def _go(self, stack: ExitStack) -> Outcome:
        database, town = self._found(stack)
        at, ear = desk_time(town, self._plan.speed), Ear(town.platform).start()
        stack.callback(ear.stop)
        hurting = Hurting(town, database).keep_running()
        stack.callback(hurting.stop)
        plan, may_be_lost = self._plan, hurting.may_have_swallowed
        workload = Workload(town, ear, at, plan.seed, plan.order_every, may_be_lost).start()
        began_at = time.time()
        struck = self._strike(hurting)
        hurting.stop()
        calm_at = time.time()
        # From here on only a launcher that ended is still to be started again.
        hurting = Hurting(town, database, hurting.n_killed, hurting.spans).keep_running()
        stack.callback(hurting.stop)
        workload.stop()
        at = _slow_down(town, at)
        verdict, balance, recovered = self._recover(town, workload, ear, at)
        after = None if recovered is None else recovered - calm_at
        return Outcome(verdict, hurting, workload.orders, balance, after, began_at, struck)

    def _found(self, stack: ExitStack) -> tuple[Database | None, Town]:
        """Build the installation and its platform, and wait until it is ready."""
        database = _postgresql(self._folder) if self._plan.postgresql else None
        if database:
            stack.callback(database.stop)
        place = Place(
            self._folder / "town",
            free_bind(),
            free_bind(),
            database=database.url if database else None,
            speed=self._plan.speed,
            start=_START,
            has_simulator=False,
            line=free_bind() if self._plan.line else None,
        )
        town = Town(place)
        stack.callback(town.stop)
        platform = PlatformProcess(place.platform, town.config, town.web)
        stack.callback(platform.stop)
        town.start()
        eventually(town.is_ready, 180, "ready")
        town.manage("import-directory", str(town.config.with_name("directory.toml")))
        return database, town

    def _strike(self, hurting: Hurting) -> Counter[str]:
        struck: Counter[str] = Counter()
        began_at, blows = time.time(), self._plan.blows()
        for count, blow in enumerate(blows, start=1):
            self._pause.wait(max(0.0, began_at + blow.at - time.time()))
            said = hurting.strike(blow)
            struck[blow.kind] += 1
            self._tell(f"{count:4}/{len(blows)} {blow.at:7.1f} s  {blow}{f'  ({said})' if said else ''}")
        return struck

    def _recover(
        self, town: Town, workload: Workload, ear: Ear, at: DeskTime
    ) -> tuple[Verdict, dict[str, int], float | None]:
        """Wait until everything is said and answered; return the verdict, the balance and when that was."""
        give_up_at = time.time() + _RECOVER_WITHIN_SECONDS
        names = town.platform.group_names()
        while True:
            calm = self._is_calm(town, workload)
            moment = time.time()
            if calm or moment > give_up_at:
                tickets = {order.number: _ticket(town, order.number) for order in workload.orders}
                evidence = Evidence(workload.orders, list(ear.seen), tickets, names, at)
                verdict = judge(evidence)
                self._keep(evidence)
                if not verdict.losses or moment > give_up_at:
                    return verdict, town.balance(), moment if calm else None
                # What is lost for good after a while will not come any more.
                give_up_at = min(give_up_at, moment + 45)
            self._pause.wait(0.5)

    def _keep(self, evidence: Evidence) -> None:
        """Write down what was judged, for whoever has to find out what happened."""
        found = {"orders": [asdict(order) for order in evidence.orders], "tickets": evidence.tickets}
        found |= {"seen": [asdict(one) for one in evidence.seen]}
        found |= {"at": asdict(evidence.at), "group_names": evidence.group_names}
        text = json.dumps(found, ensure_ascii=False, indent=1, default=str)
        (self._folder / "evidence.json").write_text(text, encoding="utf-8")

    def _is_calm(self, town: Town, workload: Workload) -> bool:
        try:
            return town.is_ready() and town.balance()["pending"] == 0 and not workload.unanswered()
        except OSError:
            return False


def _postgresql(folder: Path) -> Database:
    # Its package is of the developers' requirements and need not be there.
    from chaos.database import Database

    return Database(folder)


def desk_time(town: Town, speed: float) -> DeskTime:
    """Return how desk time and machine time belong together, by the quickest of a few looks."""
    looks = []
    for _ in range(5):
        began = time.time()
        now = datetime.fromisoformat(town.api("/clock")["now"])
        looks.append((time.time() - began, DeskTime(now, (began + time.time()) / 2, speed)))
    return min(looks, key=lambda look: look[0])[1]


def _slow_down(town: Town, at: DeskTime) -> DeskTime:
    """Let desk time go on at its natural speed; return how it belongs to machine time with that."""
    while True:
        try:
            town.api("/clock", speed=1)
            break
        except OSError:
            threading.Event().wait(0.3)
    now = desk_time(town, 1.0)
    # When the speed changed follows from what the clock shows since: the call may have waited for the database.
    ahead = (now.desk_at - at.desk_at).total_seconds() - (now.real_at - at.real_at)
    return replace(at, natural_from=at.real_at + ahead / (at.speed - 1) if at.speed != 1 else now.real_at)


def _ticket(town: Town, number: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = town.api(f"/tickets/{number}")
        return found
    except urllib.error.HTTPError as refused:
        if refused.code == 404:
            return None
        raise


def forget(folder: Path) -> None:
    """Remove what a run left behind."""
    shutil.rmtree(folder, ignore_errors=True)
