"""The plaintexts of the old group robot's callbacks, in XML and in JSON (WeCom page 99399)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from simulator.city import City
from simulator.world import Group

EVENTS = ("add_to_chat", "delete_from_chat", "enter_chat")


def robot_body(
    city: City,
    api_base: str,
    userid: str,
    group: Group,
    text: str,
    *,
    speaks_xml: bool,
    event: str = "",
    pictures: Sequence[str] = (),
) -> bytes:
    """Return a message (with pictures: a mixed one) or an event of the robot of `group`."""
    person = city.world.person(userid)
    with city.lock:
        code = city.chat_codes.issue(group.chat_id, city.clock())
    fields: dict[str, Any] = {
        "WebhookUrl": f"{api_base}/cgi-bin/webhook/send?key={group.webhook_key}",
        "ChatId": group.chat_id,
        "ChatType": "group",
        "GetChatInfoUrl": f"{api_base}/cgi-bin/webhook/get_chat_info?code={code}",
        "From": {"UserId": userid, "Name": person.name if person else userid, "Alias": ""},
        "MsgId": "ROBOT" + secrets.token_urlsafe(12),
        **_content(text, event, pictures),
    }
    return _xml(fields).encode() if speaks_xml else json.dumps(_json(fields), ensure_ascii=False).encode()


def _content(text: str, event: str, pictures: Sequence[str]) -> dict[str, Any]:
    if event:
        return {"MsgType": "event", "Event": {"EventType": event}}
    if not pictures:
        return {"MsgType": "text", "Text": {"Content": text}}
    items = [{"MsgType": "text", "Text": {"Content": text}}] if text else []
    items += [{"MsgType": "image", "Image": {"ImageUrl": url}} for url in pictures]
    return {"MsgType": "mixed", "MixedMessage": {"MsgItem": items}}


def _xml(fields: dict[str, Any]) -> str:
    return f"<xml>{_elements(fields)}</xml>"


def _elements(fields: dict[str, Any]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    if isinstance(value, dict):
        return f"<{name}>{_elements(value)}</{name}>"
    if "]]>" in value:
        return f"<{name}>{escape(value)}</{name}>"
    return f"<{name}><![CDATA[{value}]]></{name}>"


# The names that JSON writes otherwise than simply in lower case.
_JSON_NAMES = {
    "WebhookUrl": "webhook_url", "GetChatInfoUrl": "get_chat_info_url", "MixedMessage": "mixed_message",
    "MsgItem": "msg_item", "ImageUrl": "image_url", "EventType": "event_type",
}  # fmt: skip


def _json(fields: dict[str, Any], *, within_items: bool = False) -> dict[str, Any]:
    shaped: dict[str, Any] = {}
    for name, value in fields.items():
        written = "msg_type" if within_items and name == "MsgType" else _JSON_NAMES.get(name, name.lower())
        if isinstance(value, dict):
            shaped[written] = _json(value)
        elif isinstance(value, list):
            shaped[written] = [_json(one, within_items=True) for one in value]
        else:
            shaped[written] = value
    return shaped
