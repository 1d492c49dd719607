"""Takes an order in: a new ticket, a known one, or the next round of one that was closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from actions import asking_first, calling_again, clocks, entering_late, finding_repeats, lateness, looks, suggesting
from actions.alerting import alert
from actions.arrivals import News, Taken, tell
from actions.desk import Desk
from actions.finding_callers import hash_caller
from actions.finding_repeats import Before, before
from actions.journal import Source, Story, record
from actions.orders import Order
from actions.preparing import Prepared, prepare
from actions.refusals import Refusal
from actions.rounds import opens_a_round, place_of
from actions.seeing_again import seen_again
from actions.ticket_facts import official_of, reasons_as_json
from actions.unit_names import unit_called
from models.caller import Caller
from models.department import Department
from models.event import Event
from models.queries import tickets as queries
from models.ticket import Ticket
from models.together import store
from rules.deadlines import Basis
from rules.lifecycle import EventKind, Move, Stage, State

_DEADLINE = frozenset({"deadline_at", "limit_text"})
# Two clocks are never quite the same.
_AHEAD = timedelta(minutes=2)


@dataclass(frozen=True)
class Known:
    """What orders refer to, looked up for all of them at once: rounds by (platform, number), units by name.

    `before` are the orders that these may be repeats of.
    """

    rounds: dict[tuple[str, str], Ticket]
    units: dict[str, Department]
    before: Before


def known_to(desk: Desk, orders: Collection[Prepared]) -> Known:
    """Look up what these orders refer to."""
    rounds = queries.latest_rounds(desk.session, {each.order.ticket_no for each in orders})
    called = {name for each in orders for name in (each.order.lead_unit, *each.order.assist_units) if name}
    units = {name: unit for name in called if (unit := unit_called(desk, name)) is not None}
    return Known(rounds, units, before(desk, orders))


def take_in(desk: Desk, order: Order, source: Source, *, how: str) -> Taken:
    """Take in an order that came by `how` (paste, feed or file); the same order twice changes nothing.

    A number that was closed and is dispatched again later is a new round. Raises Refusal for what cannot be.
    """
    order = _not_ahead(desk, order)
    check(desk, order)
    looks.looked(desk, source.actor or how, how)
    prepared = prepare(order, desk.rules.number_patterns)
    taken = take(desk, prepared, source, known_to(desk, [prepared]), how=how)
    if taken.outcome == "created" and taken.ticket.state == State.PENDING_SIGN:
        suggesting.suggest_for(desk, taken.ticket)
    for news in taken.news:
        tell(desk, news)
    return taken


def _not_ahead(desk: Desk, order: Order) -> Order:
    """A platform's clock a little ahead of ours says now."""
    ahead: dict[str, Any] = {
        name: desk.now
        for name in ("first_dispatched_at", "reported_at")
        if (at := getattr(order, name)) is not None and desk.now < at <= desk.now + _AHEAD
    }
    return replace(order, **ahead)


def check(desk: Desk, order: Order) -> None:
    """Raise Refusal for an order with a moment from the future or before its dispatch."""
    for moment in (order.first_dispatched_at, order.reported_at):
        if moment is not None and moment > desk.now:
            raise Refusal("dispatch_in_future", ticket_no=order.ticket_no, at=moment)
    entering_late.check_moments(desk, order)


def is_new(desk: Desk, order: Order, known: Known, how: str) -> bool:
    """Tell whether an order is a new ticket or the next round of one; else it is a copy of one that is known."""
    earlier = known.rounds.get(place_of(desk, order))
    return earlier is None or opens_a_round(order, earlier, how)


def take(desk: Desk, prepared: Prepared, source: Source, known: Known, *, how: str) -> Taken:
    """Take in a checked order among what is known, and tell nobody yet; a Refusal leaves nothing behind."""
    order = prepared.order
    place = place_of(desk, order)
    earlier = known.rounds.get(place)
    if earlier is not None and not is_new(desk, order, known, how):
        return seen_again(desk, earlier, prepared, source)
    entering_late.check(order, known.units.get(order.lead_unit or ""), known.units)
    ticket, news = _create(desk, prepared, source, place[0], earlier.round + 1 if earlier else 1, known, how)
    known.rounds[place] = ticket
    # What was voided counts nowhere.
    is_again = earlier is not None and earlier.state != State.VOIDED
    repeats = ("repeat",) if any(each.code == "repeat_found" for each in news) else ()
    return Taken(ticket, "reopened" if is_again else "created", (*_doubts(order), *repeats), tuple(news))


