"""The platform's HTTP interface under /cgi-bin: tokens, media, and the faults that meet every call."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, g, request

from simulator import app_messages, robot_messages
from simulator.city import City
from simulator.faults import Fault
from simulator.refusal import Refused, refusal_body

PREFIX = "/cgi-bin/"


def platform_routes(city: City) -> Blueprint:
    """Return the endpoints a product calls; every answer is HTTP 200 and `errcode` decides, as on the platform."""
    routes = Blueprint("platform", __name__, url_prefix=PREFIX.rstrip("/"))
    _add_faults(routes, city)
    _add_reading(routes, city)
    _add_sending(routes, city)
    return routes


def _add_faults(routes: Blueprint, city: City) -> None:
    @routes.before_request
    def meet_fault() -> Response | None:
        endpoint = request.path.removeprefix(PREFIX)
        with city.lock:
            city.calls[endpoint] += 1
        fault = city.faults.take(endpoint, _targets())
        return _suffer(city, fault) if fault else None

    @routes.after_request
    def cut_when_told(response: Response) -> Response:
        if g.get("cut"):
            _cut()
        return response

    @routes.errorhandler(Refused)
    def refuse(refused: Refused) -> Response:
        return as_json(refusal_body(refused))


def _add_reading(routes: Blueprint, city: City) -> None:
    @routes.get("/gettoken")
    def gettoken() -> Response:
        return as_json(_token(city))

    @routes.get("/getcallbackip")
    def getcallbackip() -> Response:
        check_token(city)
        return as_json({"ip_list": ["127.0.0.1"], "errcode": 0, "errmsg": "ok"})

    @routes.get("/agent/get")
    def agent() -> Response:
        check_token(city)
        return as_json(_agent(city))

    @routes.get("/user/get")
    def user() -> Response:
        check_token(city)
        person = city.world.person(request.args.get("userid", ""))
        if person is None:
            raise Refused(60111)
        return as_json({"errcode": 0, "errmsg": "ok", "userid": person.userid, "name": person.name, "status": 1})

    @routes.get("/media/get")
    def media() -> Response:
        check_token(city)
        return _media(city)


def _add_sending(routes: Blueprint, city: City) -> None:
    def post(path: str, answer: Callable[[City, dict[str, Any]], dict[str, Any]], *, with_token: bool) -> None:
        def view() -> Response:
            if with_token:
                check_token(city)
            with city.lock:
                return as_json({"errcode": 0, "errmsg": "ok"} | answer(city, _body()))

        routes.add_url_rule(path, path, view, methods=["POST"])

    post("/message/send", app_messages.send, with_token=True)
    post("/message/update_template_card", app_messages.update_card, with_token=True)
    post("/webhook/send", robot_messages.send, with_token=False)
    post("/aibot/response", robot_messages.respond, with_token=False)

    @routes.post("/webhook/upload_media")
    def upload() -> Response:
        return as_json({"errcode": 0, "errmsg": "ok"} | robot_messages.upload(city))


def check_token(city: City) -> None:
    """Refuse a missing, unknown or expired access token."""
    errcode = city.tokens.errcode(request.args.get("access_token", ""), city.clock())
    if errcode:
        raise Refused(errcode)


def as_json(answer: dict[str, Any]) -> Response:
    """Answer in the platform's way: HTTP 200 and JSON."""
    return Response(json.dumps(answer, ensure_ascii=False), content_type="application/json; charset=UTF-8")


def _body() -> dict[str, Any]:
    try:
        body = json.loads(request.get_data())
    except ValueError as error:
        raise Refused(47001) from error
    if not isinstance(body, dict):
        raise Refused(47001)
    return body


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
    if fault.kind == "accept_then_cut":
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


def _token(city: City) -> dict[str, Any]:
    known = city.world.credentials
    if request.args.get("corpid") != known.corp_id:
        raise Refused(40013)
    if request.args.get("corpsecret") != known.app_secret:
        raise Refused(40001)
    with city.lock:
        token, seconds = city.tokens.issue(city.clock())
    return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": seconds}


def _agent(city: City) -> dict[str, Any]:
    known = city.world.credentials
    if request.args.get("agentid") != str(known.agent_id):
        raise Refused(40056)
    seen_by = [{"userid": person.userid} for person in city.world.people]
    return {
        "errcode": 0,
        "errmsg": "ok",
        "agentid": known.agent_id,
        "close": 0,
        "allow_userinfos": {"user": seen_by},
        "allow_partys": {"partyid": []},
        "allow_tags": {"tagid": []},
    }


def _media(city: City) -> Response:
    stored = city.files.get(request.args.get("media_id", ""))
    if stored is None:
        raise Refused(40007)
    response = Response(stored.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(stored.name)}"
    return response
