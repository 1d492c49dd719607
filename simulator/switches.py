"""The switches under /sim: faults, the long connection's breaks, the bot's mode, who is seen under which id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.city import City
from simulator.faults import Fault
from simulator.long_connection import LongConnection
from simulator.world import CALLBACK, LONG_CONNECTION

CLOSE_CODES = (1000, 1001, 1006, 1011, 1012, 4000)


def switch_routes(city: City, line: LongConnection) -> Blueprint:
    """Return the endpoints that make things go wrong; POST bodies are JSON, what cannot be done answers 400."""
    routes = Blueprint("switches", __name__, url_prefix="/sim")

    @routes.errorhandler(ValueError)
    def refuse(error: ValueError) -> tuple[Response, int]:
        return jsonify(error=str(error)), 400

    @routes.post("/fault")
    def fault() -> Response:
        asked = _asked()
        city.faults.clear(asked.get("endpoint")) if asked.get("off") else city.faults.add(Fault.from_mapping(asked))
        return jsonify(faults=city.faults.listed())

    @routes.post("/line")
    def break_line() -> Response:
        done = _break(line, _asked())
        return jsonify(done=done, line=line_state(city, line))

    @routes.post("/bot")
    def bot() -> Response:
        _set_mode(city, _asked())
        return jsonify(line=line_state(city, line))

    @routes.post("/roll")
    def roll() -> Response:
        asked = _asked()
        city.roll.encrypts = bool(asked.get("encrypts", city.roll.encrypts))
        if userid := asked.get("userid"):
            member = city.roll.member(str(userid))
            member.status = int(asked.get("status", member.status))
            member.name = asked.get("name", member.name)
            member.is_hidden = bool(asked.get("hidden", member.is_hidden))
        return jsonify(encrypts=city.roll.encrypts)

    return routes


def line_state(city: City, line: LongConnection) -> dict[str, Any]:
    """Return how the AI bot hears and how its long connection stands."""
    return {"mode": city.mode, **line.state()}


def _break(line: LongConnection, asked: dict[str, Any]) -> bool:
    breaks: dict[Any, Callable[[], bool]] = {
        "close": lambda: line.close(_close_code(asked)),
        "forget": line.forget,
        "evict": lambda: line.evict(close=bool(asked.get("close"))),
    }
    if asked.get("do") not in breaks:
        raise ValueError(f"do must be one of {', '.join(breaks)}")
    return breaks[asked["do"]]()


def _close_code(asked: dict[str, Any]) -> int:
    code = asked.get("code", 1006)
    if code not in CLOSE_CODES:
        raise ValueError(f"code must be one of {', '.join(map(str, CLOSE_CODES))}")
    return int(code)


def _set_mode(city: City, asked: dict[str, Any]) -> None:
    mode = asked.get("mode")
    if mode not in (CALLBACK, LONG_CONNECTION):
        raise ValueError(f"mode must be {CALLBACK} or {LONG_CONNECTION}")
    city.mode = mode


def _asked() -> dict[str, Any]:
    asked = request.get_json()
    if not isinstance(asked, dict):
        raise ValueError("a JSON object is needed")
    return asked
