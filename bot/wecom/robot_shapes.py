"""The callbacks of the old group robot, XML and JSON brought into one form and typed strictly."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal
from xml.etree.ElementTree import Element

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.wecom.envelope import Malformed
from bot.wecom.identifiers import (
    CHAT_ID_LENGTH,
    MESSAGE_ID_LENGTH,
    PRINTABLE,
    USERID_LENGTH,
    as_written,
    with_whole_characters,
)
from bot.wecom.strict_xml import parsed

Identifier = Annotated[str, Field(min_length=1, max_length=256, pattern=PRINTABLE)]
Url = Annotated[str, Field(min_length=1, max_length=4096, pattern=PRINTABLE)]
Words = Annotated[str, AfterValidator(as_written)]
_DEEPEST = 5
# What may stand several times, and is a list also where it stands once.
_LISTS = frozenset({"msgitem", "actions"})


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, hide_input_in_errors=True)


class Content(_Shape):
    """A text."""

    content: Words


class Picture(_Shape):
    """Where a picture can be fetched for a while."""

    imageurl: Url


class Item(_Shape):
    """One piece of a mixed message."""

    msgtype: str
    text: Content | None = None
    image: Picture | None = None


class Mixed(_Shape):
    """Text and pictures in one message."""

    msgitem: list[Item]


class Sender(_Shape):
    """Who wrote or tapped; the alias may be missing."""

    userid: Annotated[Identifier, Field(max_length=USERID_LENGTH)]


class Event(_Shape):
    """What happened, when it is not a message."""

    eventtype: Identifier


class Action(_Shape):
    """The button of an attachment that was tapped."""

    name: Annotated[str, Field(max_length=1024, pattern=PRINTABLE)] = ""
    value: Annotated[str, Field(max_length=1024, pattern=PRINTABLE)] = ""


class Attachment(_Shape):
    """A tap on a button of one of our markdown messages."""

    callbackid: Annotated[str, Field(max_length=128, pattern=PRINTABLE)]
    actions: list[Action]


class RobotCallback(_Shape):
    """A decrypted message or event. Source: WeCom page 99399."""

    msgid: Annotated[Identifier, Field(max_length=MESSAGE_ID_LENGTH)]
    msgtype: Identifier
    chattype: Literal["single", "group", "blackboard", "blackboard_reply"]
    sender: Sender = Field(alias="from")
    chatid: Annotated[Identifier, Field(max_length=CHAT_ID_LENGTH)] | None = None
    webhookurl: Url | None = None
    text: Content | None = None
    image: Picture | None = None
    mixedmessage: Mixed | None = None
    event: Event | None = None
    attachment: Attachment | None = None


def from_xml(plaintext: bytes) -> RobotCallback:
    """Read a decrypted callback in XML; raises Malformed."""
    return _shaped(_of_element(parsed(plaintext)))


def from_json(plaintext: bytes) -> RobotCallback:
    """Read a decrypted callback in JSON; raises Malformed."""
    try:
        read = json.loads(with_whole_characters(plaintext))
    except (ValueError, RecursionError):
        raise Malformed("the JSON cannot be read") from None
    return _shaped(_plainly_named(read))


def _shaped(fields: Any) -> RobotCallback:
    try:
        return RobotCallback.model_validate(fields)
    except ValidationError as refused:
        places = {".".join(str(step) for step in error["loc"]) for error in refused.errors(include_input=False)}
    raise Malformed("this is not a callback: " + (", ".join(sorted(places)) or "not an object"))


def _of_element(element: Element, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        raise Malformed("the XML is too deep")
    if not len(element):
        return element.text or ""
    fields: dict[str, Any] = {}
    for child in element:
        name, value = _plain(child.tag), _of_element(child, depth + 1)
        if name in _LISTS:
            fields.setdefault(name, []).append(value)
        elif name in fields:
            raise Malformed(f"the XML has no single {name[:40]}")
        elif value != "" or name == "content":
            # XML leaves an element empty where JSON leaves it out.
            fields[name] = value
    return fields


def _plainly_named(value: Any, depth: int = 0) -> Any:
    if depth > 2 * _DEEPEST:
        raise Malformed("the JSON is too deep")
    if isinstance(value, dict):
        return {_plain(name): _plainly_named(each, depth + 1) for name, each in value.items() if each != ""} | (
            {"content": ""} if value.get("content") == "" else {}
        )
    if isinstance(value, list):
        return [_plainly_named(each, depth + 1) for each in value]
    return value


def _plain(name: str) -> str:
    """XML writes MsgItem where JSON writes msg_item."""
    return re.sub("_", "", name).lower()
