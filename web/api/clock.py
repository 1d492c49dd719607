"""/api/v1/clock: tells desk time, and moves it where WeCom is only played."""

from __future__ import annotations

import threading
from typing import Any

from apiflask import APIBlueprint

from actions.desk_clock import desk_now, desk_time
from rules.durations import parse_span
from web.api.described import described
from web.api.errors import Refused
from web.api.schemas import ClockShown, ClockWish
from web.api.tokens import needs
from web.backend import Backend


def clock_routes(desk: Backend) -> APIBlueprint:
    """Return the routes of desk time."""
    routes = APIBlueprint("clock", __name__, url_prefix="/api/v1/clock")
    moving = threading.Lock()

    @routes.get("")
    @needs("clock", desk.web.tokens)
    @routes.doc(**described("Desk time and its speed"))
    @routes.output(ClockShown)
    def read() -> dict[str, Any]:
        return _shown(desk)

    @routes.post("")
    @needs("clock", desk.web.tokens)
    @routes.doc(**described("Change the speed of desk time, or walk it forward through every due moment", 409))
    @routes.input(ClockWish, arg_name="wish")
    @routes.output(ClockShown)
    def change(wish: ClockWish) -> dict[str, Any]:
        if not desk.web.clock_may_move:
            raise Refused(403, "clock_is_real")
        if not moving.acquire(blocking=False):
            raise Refused(409, "clock_is_moving")
        try:
            _change(desk, wish)
        finally:
            moving.release()
        return _shown(desk)

    return routes


def _change(desk: Backend, wish: ClockWish) -> None:
    if wish.speed is not None:
        desk.set_speed(wish.speed)
    elif wish.advance is not None:
        with desk.database.reading() as session:
            target = desk_now(session, desk.clock()) + parse_span(wish.advance)
        desk.walk_to(target)


def _shown(desk: Backend) -> dict[str, Any]:
    real_now = desk.clock()
    with desk.database.reading() as session:
        time = desk_time(session, real_now)
    now = time.at(real_now).astimezone(desk.rules.zone)
    return {"now": now.isoformat(timespec="milliseconds"), "speed": time.speed}
