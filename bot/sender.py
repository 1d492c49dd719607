"""Sends what is due: plans a message per destination, commits it as being sent, hands it over, records the outcome."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from actions import attempts, releasing, sending
from actions.desk import Desk
from actions.desk_clock import desk_now
from actions.ports import Channel, ChatGateway, SendBudget, SendOutcome, Sent, Unknown, Wire
from bot import fallback
from bot.compose import Composed, compose, gone_among
from bot.routes import Route, find_route, unlike_earlier
from bot.wecom.bodies import mark_as_repeat
from models.database import Database, OperationalError, Session
from models.queries import deliveries as delivery_queries
from models.queries import messages as message_queries
from rules.settings import DeskRules

log = structlog.get_logger("sender")
# The platform counts per minute and per hour; older attempts cannot matter to any budget.
_BUDGET_MEMORY = timedelta(hours=1)
_DESTINATIONS_PER_ROUND = 200
# A round ends in time for the next tick's sign of life, however slowly the platform answers; half of it may go
# into repeating what failed, so that a dead destination cannot keep fresh messages from the others.
_ROUND_SECONDS = 20.0


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

    def run(self) -> int:
        """Send what may be sent now, for at most one round; returns how many messages went to the platform."""
        started_at = time.monotonic()
        with self.database.transaction() as session:
            sending.release_lost_leases(self._desk(session))
        self._release_held(started_at + _ROUND_SECONDS / 2)
        return self._retry_waiting(started_at + _ROUND_SECONDS / 2) + self._serve_all(started_at + _ROUND_SECONDS)

    def _release_held(self, until: float) -> None:
        released = 1
        while released and time.monotonic() < until:
            with self.database.transaction() as session:
                released = releasing.release_due(self._desk(session))

    def _retry_waiting(self, until: float) -> int:
        with self.database.reading() as session:
            waiting = message_queries.messages_to_retry(session, self.clock(), _DESTINATIONS_PER_ROUND)
        return sum(self._guarded(self._retry, message_id) for message_id in waiting if time.monotonic() < until)

    def _serve_all(self, until: float) -> int:
        with self.database.reading() as session:
            destinations = delivery_queries.destinations_to_serve(session, _DESTINATIONS_PER_ROUND)
        return sum(self._guarded(self._serve, name, until) for name in destinations if time.monotonic() < until)

    def _guarded(self, work: Callable[..., int], *subject: object) -> int:
        try:
            return work(*subject)
        except OperationalError:
            raise
        except Exception:
            # What cannot be sent for a reason nobody foresaw stays waiting, where the watchdog sees it; others go on.
            log.exception("cannot_send", subject=subject[0])
            return 0

    def _retry(self, message_id: int) -> int:
        with self.database.reading() as session:
            wire = sending.wire_of(session, message_id)
        if self._must_wait(wire):
            return 0
        with self.database.transaction() as session:
            desk = self._desk(session)
            gone = gone_among(desk, delivery_queries.deliveries_of(session, message_id))
            if gone and sending.take_apart(desk, message_id, gone):
                return 0
            frozen = sending.resume(session, message_id, self.clock())
        if frozen is None:
            return 0
        self._send(frozen)
        return 1

    def _serve(self, destination: str, until: float) -> int:
        """Send a destination's messages one after the other until one does not arrive or the budget is used up."""
        sent = 0
        for composed in self._plan(destination):
            if composed.gone:
                self._supersede(composed.gone)
            if not composed.delivery_ids:
                continue
            with self.database.reading() as session:
                route = find_route(session, destination, composed, self.agent_id)
            if route.wire is None:
                self._cannot_reach(composed, route)
                continue
            if time.monotonic() >= until or self._must_wait(route.wire):
                break
            frozen = self._freeze(destination, route.wire, composed)
            if frozen is None:
                break
            sent += 1
            if not self._send(frozen):
                break
        return sent

    def _plan(self, destination: str) -> list[Composed]:
        with self.database.reading() as session:
            return compose(self._desk(session), destination)

    def _freeze(self, destination: str, wire: Wire, composed: Composed) -> sending.Frozen | None:
        try:
            with self.database.transaction() as session:
                told = unlike_earlier(session, wire, self.clock())
                frozen = sending.freeze(session, destination, told, composed.delivery_ids, self.clock())
                if frozen is None:
                    raise _TakenMeanwhile
                return frozen
        except _TakenMeanwhile:
            return None

    def _send(self, frozen: sending.Frozen) -> bool:
        """Hand a frozen message over and record what became of it; tells whether it has its end."""
        wire = mark_as_repeat(frozen.wire) if frozen.is_repeat else frozen.wire
        outcome = self._hand_over(wire)
        with self.database.transaction() as session:
            desk = self._desk(session)
            state = sending.record_outcome(desk, frozen, outcome)
            if state == "failed":
                fallback.after_failing(desk, frozen.message_id)
        if state is None:
            log.warning("lease_lost", message_id=frozen.message_id)
        if not isinstance(outcome, Sent):
            # An administrator finds here what to mend, such as the address of error 60020; no text, no key.
            code = getattr(outcome, "errcode", None)
            log.warning("not_delivered", channel=wire.channel, errcode=code, why=outcome.why)
        log.info("handed_over", message_id=frozen.message_id, channel=wire.channel, state=state)
        return state in ("sent", "failed")

    def _hand_over(self, wire: Wire) -> SendOutcome:
        try:
            return self.gateway.send(wire)
        except Exception:
            # The gateway promises not to raise; if it does all the same, nobody knows whether bytes left.
            log.exception("gateway_raised", channel=wire.channel)
            return Unknown("gateway raised")

    def _must_wait(self, wire: Wire) -> bool:
        now = self.clock()
        if wire.channel is Channel.RESPONSE_URL:
            return False
        if not self.budget.is_known(wire.channel, wire.address):
            with self.database.reading() as session:
                name = attempts.address_hash(wire.channel, wire.address)
                self.budget.recount(
                    wire.channel, wire.address, message_queries.recent_attempts(session, name, now - _BUDGET_MEMORY)
                )
        return self.budget.take(wire.channel, wire.address, now) is not None

    def _supersede(self, ids: tuple[int, ...]) -> None:
        with self.database.transaction() as session:
            delivery_queries.end_deliveries(session, ids, "superseded", "gone", desk_now(session, self.clock()))

    def _cannot_reach(self, composed: Composed, route: Route) -> None:
        with self.database.transaction() as session:
            fallback.unreachable(self._desk(session), composed.delivery_ids, route.why)

    def _desk(self, session: Session) -> Desk:
        now = self.clock()
        return Desk(session, desk_now(session, now), now, self.rules)


class _TakenMeanwhile(Exception):
    """Another sender took one of the deliveries between planning and freezing: plan again."""
