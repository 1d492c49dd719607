"""Finds who an audience is right now, and through which destination each can be reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from actions import shifts
from actions.desk import Desk
from actions.ways import may_be_told
from models.assignment import Assignment
from models.clock import Clock
from models.group import Group
from models.person import Person
from models.queries import people as people_queries
from models.queries import tickets as ticket_queries
from models.ticket import Ticket
from rules.policy import Audience, Severity
from rules.requests import RequestStep, turn_of
from rules.roster import OnDuty
from rules.stages import Stage

_Row = TypeVar("_Row")
OFFICIALS = (Audience.SUPERVISOR, Audience.LEADER, Audience.LEADERS)


@dataclass(frozen=True)
class Target:
    """One destination of an audience, with the people to @ there."""

    destination: str
    mentions: tuple[str, ...] = ()


def to_user(userid: str) -> Target:
    """Return the direct chat of a person."""
    return Target(f"user:{userid}")


def agent_on_duty(desk: Desk) -> OnDuty | None:
    """Return the agent on shift now."""
    return shifts.agent_at(desk, desk.now)


def officials_on_duty(desk: Desk, role: str) -> list[str]:
    """Return the supervisors or leaders to reach: the one on duty by their own rota, else all of them."""
    all_of_role = [someone.userid for someone in _of_role(desk, role)]
    found = shifts.official_at(desk, desk.now, all_of_role)
    return [found.userid] if found else all_of_role


def administrators(desk: Desk) -> list[str]:
    """Return the names of those who keep the directory."""
    return [someone.name for someone in _of_role(desk, "admin")]


def _of_role(desk: Desk, role: str) -> list[Person]:
    return _once(desk, f"role:{role}", partial(people_queries.people_with_role, desk.session, role))


def targets_for(desk: Desk, audience: str, ticket: Ticket | None, clock: Clock | None, severity: str) -> list[Target]:
    """Return where an audience is told about a ticket's clock; empty when nobody can be reached."""
    if clock is not None and clock.stage == Stage.PATROL:
        return _patrol_targets(desk, Audience(audience))
    if clock is not None and clock.stage == Stage.ALERT:
        # A sensitive matter is told to people, never to a group.
        found = targets_for(desk, audience, ticket, None, Severity.URGE)
        return [target for target in found if target.destination.startswith("user:")]
    match Audience(audience):
        case Audience.ON_DUTY:
            return _agent_targets(desk)
        case Audience.NAMED:
            return _named_targets(desk, ticket, clock, severity)
        case Audience.UNIT:
            return _unit_targets(desk, ticket, clock)
        case Audience.UNIT_LEAD:
            return _unit_lead_targets(desk, ticket, clock)
        case Audience.SUPERVISOR:
            return _official_targets(desk, "supervisor", severity)
        case Audience.LEADER:
            return _official_targets(desk, "leader", severity)
        case Audience.LEADERS:
            return [to_user(someone.userid) for someone in _of_role(desk, "leader")]


def who_is_told(desk: Desk, audience: Audience, clock: Clock, severity: str) -> list[tuple[Audience, list[Target]]]:
    """Return who hears of a clock and where: its audience, and the supervisors where nobody of it is there to act.

    In a gap of the rota the agents' group still hears what the supervisor on duty is reminded of in its place.
    """
    targets = targets_for(desk, audience, clock.ticket, clock, severity)
    found = [(audience, targets)] if targets else []
    is_told_by_name = clock.stage == Stage.ALERT and audience is not Audience.SUPERVISOR
    in_gap = (audience is Audience.ON_DUTY and _is_gap(desk)) or (
        audience is Audience.NAMED and lacks_agent(desk, clock)
    )
    if (targets and not in_gap) or (audience in OFFICIALS and not is_told_by_name):
        return found
    instead = targets_for(desk, Audience.SUPERVISOR, clock.ticket, clock, severity)
    return [*found, (Audience.SUPERVISOR, instead)] if instead else found


def lacks_agent(desk: Desk, clock: Clock) -> bool:
    """Tell whether a clock of the agent on duty runs while the rota has nobody."""
    turn = turn_of(clock.subject) if clock.stage == Stage.REQUEST else None
    is_named = clock.stage == Stage.ASSIGN and clock.ticket is not None and bool(clock.ticket.named_dispatcher)
    is_officials = clock.stage == Stage.ALERT or (turn is not None and turn.step is not RequestStep.SUBMIT)
    return clock.department_id is None and not is_named and not is_officials and _is_gap(desk)


def _is_gap(desk: Desk) -> bool:
    """Where there is no rota at all the agents' group is the desk, and nobody is missing."""
    return agent_on_duty(desk) is None and bool(shifts.shift_names(desk))


