"""Files over HTTP: those of the app (pages 90253 and 90254), of a push key, and the addresses the AI bot gets."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, abort, request

from simulator.answers import as_file, as_json, check_token, meet_faults
from simulator.city import City, StoredFile
from simulator.refusal import Refused

LINKS_ENDPOINT = "aibot/media"
APP_OWNER = "app"
MEGABYTE = 1024 * 1024
_APP_BYTES = {"image": 10 * MEGABYTE, "voice": 2 * MEGABYTE, "video": 10 * MEGABYTE, "file": 20 * MEGABYTE}
_PUSH_BYTES = {"file": 20 * MEGABYTE, "voice": 2 * MEGABYTE}
_SMALLEST_BYTES = 6


def add_media(routes: Blueprint, city: City) -> None:
    """Add the endpoints that take and give files by media_id."""

    @routes.get("/media/get")
    def get() -> Response:
        check_token(city)
        stored = city.file(request.args.get("media_id", ""))
        if stored is None:
            raise Refused(40007)
        return as_file(stored.name, stored.content)

    @routes.post("/media/upload")
    def upload() -> Response:
        check_token(city)
        return as_json(_kept(city, APP_OWNER, _APP_BYTES))

    @routes.post("/webhook/upload_media")
    def upload_for_key() -> Response:
        group = city.world.group_of_key(request.args.get("key", ""))
        if group is None:
            raise Refused(93000)
        return as_json(_kept(city, str(group.webhook_key), _PUSH_BYTES))


def link_routes(city: City) -> Blueprint:
    """Return the addresses of encrypted files, which answer 403 once their five minutes are over."""
    routes = Blueprint("links", __name__)
    meet_faults(routes, city, lambda: LINKS_ENDPOINT)

    @routes.get("/aibot/media/<name>")
    def link(name: str) -> Response:
        found = city.links.look(name, city.clock()) or abort(403)
        return as_file(found.name, found.sealed)

    return routes


def _kept(city: City, owner: str, limits: dict[str, int]) -> dict[str, Any]:
    """Keep the multipart field `media`, which holds more than 5 bytes; refuses 40004, 41005, 44001 and 45001."""
    kind, media = request.args.get("type", ""), request.files.get("media")
    if kind not in limits:
        raise Refused(40004)
    if media is None:
        raise Refused(41005)
    content = media.read()
    if len(content) < _SMALLEST_BYTES:
        raise Refused(44001)
    if len(content) > limits[kind]:
        raise Refused(45001)
    media_id, now = secrets.token_urlsafe(24), city.clock()
    with city.lock:
        city.files[media_id] = StoredFile(media.filename or "file", content, owner, now, kind)
    created = str(int(now.timestamp()))
    return {"errcode": 0, "errmsg": "ok", "type": kind, "media_id": media_id, "created_at": created}
