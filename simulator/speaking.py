"""What people do, by the API: say, send, tap, open a chat, call the old robot, spoilt or many at once where wanted."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from simulator.attachments import Attachment
from simulator.callbacks import How
from simulator.city import City
from simulator.hearing import DOORS, Heard
from simulator.voices import Voices

MOST_AT_ONCE = 200
MOST_PADDING_BYTES = 8 * 1024 * 1024


def add_speaking(routes: Blueprint, city: City, voices: Voices) -> None:
    """Add the endpoints by which people act; what lacks something answers 400."""
    _add_saying(routes, voices)
    _add_doing(routes, city, voices)


def _add_saying(routes: Blueprint, voices: Voices) -> None:
    @routes.post("/say")
    def say() -> Response:
        wish = asked("userid", "chat", "text")
        how, files, quote = _how(wish), _files(wish.get("files") or ()), wish.get("quote") or None

        def once() -> Heard:
            return voices.say(wish["userid"], wish["text"], wish["chat"], quote, how, files)

        return jsonify(_heard(_at_once(once, min(int(wish.get("times", 1)), MOST_AT_ONCE))))

    @routes.post("/check_url")
    def check_url() -> Response:
        which = asked("which")["which"]
        if which not in DOORS:
            abort(400, f"which must be one of {', '.join(DOORS)}")
        status, is_right = voices.hearing.check_url(which)
        return jsonify(status=status, is_right=is_right)

    @routes.post("/robot")
    def robot() -> Response:
        wish = asked("userid", "chat", "text")
        form = {"speaks_xml": wish.get("format", "xml") == "xml", "event": str(wish.get("event") or "")}
        return jsonify(_heard(voices.call_robot(wish["userid"], wish["text"], wish["chat"], **form)))


def _add_doing(routes: Blueprint, city: City, voices: Voices) -> None:
    @routes.post("/enter")
    def enter() -> Response:
        wish = asked("userid", "chat")
        return jsonify(_heard(voices.enter(wish["userid"], wish["chat"])))

    @routes.post("/event")
    def event() -> Response:
        wish = asked("event")
        fields = {str(name): value for name, value in (wish.get("fields") or {}).items()}
        if "chat" not in wish:
            return jsonify(_heard(voices.reports(wish["event"], fields)))
        return jsonify(_heard(voices.happens(str(wish.get("userid", "")), str(wish["chat"]), wish["event"], fields)))

    @routes.post("/tap")
    def tap() -> Response:
        wish = asked("userid", "message", "key")
        message = city.message(wish["message"]) or abort(404)
        selected = wish.get("selected") or None
        return jsonify(_heard(voices.tap(wish["userid"], message, wish["key"], selected=selected)))


def _how(wish: dict[str, Any]) -> How:
    """Read how a message is to be delivered: what is wrong with its callback, or how often it comes."""
    receiveid = wish.get("receiveid")
    return How(
        deliveries=max(1, int(wish.get("deliveries", 1))),
        skew_seconds=int(wish.get("skew_seconds", 0)),
        bad_signature=bool(wish.get("bad_signature")),
        receiveid=None if receiveid is None else str(receiveid),
        padding_bytes=min(int(wish.get("padding_bytes", 0)), MOST_PADDING_BYTES),
    )


def _at_once(once: Callable[[], Heard], times: int) -> Heard:
    """Do it so many times beside each other; return what became of the last."""
    if times <= 1:
        return once()
    with ThreadPoolExecutor(times) as together:
        return [each.result() for each in [together.submit(once) for _ in range(times)]][-1]


def _files(rows: Any) -> list[Attachment]:
    """Read files whose bytes are base64; what is none answers 400."""
    try:
        return [_file(row) for row in rows]
    except (KeyError, TypeError, ValueError):
        abort(400, "files need kind, name and data in base64")


def _file(row: Mapping[str, Any]) -> Attachment:
    content = base64.b64decode(row["data"], validate=True)
    return Attachment(row["kind"], str(row["name"]), content, str(row.get("transcript", "")))


def asked(*needed: str) -> dict[str, Any]:
    """Return the JSON object of the request, which holds these strings; anything else answers 400."""
    found = request.get_json()
    if not isinstance(found, dict) or any(not isinstance(found.get(name), str) for name in needed):
        abort(400, f"JSON with {', '.join(needed)} is needed")
    return found


def _heard(heard: Heard) -> dict[str, Any]:
    return {
        "id": heard.message.id if heard.message else None,
        "answer": heard.answer,
        "hint": heard.hint,
        "statuses": [exchange.status for exchange in heard.exchanges],
    }
