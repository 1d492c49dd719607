"""Puts answers that came too late for their response on the way by another road."""

from __future__ import annotations

from actions.desk import Desk
from actions.outbox import Due, put


def answer_late(desk: Desk, inbox_id: int) -> bool:
    """Have the stored answer of an inbound message sent to where it came from; tells whether it was not yet."""
    return put(
        desk,
        Due(
            cause_kind="inbox",
            cause_id=inbox_id,
            kind="late_answer",
            destination=f"inbox:{inbox_id}",
            audience="sender",
            due_at=desk.now,
            severity="urge",
        ),
    )
