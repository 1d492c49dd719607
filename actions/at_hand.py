"""What a batch of clocks asks for again and again, read at once and kept while the batch lasts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from models.assignment import Assignment
from models.clock import Clock
from models.database import Session
from models.group import Group
from models.queries import heard as heard_queries
from models.queries import people as people_queries
from models.queries import tickets as ticket_queries

_Found = TypeVar("_Found")


@dataclass(frozen=True)
class AtHand:
    """The units' groups, who holds which ticket, and the clocks of which something is still to be said."""

    groups: Mapping[int, Group] = field(default_factory=dict)
    assignments: Mapping[int, list[Assignment]] = field(default_factory=dict)
    held: Collection[int] = frozenset()
    _found: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, find: Callable[[], _Found]) -> _Found:
        """Return what `find` finds, asking it only the first time under this name."""
        if name not in self._found:
            self._found[name] = find()
        return cast("_Found", self._found[name])


def at_hand_for(session: Session, clocks: Collection[Clock]) -> AtHand:
    """Read what these clocks will ask for; good within one transaction, as nobody else writes meanwhile."""
    tickets = sorted({clock.ticket_id for clock in clocks if clock.ticket_id is not None})
    assignments: dict[int, list[Assignment]] = {ticket_id: [] for ticket_id in tickets}
    for row in ticket_queries.running_assignments(session, tickets):
        assignments[row.ticket_id].append(row)
    return AtHand(
        people_queries.groups_of_departments(session),
        assignments,
        heard_queries.clocks_with_something_held(session, [clock.id for clock in clocks]),
    )
