"""The steps of an exercise for each role."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.lifecycle import EventKind


class DrillRole(StrEnum):
    """Who practises: somebody of a unit, an agent, or an official who decides."""

    UNIT = "unit"
    AGENT = "agent"
    OFFICIAL = "official"


@dataclass(frozen=True)
class DrillStep:
    """One thing to be done, and by which event it is."""

    name: str
    done_by: frozenset[EventKind]


STEPS: Mapping[DrillRole, tuple[DrillStep, ...]] = {
    DrillRole.UNIT: (
        DrillStep("accept", frozenset({EventKind.ACCEPTED})),
        DrillStep("contact", frozenset({EventKind.CONTACTED})),
        DrillStep("photo", frozenset({EventKind.EVIDENCE})),
        DrillStep("done", frozenset({EventKind.RESOLVED})),
    ),
    DrillRole.AGENT: (
        DrillStep("sign", frozenset({EventKind.SIGNED})),
        DrillStep("verify", frozenset({EventKind.VERIFIED})),
        DrillStep("assign", frozenset({EventKind.ASSIGNED})),
    ),
    DrillRole.OFFICIAL: (DrillStep("decide", frozenset({EventKind.REQUEST_ENDORSED, EventKind.REQUEST_REJECTED})),),
}
_OFFICIALS = frozenset({"supervisor", "leader"})


def drill_role(roles: Collection[str], department_id: int | None) -> DrillRole | None:
    """Return what a person practises; None for who has nothing to answer in the chats."""
    if department_id is not None:
        return DrillRole.UNIT
    if "agent" in roles:
        return DrillRole.AGENT
    return DrillRole.OFFICIAL if _OFFICIALS & set(roles) else None


def next_step(role: DrillRole, happened: Collection[EventKind]) -> DrillStep | None:
    """Return what is to be done next; None when the last thing was done, whatever was left out before."""
    steps = STEPS[role]
    if steps[-1].done_by & set(happened):
        return None
    return next(step for step in steps if not step.done_by & set(happened))
