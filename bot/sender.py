"""Sends what is due: has each message planned, committed as being sent and handed over, one round after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import structlog

from actions import giving_up, next_try, releasing, sending, setting_aside
from actions.desk import Desk
from actions.desk_clock import desk_now
from actions.ports import ChatGateway, SendBudget, Wire
from actions.setting_aside import Apart
from bot.card_closing import close_settled
from bot.compose import WAITING_AT_ONCE
from bot.composed import Composed
from bot.delivering import Deliverer, End
from bot.noting import Notes
from bot.planning import Planner, Waiting
from bot.turns import Turns
from models.database import Database, Session, says_nothing_of_its_subject
from models.queries import messages as message_queries
from models.queries import to_send
from rules.cards import CARD_LIFE
from rules.crowded_minutes import waits_for
from rules.settings import DeskRules

log = structlog.get_logger("sender")
_DESTINATIONS_PER_ROUND = 200
# A round ends in time for the next tick's sign of life, however slowly the platform answers; half of it may go
# into repeating what failed, and no more than one that hangs, so that dead destinations cannot keep fresh messages
# from the others.
_ROUND_SECONDS = 20.0
_ROUND = "round"
# What timers say; what answers somebody never waits for a quieter minute.
_ON_A_SCHEDULE = ("reminder", "hand_over")


def machine_now() -> datetime:
    """Return machine time; the only place the sender asks for it."""
    return datetime.now(UTC)


@dataclass
class Sender:
    """Everything that can be sent now is sent by `run`; any number of senders may run at once."""

    database: Database
    rules: DeskRules
    gateway: ChatGateway
    budget: SendBudget
    agent_id: int | None
    clock: Callable[[], datetime] = machine_now
    steady: Callable[[], float] = time.monotonic
    keeps_off_crowded_minutes: bool = False

    def __post_init__(self) -> None:
        self.notes = Notes(self.database, self._desk)
        self.planner = Planner(self.database, self._desk, self.agent_id)
        # Clocks that are replaced later count for the last step as well.
        clocks = (lambda: self.clock(), lambda: self.steady())
        self.deliverer = Deliverer(self.database, self._desk, self.gateway, self.budget, *clocks, self.agent_id)
        self.retrying, self.serving = Turns(one_hangs=True), Turns()

    def run(self) -> int:
        """Send what may be sent now, for at most one round; returns how many messages went to the platform."""
        started_at = time.monotonic()
        if self._is_idle():
            return 0
        with self.database.transaction() as session:
            desk = self._desk(session)
            sending.release_lost_leases(desk)
            giving_up.count_left_behind(desk)
            # A round nobody ended: its process may have died of what it worked on, so this one notes that beforehand.
            warned = setting_aside.is_undertaken(desk, _ROUND)
            setting_aside.left_behind(desk, _ROUND)
        with self.notes.around(_ROUND, []):
            self._release_held(started_at + _ROUND_SECONDS / 2)
            self._close_cards()
            self._readdress_late()
            n_sent = self._retry_waiting(started_at + _ROUND_SECONDS / 2)
            return n_sent + self._serve_all(started_at + _ROUND_SECONDS, warned=warned)

    def _is_idle(self) -> bool:
        with self.database.reading() as session:
            desk = self._desk(session)
            return to_send.is_idle(session, desk.now, desk.real_now, CARD_LIFE)

    def _release_held(self, until: float) -> None:
        released = 1
        while released and time.monotonic() < until:
            with self.database.transaction() as session:
                released = releasing.release_due(self._desk(session))

    def _close_cards(self) -> None:
        try:
            with self.database.transaction() as session:
                close_settled(self._desk(session))
        except Exception as problem:
            if says_nothing_of_its_subject(problem):
                raise
            # A card that stays as it is answers whoever taps it; what is due goes out all the same.
            log.exception("cannot_close_cards")

    def _readdress_late(self) -> None:
        with self.database.transaction() as session:
            releasing.readdress_late(self._desk(session))

    def _retry_waiting(self, until: float) -> int:
        with self.database.reading() as session:
            waiting = message_queries.messages_to_retry(session, self.clock(), _DESTINATIONS_PER_ROUND)
            not_now = setting_aside.apart(self._desk(session), giving_up.MESSAGE).not_now
        ready = [each for each in waiting if each not in not_now]
        return self.retrying.serve(lambda each: self._guarded(self._retry, each, until), ready, until)

    def _serve_all(self, until: float, *, warned: bool) -> int:
        with self.database.reading() as session:
            destinations = to_send.destinations_to_serve(session, _DESTINATIONS_PER_ROUND)
        apart = self._apart()
        serve = partial(self._serve_warily, apart, warned) if warned or apart.ids else self._serve
        return self.serving.serve(lambda name: self._guarded(serve, name, until), destinations, until)

    def _guarded(self, work: Callable[..., int], *subject: object) -> int:
        try:
            return work(*subject)
        except Exception as problem:
            if says_nothing_of_its_subject(problem):
                raise
            # What is wrong with one delivery or message is counted where it happens; the others go on in any case.
            log.exception("cannot_send", subject=subject[0])
            return 0

    def _apart(self) -> Apart:
        with self.database.reading() as session:
            return setting_aside.apart(self._desk(session), giving_up.DELIVERY)

    def _serve_warily(self, apart: Apart, warned: bool, destination: str, until: float) -> int:
        """Serve a destination of which something has failed before: that by itself, and noted before it is touched.

        What was merely among others when a process died only shows by itself that it can be worded, and then is said
        together with the others: two kills in a row must not make a wall of messages.
        """
        with self.database.reading() as session:
            waiting = to_send.waiting_ids(session, destination, WAITING_AT_ONCE)
        harmless = {each for each in waiting if each in apart.doubted and self._can_be_worded(destination, each, until)}
        but = apart.ids - harmless
        together = [each for each in waiting if each not in but]
        is_noted = together and (warned or harmless)
        with self.notes.around(giving_up.DELIVERY, together) if is_noted else nullcontext():
            n_sent = self._serve(destination, until, self.planner.plan(destination, but=but))
        for delivery_id in waiting:
            if delivery_id in apart.alone - apart.doubted and time.monotonic() < until:
                with self.notes.around(giving_up.DELIVERY, [delivery_id]):
                    n_sent += self._serve(destination, until, self.planner.plan_alone(destination, delivery_id))
        return n_sent

    def _can_be_worded(self, destination: str, delivery_id: int, until: float) -> bool:
        if time.monotonic() >= until:
            return False
        with self.notes.around(giving_up.DELIVERY, [delivery_id]):
            told = self.planner.plan_alone(destination, delivery_id)
            for composed in told:
                self.planner.settle(composed)
        return any(composed.delivery_ids for composed in told)

    def _retry(self, message_id: int, until: float) -> int:
        waiting = self.planner.look_again(message_id)
        if waiting is None:
            return 0
        if waiting.taken_back_from is not None:
            return self._serve_anew(waiting.taken_back_from, until, waiting.progress.trying_since)
        if self._may_leave(message_id, waiting) and not self.gateway.is_there(waiting.wire):
            return self._go_another_way(message_id, waiting, until)
        if self.deliverer.must_wait(waiting.wire):
            return 0
        lent_at = self.steady()
        frozen = self.planner.resume(message_id)
        if frozen is None:
            return 0
        end, n_parts = self._said_to_its_end(self.deliverer.send(frozen, lent_at), frozen.destination, until)
        if end is End.ANOTHER_WAY:
            return 1 + n_parts + self._serve_anew(frozen.destination, until, waiting.progress.trying_since)
        return 1 + n_parts

    def _may_leave(self, message_id: int, waiting: Waiting) -> bool:
        """Tell whether a repeat is kept from where nobody answers: it would double, or another way leads there."""
        if sending.is_doubled(waiting.progress, self.clock()):
            return True
        if waiting.progress.part > 1 or not next_try.is_stuck(waiting.progress, self.clock()):
            return False
        with self.database.reading() as session:
            return self.deliverer.leads_another_way(self._desk(session), message_id, waiting.wire)

    def _said_to_its_end(self, end: End, destination: str, until: float) -> tuple[End, int]:
        """Send the parts that follow one that has left; returns how it ended, and how many more went."""
        n_parts = 0
        while end is End.MORE:
            frozen, lent_at = None, self.steady()
            if time.monotonic() < until and (following := self._next_part(destination)) is not None:
                frozen = None if self.deliverer.must_wait(following[1]) else self.planner.resume(following[0])
            if frozen is None:
                return End.NOT_YET, n_parts
            n_parts += 1
            end = self.deliverer.send(frozen, lent_at)
        return end, n_parts

    def _next_part(self, destination: str) -> tuple[int, Wire] | None:
        with self.database.reading() as session:
            message_id = message_queries.waiting_at(session, destination)
            return None if message_id is None else (message_id, sending.wire_of(session, message_id))

    def _go_another_way(self, message_id: int, waiting: Waiting, until: float) -> int:
        """Repeat on another way what waits where nobody answers; without one, keep it for a platform that is there."""
        with self.database.transaction() as session:
            destination = self.deliverer.free_for_another_way(self._desk(session), message_id, waiting.wire)
        return self._serve_anew(destination, until, waiting.progress.trying_since) if destination else 0

    def _serve_anew(self, destination: str, until: float, trying_since: datetime | None) -> int:
        return self._serve(destination, until, self.planner.plan(destination, but=self._apart().ids), trying_since)

    def _serve(
        self,
        destination: str,
        until: float,
        planned: Sequence[Composed] | None = None,
        trying_since: datetime | None = None,
    ) -> int:
        """Send a destination's messages one after the other until one does not arrive or the budget is used up."""
        n_sent = 0
        for composed in self.planner.plan(destination) if planned is None else planned:
            self.planner.settle(composed)
            if not composed.delivery_ids or self._waits_for_a_quieter_minute(destination, composed):
                continue
            wires = self.planner.wires_to(destination, composed)
            if not wires:
                continue
            if time.monotonic() >= until or self.deliverer.must_wait(wires[0]):
                break
            lent_at = self.steady()
            frozen = self.planner.freeze(destination, wires, composed, trying_since)
            if frozen is None:
                break
            n_sent += 1
            end, n_parts = self._said_to_its_end(self.deliverer.send(frozen, lent_at), destination, until)
            n_sent += n_parts
            if end is End.ANOTHER_WAY:
                return n_sent + self._serve_anew(destination, until, trying_since or self.clock())
            if end is End.NOT_YET:
                break
        return n_sent

    def _waits_for_a_quieter_minute(self, destination: str, composed: Composed) -> bool:
        if not self.keeps_off_crowded_minutes or not waits_for(self.clock(), destination):
            return False
        with self.database.reading() as session:
            return to_send.may_wait(session, composed.delivery_ids, _ON_A_SCHEDULE)

    def _desk(self, session: Session) -> Desk:
        now = self.clock()
        return Desk(session, desk_now(session, now), now, self.rules)
