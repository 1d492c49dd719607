"""Posts the hand-over note when a shift begins, and tells officials when nobody takes over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from actions.audiences import Target, agent_on_duty, agents_target, officials_on_duty, to_user
from actions.coming_back import away_since
from actions.desk import Desk
from actions.outbox import Due, put
from actions.refusals import Refusal
from actions.shifts import agent_before
from models.queries import deliveries as delivery_queries
from models.queries import people
from models.queries import rotas as rota_queries
from models.queries import tickets as ticket_queries
from models.rota import ShiftReceipt
from rules.policy import Audience, Severity
from rules.roster import OnDuty
from rules.shift_watch import unconfirmed_at
from rules.userids import is_same

SHIFT, UNCONFIRMED, SETTLED = "shift", "unconfirmed", "settled"
# As many orders a group reads one by one.
SHOWN_IN_GROUP = 8
_POSTED_WITHIN = timedelta(minutes=30)


def post_hand_over(desk: Desk) -> bool:
    """Have the note of the running shift posted once, to the desk group or the agent; tells whether it was new.

    The agent who begins is named, and likewise whoever takes a running shift over; the figures are taken when the
    note is sent. Long after it began nobody is handed anything any more, but for the time that the desk was away.
    """
    duty = agent_on_duty(desk)
    if duty is None or desk.now - duty.begins_at - away_since(desk, duty.begins_at) > _POSTED_WITHIN:
        return False
    target, own = agents_target(desk)[0], to_user(duty.userid)
    if not _goes_on(desk, duty):
        _say(desk, duty, "hand_over_asked", own, step="confirm")
    is_listed = target.destination != own.destination and _is_long(desk)
    if is_listed:
        _say(desk, duty, "hand_over_list", own, step="list")
    return _say(desk, duty, "hand_over", target, is_listed=is_listed)


def take_over(desk: Desk, userid: str) -> tuple[OnDuty, bool]:
    """Note that whoever begins the running shift has taken over; returns the shift and whether that is new.

    Raises Refusal for anybody else.
    """
    duty = agent_on_duty(desk)
    if duty is None or duty.userid != userid:
        named = people.names_of(desk.session, [duty.userid] if duty else [])
        raise Refusal("not_your_shift", name=named.get(duty.userid) if duty else None)
    receipt = ShiftReceipt(shift_id=_shift_id(duty), userid=userid, taken_at=desk.now)
    is_new = people.keep_receipt(desk.session, receipt)
    if is_new:
        _tell_settled(desk, duty)
    return duty, is_new


def waits_since(desk: Desk) -> datetime | None:
    """Return since when the desk waits for whoever has the running shift to say that he has taken over."""
    duty = agent_on_duty(desk)
    if duty is None or taken_over(desk, duty) is not None:
        return None
    return rota_queries.asked_of_shift(desk.session, _shift_id(duty), to_user(duty.userid).destination)


def waits_for(desk: Desk, userid: str) -> bool:
    """Tell whether the desk waits for this person to say that he has taken over."""
    duty = agent_on_duty(desk)
    return duty is not None and is_same(duty.userid, userid) and waits_since(desk) is not None


def taken_last_by(desk: Desk, userid: str) -> datetime | None:
    """Return when a person said last that he has taken over the running shift."""
    duty = agent_on_duty(desk)
    receipt = taken_over(desk, duty) if duty is not None and is_same(duty.userid, userid) else None
    return receipt.taken_at if receipt is not None else None


def tell_unconfirmed(desk: Desk) -> None:
    """Have the supervisor told that nobody has taken over, after a while again, and then the leader on duty too."""
    duty, asked_at = agent_on_duty(desk), waits_since(desk)
    if duty is None or asked_at is None:
        return
    times = sum(at <= desk.now for at in unconfirmed_at(asked_at, desk.rules.shifts))
    before = agent_before(desk, duty.begins_at)
    facts = {
        "shift": duty.shift,
        "agent": duty.userid,
        "before": before.userid if before else None,
        "is_midway": duty.came_at is not None,
    }
    for audience in (Audience.SUPERVISOR, Audience.LEADER)[:times]:
        for userid in officials_on_duty(desk, str(audience)):
            _put(desk, duty, UNCONFIRMED, userid, audience, facts, occurrence=times)


def _tell_settled(desk: Desk, duty: OnDuty) -> None:
    """Whoever heard that nobody had taken over hears that somebody has."""
    waiting = rota_queries.waiting_of(desk.session, SHIFT, _shift_id(duty), UNCONFIRMED)
    delivery_queries.end_deliveries(desk.session, waiting, "superseded", "taken over", desk.now)
    facts = {"shift": duty.shift, "agent": duty.userid, "at": desk.now.isoformat()}
    for destination, audience in rota_queries.told_of(desk.session, SHIFT, _shift_id(duty), UNCONFIRMED):
        _put(desk, duty, SETTLED, destination.partition(":")[2], Audience(audience), facts)


def _put(
    desk: Desk, duty: OnDuty, step: str, userid: str, audience: Audience, facts: dict[str, Any], occurrence: int = 1
) -> None:
    put(
        desk,
        Due(
            cause_kind=SHIFT,
            cause_id=_shift_id(duty),
            step=step,
            occurrence=occurrence,
            kind=f"shift_{step}",
            destination=to_user(userid).destination,
            audience=str(audience),
            due_at=desk.now,
            severity=str(Severity.URGE if step == UNCONFIRMED else Severity.INFO),
            facts=facts,
        ),
    )


def taken_over(desk: Desk, duty: OnDuty) -> ShiftReceipt | None:
    """Return whether and when a shift was taken over."""
    return people.receipt_of(desk.session, _shift_id(duty))


def _goes_on(desk: Desk, duty: OnDuty) -> bool:
    """Tell whether whoever begins a shift had the one before it as well: then nobody takes over."""
    before = agent_before(desk, duty.begins_at)
    return before is not None and is_same(before.userid, duty.userid)


def _is_long(desk: Desk) -> bool:
    """Tell whether a group does not read every order: it reads what a phone shows, and whoever begins gets the rest."""
    return sum(ticket_queries.count_open(desk.session).values()) > SHOWN_IN_GROUP


def _say(desk: Desk, duty: OnDuty, kind: str, target: Target, step: str = "once", *, is_listed: bool = False) -> bool:
    return put(
        desk,
        Due(
            cause_kind=SHIFT,
            cause_id=_shift_id(duty),
            step=step,
            kind=kind,
            destination=target.destination,
            audience="on_duty",
            due_at=duty.begins_at,
            mentions=target.mentions,
            facts={
                "shift": duty.shift,
                "agent": duty.userid,
                "is_listed": is_listed,
                "came_at": duty.came_at.isoformat() if duty.came_at else None,
            },
        ),
    )


def _shift_id(duty: OnDuty) -> int:
    # The moment a shift begins, for whoever works it, names it: one note and one receipt each.
    return int(duty.begins_at.timestamp()) // 60
