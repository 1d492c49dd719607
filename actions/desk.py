"""What every action is handed: the open session, the moment and the township's rules."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from actions.at_hand import AtHand
from models.database import Session
from rules.settings import DeskRules


@dataclass(frozen=True)
class Desk:
    """The desk at one moment: `now` is desk time, `real_now` machine time, both taken once at the edge.

    `at_hand` is what a batch has read ahead; without it everything is looked up when it is asked for. `counted_first`
    is what was counted for a message before (actions/counting_first.py); without it counts are made at once.
    """

    session: Session
    now: datetime
    real_now: datetime
    rules: DeskRules
    at_hand: AtHand | None = None
    counted_first: Mapping[Hashable, str] | None = None

    @property
    def today(self) -> date:
        """Return the day it is at the desk."""
        return self.rules.day_of(self.now)
