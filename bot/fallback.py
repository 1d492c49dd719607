"""What happens when a destination cannot be reached: somebody is asked to phone, and the delivery has its end."""

from __future__ import annotations

from collections.abc import Sequence

from actions import audiences, unit_calls
from actions.audiences import Target
from actions.desk import Desk
from actions.outbox import Due, put
from models.delivery import Delivery
from models.queries import deliveries as queries
from models.queries import people as people_queries
from models.ticket import Ticket


def unreachable(desk: Desk, delivery_ids: Sequence[int], why: str) -> None:
    """End deliveries that no channel can carry, and ask the agent on duty to phone instead."""
    rows = [desk.session.get_one(Delivery, delivery_id) for delivery_id in delivery_ids]
    if queries.end_deliveries(desk.session, delivery_ids, "failed", why[:60], desk.now):
        _ask_to_phone(desk, rows)


def after_failing(desk: Desk, message_id: int) -> None:
    """Ask the agent on duty to phone the people a failed message was for."""
    _ask_to_phone(desk, queries.deliveries_of(desk.session, message_id))


def _ask_to_phone(desk: Desk, rows: Sequence[Delivery]) -> None:
    # A request to phone that fails itself ends here: the watchdog tells about dead channels.
    for row in rows:
        if row.kind == "please_phone" or not row.destination.startswith("user:"):
            continue
        userid = row.destination.partition(":")[2]
        _give_phone_task(desk, row, userid)
        for target in _who_phones(desk, userid):
            put(
                desk,
                Due(
                    cause_kind="delivery",
                    cause_id=row.id,
                    kind="please_phone",
                    destination=target.destination,
                    audience="on_duty",
                    due_at=desk.now,
                    severity=row.severity,
                    ticket_id=row.ticket_id,
                    mentions=target.mentions,
                    facts={"userid": userid},
                ),
            )


def _who_phones(desk: Desk, userid: str) -> list[Target]:
    """The supervisors' group with the agent on duty named in it; the desk's own place where it cannot be told."""
    group, agent = audiences.supervisors_group(desk), audiences.agent_on_duty(desk)
    if group is not None and group.push_key:
        return [Target(f"group:{group.id}", (agent.userid,) if agent else ())]
    # Whoever cannot be reached cannot be told so either.
    return [target for target in audiences.agents_target(desk) if target.destination != f"user:{userid}"]


def _give_phone_task(desk: Desk, row: Delivery, userid: str) -> None:
    """A unit that could not be told is on the list of calls until it has been phoned."""
    ticket = desk.session.get(Ticket, row.ticket_id) if row.ticket_id else None
    person = people_queries.person(desk.session, userid)
    if ticket is not None and person is not None and person.department_id is not None:
        unit_calls.plan_unit_call(desk, ticket, person.department_id)
