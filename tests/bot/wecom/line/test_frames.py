"""Frames of the long connection are read strictly; what is none of them is told by its kind alone."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.line.frames import Acked, Command, Displaced, Heard, UnreadableFrame, read_frame, write_frame
from rules.chat import ChatKind, MessageKind

MESSAGE: dict[str, Any] = {
    "msgid": "m1",
    "aibotid": "aibTEST",
    "chatid": "wrQINGHE",
    "chattype": "group",
    "from": {"userid": "liwg"},
    "msgtype": "text",
    "text": {"content": "@催办助手 收到"},
}


def frame(cmd: str | None, body: Any = None, **more: Any) -> str:
    shape = {"cmd": cmd, "headers": {"req_id": "r1"}, "body": body, **more}
    return json.dumps({name: value for name, value in shape.items() if value is not None})


def test_an_answer_is_known_by_its_req_id_and_has_no_command() -> None:
    assert read_frame(frame(None, errcode=93006, errmsg="invalid chatid")) == Acked("r1", 93006, "invalid chatid")
    assert read_frame(frame(None, {"upload_id": "u1"}, errcode=0)) == Acked("r1", 0, "", {"upload_id": "u1"})


def test_a_message_brings_the_id_under_which_it_is_answered() -> None:
    heard = read_frame(frame("aibot_msg_callback", MESSAGE))
    assert isinstance(heard, Heard) and heard.req_id == "r1"
    assert (heard.message.chat_kind, heard.message.chat_id, heard.message.sender) == (
        ChatKind.GROUP,
        "wrQINGHE",
        "liwg",
    )


def test_a_greeting_is_an_event() -> None:
    entered = {**MESSAGE, "chattype": "single", "msgtype": "event", "event": {"eventtype": "enter_chat"}}
    heard = read_frame(frame("aibot_event_callback", entered))
    assert isinstance(heard, Heard) and heard.message.kind is MessageKind.ENTER_CHAT


def test_who_was_displaced_is_told_without_sender_or_chat() -> None:
    body = {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}
    assert read_frame(frame("aibot_event_callback", body)) == Displaced()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\x00\x01", "binary"),
        ("收到", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not an object"),
        ('{"cmd":"aibot_msg_callback"}', "headers"),
        ('{"headers":{"req_id":""},"errcode":0}', "headers.req_id"),
        ('{"headers":{"req_id":"r1"},"errcode":"0"}', "errcode"),
        ('{"headers":{"req_id":"r1"}}', "neither"),
        (frame("aibot_other", MESSAGE), "command aibot_other"),
        (frame("aibot_msg_callback", {**MESSAGE, "from": None}), "from"),
    ],
)
def test_what_is_no_frame_is_told_by_its_kind(raw: str | bytes, kind: str) -> None:
    with pytest.raises(UnreadableFrame, match=kind) as refused:
        read_frame(raw)
    assert "收到" not in str(refused.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_frame_whatever_raises_anything_else(shape: Any) -> None:
    with suppress(UnreadableFrame):
        assert read_frame(json.dumps(shape)) is not None


def test_half_a_character_does_not_keep_the_rest_from_being_heard() -> None:
    heard = read_frame(frame("aibot_msg_callback", {**MESSAGE, "text": {"content": "收到\ud83d"}}))
    assert isinstance(heard, Heard) and heard.message.text == "收到"


def test_half_a_character_does_not_keep_the_rest_from_leaving() -> None:
    text = write_frame(Command.SEND, "r1", {"markdown": {"content": "楼道灯\ud83d坏了"}})
    assert json.loads(text)["body"]["markdown"]["content"] == "楼道灯?坏了"
    assert text.encode()
