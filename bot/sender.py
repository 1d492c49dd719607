"""Sends what is due: plans one message per destination, commits it as being sent, hands it over, records the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from actions import outbox
from actions.desk import Desk
from actions.desk_clock import desk_now
from actions.ports import Channel, ChatGateway, GiveUp, SendBudget, SendOutcome, Unknown, Wire
from bot import fallback
from bot.compose import Composed, compose
from bot.routes import Route, find_route
from bot.wecom.bodies import mark_as_repeat
from models.database import Database, Session
from models.queries import deliveries as queries
from rules.settings import DeskRules

log = structlog.get_logger("sender")
# The platform counts per minute and per hour; older attempts cannot matter to any budget.
_BUDGET_MEMORY = timedelta(hours=1)
_DESTINATIONS_PER_ROUND = 200


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
        """Send whatever may be sent now; returns how many messages went to the platform."""
        with self.database.transaction() as session:
            outbox.release_lost_leases(self._desk(session))
        sent = self._retry_waiting()
        with self.database.reading() as session:
            now = desk_now(session, self.clock())
            destinations = queries.destinations_to_serve(session, now, _DESTINATIONS_PER_ROUND)
        for destination in destinations:
            sent += self._serve(destination)
        return sent

    def _retry_waiting(self) -> int:
        with self.database.reading() as session:
            waiting = queries.messages_to_retry(session, self.clock(), _DESTINATIONS_PER_ROUND)
        sent = 0
        for message_id in waiting:
            with self.database.transaction() as session:
                frozen = outbox.resume(session, message_id, self.clock())
            if frozen is not None:
                self._send(frozen)
                sent += 1
        return sent

    def _serve(self, destination: str) -> int:
        """Send a destination's messages one after the other until nothing is left or its budget is used up."""
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
            if self._must_wait(route.wire):
                break
            frozen = self._freeze(destination, route.wire, composed)
            if frozen is None or not self._send(frozen):
                break
            sent += 1
        return sent

    def _plan(self, destination: str) -> list[Composed]:
        with self.database.reading() as session:
            return compose(self._desk(session), destination)

    def _freeze(self, destination: str, wire: Wire, composed: Composed) -> outbox.Frozen | None:
        try:
            with self.database.transaction() as session:
                frozen = outbox.freeze(session, destination, wire, composed.delivery_ids, self.clock())
                if frozen is None:
                    raise _TakenMeanwhile
                return frozen
        except _TakenMeanwhile:
            return None

    def _send(self, frozen: outbox.Frozen) -> bool:
        wire = mark_as_repeat(frozen.wire) if frozen.is_repeat else frozen.wire
        outcome = self._hand_over(wire)
        with self.database.transaction() as session:
            desk = self._desk(session)
            if not outbox.record_outcome(desk, frozen, outcome):
                log.warning("lease_lost", message_id=frozen.message_id)
                return False
            if isinstance(outcome, GiveUp):
                fallback.after_giving_up(desk, frozen.message_id, outcome)
        log.info("sent", message_id=frozen.message_id, channel=wire.channel, outcome=type(outcome).__name__)
        return not isinstance(outcome, Unknown)

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
                name = outbox.address_hash(wire.channel, wire.address)
                self.budget.recount(
                    wire.channel, wire.address, queries.recent_attempts(session, name, now - _BUDGET_MEMORY)
                )
        return self.budget.take(wire.channel, wire.address, now) is not None

    def _supersede(self, ids: tuple[int, ...]) -> None:
        with self.database.transaction() as session:
            queries.end_deliveries(session, ids, "superseded", "gone", desk_now(session, self.clock()))

    def _cannot_reach(self, composed: Composed, route: Route) -> None:
        with self.database.transaction() as session:
            fallback.unreachable(self._desk(session), composed.delivery_ids, route.why)

    def _desk(self, session: Session) -> Desk:
        now = self.clock()
        return Desk(session, desk_now(session, now), now, self.rules)


class _TakenMeanwhile(Exception):
    """Another sender took one of the deliveries between planning and freezing: plan again."""
