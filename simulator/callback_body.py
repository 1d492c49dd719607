"""The plaintexts of callbacks: the app's XML (WeCom pages 90239 and 90240) and the AI bot's JSON (page 100719)."""

from __future__ import annotations

from typing import Any

from simulator.world import BOT_ID, Credentials


def app_text(known: Credentials, userid: str, text: str, seconds: int, msg_id: int) -> bytes:
    """Return the XML of a text typed to the app; a quote never reaches an app."""
    return _xml(known, userid, seconds, "text", {"Content": text, "MsgId": msg_id})


def app_event(known: Credentials, userid: str, seconds: int, event: str, fields: dict[str, Any]) -> bytes:
    """Return the XML of an event in the app's conversation; events carry no MsgId."""
    return _xml(known, userid, seconds, "event", {"Event": event, **fields})


def bot_text(
    msgid: str, userid: str, text: str, chat_id: str | None, response_url: str, quote: str | None
) -> dict[str, Any]:
    """Return the JSON of a text the AI bot hears; `chat_id` None means its single chat."""
    body = _bot_common(msgid, userid, chat_id) | {
        "response_url": response_url,
        "msgtype": "text",
        "text": {"content": text},
    }
    if quote is not None:
        body["quote"] = {"msgtype": "text", "text": {"content": quote}}
    return body


def bot_event(
    msgid: str, userid: str, chat_id: str | None, seconds: int, event: str, fields: dict[str, Any]
) -> dict[str, Any]:
    """Return the JSON of an event of the AI bot."""
    return _bot_common(msgid, userid, chat_id) | {
        "create_time": seconds,
        "msgtype": "event",
        "event": {"eventtype": event, event: fields},
    }


def _bot_common(msgid: str, userid: str, chat_id: str | None) -> dict[str, Any]:
    body: dict[str, Any] = {"msgid": msgid, "aibotid": BOT_ID, "chattype": "group" if chat_id else "single"}
    if chat_id:
        body["chatid"] = chat_id
    return body | {"from": {"userid": userid}}


def _xml(known: Credentials, userid: str, seconds: int, msgtype: str, fields: dict[str, Any]) -> bytes:
    rows = {
        "ToUserName": known.corp_id, "FromUserName": userid, "CreateTime": seconds, "MsgType": msgtype,
        **fields, "AgentID": known.agent_id,
    }  # fmt: skip
    return f"<xml>{''.join(_element(name, value) for name, value in rows.items())}</xml>".encode()


def _element(name: str, value: Any) -> str:
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    safe = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{safe}]]></{name}>"
