"""Messages of the self-built app to members (WeCom pages 90236 and 94888), with its silent limits."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from simulator import card as cards
from simulator.city import City, direct_chat
from simulator.message import APP, Via
from simulator.refusal import Refused, within

TEXT_BYTES = 2048
UNSTORED = ("image", "voice", "video", "file", "textcard", "news", "mpnews", "miniprogram_notice")


def send(city: City, body: dict[str, Any]) -> dict[str, Any]:
    """Take a message for members; what is over a member's limit, or a checked duplicate, is dropped in silence."""
    if body.get("agentid") != city.world.credentials.agent_id:
        raise Refused(40056)
    receivers, invalid = _receivers(city, body)
    text, card = _content(body)
    msgid = secrets.token_urlsafe(24)
    answer = {"invaliduser": "|".join(invalid), "invalidparty": str(body.get("toparty", "")), "msgid": msgid}
    if _is_duplicate(city, body):
        for userid in receivers:
            city.drop("duplicate", direct_chat("app", userid), text)
        return answer
    shown = [_show(city, userid, body, text, card) for userid in receivers]
    if cards.is_interactive(card):
        answer["response_code"] = city.card_codes.issue([m for m in shown if m], city.clock())
    return answer


def update_card(city: City, body: dict[str, Any]) -> dict[str, Any]:
    """Change a shown card once per response_code; refuses 60140 for a used or expired one."""
    code = str(body.get("response_code", ""))
    message_ids = city.card_codes.look(code, city.clock())
    if message_ids is None:
        raise Refused(60140)
    city.card_codes.use(code)
    for message_id in message_ids:
        _change(city, message_id, body)
    return {"invaliduser": ""}


def _receivers(city: City, body: dict[str, Any]) -> tuple[list[str], list[str]]:
    wanted = [part for part in str(body.get("touser") or "").split("|") if part]
    if wanted == ["@all"]:
        return [person.userid for person in city.world.people], []
    if not wanted and not body.get("toparty") and not body.get("totag"):
        raise Refused(82001)
    known = {part: city.world.person(part) for part in wanted}
    found = list(dict.fromkeys(person.userid for person in known.values() if person))
    if not found:
        raise Refused(81013)
    return found, [part.lower() for part, person in known.items() if person is None]


def _content(body: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    msgtype = body.get("msgtype")
    part = body.get(msgtype) if isinstance(msgtype, str) else None
    if msgtype == "text":
        return _cut(within(_content_of(part), 1 << 24)), None
    if msgtype == "markdown":
        return within(_content_of(part), TEXT_BYTES), None
    if msgtype == "template_card":
        card = cards.checked(part)
        return cards.readable(card), card
    if msgtype in UNSTORED:
        return f"[{msgtype}] {(part or {}).get('title', '')}".strip(), None
    raise Refused(40008)


def _content_of(part: Any) -> str:
    return str(part.get("content") or "") if isinstance(part, dict) else ""


def _cut(text: str) -> str:
    return text.encode()[:TEXT_BYTES].decode(errors="ignore")


def _is_duplicate(city: City, body: dict[str, Any]) -> bool:
    if not body.get("enable_duplicate_check"):
        return False
    interval = timedelta(seconds=min(int(body.get("duplicate_check_interval") or 1800), 4 * 3600))
    same = {key: value for key, value in body.items() if "duplicate_check" not in key}
    fingerprint = json.dumps(same, sort_keys=True, ensure_ascii=False)
    now: datetime = city.clock()
    seen_at = city.duplicates.get(fingerprint)
    if seen_at is not None and now - seen_at < interval:
        return True
    city.duplicates[fingerprint] = now
    return False


def _show(city: City, userid: str, body: dict[str, Any], text: str, card: dict[str, Any] | None) -> str | None:
    chat, now = direct_chat("app", userid), city.clock()
    if city.member_minute.is_full(userid, now) or city.member_hour.is_full(userid, now):
        city.drop("rate", chat, text)
        return None
    city.member_minute.take(userid, now)
    city.member_hour.take(userid, now)
    return city.show(chat, APP, text, Via.APP, msgtype=body["msgtype"], card=card, body=body).id


def _change(city: City, message_id: str, body: dict[str, Any]) -> None:
    message = city.message(message_id)
    if message is None:
        return
    if body.get("template_card"):
        card = cards.checked(body["template_card"])
        city.change(message_id, card=card, text=cards.readable(card))
    else:
        done = (body.get("button") or {}).get("replace_name", "")
        city.change(message_id, card=(message.card or {}) | {"button_list": [], "replaced": done})
