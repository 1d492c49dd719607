"""The plaintexts of callbacks: the app's XML (WeCom pages 90239 and 90240) and the AI bot's JSON (page 100719)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from simulator.world import BOT_ID, Credentials


def app_text(known: Credentials, userid: str, text: str, seconds: int, msg_id: int) -> bytes:
    """Return the XML of a text typed to the app; a quote never reaches an app."""
    return _xml(known, userid, seconds, "text", {"Content": text, "MsgId": msg_id})


def app_file(known: Credentials, userid: str, seconds: int, kind: str, media_id: str, picture: str) -> bytes:
    """Return the XML of a picture, voice or video sent to the app; files never reach it."""
    more = {"image": {"PicUrl": picture}, "voice": {"Format": "amr"}, "video": {"ThumbMediaId": "thumb"}}[kind]
    fields = more | {"MediaId": media_id, "MsgId": secrets.randbits(62)}
    return _xml(known, userid, seconds, kind, fields)


def app_event(
    known: Credentials,
    userid: str,
    seconds: int,
    event: str,
    fields: dict[str, Any],
    selected: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """Return the XML of an event in the app's conversation; events carry no MsgId."""
    return _xml(known, userid, seconds, "event", {"Event": event, **fields}, _xml_selection(selected or {}))


def bot_selection(selected: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return what was chosen on a card, as the AI bot gets it."""
    rows = [{"question_key": key, "option_ids": {"option_id": list(ids)}} for key, ids in selected.items()]
    return {"selected_item": rows}


def bot_message(
    msgid: str,
    userid: str,
    chat_id: str | None,
    response_url: str,
    part: dict[str, Any],
    quote: dict[str, Any] | None,
) -> dict[str, Any]:
    """Return the JSON of a message the AI bot hears: `part` is its type and body, `quote` that of the quoted one."""
    body = _bot_common(msgid, userid, chat_id) | {"response_url": response_url} | part
    return body if quote is None else body | {"quote": quote}


def bot_text(
    msgid: str, userid: str, text: str, chat_id: str | None, response_url: str, quote: str | None
) -> dict[str, Any]:
    """Return the JSON of a text the AI bot hears; `chat_id` None means its single chat."""
    quoted = None if quote is None else {"msgtype": "text", "text": {"content": quote}}
    return bot_message(msgid, userid, chat_id, response_url, {"msgtype": "text", "text": {"content": text}}, quoted)


def bot_event(
    msgid: str, userid: str, chat_id: str | None, seconds: int, event: str, fields: dict[str, Any]
) -> dict[str, Any]:
    """Return the JSON of an event of the AI bot."""
    return _bot_common(msgid, userid, chat_id) | {
        "create_time": seconds,
        "msgtype": "event",
        "event": {"eventtype": event, event: fields},
    }


def disconnected(bot_id: str, seconds: int) -> dict[str, Any]:
    """Return the JSON of the event that tells a connection that another one took its bot."""
    return {
        "msgid": "CAEQ" + secrets.token_urlsafe(18),
        "create_time": seconds,
        "aibotid": bot_id,
        "msgtype": "event",
        "event": {"eventtype": "disconnected_event"},
    }


def _bot_common(msgid: str, userid: str, chat_id: str | None) -> dict[str, Any]:
    body: dict[str, Any] = {"msgid": msgid, "aibotid": BOT_ID, "chattype": "group" if chat_id else "single"}
    if chat_id:
        body["chatid"] = chat_id
    return body | {"from": {"userid": userid}}


def _xml(known: Credentials, userid: str, seconds: int, msgtype: str, fields: dict[str, Any], inner: str = "") -> bytes:
    rows = {
        "ToUserName": known.corp_id, "FromUserName": userid, "CreateTime": seconds, "MsgType": msgtype,
        **fields, "AgentID": known.agent_id,
    }  # fmt: skip
    return f"<xml>{''.join(_element(name, value) for name, value in rows.items())}{inner}</xml>".encode()


def _xml_selection(selected: Mapping[str, Sequence[str]]) -> str:
    if not selected:
        return ""
    items = (
        f"<SelectedItem>{_element('QuestionKey', key)}"
        f"<OptionIds>{''.join(_element('OptionId', one) for one in ids)}</OptionIds></SelectedItem>"
        for key, ids in selected.items()
    )
    return f"<SelectedItems>{''.join(items)}</SelectedItems>"


def _element(name: str, value: Any) -> str:
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    safe = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{safe}]]></{name}>"
