"""An order of a run as the people who act on it know it, and how desk time and machine seconds belong together."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chaos.ladder import Unit

LIMITS = {"24小时": timedelta(hours=24), "2小时": timedelta(hours=2)}


@dataclass(frozen=True)
class DeskTime:
    """How machine seconds and desk time belong together, until desk time goes on at its natural speed."""

    desk_at: datetime
    real_at: float
    speed: float
    natural_from: float = math.inf

    def desk(self, real: float) -> datetime:
        """Return the desk moment of a machine second."""
        fast = min(real, self.natural_from) - self.real_at
        return self.desk_at + timedelta(seconds=fast * self.speed + max(0.0, real - self.natural_from))

    def real(self, desk: datetime) -> float:
        """Return the machine second of a desk moment."""
        seconds = (desk - self.desk_at).total_seconds()
        fast = min(seconds / self.speed, self.natural_from - self.real_at)
        return self.real_at + fast + (seconds - fast * self.speed)


@dataclass
class Act:
    """Something a person said to the bot, and the event it has to become; machine seconds.

    `delivered_at`: when it was put on the long connection, where nobody confirms that it was heard.
    """

    event: str
    userid: str
    chat: str
    text: str
    asked_at: float = 0.0
    taken_at: float | None = None
    answered_at: float | None = None
    delivered_at: list[float] = field(default_factory=list)


@dataclass
class Order:
    """An order and what was done with it; `delivered_at` is when the API confirmed that it has it."""

    number: str
    dispatched_at: datetime
    limit_text: str
    unit: Unit
    is_pasted: bool
    delivered_at: float | None = None
    acts: list[Act] = field(default_factory=list)

    @property
    def whole(self) -> timedelta:
        """Return the limit of the order as a whole."""
        return LIMITS[self.limit_text]

    @property
    def known_at(self) -> float | None:
        """Return when the desk confirmed that it has the order."""
        pasted = self.act("created")
        return pasted.answered_at if pasted else self.delivered_at

    def act(self, event: str) -> Act | None:
        """Return what was done to make something happen."""
        return next((act for act in self.acts if act.event == event), None)
