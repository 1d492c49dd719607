"""Writes one order with its life into the database: ticket, caller, units, events, call-backs, requests, relations."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from actions.desk import Desk
from actions.journal import Source, Story, note
from benchmarks.township.book import Book, Written
from benchmarks.township.calls import Call
from benchmarks.township.clock_rows import Clocks
from benchmarks.township.life import Life, OfficialCall, Step
from benchmarks.township.ticket_row import ticket_row
from benchmarks.township.town import Unit
from benchmarks.township.walk import Walk
from models.caller import Caller
from models.official_callback import OfficialCallback
from models.relation import Relation
from models.sealing import keyring
from models.ticket import Ticket
from models.together import store_values
from rules.lifecycle import EventKind, Move, Stage


@dataclass
class Writer(Book):
    """Writes orders and what has happened to them until a moment."""

    def write(self, call: Call, life: Life, round_number: int = 1) -> Written:
        """Write one round of an order."""
        official = life.dues.official
        row = ticket_row(self.rules, call, life, official, round_number)
        ticket = Ticket()
        ticket.id = store_values(self.session, Ticket, row)
        self._caller(ticket.id, call)
        clocks = Clocks(self.session, self.rules, self.town, ticket, official, self.until)
        clocks.start(Stage.SIGN, life.dispatched_at)
        clocks.start(Stage.PLATFORM_REPLY, life.dispatched_at)
        self._note(ticket, EventKind.CREATED, life.created_at, None, {"move": str(Move.INTAKE)})
        if call.again and call.again in self.known:
            self._relate(ticket.id, self.known[call.again], life.created_at)
        walk = Walk(self, row, ticket, clocks)
        for step in life.steps:
            if step.at > self.until:
                break
            walk.take(step)
        walk.end()
        if life.official is not None and life.official.at <= self.until and row["replied_at"]:
            self._official(row, ticket.id, clocks.unit, life.official)
        written = self.known[call.ticket_no] = Written(ticket.id, call.ticket_no, row["replied_at"])
        return written

    def _note(self, ticket: Ticket, kind: EventKind, at: datetime, step: Step | None, facts: dict[str, Any]) -> None:
        actor = self.town.agent(at).userid
        text = step.text if step else None
        desk = Desk(self.session, at, at, self.rules)
        note(desk, ticket, kind, Source(actor=actor), Story(text=text, facts=facts), occurred_at=at)

    def _official(self, row: dict[str, Any], ticket_id: int, unit: Unit | None, told: OfficialCall) -> None:
        day = self.rules.day_of(told.at)
        unanswered = "无人接听" if not told.is_valid else None
        store_values(self.session, OfficialCallback, {
            "platform": row["platform"], "ticket_no": row["ticket_no"], "ticket_id": ticket_id,
            "called_at": told.at.replace(microsecond=0), "is_valid": told.is_valid, "contacted": told.contacted,
            "solved": ("解决" if told.solved else "未解决") if told.is_valid else None,
            "satisfied": told.satisfied or unanswered, "unit": unit.name if unit else None,
            "category": row["category_path"][0], "note": None,
            "file_sha256": hashlib.sha256(day.isoformat().encode()).hexdigest(), "row_number": ticket_id,
            "imported_at": told.at + timedelta(hours=20), "former": [],
        })  # fmt: skip

    def _caller(self, ticket_id: int, call: Call) -> None:
        who = call.citizen
        phone_hash, name_hash = _hashes(who.phone, who.name)
        values = {"ticket_id": ticket_id, "name": who.name, "phone": who.phone, "address": call.address}
        store_values(self.session, Caller, {**values, "former": None, "phone_hash": phone_hash, "name_hash": name_hash})

    def _relate(self, ticket_id: int, earlier: Written, at: datetime) -> None:
        values = {"ticket_id": ticket_id, "earlier_id": earlier.id, "earlier_no": earlier.ticket_no}
        store_values(self.session, Relation, {**values, "found_by": "caller", "is_same_matter": True, "found_at": at})


@lru_cache(maxsize=20_000)
def _hashes(phone: str, name: str) -> tuple[str, str]:
    keys = keyring()
    return keys.lookup_hash(f"phone:{phone}"), keys.lookup_hash(f"name:{name}")
