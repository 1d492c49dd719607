"""Looks for hot spots among the orders of the last weeks, remembers them, and has people told of each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from actions.audiences import Target, officials_on_duty, supervisors_group, to_user
from actions.desk import Desk
from actions.outbox import Due, put
from actions.ways import may_be_told
from models.queries import machinery, people
from models.queries import study as queries
from models.study import HotSpotRow, TicketWords
from models.ticket import Ticket
from rules.claim_words import grams
from rules.hot_spots import Claim, HotSpot, find_hot_spots
from rules.sensitive import CROWD

CODE = "hot_spot"
# The heartbeat that keeps up to which order was looked.
_LOOKED = "hot_spots"
_LEARNT_AT_ONCE = 2_000


def learn_words(desk: Desk) -> int:
    """Work out the words of orders that came or were corrected lately, some at a time; returns how many.

    After a correction the next look is due without a new call: it may make three of a place.
    """
    rows = queries.without_words(desk.session, _LEARNT_AT_ONCE)
    desk.session.add_all(TicketWords(ticket_id=row.id, grams=grams(row.title, row.content).tobytes()) for row in rows)
    if any(row.id <= (_looked_up_to(desk) or 0) for row in rows):
        machinery.forget_beat(desk.session, _LOOKED)
    if len(rows) == _LEARNT_AT_ONCE:
        queries.forget_old_words(desk.session)
    return len(rows)


def is_to_look(desk: Desk) -> bool:
    """Tell whether orders came since the last look; without a new call nothing becomes hot."""
    return desk.rules.hot_spots.enabled and _looked_up_to(desk) != queries.newest_known(desk.session)


def find(desk: Desk) -> tuple[HotSpot, ...]:
    """Return what is hot now; reads only."""
    settings = desk.rules.hot_spots
    rows = queries.called_since(desk.session, desk.now - settings.within - settings.before)
    return find_hot_spots((_claim(ticket, words) for ticket, words in rows), desk.now, settings)


def note(desk: Desk, spots: Sequence[HotSpot]) -> list[HotSpotRow]:
    """Remember what was found, and have each told when it is new or has doubled; returns those."""
    known = queries.hot_spots_since(desk.session, desk.now - desk.rules.hot_spots.before)
    told = [row for spot in spots if (row := _noted(desk, spot, known)) is not None]
    for row in told:
        _tell(desk, row)
    machinery.beat(desk.session, _LOOKED, desk.real_now, {"ticket_id": queries.newest_known(desk.session)})
    return told


def orders_of(desk: Desk, row: HotSpotRow) -> list[Ticket]:
    """Return the orders of a hot spot that still count, the oldest first."""
    return [ticket for ticket in queries.tickets(desk.session, row.ticket_ids) if ticket.state != "voided"]


def _looked_up_to(desk: Desk) -> int | None:
    row = machinery.heartbeats(desk.session).get(_LOOKED)
    return (row.facts or {}).get("ticket_id") if row is not None else None


def _claim(ticket: Ticket, words: bytes) -> Claim:
    return Claim(
        number=ticket.id,
        at=ticket.came_at,
        grams=memoryview(words).cast("I").tolist(),
        place=ticket.place_key,
        category=tuple(ticket.category_path),
        people=ticket.people_count,
        is_crowd=CROWD in ticket.special_flags,
    )


def _noted(desk: Desk, spot: HotSpot, known: list[HotSpotRow]) -> HotSpotRow | None:
    row = next((each for each in known if spot.goes_on_from(each.ticket_ids, each.place)), None)
    if row is None:
        row = HotSpotRow(first_found_at=desk.now, place=spot.place, ticket_ids=[], n_told=0, times_told=0)
        desk.session.add(row)
        known.append(row)
    row.last_found_at = desk.now
    row.reasons = [asdict(reason) for reason in spot.reasons]
    row.ticket_ids = sorted({*row.ticket_ids, *spot.claims})
    if row.times_told and len(row.ticket_ids) < 2 * row.n_told:
        return None
    row.n_told, row.times_told = len(row.ticket_ids), row.times_told + 1
    desk.session.flush()
    return row


def _tell(desk: Desk, row: HotSpotRow) -> None:
    for target in _who_hears(desk):
        put(
            desk,
            Due(
                cause_kind=CODE,
                cause_id=row.id,
                step=CODE,
                occurrence=row.times_told,
                kind="notice",
                destination=target.destination,
                audience="supervisor",
                due_at=desk.now,
                severity="info",
                facts={"code": CODE, "hot_spot_id": row.id},
                release_at=_morning(desk),
            ),
        )


def _who_hears(desk: Desk) -> list[Target]:
    """Each analyst, and the supervisors in their group, else the one on duty."""
    analysts = [to_user(someone.userid) for someone in people.people_with_role(desk.session, "analyst")]
    group = supervisors_group(desk)
    if group is not None and may_be_told(desk, group):
        return [*analysts, Target(f"group:{group.id}")]
    return list(dict.fromkeys([*analysts, *(to_user(userid) for userid in officials_on_duty(desk, "supervisor"))]))


def _morning(desk: Desk) -> datetime | None:
    """A hot spot is for planning: nobody is woken for it."""
    night = desk.rules.night
    return night.next_morning(desk.now) if night.is_night(desk.now) else None
