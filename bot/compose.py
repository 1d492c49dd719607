"""Turns what waits for a destination into messages: fresh facts, one line per clock, bundled, most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import structlog

from actions import first_day
from actions.coming_back import last_away
from actions.desk import Desk
from actions.file_ways import FILE
from actions.telling_of_faults import FAULT
from bot.bundler import Bundler
from bot.composed import ROOM_FOR_LINES, Composed, mentions_of, wordless_of
from bot.matters import Matters
from models.delivery import Delivery
from models.queries import to_send
from texts import alerts, evidence, outages, phoning
from texts.faults import faults
from texts.first_day import without_quote
from texts.notices import LIMIT_ASSUMED, limits_assumed
from texts.wording import wording

log = structlog.get_logger("compose")
# More of one chat wait for the next round.
WAITING_AT_ONCE = 2000
# So many sensitive orders are told at length; more are a list.
_ALERTS_APART = 3
_FAULTS_APART = 3
_Told = Sequence[tuple[Sequence[Delivery], str]]


def compose(desk: Desk, destination: str, *, but: Collection[int] = ()) -> list[Composed]:
    """Return the messages for a destination in the order they should leave, leaving out some deliveries.

    What cannot be worded is told as such, and the others are worded all the same.
    """
    rows = to_send.waiting_for(desk.session, destination, WAITING_AT_ONCE, but=but)
    return [_as_read_there(desk, destination, each) for each in _composed(desk, destination, rows)]


def compose_alone(desk: Desk, destination: str, delivery_id: int) -> list[Composed]:
    """Return the message of one delivery, or that it cannot be worded; whatever of it is broken."""
    try:
        told = _composed(desk, destination, to_send.waiting_one(desk.session, delivery_id))
        return [_as_read_there(desk, destination, each) for each in told]
    except Exception as problem:
        log.exception("cannot_word", delivery_id=delivery_id)
        return [wordless_of((delivery_id,), problem)]


def _composed(desk: Desk, destination: str, rows: Sequence[Delivery]) -> list[Composed]:
    # These are made of their own facts: whatever else is read here may be what is broken.
    told = [row for row in rows if row.kind == FAULT]
    return _faults(desk, told) + _told(desk, destination, [row for row in rows if row.kind != FAULT])


def _as_read_there(desk: Desk, destination: str, message: Composed) -> Composed:
    """In a group whose quotes were seen to bring nothing, nobody is asked to quote."""
    kind, _, name = destination.partition(":")
    if kind != "group" or not first_day.quotes_bring_nothing(desk, int(name)):
        return message
    return replace(message, text=without_quote(message.text))


def _faults(desk: Desk, rows: Sequence[Delivery]) -> list[Composed]:
    alike: dict[object, list[Delivery]] = {}
    for row in rows:
        alike.setdefault(row.facts.get("code"), []).append(row)
    return [message for told in alike.values() for message in _alike(desk, told)]


def _alike(desk: Desk, rows: Sequence[Delivery]) -> list[Composed]:
    if len(rows) <= _FAULTS_APART:
        return [message for row in rows for message in _worded(desk, row)]
    return [Composed(tuple(row.id for row in rows), faults([row.facts for row in rows]), mentions_of(rows))]


def _told(desk: Desk, destination: str, waiting: Sequence[Delivery]) -> list[Composed]:
    matters = Matters(desk, waiting)
    gone = tuple(row.id for row in waiting if matters.is_gone(row))
    overtaken = tuple(row.id for row in waiting if row.id not in gone and matters.is_about_to_be_said(desk, row))
    alive = [row for row in waiting if row.id not in {*gone, *overtaken}]
    messages = [Composed((), "", gone=gone, overtaken=overtaken)] if gone or overtaken else []
    for kind, words in _TOGETHER.items():
        messages += _together(desk, [row for row in alive if row.kind == kind], words)
    alive = [row for row in alive if row.kind not in _TOGETHER]
    unlimited = [row for row in alive if row.step == LIMIT_ASSUMED]
    if len(unlimited) > 1:
        numbers = [ticket.ticket_no for row in unlimited if (ticket := matters.ticket_of(row))]
        ids = tuple(row.id for row in unlimited)
        messages.append(Composed(ids, limits_assumed(numbers), mentions_of(unlimited)))
        alive = [row for row in alive if row.step != LIMIT_ASSUMED]
    messages += _alerts(desk, [row for row in alive if row.kind == "alert"])
    alive = [row for row in alive if row.kind != "alert"]
    bundled = [row for row in alive if row.kind == "reminder"]
    for row in _orders_first(alive):
        if row.kind != "reminder":
            messages += _worded(desk, row)
        elif bundled:
            messages += Bundler(desk, destination, matters).messages(bundled)
            bundled = []
    return _with_late_line(desk, messages, alive)


def _orders_first(rows: Sequence[Delivery]) -> list[Delivery]:
    """Put an order before any notice about it, however urgent: a unit cannot understand that before."""
    first: dict[int | None, int] = {}
    for place, row in enumerate(rows):
        if row.kind != "reminder":
            first.setdefault(row.ticket_id, place)
    places = [(first[row.ticket_id], 0) if row.kind == "order" else (place, 1) for place, row in enumerate(rows)]
    return [rows[place] for place in sorted(range(len(rows)), key=lambda place: (places[place], place))]


def _with_late_line(desk: Desk, messages: list[Composed], rows: Sequence[Delivery]) -> list[Composed]:
    """Put the line "from when to when" above the first message of what was due while the desk was away."""
    away = last_away(desk)
    if away is None:
        return messages
    late = {row.id for row in rows if row.clock_id and away.kept_back(row.due_at, row.created_at)}
    for place, message in enumerate(messages):
        if late.intersection(message.delivery_ids):
            text = f"{outages.late_line(away, desk.rules.zone, desk.now)}\n{message.text}"
            return [*messages[:place], replace(message, text=text), *messages[place + 1 :]]
    return messages


def _together(
    desk: Desk, rows: Sequence[Delivery], words: Callable[[Desk, Sequence[Delivery]], _Told]
) -> list[Composed]:
    """Return one message for each audience about all that waits for it, to whoever hears the newest."""
    messages: list[Composed] = []
    for audience in dict.fromkeys(row.audience for row in rows):
        alike = [row for row in rows if row.audience == audience]
        if len(alike) == 1:
            messages += _worded(desk, alike[0])
            continue
        try:
            told = words(desk, alike)
        except Exception as problem:
            ids = [row.id for row in alike]
            log.exception("cannot_word", delivery_ids=ids)
            messages.append(wordless_of(ids, problem))
        else:
            named = tuple(alike[-1].mentions)
            messages += [Composed(tuple(row.id for row in of_it), text, named) for of_it, text in told]
    return messages


def _outages(desk: Desk, rows: Sequence[Delivery]) -> _Told:
    return [(rows, outages.note(desk, rows))]


def _calls(desk: Desk, rows: Sequence[Delivery]) -> _Told:
    return phoning.requests_to_phone(desk, rows, ROOM_FOR_LINES)


def _lost(desk: Desk, rows: Sequence[Delivery]) -> _Told:
    return [(rows, evidence.lost(desk, rows))]


# However many of these wait, one message tells all of them; before anything else, which they explain.
_TOGETHER = {"outage": _outages, "please_phone": _calls, "file_lost": _lost}


def _alerts(desk: Desk, rows: Sequence[Delivery]) -> list[Composed]:
    """Return what is told of sensitive orders: each once, however many of its alerts have come to wait meanwhile."""
    waiting: dict[int | None, list[Delivery]] = {}
    for row in rows:
        waiting.setdefault(row.ticket_id, []).append(row)
    last = {told[-1]: tuple(row.id for row in told) for told in waiting.values()}
    if len(last) > _ALERTS_APART:
        return [Composed(tuple(row.id for row in rows), alerts.many(desk, list(last)))]
    return [told for row, ids in last.items() for told in _worded(desk, row, ids)]


def _worded(desk: Desk, row: Delivery, ids: tuple[int, ...] = ()) -> list[Composed]:
    """Return the message of one delivery, which stands for all of `ids`."""
    carried = ids or (row.id,)
    try:
        is_trial = row.kind == first_day.KIND and row.facts["what"] == first_day.TRIAL
        file_id = row.cause_id if row.kind == FILE else None
        return [Composed(carried, wording(desk, row), tuple(row.mentions), by_key_alone=is_trial, file_id=file_id)]
    except Exception as problem:
        # One delivery without words must not silence all others of its chat.
        log.exception("cannot_word", delivery_id=row.id)
        return [wordless_of(carried, problem)]
