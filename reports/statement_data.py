"""The facts of a statement as they are kept: the same facts give the same bytes, and those the same papers for ever."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from reports.dataset import Foreign
from reports.statement import DuePayment, RuledLine, StatementEntry, StatementFacts
from rules.contract import Contract, Payment
from rules.ledger import Item, Standing
from rules.penalties import Fault, Yuan
from rules.report_periods import Period, ReportKind

# The second tells of each payment what it bears.
_VERSION = 2


@dataclass(frozen=True)
class FrozenStatement:
    """A statement's facts, frozen at the moment of their making."""

    facts: StatementFacts
    kind = ReportKind.STATEMENT

    @property
    def number(self) -> str:
        """Return the statement's number."""
        return self.facts.number

    @property
    def made_at(self) -> datetime:
        """Return the moment whose facts they are."""
        return self.facts.made_at

    def to_bytes(self) -> bytes:
        """Return the facts as they are kept."""
        told = {"version": _VERSION, **asdict(self.facts)}
        return json.dumps(told, ensure_ascii=False, sort_keys=True, default=_written).encode()

    @classmethod
    def from_bytes(cls, kept: bytes) -> FrozenStatement:
        """Open facts that were kept; raises Foreign."""
        try:
            told = json.loads(kept)
        except ValueError as problem:
            raise Foreign("no statement") from problem
        if told.pop("version", None) != _VERSION:
            raise Foreign("a statement of another version")
        read = {
            "zone": ZoneInfo(told["zone"]),
            "period": Period(*(datetime.fromisoformat(told["period"][end]) for end in ("start", "end"))),
            "made_at": datetime.fromisoformat(told["made_at"]),
            "entries": tuple(map(_entry, told["entries"])),
            "contract": _contract(told["contract"]),
            "payments": tuple(map(_due, told["payments"])),
        }
        return cls(StatementFacts(**{**told, **read}))


def _written(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | ZoneInfo):
        return str(value)
    raise TypeError(f"a statement holds no {type(value).__name__}")


def _entry(told: dict[str, Any]) -> StatementEntry:
    item = told["item"]
    read = {
        "at": datetime.fromisoformat(told["at"]),
        "item": Item(Fault(item["fault"]), Yuan(**item["amount"]), Standing(item["standing"])),
        "rulings": tuple(RuledLine(**{**line, "at": datetime.fromisoformat(line["at"])}) for line in told["rulings"]),
        "chain": tuple(told["chain"]),
    }
    return StatementEntry(**{**told, **read})


def _contract(told: dict[str, Any]) -> Contract:
    payments = tuple(map(_payment, told["payments"]))
    return Contract(told["total"], Decimal(told["breach_percent"]), payments)


def _payment(told: dict[str, Any]) -> Payment:
    parts = Decimal(told["percent"]), Decimal(told["performance_percent"])
    return Payment(told["name"], date.fromisoformat(told["due"]), *parts)


def _due(told: dict[str, Any]) -> DuePayment:
    after = date.fromisoformat(told["after"]) if told["after"] else None
    return DuePayment(_payment(told["payment"]), after, Yuan(**told["deducted"]))
