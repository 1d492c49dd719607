"""What must hold at any moment of the three tables, whatever has happened to senders, platform and rows."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from actions.ports import Wire
from models.delivery import Delivery
from models.message import Attempt, Message
from tests.bot.delivery_bench import Bench

_MARK = re.compile(r"^（补发[^）]*）")
_OPEN = ("pending", "held")


class Ledger:
    """Looks at all rows after each step and remembers what may never change."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._ends: dict[int, tuple[Any, ...]] = {}
        self._bodies: dict[int, tuple[str, Any]] = {}
        self._carried_by: dict[int, list[int]] = defaultdict(list)

    def holds(self, handed: list[Wire]) -> None:
        """Check everything; `handed` is all that the platform was ever given."""
        assert self.bench.balances()
        with self.bench.database.reading() as session:
            deliveries = list(session.query(Delivery).order_by(Delivery.id))
            messages = {message.id: message for message in session.query(Message)}
            attempts = defaultdict(list)
            for attempt in session.query(Attempt).order_by(Attempt.id):
                attempts[attempt.message_id].append(attempt)
            self._one_end(deliveries)
            self._one_message(deliveries, messages)
            self._sent_was_sent(deliveries, messages, attempts)
            self._frozen(messages, attempts)
        for wire in handed:
            assert self._is_frozen_wire(wire), f"nobody froze {wire.body}"

    def _one_end(self, deliveries: list[Delivery]) -> None:
        for row in deliveries:
            end = (row.state, row.ended_at, row.end_reason, row.message_id)
            assert self._ends.get(row.id, end) == end, "an end was taken back, or given twice"
            assert (row.ended_at is None) == (row.state in _OPEN)
            if row.state not in _OPEN:
                self._ends[row.id] = end
        assert set(self._ends) <= {row.id for row in deliveries}, "what ended was forgotten"

    def _one_message(self, deliveries: list[Delivery], messages: dict[int, Message]) -> None:
        """A delivery goes to another message only from one that certainly never left, or is repeated on another way."""
        for row in deliveries:
            carriers = self._carried_by[row.id]
            if row.message_id is not None and row.message_id not in carriers:
                left_for_good = {"superseded"} if messages[row.message_id].repeats == 0 else {"superseded", "unknown"}
                assert {messages[earlier].state for earlier in carriers} <= left_for_good
                carriers.append(row.message_id)

    @staticmethod
    def _sent_was_sent(
        deliveries: list[Delivery], messages: dict[int, Message], attempts: dict[int, list[Attempt]]
    ) -> None:
        for row in deliveries:
            if row.state == "sent":
                assert row.message_id is not None and messages[row.message_id].state == "sent"
                assert attempts[row.message_id][-1].outcome == "sent"
        for message_id, message in messages.items():
            outcomes = [attempt.outcome for attempt in attempts[message_id]]
            assert len(outcomes) == message.tries and outcomes
            assert message.state != "superseded" or set(outcomes) <= {"retry", "failed"}, "this one may have left"
            assert outcomes.count(None) == (message.state == "sending")

    def _frozen(self, messages: dict[int, Message], attempts: dict[int, list[Attempt]]) -> None:
        for message_id, message in messages.items():
            frozen = (message.address, message.body)
            assert self._bodies.setdefault(message_id, frozen) == frozen, "a body changed"
            assert len({attempt.body_sha256 for attempt in attempts[message_id]}) == 1

    def _is_frozen_wire(self, wire: Wire) -> bool:
        return any((wire.address, _unmarked(wire.body)) == frozen for frozen in self._bodies.values())


def _unmarked(body: dict[str, Any]) -> dict[str, Any]:
    kind = body["msgtype"]
    if kind == "template_card":
        title = body[kind]["main_title"]
        return {**body, kind: {**body[kind], "main_title": {**title, "title": _MARK.sub("", title["title"])}}}
    return {**body, kind: {**body[kind], "content": _MARK.sub("", body[kind]["content"])}}
