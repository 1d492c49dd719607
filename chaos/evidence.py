"""What a run of chaos leaves to be judged, and what the judgement holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chaos.hurting import Span
from chaos.ladder import Rung
from chaos.orders import DeskTime, Order
from chaos.platform import Seen

# The product asks a platform that lied again after up to a minute.
_AFTER_SECONDS = {"lie": 60.0, "freeze": 5.0, "database": 5.0, "line": 5.0}


@dataclass(frozen=True)
class Wait:
    """How long people waited for what they had to hear, from when it was due; machine seconds."""

    rung: Rung
    due_at: float
    ended_at: float

    @property
    def seconds(self) -> float:
        """Return how long it was."""
        return max(0.0, self.ended_at - self.due_at)

    def meets(self, spans: Sequence[Span]) -> bool:
        """Tell whether something was wrong in one of these spans while they waited."""
        near = [one for one in spans if one.concerns(self.rung.chat)]
        return any(
            one.begins_at <= self.ended_at and self.due_at <= one.ends_at + _AFTER_SECONDS[one.kind] for one in near
        )


@dataclass
class Verdict:
    """What a run came to."""

    losses: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    n_marked: int = 0
    ends: Counter[str] = field(default_factory=Counter)

    def waits_without(self, spans: Sequence[Span] = ()) -> list[Wait]:
        """Return the waits that met none of these spans, the longest first."""
        found = [wait for wait in self.waits if not wait.meets(spans)]
        return sorted(found, key=lambda wait: -wait.seconds)


@dataclass(frozen=True)
class Evidence:
    """All that a verdict needs: what was done, what was seen, what the desk says of each order, and the groups' names.

    What fell due after desk time went on at its natural speed is left out.
    """

    orders: Sequence[Order]
    seen: Sequence[Seen]
    tickets: dict[str, dict[str, Any] | None]
    group_names: dict[str, str]
    at: DeskTime

    @property
    def until(self) -> float:
        """Return the machine second up to which everything due had to be heard."""
        return self.at.natural_from
