"""What a desk does all day: orders come in, agents sign, verify and assign, units answer; every act is remembered."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from chaos.ladder import ZONE, agent_at
from chaos.order_lives import invent, said
from chaos.orders import Act, DeskTime, Order
from chaos.platform import Ear, Seen
from chaos.reading import is_reminder
from chaos.town import Town

_MINUTE = timedelta(minutes=1)
_TRY_AGAIN_SECONDS = 1.5
_AT_ONCE = 4
_PATIENCE_SECONDS = 15.0


class Workload:
    """Lets orders come in, each with a life of its own in a thread of its own, until it is stopped."""

    def __init__(
        self,
        town: Town,
        ear: Ear,
        at: DeskTime,
        seed: int,
        every: timedelta = 4 * _MINUTE,
        may_be_lost: Callable[[float], bool] = lambda _moment: False,
    ) -> None:
        self.orders: list[Order] = []
        self._may_be_lost = may_be_lost
        self._town, self._ear, self._at, self._every = town, ear, at, every
        self._chance = random.Random(seed)
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> Workload:
        """Begin; return self."""
        self._in_thread(self._take_in_again_and_again)
        return self

    def stop(self) -> None:
        """Let nothing new be done; what was said already is waited for elsewhere."""
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def unanswered(self) -> list[Act]:
        """Return what the desk took over and has not answered."""
        for order in self.orders:
            for act in order.acts:
                self._note_taken(act)
        acts = [act for order in self.orders for act in order.acts if act.taken_at is not None]
        return [act for act in acts if act.answered_at is None and not self._see_answer(act)]

    def _take_in_again_and_again(self) -> None:
        for number in range(1, 100_000):
            order, plan = invent(self._chance, number, self._at.desk(time.time()))
            self.orders.append(order)
            self._in_thread(partial(self._live, order, plan))
            # A desk has some orders open when the run begins.
            if number >= _AT_ONCE and self._over.wait(self._every.total_seconds() / self._at.speed):
                return

    def _live(self, order: Order, plan: list[tuple[timedelta, str]]) -> None:
        took = self._paste(order) if order.is_pasted else self._deliver(order)
        if not took:
            return
        for age, event in plan:
            if self._over.wait(max(0.0, self._at.real(order.dispatched_at + age) - time.time())):
                return
            if not self._do(order, said(order, event, agent_at(self._at.desk(time.time())))):
                return

    def _deliver(self, order: Order) -> bool:
        """Take an order in by the API, as a client would: again until there is an answer."""
        row = {"ticket_no": order.number, "title": "路灯不亮", "limit_text": order.limit_text}
        row["first_dispatched_at"] = order.dispatched_at.isoformat()
        for _ in self._again():
            try:
                [result] = self._town.api("/tickets", tickets=[row])["results"]
            except OSError:
                continue
            assert result["outcome"] in ("created", "unchanged"), result
            order.delivered_at = time.time()
            return True
        return False

    def _paste(self, order: Order) -> bool:
        userid = agent_at(self._at.desk(time.time()))
        dispatched = f"{order.dispatched_at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
        fields = {"工单编号": order.number, "诉求类型": "投诉", "主要内容": "市民反映路口路灯不亮，要求尽快维修。"}
        fields |= {"办理时限": order.limit_text, "派单时间": dispatched}
        text = "\n".join(f"{name}：{value}" for name, value in fields.items())
        return self._do(order, Act("created", userid, "app", text))

    def _do(self, order: Order, act: Act) -> bool:
        """Say something until the desk takes it over, then wait for the answer, however long that takes."""
        order.acts.append(act)
        for _ in self._again():
            # What timed out may have been heard all the same, so the first time counts.
            act.asked_at = act.asked_at or time.time()
            try:
                heard = self._town.platform.say(act.userid, act.chat, act.text)
            except OSError:
                continue
            if heard.was_taken:
                act.taken_at = time.time()
                act.answered_at = act.taken_at if heard.answer else None
                break
            if heard.was_delivered:
                act.delivered_at.append(time.time())
                if self._waits_for_answer(act):
                    break
        for _ in self._again():
            if act.taken_at is not None and (act.answered_at is not None or self._see_answer(act)):
                return True
        return False

    def _waits_for_answer(self, act: Act) -> bool:
        """Wait as long as a person does before they say it again."""
        give_up_at = time.time() + _PATIENCE_SECONDS
        while time.time() < give_up_at and not self._over.wait(0.2):
            if self._see_answer(act):
                act.taken_at = act.delivered_at[-1]
                return True
        return False

    def _note_taken(self, act: Act) -> None:
        """What was put on a connection that nothing happened to is taken over, answered or not."""
        certain = [moment for moment in act.delivered_at if not self._may_be_lost(moment)]
        if act.taken_at is None and certain:
            act.taken_at = certain[0]

    def _see_answer(self, act: Act) -> bool:
        found = next((one for one in list(self._ear.seen) if one.at >= act.asked_at and _answers(one, act)), None)
        act.answered_at = found.at if found else None
        return found is not None

    def _again(self) -> Iterator[None]:
        yield
        while not self._over.wait(_TRY_AGAIN_SECONDS):
            yield

    def _in_thread(self, work: Callable[[], Any]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()


def _answers(seen: Seen, act: Act) -> bool:
    """Tell whether a bubble answers what was said: later by quoting it, or as a message that is no reminder."""
    if seen.via == "response_url":
        return seen.quote == act.text
    chat = f"app:{act.userid}" if act.chat == "app" else act.chat
    may_answer = seen.is_pushed or seen.via == "answer"
    return may_answer and seen.chat == chat and _number_in(act.text) in seen.text and not is_reminder(seen.text)


def _number_in(text: str) -> str:
    at = text.index("20261118")
    return text[at : at + 14]
