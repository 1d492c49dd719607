"""Tells the agent on duty and the supervisors of what was set aside, so that nothing falls silent with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import structlog

from actions.audiences import Target, agents_target, officials_on_duty, supervisors_group, to_user
from actions.desk import Desk
from actions.outbox import Due, put
from actions.setting_aside import Subject, attempt, guarded, is_new
from actions.ways import may_be_told
from models.queries import people
from models.queries import set_aside as queries
from models.set_aside import SetAside

log = structlog.get_logger("telling_of_faults")
FAULT = "fault"


def tell_of_fault(
    desk: Desk,
    fault: SetAside,
    code: str,
    *,
    once: str = "set_aside",
    about: str | None = None,
    also: Sequence[Target] = (),
) -> None:
    """Have whoever must now watch by hand told, once: `code` says of what; `once` names the occasion.

    `about` names what is no order; `also` are those who wait for it.
    """
    facts = facts_of(desk, fault, code) | ({"about": about} if about else {})
    for target in {each.destination: each for each in (*also, *_who_watches(desk))}.values():
        put(
            desk,
            Due(
                cause_kind=FAULT,
                cause_id=fault.id,
                step=once,
                kind=FAULT,
                destination=target.destination,
                audience="on_duty",
                due_at=desk.now,
                severity="urge",
                ticket_id=fault.ticket_id,
                mentions=target.mentions,
                facts=facts,
            ),
        )


def guarded_aloud(desk: Desk, subject: Subject, work: Callable[[], object], code: str) -> bool:
    """Work on a subject like `guarded`, and have people told when it is set aside; tells whether it worked."""
    fault = guarded(desk, subject, work)
    if fault is not None and is_new(desk, fault):
        tell_of_fault(desk, fault, code)
    return fault is None


def facts_of(desk: Desk, fault: SetAside, code: str) -> dict[str, Any]:
    """Return all that the words about a fault are made of: nothing has to be looked up to say them."""
    number = queries.number_of(desk.session, fault.ticket_id) if fault.ticket_id else None
    return {"code": code, "ticket_no": number, "reference": fault.reference}


def _who_watches(desk: Desk) -> list[Target]:
    found: list[Target] = []
    # Whoever is on duty may be just what cannot be told.
    if attempt(desk, Subject("audience", 0), lambda: found.extend(_on_duty(desk))) is None and found:
        return found
    log.error("nobody_on_duty_to_watch")
    agents, supervisors = (people.people_with_role(desk.session, role) for role in ("agent", "supervisor"))
    return [to_user(userid) for userid in dict.fromkeys(someone.userid for someone in [*agents, *supervisors])]


def _on_duty(desk: Desk) -> list[Target]:
    officials = tuple(officials_on_duty(desk, "supervisor"))
    group = supervisors_group(desk)
    told = [*agents_target(desk), *(to_user(userid) for userid in officials)]
    if not officials and group is not None and may_be_told(desk, group):
        told.append(Target(f"group:{group.id}"))
    return told
