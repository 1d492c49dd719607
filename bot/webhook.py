"""The callback URLs: strict at the door, durable behind it, answered in the same response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from flask import Blueprint, Response, request

from bot.dispatch import Dispatcher
from bot.doors import Door
from bot.wecom.envelope import EnvelopeRefused, Malformed
from models.database import OperationalError

log = structlog.get_logger("webhook")
MAX_BODY_BYTES = 1024 * 1024


def create_blueprint(doors: Mapping[str, Door], dispatcher: Dispatcher, clock: Callable[[], datetime]) -> Blueprint:
    """Return the routes /wecom/<door> for the doors that are configured."""
    blueprint = Blueprint("webhook", __name__)

    @blueprint.get("/wecom/<name>")
    def check_url(name: str) -> Response:
        door = doors.get(name)
        if door is None:
            return Response(status=404)
        query = request.args
        try:
            plain = door.check_url(
                query.get("msg_signature", ""),
                query.get("timestamp", ""),
                query.get("nonce", ""),
                query.get("echostr", ""),
                clock(),
            )
        except EnvelopeRefused as refused:
            return _refuse(name, refused)
        return Response(plain, mimetype="text/plain")

    @blueprint.post("/wecom/<name>")
    def receive(name: str) -> Response:
        door = doors.get(name)
        if door is None:
            return Response(status=404)
        if (request.content_length or 0) > MAX_BODY_BYTES:
            return Response("body too large", status=400, mimetype="text/plain")
        body = request.stream.read(MAX_BODY_BYTES + 1)
        if len(body) > MAX_BODY_BYTES:
            return Response("body too large", status=400, mimetype="text/plain")
        query, nonce = request.args, request.args.get("nonce", "")
        try:
            message = door.receive(query.get("msg_signature", ""), query.get("timestamp", ""), nonce, body, clock())
        except EnvelopeRefused as refused:
            return _refuse(name, refused)
        try:
            answer = dispatcher.receive(message)
        except OperationalError:
            # Nothing was stored: the platform sends it again when it gets no 200.
            log.exception("not_stored", door=name)
            return Response(status=503)
        sealed = door.answer(message, answer, nonce, clock()) if answer else None
        return Response(sealed or b"", mimetype="text/plain")

    return blueprint


def _refuse(name: str, refused: EnvelopeRefused) -> Response:
    log.warning("callback_refused", door=name, why=type(refused).__name__)
    status = 400 if isinstance(refused, Malformed) else 403
    return Response(str(refused), status=status, mimetype="text/plain")
