"""The JSON of the AI bot's callbacks, typed strictly; whatever is not so shaped is refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field

from bot.wecom.identifiers import CHAT_ID_LENGTH, MESSAGE_ID_LENGTH, PRINTABLE, USERID_LENGTH, as_written

Identifier = Annotated[str, Field(min_length=1, max_length=256, pattern=PRINTABLE)]
Url = Annotated[str, Field(min_length=1, max_length=4096, pattern=PRINTABLE)]
Words = Annotated[str, AfterValidator(as_written)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, hide_input_in_errors=True)


class Encrypted(_Shape):
    """The outer body of every post."""

    encrypt: str


class Content(_Shape):
    """A text, or the transcript of a voice message."""

    content: Words


class Link(_Shape):
    """Where a file can be fetched for five minutes; over the long connection with the key of that one file."""

    url: Url
    aeskey: Annotated[str, Field(max_length=64, pattern=PRINTABLE)] | None = Field(default=None, repr=False)


class Item(_Shape):
    """One piece of a mixed message."""

    msgtype: str
    text: Content | None = None
    image: Link | None = None


class Mixed(_Shape):
    """Text and pictures in one message."""

    msg_item: list[Item]


class Bodies(_Shape):
    """What a message and a quote have in common: a type and the body of that type."""

    msgtype: Identifier
    text: Content | None = None
    mixed: Mixed | None = None
    image: Link | None = None
    voice: Content | None = None
    file: Link | None = None
    video: Link | None = None


class Sender(_Shape):
    """Who wrote or tapped."""

    userid: Annotated[Identifier, Field(max_length=USERID_LENGTH)]


class CardTap(_Shape):
    """A tap on a card's button; the names of its fields have been seen in more than one spelling."""

    event_key: Annotated[
        str,
        Field(max_length=1024, pattern=PRINTABLE, validation_alias=AliasChoices("event_key", "EventKey", "eventkey")),
    ]
    task_id: Annotated[
        str,
        Field(max_length=128, pattern=PRINTABLE, validation_alias=AliasChoices("task_id", "TaskId", "taskid")),
    ] = ""


class Event(_Shape):
    """What happened, when it is not a message."""

    eventtype: Identifier
    template_card_event: CardTap | None = None


class Callback(Bodies):
    """A decrypted message or event. Source: WeCom pages 100719 and 101027."""

    msgid: Annotated[Identifier, Field(max_length=MESSAGE_ID_LENGTH)]
    aibotid: Identifier
    chattype: Literal["single", "group"]
    chatid: Annotated[Identifier, Field(max_length=CHAT_ID_LENGTH)] | None = None
    sender: Sender = Field(alias="from")
    create_time: Annotated[int, Field(ge=0, le=99_999_999_999)] | None = None
    response_url: Url | None = None
    quote: Bodies | None = None
    event: Event | None = None
