"""Where a made township is written down: the open session, its rules and people, and what was written so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from benchmarks.township.town import Town
from models.database import Session
from rules.settings import DeskRules


@dataclass(frozen=True)
class Written:
    """What later orders may refer to of an order that was written."""

    id: int
    ticket_no: str
    replied_at: datetime | None


@dataclass
class Book:
    """Everything an order is written with; `until` is the moment at which the township is looked at."""

    session: Session
    rules: DeskRules
    town: Town
    until: datetime
    known: dict[str, Written] = field(default_factory=dict)
