"""What came of nights on the long connection: what was lost, told twice or never seen, and the figures."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.wecom.bodies import REPEAT_MARK
from chaos.night_town import NightTown
from models.delivery import Delivery
from models.message import Message
from simulator.message import Via

_OURS = (Via.ANSWER, Via.AIBOT, Via.RESPONSE_URL, Via.PUSH_KEY, Via.APP)
_BAD_ENDS = ("pending", "failed")


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


def judge(town: NightTown, tally: Tally) -> None:
    """Add to a tally what came of the nights, and all that is wrong."""
    _judge_answers(town, tally)
    _judge_pushes(town, tally)


def _judge_answers(town: NightTown, tally: Tally) -> None:
    ours = [message for message in town.sim.city.messages() if message.via in _OURS]
    by_proof = _by_proof(ours, tally.heard)
    for proof, chat in tally.heard.items():
        texts = by_proof.get(proof, [])
        plain = [text for text in texts if not text.startswith(REPEAT_MARK)]
        if not texts:
            tally.wrong.append(f"LOST: {proof} in {chat} was handed over and never answered")
        elif len(plain) > 1 or len(texts) > 2:
            tally.wrong.append(f"TWICE: {proof} in {chat} was answered {len(texts)} times")
    for proof, number in tally.progress.items():
        events = [each for each in town.api(f"/tickets/{number}")["events"] if proof in (each["text"] or "")]
        if len(events) != 1:
            tally.wrong.append(f"EFFECT: {proof} of {number} was written down {len(events)} times")


def _judge_pushes(town: NightTown, tally: Tally) -> None:
    city = town.sim.city
    pushed = [each for each in city.messages() if each.via in (Via.AIBOT, Via.PUSH_KEY, Via.APP)]
    tally.n_pushed = len(pushed)
    tally.n_marked = sum(each.text.startswith("（补发") for each in city.messages() if each.via in _OURS)
    # A card that changed reads like others; what was handed over twice has the same task.
    said = Counter((each.chat, str(each.card["task_id"]) if each.card else each.text) for each in pushed)
    for (chat, text), count in said.items():
        if count > 1:
            tally.wrong.append(f"TWICE: {count} times in {chat}: {text[:60]}")
    shown = {each.text for each in pushed}
    with town.runtime.database.reading() as session:
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
