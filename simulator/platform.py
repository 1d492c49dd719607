"""The platform's HTTP interface under /cgi-bin, put together: tokens, addresses, sending, contacts and media."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from simulator import app_messages, robot_messages
from simulator.answers import PREFIX, add_post, as_json, check_token, meet_faults
from simulator.city import City
from simulator.contacts import add_contacts
from simulator.media import add_media
from simulator.refusal import Refused


def platform_routes(city: City) -> Blueprint:
    """Return the endpoints a product calls; every answer is HTTP 200 and `errcode` decides, as on the platform."""
    routes = Blueprint("platform", __name__, url_prefix=PREFIX.rstrip("/"))
    meet_faults(routes, city, lambda: request.path.removeprefix(PREFIX))
    _add_basics(routes, city)
    _add_sending(routes, city)
    add_contacts(routes, city)
    add_media(routes, city)
    return routes


def _add_basics(routes: Blueprint, city: City) -> None:
    @routes.get("/gettoken")
    def gettoken() -> Response:
        return as_json(_token(city))

    def addresses() -> Response:
        check_token(city)
        return as_json({"ip_list": ["127.0.0.1"], "errcode": 0, "errmsg": "ok"})

    @routes.get("/webhook/get_chat_info")
    def chat_info() -> Response:
        return as_json(_chat_info(city))

    for name in ("/getcallbackip", "/get_api_domain_ip"):
        routes.add_url_rule(name, name, addresses)


def _add_sending(routes: Blueprint, city: City) -> None:
    add_post(routes, city, "/message/send", app_messages.send)
    add_post(routes, city, "/message/update_template_card", app_messages.update_card)
    add_post(routes, city, "/message/recall", app_messages.recall)
    add_post(routes, city, "/webhook/send", robot_messages.send, with_token=False)
    add_post(routes, city, "/aibot/response", robot_messages.respond, with_token=False)


def _chat_info(city: City) -> dict[str, Any]:
    code = request.args.get("code", "")
    with city.lock:
        group = city.world.group(str(city.chat_codes.look(code, city.clock())))
        city.chat_codes.use(code)
    if group is None:
        raise Refused(40029)
    people = [person for person in map(city.world.person, group.members) if person]
    members = [{"userid": person.userid, "alias": "", "name": person.name} for person in people]
    about = {"chatid": group.chat_id, "name": group.name, "chattype": "group", "members": members}
    return {"errcode": 0, "errmsg": "ok"} | about


def _token(city: City) -> dict[str, Any]:
    known = city.world.credentials
    if request.args.get("corpid") != known.corp_id:
        raise Refused(40013)
    if request.args.get("corpsecret") != known.app_secret:
        raise Refused(40001)
    with city.lock:
        token, seconds = city.tokens.issue(city.clock())
    return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": seconds}
