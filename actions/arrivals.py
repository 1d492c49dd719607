"""Tells others what orders that were taken in mean for them: each by itself, or many at once as one digest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from actions import reminders
from actions.audiences import Target, agents_target, targets_for, to_user, unit_group_target
from actions.desk import Desk
from actions.notices import notify
from actions.posting import post_order
from models.clock import Clock
from models.department import Department
from models.queries import clocks as clock_queries
from models.ticket import Ticket
from rules.policy import Audience, Severity
from rules.stages import State

Outcome = Literal["created", "unchanged", "updated", "reopened"]
_EACH_BY_ITSELF = 5
# The answer to a paste says the same at once, so what follows the first one may wait to be one message.
_TOGETHER = timedelta(minutes=5)


@dataclass(frozen=True)
class News:
    """What somebody has to be told about an order that was taken in: its unit gets the order, the desk a notice."""

    code: Literal[
        "order", "limit_assumed", "deadline_differs", "repeat_found", "called_again", "urged_by_order", "alert"
    ]
    ticket: Ticket
    event_id: int
    unit: Department | None = None
    is_lead: bool = True
    assists: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """What became of an order; `reasons` are codes that texts/ words, `news` is what others have to be told."""

    ticket: Ticket
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    news: tuple[News, ...] = ()


class Arrivals:
    """The news of one import, over however many transactions: few are told one by one, what is more as one digest."""

    def __init__(self) -> None:
        self.told: Counter[tuple[str, int | None]] = Counter()

    def tell(self, desk: Desk, news: News) -> None:
        """Tell the first of a kind to their audience; then one digest in place of all others."""
        if news.code == "alert":
            # The leaders' list of many is made when it is sent.
            tell(desk, news)
            return
        key = news.code, news.unit.id if news.unit else None
        self.told[key] += 1
        if self.told[key] <= _EACH_BY_ITSELF:
            tell(desk, news)
        elif self.told[key] == _EACH_BY_ITSELF + 1:
            targets = _unit_targets(desk, news.unit) if news.unit else agents_target(desk)
            audience = "unit" if news.unit else "on_duty"
            notify(desk, f"many_{news.code}", news.event_id, targets, audience=audience, ticket=None)


def tell(desk: Desk, news: News) -> None:
    """Tell one piece of news."""
    if news.code == "order" and news.unit is not None:
        post_order(desk, news.ticket, news.event_id, news.unit, is_lead=news.is_lead, assists=news.assists)
        return
    if news.code == "alert":
        reminders.fire(desk, desk.session.get_one(Clock, news.facts["clock"]))
        return
    if news.unit is not None:
        _tell_unit(desk, news)
        return
    severity = "info" if news.code == "limit_assumed" else "urge"
    notify(
        desk,
        news.code,
        news.event_id,
        agents_target(desk),
        audience="on_duty",
        ticket=news.ticket,
        facts=news.facts,
        severity=severity,
        apart=_TOGETHER if news.code == "limit_assumed" else None,
    )


def _tell_unit(desk: Desk, news: News) -> None:
    """A unit hears that a citizen called again, by night in the morning; what is urgent or urged too late, at once."""
    is_urged = news.code == "urged_by_order"
    # Of an order that nobody has taken yet nobody would be named.
    audience = Audience.UNIT_LEAD if is_urged or news.ticket.state == State.ASSIGNED else Audience.UNIT
    running = clock_queries.running_clocks_of(desk.session, [news.ticket.id])
    is_late = is_urged and any(clock.department_id and clock.due_at <= desk.now for clock in running)
    severity = Severity.BREACH if is_late else Severity.URGE
    notify(
        desk,
        news.code,
        news.event_id,
        targets_for(desk, audience, news.ticket, None, severity),
        audience=str(audience),
        ticket=news.ticket,
        severity=str(severity),
        facts=news.facts,
        release_at=desk.rules.night.held_until(severity, audience, news.ticket.is_urgent, desk.now),
    )


def _unit_targets(desk: Desk, unit: Department) -> list[Target]:
    lead = (unit.lead_userid,) if unit.lead_userid else ()
    group = unit_group_target(desk, unit.id, lead)
    return [group] if group else [to_user(userid) for userid in lead]
