"""Tells the leaders of a sensitive order in direct chat, until one of them says that he knows of it."""

from __future__ import annotations

from collections.abc import Sequence

from actions import clocks
from actions.audiences import agent_on_duty, to_user
from actions.desk import Desk
from actions.hiding import masked_words
from actions.journal import Source, Story, record
from actions.notices import notify
from actions.taking_back import remember
from models.clock import Clock
from models.event import Event
from models.queries import alerts as queries
from models.queries import people
from models.ticket import Ticket
from rules.lifecycle import OPEN_STATES, EventKind, Outcome, Stage, State
from rules.sensitive import SENSITIVE
from rules.userids import is_same


def alert(desk: Desk, ticket: Ticket) -> Clock | None:
    """Start telling the leaders of an order; None for one that is not sensitive, over, or told of already.

    A request for secrecy alone wakes nobody: by night it waits for the morning. All else is told at once.
    """
    is_flagged = bool(set(ticket.special_flags) & set(SENSITIVE))
    if not (is_flagged or ticket.confidential) or State(ticket.state) not in OPEN_STATES:
        return None
    if queries.open_alert(desk.session, ticket.id) is not None:
        return None
    night = desk.rules.night
    at = desk.now if is_flagged or not night.is_night(desk.now) else night.next_morning(desk.now)
    return clocks.start(desk, ticket, Stage.ALERT, at=at, department_id=None)


def follow_flags(desk: Desk, ticket: Ticket, event: Event, *, is_more: bool) -> Clock | None:
    """Let alerts follow corrected flags: what became sensitive is told, what is no longer so is taken back.

    Returns the clock of a new alert. `event` is that of the correction, whose undoing lets the alert run on;
    `is_more` tells whether it says more of the order than was known.
    """
    running = queries.open_alert(desk.session, ticket.id)
    if running is None:
        begun = alert(desk, ticket) if is_more else None
        remember(event, started=[begun])
        return begun
    if not (ticket.confidential or set(ticket.special_flags) & set(SENSITIVE)):
        clocks.withdraw(desk, running)
        remember(event, stopped=[running])
        withdraw(desk, ticket, event, queries.told_of(desk.session, running.id))
    return None


def told_of(desk: Desk, ticket: Ticket) -> list[str]:
    """Return who was told of a ticket's alert that still waits, by userid."""
    running = queries.open_alert(desk.session, ticket.id)
    return queries.told_of(desk.session, running.id) if running is not None else []


def withdraw(desk: Desk, ticket: Ticket, event: Event, told: Sequence[str]) -> None:
    """Tell whoever was told of an alert that it is taken back, by whoever did what `event` tells."""
    targets = [to_user(userid) for userid in told]
    notify(desk, "alert_withdrawn", event.id, targets, audience="leader", ticket=ticket, facts={"by": event.actor})


def officials_named(desk: Desk, text: str) -> list[str]:
    """Return the names of the leaders and supervisors that a text names."""
    officials = [*people.people_with_role(desk.session, "leader"), *people.people_with_role(desk.session, "supervisor")]
    return list(dict.fromkeys(someone.name for someone in officials if someone.name in text))


def is_open(desk: Desk, ticket: Ticket) -> bool:
    """Tell whether nobody has said yet that he knows of a sensitive order."""
    return queries.open_alert(desk.session, ticket.id) is not None


def acknowledge(desk: Desk, ticket: Ticket, source: Source, text: str) -> None:
    """Note that a person knows of a sensitive order; whoever else was told, and the agent on duty, hear who it is."""
    running = queries.open_alert(desk.session, ticket.id)
    if running is None:
        return
    told = queries.told_of(desk.session, running.id)
    clocks.stop(desk, running, desk.now, Outcome.MET)
    said = masked_words(desk, ticket, text)
    story = Story(text=said, original=text)
    event = record(desk, ticket, EventKind.ACKNOWLEDGED, source, story)
    agent = agent_on_duty(desk)
    others = dict.fromkeys([*told, *([agent.userid] if agent else [])])
    targets = [to_user(userid) for userid in others if not is_same(userid, source.actor)]
    facts = {"by": source.actor, "text": said}
    notify(desk, "alert_acknowledged", event.id, targets, audience="on_duty", ticket=ticket, facts=facts)
