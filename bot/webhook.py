"""The callback URLs: strict at the door, durable behind it, answered in the same response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import structlog
from flask import Blueprint, Response, request

from bot.dispatch import Dispatcher
from bot.doors import Door
from bot.origins import Origins
from bot.wecom.envelope import EnvelopeRefused, Malformed
from models.database import OperationalError
from models.schema_check import Standing
from rules.chat import ChatMessage

log = structlog.get_logger("webhook")
MAX_BODY_BYTES = 1024 * 1024
# WeCom waits 5 s and tries three times; after that nobody reads a response.
PLATFORM_WAITS = timedelta(seconds=15)
Clock = Callable[[datetime], datetime]


def create_blueprint(
    doors: Mapping[str, Door],
    dispatcher: Dispatcher,
    origins: Origins,
    clock: Clock,
    standing: Callable[[], Standing],
) -> Blueprint:
    """Return the routes /wecom/<door> for the doors that are configured.

    `standing` tells whether the database's schema is the one this program knows.
    `clock` takes the moment a request was signed at: when the machine's clocks have parted, the nearest one counts.
    """
    blueprint = Blueprint("webhook", __name__)

    @blueprint.get("/wecom/<name>")
    def check_url(name: str) -> Response:
        door = doors.get(_in_its_format(name))
        return _check_url(door, clock(_signed_at())) if door else Response(status=404)

    @blueprint.post("/wecom/<name>")
    def receive(name: str) -> Response:
        door = doors.get(_in_its_format(name))
        if door is None:
            return Response(status=404)
        answer = _receive(name, door, dispatcher, clock, standing)
        if answer.status_code == 200:
            origins.note(name, _origin())
        return answer

    @blueprint.errorhandler(EnvelopeRefused)
    def refuse(refused: EnvelopeRefused) -> Response:
        name, why = str((request.view_args or {})["name"]), type(refused).__name__
        log.warning("callback_refused", door=name, why=why)
        origins.note_refused(name, why)
        return Response(str(refused), status=400 if isinstance(refused, Malformed) else 403, mimetype="text/plain")

    return blueprint


def _in_its_format(name: str) -> str:
    """The console adds the format to the address of the group robot; XML needs no word."""
    return f"{name}:json" if request.args.get("robot_callback_format") == "json" else name


def _origin() -> str:
    """Return who calls: behind a proxy of this house the address the proxy adds last."""
    address = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(forwarded)) if forwarded and ip_address(address).is_private else address
    except ValueError:
        return address


def _check_url(door: Door, now: datetime) -> Response:
    signature, timestamp, nonce, echostr = (
        request.args.get(key, "") for key in ("msg_signature", "timestamp", "nonce", "echostr")
    )
    return Response(door.check_url(signature, timestamp, nonce, echostr, now), mimetype="text/plain")


def _receive(name: str, door: Door, dispatcher: Dispatcher, clock: Clock, standing: Callable[[], Standing]) -> Response:
    body = _body()
    if body is None:
        return Response("body too large", status=400, mimetype="text/plain")
    signature, timestamp, nonce = (request.args.get(key, "") for key in ("msg_signature", "timestamp", "nonce"))
    message = door.receive(signature, timestamp, nonce, body, clock(_signed_at()))
    try:
        if (schema := standing()) is not Standing.FITS:
            return _leave_to_another(name, message, dispatcher, schema)
        answer = dispatcher.receive(message, given_up=clock(_signed_at()) - _signed_at() > PLATFORM_WAITS)
    except OperationalError:
        # Nothing was stored: the platform sends it again when it gets no 200.
        log.exception("not_stored", door=name)
        return Response(status=503)
    sealed = door.answer(message, answer, nonce, clock(_signed_at())) if answer else None
    return Response(sealed or b"", mimetype=door.mimetype if sealed else "text/plain")


def _leave_to_another(name: str, message: ChatMessage, dispatcher: Dispatcher, schema: Standing) -> Response:
    """Store what a newer program's worker will answer; on a database not migrated yet, have it sent again."""
    log.warning("left_to_another", door=name, schema=schema)
    if schema is Standing.OLDER:
        return Response(status=503)
    dispatcher.keep(message)
    return Response(status=200)


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
