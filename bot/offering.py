"""Decides whether a message to a person goes out as a card: which one, with which buttons, for what."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from actions.backlogs import BACKLOG
from actions.cards import Offer, Tappable
from actions.desk import Desk
from actions.telling_of_requests import REQUEST
from actions.telling_of_shifts import ASKED, CHANGE
from bot.composed import Composed
from models.clock import Clock
from models.database import says_nothing_of_its_subject
from models.delivery import Delivery
from models.queries import cards as queries
from models.queries import deliveries as delivery_queries
from models.queries import people as people_queries
from models.request import Request
from models.ticket import Ticket
from rules.cards import CARDS, Button
from rules.policy import Audience
from rules.requests import RequestStep, turn_of
from rules.stages import Stage
from texts import cards as texts

log = structlog.get_logger("offering")
# The app has no callback URL: until somebody mends it, cards are not tried more often than this.
NO_CALLBACK, TRIED_AGAIN_AFTER = 43012, timedelta(hours=1)
_ROOM_FOR_UNIT = 8
_ENDORSE = f"{REQUEST}:{RequestStep.ENDORSE}"
_WHO = {
    Audience.ON_DUTY: "desk",
    Audience.NAMED: "desk",
    Audience.UNIT: "unit",
    Audience.UNIT_LEAD: "unit",
    Audience.SUPERVISOR: "officials",
    Audience.LEADER: "officials",
    Audience.LEADERS: "officials",
}
# What says by itself whom it asks; whoever is asked to swap is not on duty.
_BY_KIND = {ASKED: "desk:swap", "backlog_offered": "officials:backlog"}


@dataclass(frozen=True)
class _Matter:
    """What one message is about."""

    row: Delivery
    ticket: Ticket | None
    clock: Clock | None
    request: Request | None
    change_id: int | None = None
    backlog_id: int | None = None


def with_cards(desk: Desk, destination: str, told: list[Composed]) -> list[Composed]:
    """Return messages with the cards they may go out as; whatever is wrong with a card, its text goes out."""
    return [_with_card(desk, destination, composed) for composed in told]


def _with_card(desk: Desk, destination: str, composed: Composed) -> Composed:
    try:
        return replace(composed, offer=offered(desk, destination, composed))
    except Exception as problem:
        if says_nothing_of_its_subject(problem):
            raise
        log.exception("cannot_offer_a_card", destination=destination)
        return composed


def offered(desk: Desk, destination: str, composed: Composed) -> Offer | None:
    """Return the card for a message; None for what goes to a group, tells of several matters or has no buttons."""
    kind, _, userid = destination.partition(":")
    if kind != "user" or not composed.delivery_ids:
        return None
    matter = _matter(desk, composed)
    name = _name(desk, matter) if matter else None
    if matter is None or name is None or name not in CARDS or _is_refused(desk):
        return None
    # Of the platform it says itself how long nobody has looked; the clock's own limit was the first of many.
    clock = matter.clock if matter.clock and matter.clock.stage != Stage.PATROL else None
    deadline = texts.deadline(desk, clock.due_at) if clock else None
    number = matter.ticket.ticket_no if matter.ticket else None
    shown = texts.shown(composed.text, number=number, deadline=deadline)
    buttons = [found for each in CARDS[name] if (found := _tappable(desk, each, matter))]
    if shown is None or not buttons:
        return None
    shown |= {"source": f"{desk.rules.site_name}12345热线"}
    return Offer(
        kind=name,
        task_id=f"cb-{secrets.token_hex(12)}",
        userid=userid,
        shown=shown,
        buttons=tuple(buttons),
        ticket_id=matter.ticket.id if matter.ticket else None,
        clock_id=matter.clock.id if matter.clock else None,
        request_id=matter.request.id if matter.request else None,
        request_state=matter.request.state if matter.request else None,
        rota_change_id=matter.change_id,
        backlog_id=matter.backlog_id,
        twin=composed.text,
    )


def _matter(desk: Desk, composed: Composed) -> _Matter | None:
    rows = delivery_queries.by_ids(desk.session, composed.delivery_ids)
    if len({(row.kind, row.clock_id, row.ticket_id) for row in rows}) != 1:
        return None
    row, session = rows[-1], desk.session
    clock = session.get(Clock, row.clock_id) if row.clock_id else None
    ticket = session.get(Ticket, row.ticket_id) if row.ticket_id else None
    turn = turn_of(clock.subject) if clock is not None and clock.stage == Stage.REQUEST else None
    request_id = turn.request_id if turn else row.facts.get("request_id")
    request = session.get(Request, request_id) if request_id else None
    change_id, backlog_id = (row.cause_id if row.cause_kind == kind else None for kind in (CHANGE, BACKLOG))
    return _Matter(row, ticket, clock, request, change_id, backlog_id)


def _name(desk: Desk, matter: _Matter) -> str | None:
    """Return what a message is about, as the table of cards names it."""
    row, clock = matter.row, matter.clock
    if row.kind in _BY_KIND:
        return _BY_KIND[row.kind]
    who = _WHO.get(Audience(row.audience)) if row.audience in list(Audience) else None
    if who is None:
        return None
    match row.kind:
        case "reminder" if clock is not None:
            stage = _stage(desk, matter, clock)
            # Whoever has to endorse is named by the clock itself.
            return f"{'officials' if stage == _ENDORSE else who}:{stage}"
        case "notice" if row.step == REQUEST and row.facts.get("ask"):
            return f"{who}:{REQUEST}:{row.facts['ask']}"
        case "please_phone" if matter.ticket is not None:
            return f"{who}:please_phone"
        case "hand_over_asked":
            return f"{who}:hand_over"
    return None


def _stage(desk: Desk, matter: _Matter, clock: Clock) -> str:
    if clock.stage == Stage.TASK:
        return f"{Stage.TASK}:{clock.subject}"
    if clock.stage == Stage.REQUEST:
        turn = turn_of(clock.subject)
        return f"{REQUEST}:{turn.step if turn else ''}"
    is_urgent = matter.ticket is not None and matter.ticket.is_urgent
    if clock.stage == Stage.VERIFY and desk.rules.night.is_night(desk.now) and not is_urgent:
        return "verify_by_night"
    return clock.stage


def _tappable(desk: Desk, button: Button, matter: _Matter) -> Tappable | None:
    """Return a button with its words for this matter; None where it would only be refused."""
    if button.key == "extend" and matter.clock is not None and desk.now >= matter.clock.due_at:
        return None
    number = matter.ticket.ticket_no if matter.ticket else None
    unit = None
    if button.key == "assign":
        unit = _own_unit(desk, matter.ticket)
        if unit is None:
            return None
    request = matter.request.id if matter.request else None
    words = button.words(no=number, request=request, unit=unit, change=matter.change_id)
    return Tappable(button.key, button.text.format(unit=unit or ""), words, button.asks)


def _own_unit(desk: Desk, ticket: Ticket | None) -> str | None:
    """Return the community an order names, where that is a unit by its full name: the button names it as well."""
    community = ticket.community if ticket else None
    unit = people_queries.department_called(desk.session, community) if community else None
    return unit.name if unit is not None and unit.name == community and len(unit.name) <= _ROOM_FOR_UNIT else None


def _is_refused(desk: Desk) -> bool:
    return queries.was_refused_lately(desk.session, NO_CALLBACK, desk.real_now, TRIED_AGAIN_AFTER)
