"""What the old group robot posts, in XML and in JSON, arrives as the same ChatMessage, and the answer goes back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from defusedxml import ElementTree

from bot.wecom.byte_limits import n_bytes
from bot.wecom.envelope import Envelope, Malformed, WrongReceiver
from bot.wecom.robot_callback import RobotDoor, words_for
from rules.chat import CardClick, ChatKind, ChatMessage, MediaRef, MessageKind, Source

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
PICTURE = "https://example.myqcloud.com/p.jpg"
BOTH = pytest.mark.parametrize("speaks_xml", [True, False], ids=["xml", "json"])
# The names that JSON writes otherwise than simply in lower case.
JSON_NAMES = {
    "WebhookUrl": "webhook_url", "GetChatInfoUrl": "get_chat_info_url", "MixedMessage": "mixed_message",
    "MsgItem": "msg_item", "ImageUrl": "image_url", "EventType": "event_type",
}  # fmt: skip


def fields(**more: Any) -> dict[str, Any]:
    known = {
        "WebhookUrl": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=DEMO-key-1",
        "ChatId": "wrDEMO",
        "ChatType": "group",
        "GetChatInfoUrl": "https://qyapi.weixin.qq.com/cgi-bin/webhook/get_chat_info?code=DEMO",
        "From": {"UserId": "ZhangSan", "Name": "张三", "Alias": ""},
        "MsgId": "DEMO-1",
        **more,
    }
    return {name: value for name, value in known.items() if value is not None}


def text(**more: Any) -> dict[str, Any]:
    return fields(**{"MsgType": "text", "Text": {"Content": "@机器人 收到😀"}, **more})


def in_xml(value: Any, name: str = "xml") -> str:
    if isinstance(value, list):
        return "".join(in_xml(one, name) for one in value)
    inner = "".join(in_xml(one, each) for each, one in value.items()) if isinstance(value, dict) else ""
    return f"<{name}>{inner or f'<![CDATA[{value}]]>'}</{name}>"


def in_json(value: Any, *, within_item: bool = False) -> Any:
    if isinstance(value, list):
        return [in_json(one, within_item=True) for one in value]
    if not isinstance(value, dict):
        return value
    names = JSON_NAMES | ({"MsgType": "msg_type"} if within_item else {})
    return {names.get(name, name.lower()): in_json(one) for name, one in value.items()}


def door(*, speaks_xml: bool) -> RobotDoor:
    return RobotDoor(Envelope("Token123", KEY, ""), timedelta(minutes=5), speaks_xml=speaks_xml)


def posted_raw(plaintext: bytes, *, speaks_xml: bool, receiveid: str = "") -> ChatMessage:
    sealed = Envelope("Token123", KEY, receiveid).seal(plaintext, "n1", int(NOW.timestamp()))
    form = "<xml><Encrypt>{}</Encrypt></xml>" if speaks_xml else '{{"encrypt":"{}"}}'
    body = form.format(sealed.encrypted).encode()
    return door(speaks_xml=speaks_xml).receive(sealed.msg_signature, str(sealed.timestamp), "n1", body, NOW)


def posted(said: dict[str, Any], *, speaks_xml: bool) -> ChatMessage:
    plaintext = in_xml(said) if speaks_xml else json.dumps(in_json(said))
    return posted_raw(plaintext.encode(), speaks_xml=speaks_xml)


def heard(**more: Any) -> ChatMessage:
    known = {
        "source": Source.ROBOT,
        "external_id": "DEMO-1",
        "sender": "ZhangSan",
        "chat_kind": ChatKind.GROUP,
        "chat_id": "wrDEMO",
        "push_key": "DEMO-key-1",
    }
    return ChatMessage(**{**known, **more})


def item(kind: str, **body: Any) -> dict[str, Any]:
    return {"MsgType": kind, **body}


CASES = [
    pytest.param(text(), heard(kind=MessageKind.TEXT, text="@机器人 收到😀"), id="text"),
    pytest.param(
        text(From={"UserId": "ZhangSan", "Name": "张三"}),
        heard(kind=MessageKind.TEXT, text="@机器人 收到😀"),
        id="alias missing",
    ),
    pytest.param(
        text(Text={"Content": ""}, WebhookUrl=None), heard(kind=MessageKind.TEXT, push_key=None), id="nothing said"
    ),
    pytest.param(
        fields(
            MsgType="mixed",
            MixedMessage={
                "MsgItem": [
                    item("text", Text={"Content": "@机器人 修好了"}),
                    item("image", Image={"ImageUrl": PICTURE}),
                ]
            },
        ),
        heard(kind=MessageKind.MIXED, text="@机器人 修好了", media=(MediaRef(MessageKind.IMAGE, url=PICTURE),)),
        id="mixed",
    ),
    pytest.param(
        fields(MsgType="image", Image={"ImageUrl": PICTURE}, ChatType="single"),
        heard(
            kind=MessageKind.IMAGE,
            chat_kind=ChatKind.DIRECT,
            chat_id=None,
            push_key=None,
            media=(MediaRef(MessageKind.IMAGE, url=PICTURE),),
        ),
        id="image",
    ),
    *(
        pytest.param(fields(MsgType="event", Event={"EventType": event}), heard(kind=kind, event=event), id=event)
        for event, kind in (
            ("add_to_chat", MessageKind.EVENT),
            ("delete_from_chat", MessageKind.EVENT),
            ("enter_chat", MessageKind.ENTER_CHAT),
        )
    ),
    pytest.param(
        fields(
            MsgType="attachment",
            Attachment={
                "CallbackId": "order-7",
                "Actions": [{"Name": "do", "Value": "ack", "Type": "button"}],
            },
        ),
        heard(kind=MessageKind.CARD_CLICK, event="attachment", click=CardClick("ack", "order-7")),
        id="tap on an attachment",
    ),
    pytest.param(
        text(ChatType="blackboard", PostId="bpDEMO"),
        heard(kind=MessageKind.EVENT, event="blackboard", chat_kind=ChatKind.DIRECT, chat_id=None, push_key=None),
        id="blackboard",
    ),
    pytest.param(fields(MsgType="hologram"), heard(kind=MessageKind.OTHER), id="a type nobody knows"),
]


@BOTH
@pytest.mark.parametrize(("said", "message"), CASES)
def test_both_formats_are_read_alike(said: dict[str, Any], message: ChatMessage, speaks_xml: bool) -> None:
    assert posted(said, speaks_xml=speaks_xml) == message


@BOTH
@pytest.mark.parametrize(
    "said",
    [
        text(MsgId=None),
        text(From={"Name": "张三"}),
        text(From={"UserId": "x" * 65}),
        text(ChatId=None),
        text(ChatType="crowd"),
        fields(MsgType="text"),
        fields(MsgType="event"),
        fields(MsgType="attachment", Attachment={"CallbackId": "x" * 200, "Actions": [{"Name": "a"}]}),
    ],
)
def test_what_is_no_callback_is_refused_without_its_content(said: dict[str, Any], speaks_xml: bool) -> None:
    with pytest.raises(Malformed) as refused:
        posted(said, speaks_xml=speaks_xml)
    assert "DEMO-key-1" not in str(refused.value) and "张三" not in str(refused.value)


@pytest.mark.parametrize(
    "hostile",
    [
        b'<!DOCTYPE xml [<!ENTITY a "aaaa">]><xml><MsgId>&a;</MsgId></xml>',
        b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><MsgId>&a;</MsgId></xml>',
        b"<xml><MsgId>1</MsgId><MsgId>2</MsgId></xml>",
        b"<xml>" + b"<a>" * 200 + b"</a>" * 200 + b"</xml>",
        b"<html/>",
        b"not xml",
    ],
)
def test_hostile_xml_is_refused(hostile: bytes) -> None:
    with pytest.raises(Malformed):
        posted_raw(hostile, speaks_xml=True)


@pytest.mark.parametrize("hostile", [b"[" * 100_000, b'{"msgid":' * 50 + b"1" + b"}" * 50, b"[]", b"1", b"{"])
def test_hostile_json_is_refused(hostile: bytes) -> None:
    with pytest.raises(Malformed):
        posted_raw(hostile, speaks_xml=False)


@BOTH
def test_text_for_another_receiver_is_refused(speaks_xml: bool) -> None:
    with pytest.raises(WrongReceiver):
        posted_raw(in_xml(text()).encode(), speaks_xml=speaks_xml, receiveid="wwOTHER")


def test_key_of_the_robot_is_never_shown() -> None:
    assert "DEMO-key-1" not in repr(posted(text(), speaks_xml=True))


def opened(answer: bytes, *, speaks_xml: bool) -> str:
    if speaks_xml:
        outer = {child.tag: child.text for child in ElementTree.fromstring(answer)}
        signed = (outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
    else:
        sealed = json.loads(answer)
        assert isinstance(sealed["timestamp"], int)
        signed = (sealed["msgsignature"], str(sealed["timestamp"]), sealed["nonce"], sealed["encrypt"])
    return Envelope("Token123", KEY, "").open(*signed, NOW, timedelta(minutes=5)).decode()


def test_answer_in_xml_calls_whoever_asked() -> None:
    answer = door(speaks_xml=True).answer(posted(text(), speaks_xml=True), "已记受理]]>", "n2", NOW)
    inner = ElementTree.fromstring(opened(answer or b"", speaks_xml=True))
    assert inner.findtext("MsgType") == "text" and inner.findtext("Text/Content") == "已记受理]]>"
    assert [one.text for one in inner.findall("Text/MentionedList/Item")] == ["ZhangSan"]


def test_answer_in_json_calls_whoever_asked() -> None:
    answer = door(speaks_xml=False).answer(posted(text(), speaks_xml=False), "已记受理", "n2", NOW)
    inner = json.loads(opened(answer or b"", speaks_xml=False))
    assert inner == {"msgtype": "text", "text": {"content": "已记受理", "mentioned_list": ["ZhangSan"]}}


@BOTH
def test_nobody_answers_a_removal_and_nobody_is_called_in_a_direct_chat(speaks_xml: bool) -> None:
    removed = posted(fields(MsgType="event", Event={"EventType": "delete_from_chat"}), speaks_xml=speaks_xml)
    assert door(speaks_xml=speaks_xml).answer(removed, "再见", "n2", NOW) is None
    alone = posted(text(ChatType="single"), speaks_xml=speaks_xml)
    answer = opened(door(speaks_xml=speaks_xml).answer(alone, "好", "n2", NOW) or b"", speaks_xml=speaks_xml)
    assert "entioned" not in answer


def test_answer_stays_within_its_bytes_and_calls_not_everybody() -> None:
    words = words_for(heard(kind=MessageKind.TEXT), "@所有人 " + "字" * 3000 + "\x00")
    assert n_bytes(words) <= 2048 and "@所有人" not in words
