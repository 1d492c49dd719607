"""Posts the hand-over note when a shift begins: what is open, what is next, what waits."""

from __future__ import annotations

from datetime import timedelta

from actions.audiences import agent_on_duty, agents_target
from actions.desk import Desk
from actions.outbox import Due, put

_POSTED_WITHIN = timedelta(minutes=30)


def post_hand_over(desk: Desk) -> bool:
    """Have the note of the running shift posted once, to the desk group or the agent; tells whether it was new.

    The agent who begins is named; the figures are taken when the note is sent. Long after the shift began
    nobody is handed anything any more.
    """
    duty = agent_on_duty(desk)
    if duty is None or desk.now - duty.starts_at > _POSTED_WITHIN:
        return False
    target = agents_target(desk)[0]
    return put(
        desk,
        Due(
            cause_kind="shift",
            # One note a shift: the moment it begins names it.
            cause_id=int(duty.starts_at.timestamp()) // 60,
            kind="hand_over",
            destination=target.destination,
            audience="on_duty",
            due_at=duty.starts_at,
            mentions=target.mentions,
            facts={"shift": duty.shift, "agent": duty.userid},
        ),
    )
