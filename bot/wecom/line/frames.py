"""The frames of the AI bot's long connection, read strictly and written; the socket itself is elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.wecom.aibot_callback import read_message
from bot.wecom.envelope import Malformed
from bot.wecom.identifiers import PRINTABLE
from rules.chat import ChatMessage

# A message of 20480 bytes and its quote are far below; a frame that is larger ends the connection.
MOST_BYTES = 1024 * 1024


class Command(StrEnum):
    """What we ask of the platform. Source: WeCom page 101463."""

    SUBSCRIBE = "aibot_subscribe"
    PING = "ping"
    WELCOME = "aibot_respond_welcome_msg"
    RESPOND = "aibot_respond_msg"
    UPDATE = "aibot_respond_update_msg"
    SEND = "aibot_send_msg"
    UPLOAD_INIT = "aibot_upload_media_init"
    UPLOAD_CHUNK = "aibot_upload_media_chunk"
    UPLOAD_FINISH = "aibot_upload_media_finish"


_MESSAGE, _EVENT, _DISPLACED = "aibot_msg_callback", "aibot_event_callback", "disconnected_event"


class UnreadableFrame(Exception):
    """A frame that is none; the text names only its kind."""


@dataclass(frozen=True)
class Acked:
    """The platform's answer to what was asked under `req_id`."""

    req_id: str
    errcode: int
    errmsg: str = ""
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """A message or event, and the id under which it may be answered."""

    req_id: str
    message: ChatMessage


@dataclass(frozen=True)
class Displaced:
    """Somebody else has subscribed with the same bot; nothing comes on this connection any more."""


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, hide_input_in_errors=True)


class _Headers(_Shape):
    req_id: Annotated[str, Field(min_length=1, max_length=256, pattern=PRINTABLE)]


class _Frame(_Shape):
    cmd: Annotated[str, Field(max_length=64, pattern=r"^[a-z_]*$")] | None = None
    headers: _Headers
    body: dict[str, Any] | None = None
    errcode: int | None = None
    errmsg: str | None = None


def read_frame(raw: str | bytes) -> Acked | Heard | Displaced:
    """Read what came; raises UnreadableFrame."""
    frame = _frame(raw)
    req_id, body = frame.headers.req_id, frame.body or {}
    if not frame.cmd:
        if frame.errcode is None:
            raise UnreadableFrame("neither a command nor an errcode")
        return Acked(req_id, frame.errcode, frame.errmsg or "", body)
    if frame.cmd not in (_MESSAGE, _EVENT):
        raise UnreadableFrame(f"command {frame.cmd}")
    if frame.cmd == _EVENT and _type_of_event(body) == _DISPLACED:
        return Displaced()
    try:
        return Heard(req_id, read_message(json.dumps(body).encode()))
    except Malformed as refused:
        problem = str(refused)
    raise UnreadableFrame(f"{frame.cmd}: {problem}")


def write_frame(command: Command, req_id: str, body: dict[str, Any] | None) -> str:
    """Return the text of a frame; equal bodies give equal text."""
    frame: dict[str, Any] = {"cmd": command, "headers": {"req_id": req_id}}
    if body is not None:
        frame["body"] = body
    # Half a surrogate pair has no bytes; the socket would refuse the whole text.
    return json.dumps(frame, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace").decode()


def _frame(raw: str | bytes) -> _Frame:
    if isinstance(raw, bytes):
        raise UnreadableFrame("binary")
    try:
        return _Frame.model_validate(json.loads(raw))
    except ValidationError as refused:
        places = {".".join(str(step) for step in error["loc"]) for error in refused.errors(include_input=False)}
        problem = "shape " + (", ".join(sorted(places)) or "not an object")
    except (ValueError, RecursionError):
        problem = "not JSON"
    raise UnreadableFrame(problem)


def _type_of_event(body: dict[str, Any]) -> Any:
    # It has no sender and no chat, so it is no message.
    event = body.get("event")
    return event.get("eventtype") if isinstance(event, dict) else None
