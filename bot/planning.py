"""Makes of what waits for a destination messages that are ready to leave; what raises on the way is counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog

from actions import cards, giving_up, next_try, releasing, sending
from actions.desk import Desk
from actions.ports import Wire
from bot import fallback
from bot.board_links import with_board
from bot.card_wires import as_card
from bot.compose import WAITING_AT_ONCE, compose, compose_alone
from bot.composed import Composed
from bot.file_routes import WAITS_FOR_UPLOAD, find_file_route
from bot.matters import gone_among, overtaken_among
from bot.offering import with_cards
from bot.routes import find_route, unlike_earlier
from models.database import Database, Session, says_nothing_of_its_subject
from models.queries import deliveries as queries
from models.queries import messages as message_queries
from models.queries import to_send
from models.queries.messages import Progress

log = structlog.get_logger("planning")


@dataclass(frozen=True)
class Waiting:
    """A message that waits for its next try; taken back, what it carried waits for `taken_back_from` again."""

    progress: Progress
    wire: Wire
    taken_back_from: str | None


@dataclass(frozen=True)
class Planner:
    """Words, addresses and freezes; a delivery that raises three times is given up, the others go on."""

    database: Database
    desk: Callable[[Session], Desk]
    agent_id: int | None

    def plan(self, destination: str, *, but: Collection[int] = ()) -> list[Composed]:
        """Return the messages for a destination; where they cannot be worded together, each by itself."""
        try:
            with self.database.reading() as session:
                desk = self.desk(session)
                return with_cards(desk, destination, compose(desk, destination, but=but))
        except Exception as problem:
            if says_nothing_of_its_subject(problem):
                raise
            log.exception("cannot_compose", destination=destination)
        with self.database.reading() as session:
            waiting = to_send.waiting_ids(session, destination, WAITING_AT_ONCE)
        return [told for each in waiting if each not in but for told in self.plan_alone(destination, each)]

    def plan_alone(self, destination: str, delivery_id: int) -> list[Composed]:
        """Return the message of one delivery that waits for a destination."""
        with self.database.reading() as session:
            desk = self.desk(session)
            return with_cards(desk, destination, compose_alone(desk, destination, delivery_id))

    def settle(self, composed: Composed) -> None:
        """Give those their end that need no saying, and count those that could not be worded."""
        for ids, why in ((composed.gone, "gone"), (composed.overtaken, "a higher step fired")):
            if ids:
                with self.database.transaction() as session:
                    queries.end_deliveries(session, ids, "superseded", why, self.desk(session).now)
        if composed.wordless:
            with self.database.transaction() as session:
                for delivery_id, error in composed.wordless:
                    giving_up.cannot_say(self.desk(session), delivery_id, error)

    def wires_to(self, destination: str, composed: Composed) -> tuple[Wire, ...]:
        """Return what would go on the wire, part by part; nothing when there is no way, which then is told.

        Nothing either while a file is on its way to the platform.
        """
        with self._counted(giving_up.cannot_say, composed.delivery_ids):
            with self.database.reading() as session:
                desk = self.desk(session)
                find = find_route if composed.file_id is None else find_file_route
                route = find(desk, destination, composed, self.agent_id)
                if route.why == WAITS_FOR_UPLOAD:
                    return ()
                wires = with_board(desk, destination, composed, route.wires)
            if not wires:
                with self.database.transaction() as session:
                    fallback.unreachable(self.desk(session), composed.delivery_ids, route.why)
            if len(wires) == 1 and composed.offer is not None:
                return (as_card(wires[0], composed.offer),)
            return wires
        return ()

    def freeze(
        self, destination: str, wires: Sequence[Wire], composed: Composed, trying_since: datetime | None
    ) -> sending.Frozen | None:
        """Commit the first part of a message as being sent; None when another sender was faster."""
        with self._counted(giving_up.cannot_say, composed.delivery_ids), self.database.transaction() as session:
            desk = self.desk(session)
            told = [unlike_earlier(session, wire, desk.real_now) for wire in wires]
            frozen = sending.freeze(desk, destination, told, composed.delivery_ids, trying_since)
            if frozen is None:
                # Another sender took one of the deliveries since they were planned.
                session.rollback()
            elif composed.offer is not None and frozen.wire.twin is not None:
                cards.keep(session, composed.offer, frozen.message_id, frozen.wire.channel, desk.real_now)
            return frozen
        return None

    def look_again(self, message_id: int) -> Waiting | None:
        """Return a message that waits for its next try, taken back when it should not go out as it is."""
        with self._counted(giving_up.cannot_send_again, [message_id]), self.database.transaction() as session:
            desk, rows = self.desk(session), queries.deliveries_of(session, message_id)
            progress = message_queries.progress_of(session, message_id)
            if progress.part > 1:
                # What has been begun is said to its end.
                return Waiting(progress, sending.wire_of(session, message_id), None)
            gone, overtaken = gone_among(desk, rows), overtaken_among(session, rows)
            if progress.repeats > 0:
                needed = [row for row in rows if row.id not in {*gone, *overtaken}]
                overtaken += releasing.hand_on_repeats(desk, needed)
            is_taken_back = next_try.renew(desk, message_id, rows, progress, gone, overtaken)
            wire = sending.wire_of(session, message_id)
            if is_taken_back:
                releasing.readdress_late(desk)
            return Waiting(progress, wire, rows[0].destination if is_taken_back else None)
        return None

    def resume(self, message_id: int) -> sending.Frozen | None:
        """Commit a waiting message as being sent again."""
        with self._counted(giving_up.cannot_send_again, [message_id]), self.database.transaction() as session:
            return sending.resume(self.desk(session), message_id)
        return None

    @contextmanager
    def _counted(self, cannot: Callable[[Desk, int, str], None], ids: Sequence[int]) -> Iterator[None]:
        try:
            yield
        except Exception as problem:
            if says_nothing_of_its_subject(problem):
                raise
            log.exception("cannot_send", subjects=list(ids))
            with self.database.transaction() as session:
                for each in ids:
                    cannot(self.desk(session), each, type(problem).__name__)
