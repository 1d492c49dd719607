"""Posts the hand-over note when a shift begins: what is open, what is next, what waits."""

from __future__ import annotations

from datetime import timedelta

from actions.audiences import agent_on_duty, agents_target, to_user
from actions.coming_back import away_since
from actions.desk import Desk
from actions.outbox import Due, put
from actions.refusals import Refusal
from models.queries import people
from models.rota import ShiftReceipt
from rules.roster import OnDuty

_POSTED_WITHIN = timedelta(minutes=30)


def post_hand_over(desk: Desk) -> bool:
    """Have the note of the running shift posted once, to the desk group or the agent; tells whether it was new.

    The agent who begins is named; the figures are taken when the note is sent. Long after the shift began
    nobody is handed anything any more, but for the time that the desk was away.
    """
    duty = agent_on_duty(desk)
    if duty is None or desk.now - duty.starts_at - away_since(desk, duty.starts_at) > _POSTED_WITHIN:
        return False
    target = agents_target(desk)[0]
    _ask_to_confirm(desk, duty)
    return put(
        desk,
        Due(
            cause_kind="shift",
            cause_id=_shift_id(duty),
            kind="hand_over",
            destination=target.destination,
            audience="on_duty",
            due_at=duty.starts_at,
            mentions=target.mentions,
            facts={"shift": duty.shift, "agent": duty.userid},
        ),
    )


def take_over(desk: Desk, userid: str) -> tuple[OnDuty, bool]:
    """Note that whoever begins the running shift has taken over; returns the shift and whether that is new.

    Raises Refusal for anybody else.
    """
    duty = agent_on_duty(desk)
    if duty is None or duty.userid != userid:
        named = people.names_of(desk.session, [duty.userid] if duty else [])
        raise Refusal("not_your_shift", name=named.get(duty.userid) if duty else None)
    receipt = ShiftReceipt(shift_id=_shift_id(duty), userid=userid, taken_at=desk.now)
    return duty, people.keep_receipt(desk.session, receipt)


def taken_over(desk: Desk, duty: OnDuty) -> ShiftReceipt | None:
    """Return whether and when a shift was taken over."""
    return people.receipt_of(desk.session, _shift_id(duty))


def _ask_to_confirm(desk: Desk, duty: OnDuty) -> None:
    put(
        desk,
        Due(
            cause_kind="shift",
            cause_id=_shift_id(duty),
            step="confirm",
            kind="hand_over_asked",
            destination=to_user(duty.userid).destination,
            audience="on_duty",
            due_at=duty.starts_at,
            facts={"shift": duty.shift, "agent": duty.userid},
        ),
    )


def _shift_id(duty: OnDuty) -> int:
    # The moment a shift begins names it: one note and one receipt each.
    return int(duty.starts_at.timestamp()) // 60
