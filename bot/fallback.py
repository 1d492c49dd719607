"""What happens when a destination cannot be reached: somebody is asked to phone, and the delivery has its end."""

from __future__ import annotations

from collections.abc import Sequence

from actions import audiences
from actions.desk import Desk
from actions.outbox import Due, put
from models.delivery import Delivery
from models.queries import deliveries as queries


def unreachable(desk: Desk, delivery_ids: Sequence[int], why: str) -> None:
    """End deliveries that no channel can carry, and ask the supervisors' group to phone instead."""
    rows = [desk.session.get_one(Delivery, delivery_id) for delivery_id in delivery_ids]
    if queries.end_deliveries(desk.session, delivery_ids, "failed", why[:60], desk.now):
        _ask_to_phone(desk, rows)


def after_failing(desk: Desk, message_id: int) -> None:
    """Ask the supervisors' group to phone the people a failed message was for."""
    _ask_to_phone(desk, queries.deliveries_of(desk.session, message_id))


def _ask_to_phone(desk: Desk, rows: Sequence[Delivery]) -> None:
    # A request to phone that fails itself ends here: the watchdog tells about dead channels.
    rows = [row for row in rows if row.kind != "please_phone" and row.destination.startswith("user:")]
    group = audiences.supervisors_group(desk)
    if not rows or group is None or not group.push_key:
        return
    for row in rows:
        userid = row.destination.partition(":")[2]
        put(
            desk,
            Due(
                cause_kind="delivery",
                cause_id=row.id,
                kind="please_phone",
                destination=f"group:{group.id}",
                audience="supervisor",
                due_at=desk.now,
                severity=row.severity,
                ticket_id=row.ticket_id,
                facts={"userid": userid},
            ),
        )
