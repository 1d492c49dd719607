"""Answers every refused or failed call with a reason as JSON, and never with what broke inside."""

from __future__ import annotations

import secrets
from typing import Any

import structlog
from apiflask import APIFlask, HTTPError
from flask import Response, jsonify, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from models.database import OperationalError
from texts import api as texts

log = structlog.get_logger("web")
_BY_STATUS = {404: "no_such_page", 405: "wrong_method", 413: "too_large", 400: "bad_json", 415: "bad_json"}


class Refused(Exception):
    """A call that is not done: status, code, and the facts for the sentence."""

    def __init__(self, status: int, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.facts = status, code, facts


def error_answer(status: int, code: str, **facts: Any) -> Response:
    """Return the JSON of an error: a code for programs, a sentence for people."""
    answer = jsonify(error=code, reason=texts.call_refused(code, facts))
    answer.status_code = status
    return answer


def register_errors(app: APIFlask) -> None:
    """Give every way to fail its answer; JSON under /api, one plain line elsewhere."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)
    # Set and not decorated: the decorator would also take over the errors of Werkzeug outside /api.
    app.error_callback = _invalid


def _refused(error: Refused) -> Response:
    answer = error_answer(error.status, error.code, **error.facts)
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _invalid(error: HTTPError) -> Response:
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        return error_answer(400, "bad_request", problems=texts.field_problems(cause.errors(include_input=False)))
    return error_answer(error.status_code, "refused")


def _database_away(_error: OperationalError) -> Response:
    log.warning("database_away", path=_path(), exc_info=True)
    return _shaped(503, "database_away", {"Retry-After": "5"})


def _too_deep(error: RecursionError) -> Response:
    # A body nested a thousand times deep is the sender's fault; anywhere else it is ours.
    return _shaped(400, "bad_json", {}) if request.is_json else _broken(error)


def _http_error(error: HTTPException) -> Response:
    if not _is_api():
        plain: Response = error.get_response()  # type: ignore[assignment]
        return plain
    status = error.code or 500
    headers = {name: text for name, text in error.get_headers() if name.lower() not in ("content-type", "location")}
    return _shaped(status, _BY_STATUS.get(status, "refused"), headers, method=request.method)


def _broken(_error: Exception) -> Response:
    reference = secrets.token_hex(3)
    log.exception("request_failed", reference=reference, method=request.method, endpoint=request.endpoint)
    return _shaped(500, "broken", {}, reference=reference)


def _shaped(status: int, code: str, headers: dict[str, str], **facts: Any) -> Response:
    if _is_api():
        answer = error_answer(status, code, **facts)
    else:
        answer = Response(texts.call_refused(code, facts), status=status, mimetype="text/plain")
    answer.headers.update(headers)
    return answer


def _is_api() -> bool:
    return request.path.startswith("/api/")


def _path() -> str:
    """Return the path as it may be written down: that of an upload is the right to it."""
    return "/upload/…" if request.path.startswith("/upload/") else request.path
