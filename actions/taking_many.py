"""Takes many orders in with one look-up and one flush; a poisoned one is found and left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress

import structlog

from actions import looks
from actions.arrivals import Arrivals, Taken
from actions.at_hand import AtHand
from actions.desk import Desk
from actions.foretelling import Foreteller, Foretold
from actions.intake import Known, check, is_new, known_to, take
from actions.journal import Source
from actions.preparing import Prepared
from actions.refusals import Refusal
from models.database import OperationalError
from models.queries import people as people_queries
from models.together import stored_together

log = structlog.get_logger("intake")


class Poisoned(Exception):
    """An order that could not be taken for a reason nobody foresaw; says nothing of what it holds."""


Fate = Taken | Refusal | Poisoned


def take_many(desk: Desk, orders: Sequence[Prepared], source: Source, arrivals: Arrivals, *, how: str) -> list[Fate]:
    """Take orders in and return what became of each, in their order; `arrivals` goes on from batch to batch."""
    looks.looked(desk, source.actor or how, how)
    told = arrivals.told.copy()
    try:
        return _together(desk, orders, source, arrivals, how)
    except OperationalError:
        raise
    except Exception as problem:  # noqa: BLE001 - its message may repeat an order, so only its kind is logged
        if len(orders) == 1:
            log.error("row_failed", problem=type(problem).__name__)
            return [Poisoned()]
    # One of them is to blame: the halves are tried by themselves until it is alone.
    arrivals.told = told
    middle = len(orders) // 2
    first, second = orders[:middle], orders[middle:]
    return [
        *take_many(desk, first, source, arrivals, how=how),
        *take_many(desk, second, source, arrivals, how=how),
    ]


def foretell_many(desk: Desk, orders: Sequence[Prepared], foreteller: Foreteller, *, how: str) -> list[Fate | Foretold]:
    """Return what would become of orders, in their order; nothing is written, said or counted as a look."""
    known = known_to(desk, orders)
    return [_foretold(desk, order, foreteller, known, how) for order in orders]


def _foretold(desk: Desk, order: Prepared, foreteller: Foreteller, known: Known, how: str) -> Fate | Foretold:
    try:
        return foreteller.foretell(desk, order, known, how=how)
    except Refusal as refused:
        return refused
    except OperationalError:
        raise
    except Exception as problem:  # noqa: BLE001 - as in taking them in
        log.error("row_failed", problem=type(problem).__name__)
        return Poisoned()


def _together(desk: Desk, orders: Sequence[Prepared], source: Source, arrivals: Arrivals, how: str) -> list[Fate]:
    knowing = replace(desk, at_hand=AtHand(people_queries.groups_of_departments(desk.session)))
    fates: list[Fate] = []
    with desk.session.begin_nested():
        for some in _without_repeats(orders):
            known = known_to(desk, some)
            # What a copy changes of a stored order hangs on what it has just written, and is written at once.
            are_new = [is_new(desk, each.order, known, how) for each in some]
            with stored_together(desk.session):
                made = [_one(knowing, each, source, known, how) for each in compress(some, are_new)]
            new = iter(made)
            for each, each_is_new in zip(some, are_new, strict=True):
                fates.append(next(new) if each_is_new else _one(knowing, each, source, known, how))
        for fate in fates:
            for news in fate.news if isinstance(fate, Taken) else ():
                arrivals.tell(knowing, news)
    return fates


def _without_repeats(orders: Sequence[Prepared]) -> Iterator[list[Prepared]]:
    """Yield the orders in runs in which no number stands twice: the second one has to find the first stored."""
    run: dict[str, Prepared] = {}
    for each in orders:
        number = each.order.ticket_no
        if number in run:
            yield [*run.values()]
            run = {}
        run[number] = each
    yield [*run.values()]


def _one(desk: Desk, prepared: Prepared, source: Source, known: Known, how: str) -> Fate:
    try:
        check(desk, prepared.order)
        return take(desk, prepared, source, known, how=how)
    except Refusal as refused:
        return refused
