"""How the platform answers over HTTP: as JSON whose errcode decides, after the token was checked and the fault met."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, g, request

from simulator.city import City
from simulator.faults import Fault
from simulator.refusal import Refused, refusal_body

PREFIX = "/cgi-bin/"


def as_json(answer: dict[str, Any]) -> Response:
    """Answer in the platform's way: HTTP 200 and JSON."""
    return Response(json.dumps(answer, ensure_ascii=False), content_type="application/json; charset=UTF-8")


def as_file(name: str, content: bytes) -> Response:
    """Answer with a file, whose name is in Content-Disposition; a Range is respected."""
    response = Response(content, content_type="application/octet-stream")
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\' else "_" for sign in name)
    named = f"attachment; filename=\"{plain}\"; filename*=utf-8''{quote(name)}"
    response.headers["Content-Disposition"] = named
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response


def check_token(city: City) -> None:
    """Refuse a missing, unknown or expired access token."""
    errcode = city.tokens.errcode(request.args.get("access_token", ""), city.clock())
    if errcode:
        raise Refused(errcode)


def asked_body() -> dict[str, Any]:
    """Return the JSON object of the request; refuses 47001."""
    try:
        body = json.loads(request.get_data())
    except ValueError as error:
        raise Refused(47001) from error
    if not isinstance(body, dict):
        raise Refused(47001)
    return body


def add_post(
    routes: Blueprint,
    city: City,
    path: str,
    answer: Callable[[City, dict[str, Any]], dict[str, Any]],
    *,
    with_token: bool = True,
) -> None:
    """Add an endpoint that takes a JSON object and answers one."""

    def view() -> Response:
        if with_token:
            check_token(city)
        with city.lock:
            return as_json({"errcode": 0, "errmsg": "ok"} | answer(city, asked_body()))

    routes.add_url_rule(path, path, view, methods=["POST"])


def meet_faults(routes: Blueprint, city: City, endpoint: Callable[[], str]) -> None:
    """Let every call of these routes be counted and meet the fault that was switched on for it."""

    @routes.before_request
    def meet_fault() -> Response | None:
        name = endpoint()
        with city.lock:
            city.calls[name] += 1
        fault = city.faults.take(name, _targets())
        return _suffer(city, fault) if fault else None

    @routes.after_request
    def cut_when_told(response: Response) -> Response:
        if g.get("cut"):
            _cut()
        return response

    @routes.errorhandler(Refused)
    def refuse(refused: Refused) -> Response:
        return as_json(refusal_body(refused))


def _targets() -> tuple[str, ...]:
    body = request.get_json(silent=True, force=True) if request.method == "POST" and not request.files else None
    addressed = str(body.get("touser", "")).split("|") if isinstance(body, dict) else []
    return (
        request.args.get("key", ""),
        request.args.get("userid", ""),
        request.args.get("response_code", ""),
        *addressed,
    )


def _suffer(city: City, fault: Fault) -> Response | None:
    if fault.kind == "errcode":
        return as_json(refusal_body(Refused(fault.errcode)))
    if fault.kind == "http":
        return Response("bad gateway", status=fault.status)
    if fault.kind in ("accept_then_cut", "no_ack"):
        g.cut = True
        return None
    city.closing.wait(fault.seconds)
    if fault.kind == "slow":
        return None
    g.cut = True
    return Response(status=504)


def _cut() -> None:
    """Close the line under the answer, so that the caller sees it break after its request was read."""
    line = request.environ.get("werkzeug.socket")
    if line is not None:
        line.shutdown(socket.SHUT_RDWR)
