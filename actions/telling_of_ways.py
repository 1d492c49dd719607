"""Tells the administrators once of a way that is refused: which, what that means meanwhile, and so what to mend."""

from __future__ import annotations

from datetime import datetime

from actions.audiences import Target, officials_on_duty, to_user
from actions.desk import Desk
from actions.outbox import Due, put
from actions.ports import Channel, GiveUp, SendOutcome
from actions.ways import bot_may_speak_in, to_group
from models.queries import people
from models.queries import ways as queries
from models.way import EVERYWHERE, Way

REFUSED_WAY = "refused_way"


def tell_of_way(desk: Desk, way: Way, outcome: SendOutcome) -> None:
    """Have the administrators told of a way that has just become refused: of a group, or of a whole channel.

    Whom the app does not reach is on the list of the doctor instead: there may be hundreds. What is only down for now
    is the watchdog's to tell.
    """
    if not isinstance(outcome, GiveUp):
        return
    kind, _, name = way.destination.partition(":")
    if kind == "group":
        night = desk.rules.night
        # The way that is left is used all the same; by night nobody mends a group.
        release_at = night.next_morning(desk.now) if night.is_night(desk.now) else None
        _tell(desk, way, severity="urge", facts=_of_group(desk, int(name), way), release_at=release_at)
    elif way.destination == EVERYWHERE:
        _tell(desk, way, severity="breach", facts=_facts(way))


def _of_group(desk: Desk, group_id: int, way: Way) -> dict[str, object]:
    group = people.group(desk.session, group_id)
    known = queries.ways_to(desk.session, to_group(group_id))
    other = Channel.AIBOT if way.channel == Channel.PUSH_KEY else Channel.PUSH_KEY
    there = bot_may_speak_in(desk, group) if other is Channel.AIBOT else bool(group.push_key)
    row = known.get((to_group(group_id), other))
    is_left = there and (row is None or row.refused_since is None)
    return _facts(way) | {"group_id": group_id, "left": str(other) if is_left else None}


def _facts(way: Way) -> dict[str, object]:
    return {"channel": way.channel, "errcode": way.errcode, "why": way.why}


def _tell(desk: Desk, way: Way, *, severity: str, facts: dict[str, object], release_at: datetime | None = None) -> None:
    for target in _who_mends(desk):
        put(
            desk,
            Due(
                cause_kind="way",
                cause_id=way.id,
                # What is refused and works by turns is told once a day.
                occurrence=desk.real_now.toordinal(),
                kind=REFUSED_WAY,
                destination=target.destination,
                audience="supervisor",
                due_at=desk.now,
                severity=severity,
                facts=facts,
                release_at=release_at,
            ),
        )


def _who_mends(desk: Desk) -> list[Target]:
    admins = [someone.userid for someone in people.people_with_role(desk.session, "admin")]
    return [to_user(userid) for userid in admins or officials_on_duty(desk, "supervisor")]
