"""Tells the administrators that the app takes no cards, and what to set up so that it does."""

from __future__ import annotations

from actions.audiences import agents_target, to_user
from actions.desk import Desk
from actions.outbox import Due, put
from actions.telling_of_faults import FAULT
from models.queries import people


def tell_of_no_callback(desk: Desk) -> None:
    """Have the administrators told, once a day, that the app takes no cards because it has no callback URL."""
    admins = [to_user(someone.userid) for someone in people.people_with_role(desk.session, "admin")]
    for target in admins or agents_target(desk):
        put(
            desk,
            Due(
                cause_kind="set_up",
                cause_id=desk.now.astimezone(desk.rules.zone).toordinal(),
                step="no_callback",
                kind=FAULT,
                destination=target.destination,
                audience="on_duty",
                due_at=desk.now,
                severity="urge",
                mentions=target.mentions,
                facts={"code": "no_callback", "ticket_no": None, "reference": ""},
            ),
        )
