"""The callback URLs: strict at the door, durable behind it, answered in the same response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import structlog
from flask import Blueprint, Response, request

from bot.dispatch import Dispatcher
from bot.doors import Door
from bot.wecom.envelope import EnvelopeRefused, Malformed
from models.database import OperationalError

log = structlog.get_logger("webhook")
MAX_BODY_BYTES = 1024 * 1024
# WeCom waits 5 s and tries three times; after that nobody reads a response.
PLATFORM_WAITS = timedelta(seconds=15)
Clock = Callable[[datetime], datetime]


def create_blueprint(doors: Mapping[str, Door], dispatcher: Dispatcher, clock: Clock) -> Blueprint:
    """Return the routes /wecom/<door> for the doors that are configured.

    `clock` takes the moment a request was signed at: when the machine's clocks have parted, the nearest one counts.
    """
    blueprint = Blueprint("webhook", __name__)

    @blueprint.get("/wecom/<name>")
    def check_url(name: str) -> Response:
        door = doors.get(name)
        return _check_url(name, door, clock(_signed_at())) if door else Response(status=404)

    @blueprint.post("/wecom/<name>")
    def receive(name: str) -> Response:
        door = doors.get(name)
        return _receive(name, door, dispatcher, clock) if door else Response(status=404)

    return blueprint


def _check_url(name: str, door: Door, now: datetime) -> Response:
    signature, timestamp, nonce, echostr = (
        request.args.get(key, "") for key in ("msg_signature", "timestamp", "nonce", "echostr")
    )
    try:
        plain = door.check_url(signature, timestamp, nonce, echostr, now)
    except EnvelopeRefused as refused:
        return _refuse(name, refused)
    return Response(plain, mimetype="text/plain")


def _receive(name: str, door: Door, dispatcher: Dispatcher, clock: Clock) -> Response:
    body = _body()
    if body is None:
        return Response("body too large", status=400, mimetype="text/plain")
    signature, timestamp, nonce = (request.args.get(key, "") for key in ("msg_signature", "timestamp", "nonce"))
    try:
        message = door.receive(signature, timestamp, nonce, body, clock(_signed_at()))
    except EnvelopeRefused as refused:
        return _refuse(name, refused)
    try:
        answer = dispatcher.receive(message, given_up=clock(_signed_at()) - _signed_at() > PLATFORM_WAITS)
    except OperationalError:
        # Nothing was stored: the platform sends it again when it gets no 200.
        log.exception("not_stored", door=name)
        return Response(status=503)
    sealed = door.answer(message, answer, nonce, clock(_signed_at())) if answer else None
    return Response(sealed or b"", mimetype=door.mimetype if sealed else "text/plain")


def _signed_at() -> datetime:
    try:
        return datetime.fromtimestamp(int(request.args.get("timestamp", "")), UTC)
    except (ValueError, OverflowError, OSError):
        # Whatever is no moment is refused by the envelope.
        return datetime.fromtimestamp(0, UTC)


def _body() -> bytes | None:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        return None
    body = request.stream.read(MAX_BODY_BYTES + 1)
    return body if len(body) <= MAX_BODY_BYTES else None


def _refuse(name: str, refused: EnvelopeRefused) -> Response:
    log.warning("callback_refused", door=name, why=type(refused).__name__)
    status = 400 if isinstance(refused, Malformed) else 403
    return Response(str(refused), status=status, mimetype="text/plain")