def _create(
    desk: Desk,
    prepared: Prepared,
    source: Source,
    platform: str,
    round_number: int,
    known: Known,
    how: str,
) -> tuple[Ticket, list[News]]:
    order = prepared.order
    ticket = _ticket_of(desk, prepared, platform, round_number)
    found = finding_repeats.find(desk, ticket, prepared, known.before)
    ticket.starts_higher = calling_again.is_repeat(found)
    store(desk.session, ticket)
    known.before.add(ticket)
    is_under_way = entering_late.is_under_way(order)
    asked = None if is_under_way else asking_first.asked_until(desk, ticket, order, how)
    event = _tell_created(desk, ticket, prepared, source, asked)
    if is_under_way:
        news = _enter(desk, ticket, order, source, known.units, event)
    else:
        _start_sign(desk, ticket, order, asked)
        news = calling_again.let_follow(desk, ticket, found, event, how=how)
    news = [*_alerting(desk, ticket, event), *news]
    calling_again.keep(desk, ticket, found)
    return ticket, [*news, *([News("limit_assumed", ticket, event.id)] if ticket.deadline_basis == "assumed" else [])]


def _alerting(desk: Desk, ticket: Ticket, event: Event) -> list[News]:
    begun = alert(desk, ticket)
    return [News("alert", ticket, event.id, facts={"clock": begun.id})] if begun is not None else []


def _ticket_of(desk: Desk, prepared: Prepared, platform: str, round_number: int) -> Ticket:
    order = prepared.order
    official = official_of(desk, order)
    ticket = Ticket(
        platform=platform,
        ticket_no=order.ticket_no,
        tail="".join(c for c in order.ticket_no if c.isdigit())[-4:],
        round=round_number,
        state=str(State.PENDING_SIGN),
        grade=str(official.grade) if official.grade else None,
        is_urgent=official.is_urgent,
        deadline_at=official.deadline_at,
        deadline_basis=str(official.basis),
        deadline_reasons=reasons_as_json(official.reasons),
        created_at=desk.now,
        missing=list(order.missing),
        **prepared.facts,
    )
    ticket.caller = _caller(order)
    return ticket


def _enter(
    desk: Desk, ticket: Ticket, order: Order, source: Source, units: Mapping[str, Department], event: Event
) -> list[News]:
    lead, assists = entering_late.holders_of(order, units)
    entering_late.enter(desk, ticket, order, source, lead, assists)
    return _orders_for(ticket, event, lead, assists) if order.state is State.ASSIGNED and lead else []


def _orders_for(ticket: Ticket, event: Event, lead: Department, assists: Sequence[Department]) -> list[News]:
    named = tuple(unit.name for unit in assists)
    to_assists = [News("order", ticket, event.id, unit, is_lead=False) for unit in assists]
    return [News("order", ticket, event.id, lead, assists=named), *to_assists]


def _start_sign(desk: Desk, ticket: Ticket, order: Order, asked: datetime | None) -> None:
    # From the first dispatch, else when it was reported, else from now (lifecycle table, intake).
    started_at = order.first_dispatched_at or order.reported_at or desk.now
    for stage in (Stage.SIGN, Stage.PLATFORM_REPLY):
        clock = clocks.start(desk, ticket, stage, at=started_at, department_id=None, seq=1)
        if clock is not None and lateness.begins_unknown(ticket, stage):
            clock.reasons = [*clock.reasons, lateness.START_UNKNOWN]
        if clock is not None and asked is not None:
            clock.quiet_until = asked
            clocks.look_again(desk, clock)


def _tell_created(desk: Desk, ticket: Ticket, prepared: Prepared, source: Source, asked: datetime | None) -> Event:
    order = prepared.order
    undo: dict[str, Any] = {
        "move": str(Move.INTAKE),
        "fields": {},
        "stopped": [],
        "started": [],
        "begun": [],
        "ended": [],
    }
    facts = {
        "move": str(Move.INTAKE if ticket.round == 1 else Move.DISPATCHED_AGAIN),
        "round": ticket.round,
        "missing": list(order.missing),
        # What the paste says in two ways is nobody's word yet: it may be put right like what was not written.
        "start_assumed": order.first_dispatched_at is None or "first_dispatched_at" in order.unsure,
        "deadline_basis": str(Basis.ASSUMED) if order.unsure & _DEADLINE else ticket.deadline_basis,
        asking_first.ASKED_UNTIL: asked.isoformat() if asked else None,
        "flagged": prepared.why_flagged,
    }
    return record(desk, ticket, EventKind.CREATED, source, Story(original=order.original, facts=facts, undo=undo))


def _caller(order: Order) -> Caller | None:
    name, phone = order.caller_name, order.caller_phone
    if not (name or phone or order.address):
        return None
    caller = Caller(name=name, phone=phone, address=order.address)
    hash_caller(caller)
    return caller


def _doubts(order: Order) -> tuple[str, ...]:
    if order.first_dispatched_at is not None:
        return ()
    return ("start_is_report",) if order.reported_at is not None else ("start_is_now",)
