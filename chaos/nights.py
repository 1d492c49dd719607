"""People and orders of nights on the long connection: who speaks, what comes in, and how a night ends."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from chaos.line_breaks import break_line
from chaos.night_town import NightTown, wait_until
from chaos.night_verdict import Tally, judge
from models.inbox import InboxRow
from simulator.callbacks import How

_STEP = timedelta(minutes=10)
_NIGHT = timedelta(hours=8)
_AGENT = "zuoxi01"
_SPOKEN = How(timeout_seconds=0)


@dataclass(frozen=True)
class Plan:
    """How many nights of how many steps of ten minutes, how long the days between them, how many orders a night.

    When `most_minutes` have gone by, the night that runs is the last.
    """

    nights: int
    seed: int
    steps: int = int(_NIGHT / _STEP)
    day: timedelta = timedelta(hours=16)
    orders: int = 4
    most_minutes: float = math.inf


class Nights:
    """Some nights with one township."""

    def __init__(self, town: NightTown, seed: int) -> None:
        self.town, self.chance, self.tally = town, random.Random(seed), Tally()
        world = town.sim.city.world
        units = [group for group in world.groups if group.ai_bot and group.kind == "unit"]
        self.groups = {group.chat_id: group for group in units}
        lists = world.people
        self.members = {chat: [p.userid for p in lists if p.unit in group.units] for chat, group in self.groups.items()}
        self._unit_of: dict[str, str] = {}
        self._open: list[str] = []

    def night(self, plan: Plan) -> None:
        """Let one night pass, and the day after it at once."""
        for _ in range(plan.orders):
            self._take_in()
        for _ in range(plan.steps):
            struck = break_line(self.town.sim, self.chance)
            self.tally.breaks.update(struck)
            if struck and self.chance.random() < 0.7:
                # Others speak while it is down: what the platform has nobody to hand over to is lost on it.
                wait_until(lambda: self.town.gateway.keeper.is_open, 2)
            for _ in range(self.chance.choice((0, 0, 1, 1, 2, 6))):
                self._say()
            self._settle()
            self.town.passes(_STEP)
        self._close()
        self.town.passes(plan.day)

    def end(self) -> Tally:
        """Let everything come to its end and judge it."""
        self.town.sim.city.faults.clear()
        for _ in range(8):
            wait_until(lambda: self.town.gateway.keeper.is_open, 5)
            self._settle()
            self.town.passes(timedelta(minutes=2))
        self.tally.n_subscriptions = self.town.gateway.keeper.n_subscriptions
        judge(self.town, self.tally)
        return self.tally

    def hear_every_group_once(self) -> None:
        """Let somebody in each group speak to the bot: before that it may say nothing there of its own accord."""
        for chat, members in self.members.items():
            assert self.town.sim.says(members[0], "/帮助", chat)

    def _take_in(self) -> None:
        """Let an order come in that a unit has to work on."""
        town, number = self.town, f"202611181{len(self.tally.tickets):05d}"
        unit = self.chance.choice([name for group in self.groups.values() for name in group.units])
        ago = timedelta(minutes=self.chance.randint(5, 90))
        at = (town.now - ago).isoformat()
        order = {
            "ticket_no": number,
            "title": "楼道灯不亮",
            "state": "assigned",
            "first_dispatched_at": at,
            "signed_at": at,
            "verified_at": at,
            "assigned_at": at,
            "lead_unit": unit,
            "limit_text": self.chance.choice(("2小时", "24小时")),
        }
        [result] = town.api("/tickets", tickets=[order])["results"]
        assert result["outcome"] == "created", result
        self.tally.tickets.append(number)
        self._open.append(number)
        self._unit_of[number] = unit

    def _say(self) -> None:
        """Let somebody speak to the bot; what the platform handed over is remembered with what proves it."""
        tally, chat = self.tally, self.chance.choice(list(self.groups))
        userid = self.chance.choice(self.members[chat])
        tally.n_said += 1
        mine = [number for number in self._open if self._is_of(number, chat)]
        if mine and self.chance.random() < 0.4:
            proof, number = f"第{tally.n_said}次到现场", self.chance.choice(mine)
            if self._is_handed_over(userid, f"/进展 {number} {proof}", chat):
                tally.progress[proof] = number
        else:
            proof = f"202611189{tally.n_said:05d}"
            if self._is_handed_over(userid, f"/受理 {proof}", chat):
                tally.heard[proof] = chat

    def _close(self) -> None:
        """Let units and agents bring the night's orders to their end, on a line that stands."""
        says, faults = self.town.sim.says, self.town.sim.city.faults
        faults.clear()
        wait_until(lambda: self.town.gateway.keeper.is_open, 5)
        for number in self._open:
            chat = next(chat for chat, group in self.groups.items() if self._unit_of[number] in group.units)
            says(self.members[chat][0], f"/办结 {number} 灯已换好，居民认可", chat)
            for command in (f"/回访 {number} 满意 已解决", f"/已回复 {number} 电话答复，居民认可", f"/归档 {number}"):
                says(_AGENT, command)
            state = self.town.api(f"/tickets/{number}")["state"]
            if state != "archived":
                self.tally.wrong.append(f"STUCK: {number} is {state} after its last word")
        self._open.clear()

    def _is_handed_over(self, userid: str, text: str, chat: str) -> bool:
        how = How(deliveries=2, timeout_seconds=0) if self.chance.random() < 0.05 else _SPOKEN
        return any(each.status for each in self.town.sim.hears(userid, text, chat, how=how).exchanges)

    def _is_of(self, number: str, chat: str) -> bool:
        return self._unit_of[number] in self.groups[chat].units

    def _settle(self) -> None:
        """Wait until what was handed over is answered or its answer is under way: time is not to overtake it."""
        owes = select(func.count()).where((InboxRow.state == "open") | InboxRow.answer_owed)
        n_handed_over = len(self.tally.heard) + len(self.tally.progress)

        def is_settled() -> bool:
            with self.town.runtime.database.reading() as session:
                n_stored = session.scalar(select(func.count()).select_from(InboxRow)) or 0
                return n_stored >= n_handed_over and not session.scalar(owes)

        wait_until(is_settled, 3)