def desk_group(desk: Desk) -> Group | None:
    """Return the agents' own group."""
    groups = _once(desk, "groups:desk", partial(people_queries.groups_of_kind, desk.session, "desk"))
    return groups[0] if groups else None


def agents_target(desk: Desk) -> list[Target]:
    """Return the one place where the desk is told something: its group with the agent on duty, else that agent."""
    group, agent = desk_group(desk), agent_on_duty(desk)
    if group is not None and may_be_told(desk, group):
        return [Target(f"group:{group.id}", (agent.userid,) if agent else ())]
    return [to_user(agent.userid)] if agent else []


def supervisors_group(desk: Desk) -> Group | None:
    """Return the supervisors' group."""
    groups = _once(desk, "groups:supervisors", partial(people_queries.groups_of_kind, desk.session, "supervisors"))
    return groups[0] if groups else None


def unit_group_target(desk: Desk, department_id: int, mentions: tuple[str, ...] = ()) -> Target | None:
    """Return the group of a unit; None when it has none the desk can push to."""
    if desk.at_hand is None:
        group = people_queries.group_of_department(desk.session, department_id)
    else:
        group = desk.at_hand.groups.get(department_id)
    return Target(f"group:{group.id}", mentions) if group is not None and may_be_told(desk, group) else None


def _named_targets(desk: Desk, ticket: Ticket | None, clock: Clock | None, severity: str) -> list[Target]:
    """Whoever has to act: an official or an agent on a request, the person named to assign, else the agent."""
    if clock is not None and clock.stage == Stage.REQUEST:
        turn = turn_of(clock.subject)
        submits = turn is not None and turn.step is RequestStep.SUBMIT
        return _agent_targets(desk) if submits else _official_targets(desk, "supervisor", severity)
    return [to_user(ticket.named_dispatcher)] if ticket and ticket.named_dispatcher else _agent_targets(desk)


def _patrol_targets(desk: Desk, audience: Audience) -> list[Target]:
    """Looking at the platform is between the agent, the supervisor and the bot: no group hears of it."""
    if audience in OFFICIALS:
        return [to_user(userid) for userid in officials_on_duty(desk, str(audience))]
    agent = agent_on_duty(desk)
    return [to_user(agent.userid)] if agent else []


def _agent_targets(desk: Desk) -> list[Target]:
    agent = agent_on_duty(desk)
    group = desk_group(desk)
    mentions = (agent.userid,) if agent else ()
    targets = [Target(f"group:{group.id}", mentions)] if group is not None and may_be_told(desk, group) else []
    return targets + ([to_user(agent.userid)] if agent else [])


def _holder(desk: Desk, ticket: Ticket | None, clock: Clock | None) -> tuple[int | None, str | None]:
    department_id = clock.department_id if clock and clock.department_id else (ticket.lead_unit_id if ticket else None)
    if ticket is None or department_id is None:
        return department_id, None
    rows = desk.at_hand.assignments.get(ticket.id) if desk.at_hand else None
    if rows is None:
        rows = ticket_queries.assignments_of(desk.session, ticket.id)
    return department_id, _accepted_by(rows, department_id)


def _accepted_by(rows: list[Assignment], department_id: int) -> str | None:
    return next((row.accepted_by for row in rows if row.department_id == department_id), None)


def _unit_targets(desk: Desk, ticket: Ticket | None, clock: Clock | None) -> list[Target]:
    department_id, accepted_by = _holder(desk, ticket, clock)
    if department_id is None:
        return []
    group = unit_group_target(desk, department_id, (accepted_by,) if accepted_by else ())
    if group is not None:
        return [group]
    lead = people_queries.department(desk.session, department_id).lead_userid
    reachable = accepted_by or lead
    return [to_user(reachable)] if reachable else []


def _unit_lead_targets(desk: Desk, ticket: Ticket | None, clock: Clock | None) -> list[Target]:
    department_id, _accepted = _holder(desk, ticket, clock)
    if department_id is None:
        return []
    lead = people_queries.department(desk.session, department_id).lead_userid
    if lead is None:
        return _unit_targets(desk, ticket, clock)
    group = unit_group_target(desk, department_id, (lead,))
    return ([group] if group else []) + [to_user(lead)]


def _official_targets(desk: Desk, role: str, severity: str) -> list[Target]:
    targets = [to_user(userid) for userid in officials_on_duty(desk, role)]
    group = supervisors_group(desk)
    if severity == Severity.BREACH and group is not None and may_be_told(desk, group):
        targets.append(Target(f"group:{group.id}", tuple(officials_on_duty(desk, role))))
    return targets


def _once(desk: Desk, name: str, find: Callable[[], list[_Row]]) -> list[_Row]:
    return find() if desk.at_hand is None else desk.at_hand.once(name, find)
