"""Puts an order on its way to a unit: into its group without identity, and to its head in direct chat."""

from __future__ import annotations

from collections.abc import Sequence

from actions.audiences import Target, to_user, unit_group_target
from actions.desk import Desk
from actions.outbox import Due, put
from models.department import Department
from models.ticket import Ticket


def post_order(
    desk: Desk, ticket: Ticket, event_id: int, unit: Department, *, is_lead: bool, assists: Sequence[str] = ()
) -> None:
    """Have an order posted; without a group, or when it is sensitive, the head of the unit gets it directly.

    A drill is posted nowhere.
    """
    if ticket.is_drill:
        return
    lead = unit.lead_userid
    group = unit_group_target(desk, unit.id, (lead,) if lead else ())
    if group is not None:
        _put(desk, ticket, event_id, unit, "order", group, is_lead, assists)
    if lead and (group is None or ticket.is_sensitive):
        _put(desk, ticket, event_id, unit, "order_direct", to_user(lead), is_lead, assists)


def _put(
    desk: Desk,
    ticket: Ticket,
    event_id: int,
    unit: Department,
    kind: str,
    target: Target,
    is_lead: bool,
    assists: Sequence[str],
) -> None:
    put(
        desk,
        Due(
            cause_kind="event",
            cause_id=event_id,
            step=f"order:{unit.id}",
            kind=kind,
            destination=target.destination,
            audience="unit" if kind == "order" else "unit_lead",
            due_at=desk.now,
            severity="urge" if ticket.is_urgent else "info",
            ticket_id=ticket.id,
            mentions=target.mentions,
            facts={"unit_id": unit.id, "is_lead": is_lead, "assists": list(assists)},
        ),
    )
