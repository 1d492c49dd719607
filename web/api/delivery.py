"""GET /api/v1/delivery: the balance of what was due to be said and what became of it."""

from __future__ import annotations

from datetime import datetime

from apiflask import APIBlueprint

from models.database import Session
from models.queries import deliveries
from web.api.described import described
from web.api.moments import in_zone
from web.api.schemas import BalanceShown, Period
from web.api.tokens import needs
from web.backend import Backend

_ENDS = ("sent", "superseded", "failed", "unknown", "pending", "held")


def delivery_routes(desk: Backend) -> APIBlueprint:
    """Return the route of the balance."""
    routes = APIBlueprint("delivery", __name__, url_prefix="/api/v1/delivery")

    @routes.get("")
    @needs("read", desk.web.tokens)
    @routes.doc(**described("The balance of deliveries due in [since, until)"))
    @routes.input(Period, location="query", arg_name="asked")
    @routes.output(BalanceShown)
    def balance(asked: Period) -> dict[str, int]:
        zone = desk.rules.zone
        with desk.database.reading() as session:
            return balance_of(session, in_zone(asked.since, zone), in_zone(asked.until, zone))

    return routes


def balance_of(session: Session, since: datetime | None, until: datetime | None) -> dict[str, int]:
    """Return how many deliveries were due in [since, until) and how they ended; `due` is the sum of the ends."""
    counted = deliveries.counts_by_state(session, since, until)
    ends = {state: counted.get(state, 0) for state in _ENDS}
    return {"due": sum(ends.values()), **ends, "merged": deliveries.merged_count(session, since, until)}
