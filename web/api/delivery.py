"""GET /api/v1/delivery: the balance of what was due to be said and what became of it."""

from __future__ import annotations

from datetime import datetime

import structlog
from apiflask import APIBlueprint

from models.database import Session
from models.queries import balance as queries
from web.api.described import described
from web.api.errors import Refused
from web.api.moments import in_zone
from web.api.schemas import BalanceShown, Period
from web.api.tokens import needs
from web.backend import Backend

log = structlog.get_logger("delivery")


def delivery_routes(desk: Backend) -> APIBlueprint:
    """Return the route of the balance."""
    routes = APIBlueprint("delivery", __name__, url_prefix="/api/v1/delivery")

    @routes.get("")
    @needs("read", desk.web.tokens)
    @routes.doc(**described("The balance of the deliveries that were written, as due to be said, in [since, until)"))
    @routes.input(Period, location="query", arg_name="asked")
    @routes.output(BalanceShown)
    def balance(asked: Period) -> dict[str, int]:
        since, until = (in_zone(moment, desk.rules.zone) for moment in (asked.since, asked.until))
        if since is not None and until is not None and since >= until:
            # Zero of everything would be taken for a period in which nothing was due.
            raise Refused(400, "empty_period")
        with desk.database.reading() as session:
            return balance_of(session, since, until)

    return routes


def balance_of(session: Session, since: datetime | None, until: datetime | None) -> dict[str, int]:
    """Return how much of what was written in [since, until) ended how; `due` is counted by itself.

    Figures that do not add up are told as they are.
    """
    counted = queries.balance(session, since, until)
    if not counted.is_even:
        log.error("balance_does_not_hold", due=counted.due, **{f"n_{name}": n for name, n in counted.by_state.items()})
    return {**counted.as_dict(), "merged": queries.merged_count(session, since, until)}
