"""What happens when a destination cannot be reached: somebody is asked to phone, and the delivery has its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions import audiences, drilling, first_day, unit_calls
from actions.audiences import Target
from actions.desk import Desk
from actions.file_ways import FILE
from actions.outbox import Due, put
from actions.telling_of_ways import REFUSED_WAY
from actions.ways import may_be_told
from models.delivery import Delivery
from models.queries import deliveries as queries
from models.queries import people as people_queries
from models.queries.balance import DRILL
from models.ticket import Ticket
from rules.policy import Audience
from rules.userids import is_same


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
        kind, _, name = row.destination.partition(":")
        if row.kind == FILE:
            # Nobody can read a file out on the phone; that it is there was told beside it.
            continue
        if row.kind == DRILL:
            # Nobody phones anybody about an exercise; whoever waits for it goes on without the group.
            drilling.go_on_alone(desk, row.cause_id, row.destination)
        elif row.kind == REFUSED_WAY:
            _to_whoever_can_tell(desk, row)
        elif kind == "user" and row.kind != "please_phone" and not _is_phoned_anyway(desk, row):
            _phone(desk, row, userid=name)
        elif kind == "group" and row.kind == "order":
            # A unit that never got its order would not even know what it is reminded of.
            _to_the_head(desk, row)
            _phone(desk, row, group_id=int(name))
        elif kind == "group" and row.kind == first_day.KIND:
            first_day.tell_of_refusal(desk, int(name))
        elif kind == "group" and (agent := audiences.agent_on_duty(desk)):
            # Until now he was told here, if not by himself.
            for refused in queries.refused_by(desk.session, agent.userid, row):
                _phone(desk, refused, userid=agent.userid)


def _to_whoever_can_tell(desk: Desk, row: Delivery) -> None:
    """What an administrator has to mend, and cannot be told, is told to those who can phone him; once."""
    if row.destination.startswith("group:"):
        return
    for target in _who_phones(desk, row.destination.partition(":")[2]):
        told = replace(_now(desk, row, target.destination, target.mentions), step="once")
        put(desk, replace(told, audience=str(Audience.ON_DUTY), facts=row.facts | {"pass_on": True}))


def _is_phoned_anyway(desk: Desk, row: Delivery) -> bool:
    """Tell whether a head is to be phoned already, about the order that his unit's group refused."""
    if row.kind != "order_direct":
        return False
    refused = queries.refused_posts_like(desk.session, row)
    return any(post.facts["unit_id"] == row.facts["unit_id"] for post in refused)


def _to_the_head(desk: Desk, row: Delivery) -> None:
    head = people_queries.department(desk.session, row.facts["unit_id"]).lead_userid
    if head:
        told = _now(desk, row, audiences.to_user(head).destination)
        put(desk, replace(told, kind="order_direct", audience=str(Audience.UNIT_LEAD)))


def _phone(desk: Desk, row: Delivery, **whom: str | int) -> None:
    userid = whom.get("userid")
    agent = audiences.agent_on_duty(desk)
    if agent and is_same(agent.userid, str(userid)) and _is_told_beside_others(desk, row, agent.userid):
        # Nobody phones himself about what his group is told with his name.
        return
    _give_phone_task(desk, row)
    for target in _who_phones(desk, userid):
        put(
            desk,
            Due(
                cause_kind="delivery",
                cause_id=row.id,
                kind="please_phone",
                destination=target.destination,
                audience=str(Audience.ON_DUTY),
                due_at=desk.now,
                severity=row.severity,
                ticket_id=row.ticket_id,
                mentions=target.mentions,
                facts=whom,
            ),
        )


def _is_told_beside_others(desk: Desk, row: Delivery, agent: str) -> bool:
    """Tell whether the agent on duty hears of it in a group; what is of no order is told in the desk's, in his name."""
    if queries.is_told_in_a_group(desk.session, row):
        return True
    group = audiences.desk_group(desk)
    if row.ticket_id is not None or row.audience != Audience.ON_DUTY or group is None or not may_be_told(desk, group):
        return False
    # Where the group has refused it already, he is phoned after all.
    return put(desk, _now(desk, row, f"group:{group.id}", (agent,)))


def _now(desk: Desk, row: Delivery, destination: str, mentions: Sequence[str] = ()) -> Due:
    return replace(Due.like(row, destination, mentions), due_at=desk.now, release_at=None)


def _who_phones(desk: Desk, userid: str | int | None) -> list[Target]:
    """The supervisors' group with the agent on duty named in it; the desk's own place where it cannot be told."""
    group, agent = audiences.supervisors_group(desk), audiences.agent_on_duty(desk)
    if group is not None and may_be_told(desk, group):
        return [Target(f"group:{group.id}", (agent.userid,) if agent else ())]
    # Whoever cannot be reached cannot be told so either.
    himself = f"user:{userid}"
    return [target for target in audiences.agents_target(desk) if not is_same(target.destination, himself)]


def _give_phone_task(desk: Desk, row: Delivery) -> None:
    """A unit that could not be told is on the list of calls until it has been phoned."""
    ticket = desk.session.get(Ticket, row.ticket_id) if row.ticket_id else None
    unit_id = row.facts["unit_id"] if row.kind == "order" else _unit_of(desk, row)
    if ticket is not None and unit_id is not None:
        unit_calls.plan_unit_call(desk, ticket, unit_id)


def _unit_of(desk: Desk, row: Delivery) -> int | None:
    person = people_queries.person(desk.session, row.destination.partition(":")[2])
    return person.department_id if person else None
