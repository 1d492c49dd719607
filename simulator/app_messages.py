"""Messages of the self-built app to members (WeCom pages 90236 and 94888), with its silent limits."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from simulator import card as cards
from simulator.attachments import Attachment
from simulator.city import City, direct_chat
from simulator.media import APP_OWNER
from simulator.message import APP, Message, Via
from simulator.refusal import Refused, within

TEXT_BYTES = 2048
MEDIA = ("image", "voice", "video", "file")
UNSTORED = ("textcard", "news", "mpnews", "miniprogram_notice")
MOST_USERS = 1000
RECALL_WINDOW = timedelta(hours=24)


def send(city: City, body: dict[str, Any]) -> dict[str, Any]:
    """Take a message for members; what is over a member's limit, or a checked duplicate, is dropped in silence."""
    if body.get("agentid") != city.world.credentials.agent_id:
        raise Refused(40056)
    receivers, invalid = _receivers(city, body)
    text, card, files = _content(city, body)
    msgid = secrets.token_urlsafe(24)
    lists = {"invaliduser": "|".join(invalid), "invalidparty": str(body.get("toparty", "")), "invalidtag": ""}
    answer = lists | {"unlicenseduser": "", "msgid": msgid}
    if _is_duplicate(city, body):
        for userid in receivers:
            city.drop("duplicate", direct_chat("app", userid), text)
        return answer
    cards.claim_task(city.used_tasks, APP, card)
    shown = tuple(m for m in (_show(city, userid, body, text, card, files) for userid in receivers) if m)
    city.app_sent[msgid] = (city.clock(), shown)
    if cards.is_interactive(card):
        answer["response_code"] = city.card_codes.issue(shown, city.clock())
    return answer


def update_card(city: City, body: dict[str, Any]) -> dict[str, Any]:
    """Change a shown card for those named, once per response_code; refuses 60140 for a used or expired one."""
    if body.get("agentid") != city.world.credentials.agent_id:
        raise Refused(40056)
    code, named = str(body.get("response_code", "")), [str(userid) for userid in body.get("userids") or ()]
    if not named and not any(body.get(other) for other in ("partyids", "tagids", "atall")):
        raise Refused(40063, "userids, partyids, tagids, atall")
    message_ids = city.card_codes.look(code, city.clock())
    if message_ids is None:
        raise Refused(60140)
    changed = _changed(body)
    city.card_codes.use(code)
    shown = [message for message in map(city.message, message_ids) if message]
    by_person = {message.chat.removeprefix("app:").lower(): message for message in shown}
    wanted = {userid.lower() for userid in named} or set(by_person)
    for userid in wanted & set(by_person):
        city.change(by_person[userid].id, **changed(by_person[userid]))
    return {"invaliduser": "|".join(sorted(wanted - set(by_person)))}


def recall(city: City, body: dict[str, Any]) -> dict[str, Any]:
    """Take a message back from everybody who got it, within a day."""
    sent = city.app_sent.get(str(body.get("msgid", "")))
    if sent is None or city.clock() - sent[0] > RECALL_WINDOW:
        raise Refused(40058, "msgid")
    for message_id in sent[1]:
        city.change(message_id, text="（消息已撤回）", msgtype="recalled", card=None)
    return {}


def _receivers(city: City, body: dict[str, Any]) -> tuple[list[str], list[str]]:
    wanted = [part for part in str(body.get("touser") or "").split("|") if part]
    if wanted == ["@all"]:
        return [person.userid for person in city.people_in_range()], []
    if len(wanted) > MOST_USERS:
        raise Refused(40032)
    if not wanted and not body.get("toparty") and not body.get("totag"):
        raise Refused(82001)
    in_range = {person.userid.lower(): person for person in city.people_in_range()}
    known = {part: in_range.get(part.lower()) for part in wanted}
    found = list(dict.fromkeys(person.userid for person in known.values() if person))
    if not found:
        raise Refused(81013)
    return found, [part.lower() for part, person in known.items() if person is None]


def _content(city: City, body: dict[str, Any]) -> tuple[str, dict[str, Any] | None, tuple[Attachment, ...]]:
    msgtype = body.get("msgtype")
    part = body.get(msgtype) if isinstance(msgtype, str) else None
    if msgtype == "text":
        return _cut(within(_content_of(part), 1 << 24)), None, ()
    if msgtype == "markdown":
        return within(_content_of(part), TEXT_BYTES), None, ()
    if msgtype == "template_card":
        card = cards.checked(part)
        if cards.is_interactive(card) and not city.world.credentials.app_token:
            raise Refused(43012)
        return cards.readable(card), card, ()
    if msgtype in MEDIA:
        stored = city.sent_file(str((part or {}).get("media_id", "")), str(msgtype), APP_OWNER)
        return f"[{msgtype}] {stored.name}", None, stored.shown()
    if msgtype in UNSTORED:
        return f"[{msgtype}] {(part or {}).get('title', '')}".strip(), None, ()
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


def _show(
    city: City, userid: str, body: dict[str, Any], text: str, card: dict[str, Any] | None, files: tuple[Attachment, ...]
) -> str | None:
    chat, now = direct_chat("app", userid), city.clock()
    if city.member_minute.is_full(userid, now) or city.member_hour.is_full(userid, now):
        city.drop("rate", chat, text)
        return None
    city.member_minute.take(userid, now)
    city.member_hour.take(userid, now)
    return city.show(chat, APP, text, Via.APP, msgtype=body["msgtype"], card=card, body=body, files=files).id


def _changed(body: dict[str, Any]) -> Callable[[Message], dict[str, Any]]:
    """Return what an update makes of a card: its button greyed with new words, or another card in its place."""
    if body.get("template_card"):
        card = cards.checked(body["template_card"])
        done = card.get("replace_text")
        shown = card | ({"button_list": [], "replaced": done} if done else {})
        return lambda _: {"card": shown, "text": cards.readable(card)}
    words = str((body.get("button") or {}).get("replace_name") or "")
    if not words:
        raise Refused(40063, "button.replace_name")
    return lambda message: {"card": (message.card or {}) | {"button_list": [], "replaced": words}}
