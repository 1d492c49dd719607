"""The control API under /sim and the page that plays all roles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, request, send_from_directory

from simulator.answers import as_file
from simulator.city import City
from simulator.desk_clock import DeskClock
from simulator.long_connection import LongConnection
from simulator.media import link_routes
from simulator.message import Message
from simulator.platform import platform_routes
from simulator.speaking import add_speaking, asked
from simulator.switches import line_state, switch_routes
from simulator.voices import Voices

PAGE = Path(__file__).parent / "page"
LONGEST_WAIT_SECONDS = 25.0


def simulator_app(city: City, voices: Voices, clock: DeskClock) -> Flask:
    """Return the whole simulator as one WSGI application."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(platform_routes(city))
    app.register_blueprint(link_routes(city))
    app.register_blueprint(control_routes(city, voices, clock))
    app.register_blueprint(switch_routes(city, voices.hearing.line))

    @app.get("/")
    def page() -> Response:
        return send_from_directory(PAGE, "index.html")

    @app.get("/page/<path:name>")
    def page_file(name: str) -> Response:
        return send_from_directory(PAGE, name, max_age=0)

    @app.get("/favicon.ico")
    def no_icon() -> Response:
        return Response(status=204)

    return app


def control_routes(city: City, voices: Voices, clock: DeskClock) -> Blueprint:
    """Return the endpoints the page and tests steer the city with; POST bodies are JSON."""
    routes = Blueprint("control", __name__, url_prefix="/sim")
    _add_reading(routes, city, voices.hearing.line)
    add_speaking(routes, city, voices)
    _add_clock(routes, clock)
    return routes


def _add_reading(routes: Blueprint, city: City, line: LongConnection) -> None:
    @routes.get("/state")
    def state() -> Response:
        wait = min(request.args.get("wait", 0.0, type=float), LONGEST_WAIT_SECONDS)
        changes = city.since(request.args.get("since", 0, type=int), request.args.get("epoch", type=int), wait)
        return jsonify(_roll(city, line) | _news(changes))

    @routes.post("/reset")
    def reset() -> Response:
        city.clear()
        return jsonify(ok=True)

    @routes.get("/file/<message_id>/<int:place>")
    def file(message_id: str, place: int) -> Response:
        message = city.message(message_id) or abort(404)
        if place >= len(message.files):
            abort(404)
        return as_file(message.files[place].name, message.files[place].content)

    @routes.get("/stream")
    def stream() -> Response:
        since, epoch = request.args.get("since", 0, type=int), request.args.get("epoch", type=int)
        events = _events(city, since, epoch)
        return Response(events, content_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _add_clock(routes: Blueprint, clock: DeskClock) -> None:
    @routes.get("/clock")
    def read_clock() -> tuple[dict[str, Any], int]:
        status, body = clock.read()
        return body, status

    @routes.post("/clock")
    def change_clock() -> tuple[dict[str, Any], int]:
        status, body = clock.change(asked())
        return body, status


def _roll(city: City, line: LongConnection) -> dict[str, Any]:
    world = city.world
    return {
        "bot": {"name": world.credentials.bot_name},
        "board_url": world.board_url,
        "people": [{"userid": p.userid, "name": p.name, "unit": p.unit, "roles": p.roles} for p in world.people],
        "groups": [
            {"chat": g.chat_id, "name": g.name, "kind": g.kind, "members": g.members, "ai_bot": g.ai_bot}
            for g in world.groups
        ],
        "faults": city.faults.listed(),
        "drops": len(city.drops),
        "calls": dict(city.calls),
        "line": line_state(city, line),
        "encrypts": city.roll.encrypts,
    }


def _news(changes: tuple[list[Message], int, int]) -> dict[str, Any]:
    messages, seq, epoch = changes
    return {"messages": [_as_json(message) for message in messages], "seq": seq, "epoch": epoch}


def _events(city: City, since: int, epoch: int | None) -> Iterator[str]:
    yield ": hello\n\n"
    while not city.closing.is_set():
        messages, seq, now_epoch = city.since(since, epoch, 15)
        if messages or now_epoch != epoch:
            news = json.dumps(_news((messages, seq, now_epoch)), ensure_ascii=False)
            yield f"data: {news}\n\n"
        else:
            yield ": alive\n\n"
        since, epoch = seq, now_epoch


def _as_json(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "number": message.number,
        "chat": message.chat,
        "from": message.sender,
        "text": message.text,
        "via": message.via,
        "msgtype": message.msgtype,
        "mentions": message.mentions,
        "quote": message.quote,
        "card": message.card,
        "files": [
            {"kind": file.kind, "name": file.name, "bytes": len(file.content), "transcript": file.transcript}
            for file in message.files
        ],
        "time": (message.desk_at or message.at).astimezone(UTC).isoformat(),
    }
