"""The invented township as the database has it: its units, groups, people and who is on shift when."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from actions.directory import load_directory
from models.database import Session
from models.queries import directory as queries
from models.queries import people as people_queries
from rules.roster import OnDuty, Rota, on_duty


@dataclass(frozen=True)
class Unit:
    """A unit with what its orders need: who leads it, who works there, and the group it hears in."""

    id: int
    name: str
    lead: str
    staff: tuple[str, ...]
    group_id: int | None


class Town:
    """Looks up units by name and the agent on shift by moment."""

    def __init__(self, session: Session, zone: ZoneInfo) -> None:
        self._zone = zone
        people = queries.people(session)
        rows = people_queries.departments_called(session, {row.name for row in queries.departments(session)})
        self.units = {
            row.name: Unit(
                row.id,
                row.name,
                row.lead_userid or "",
                tuple(one.userid for one in people if one.department_id == row.id and one.userid != row.lead_userid)
                or (row.lead_userid or "",),
                group.id if (group := people_queries.group_of_department(session, row.id)) else None,
            )
            for row in rows.values()
        }
        self.desk_group_id = people_queries.groups_of_kind(session, "desk")[0].id
        self.supervisor = people_queries.people_with_role(session, "supervisor")[0].userid
        self.leader = people_queries.people_with_role(session, "leader")[0].userid
        rows_of_rota = queries.rotas(session)
        self._rotas = [
            Rota(row.kind, row.name, row.start, row.end, tuple(row.people), row.since) for row in rows_of_rota
        ]
        self._rotas = [rota for rota in self._rotas if rota.kind == "shift"]
        self._on_duty = lru_cache(maxsize=None)(self._look_up)

    def agent(self, at: datetime) -> OnDuty:
        """Return the agent on shift; shifts change on the hour."""
        return self._on_duty(at.replace(minute=0, second=0, microsecond=0))

    def _look_up(self, hour: datetime) -> OnDuty:
        found = on_duty(self._rotas, hour, self._zone)
        if found is None:
            raise LookupError("the rota of the invented township has a gap")
        return found


def found(session: Session, directory: dict[str, Any], since: date, zone: ZoneInfo) -> Town:
    """Load a directory whose rotas go back to a day, and return the town."""
    directory = copy.deepcopy(directory)
    for line in (*directory.get("shifts", ()), *directory.get("duty", ())):
        line["since"] = since
    load_directory(session, directory)
    return Town(session, zone)
