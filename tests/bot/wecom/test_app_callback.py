"""What people write to the app arrives as a ChatMessage, and the answer goes back sealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.app_callback import AppCallback, answer_for, read_message
from bot.wecom.byte_limits import n_bytes
from bot.wecom.envelope import Envelope, Malformed, WrongReceiver
from bot.wecom.foreign_text import harmless
from rules.chat import CardClick, ChatKind, ChatMessage, MediaRef, MessageKind, Source

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
WINDOW = timedelta(minutes=5)


def xml(msg_type: str = "text", **fields: str) -> bytes:
    known = {
        "ToUserName": "wwTESTCORP",
        "FromUserName": "WangFang",
        "CreateTime": "1793583000",
        "MsgType": msg_type,
        **({} if msg_type == "event" else {"MsgId": "7459035031717794886"}),
        "AgentID": "1000002",
        **fields,
    }
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in known.items() if value is not None)
    return f"<xml>{inner}</xml>".encode()


ENTERED = xml("event", Event="enter_agent", EventKey="")


def door(corp_id: str = "wwTESTCORP") -> AppCallback:
    return AppCallback(Envelope("Token123", KEY, corp_id), corp_id, WINDOW)


def posted(plaintext: bytes, receiver: AppCallback, template: str = "<xml><Encrypt>{}</Encrypt></xml>") -> ChatMessage:
    sealed = Envelope("Token123", KEY, "wwTESTCORP").seal(plaintext, "n1", int(NOW.timestamp()))
    body = template.format(sealed.encrypted).encode()
    return receiver.receive(sealed.msg_signature, str(sealed.timestamp), "n1", body, NOW)


def test_a_text_arrives_with_sender_id_and_time() -> None:
    message = posted(xml(Content="收到😀，明天上门"), door())
    assert message == ChatMessage(
        source=Source.APP,
        external_id="7459035031717794886",
        sender="WangFang",
        chat_kind=ChatKind.DIRECT,
        kind=MessageKind.TEXT,
        text="收到😀，明天上门",
        created_at=datetime.fromtimestamp(1793583000, UTC),
    )


@pytest.mark.parametrize(
    ("plaintext", "kind", "text", "media"),
    [
        (
            xml("image", PicUrl="https://p.example/1", MediaId="m1"),
            MessageKind.IMAGE,
            "",
            (MediaRef(MessageKind.IMAGE, "m1", "https://p.example/1"),),
        ),
        (xml("voice", MediaId="m2", Format="amr"), MessageKind.VOICE, "", (MediaRef(MessageKind.VOICE, "m2"),)),
        (xml("video", MediaId="m3", ThumbMediaId="t"), MessageKind.VIDEO, "", (MediaRef(MessageKind.VIDEO, "m3"),)),
        (
            xml("location", Location_X="39.9", Location_Y="116.5", Scale="15", Label="青禾路1号"),
            MessageKind.LOCATION,
            "青禾路1号",
            (),
        ),
        (
            xml("link", Title="通知", Description="停水", Url="https://x.example", PicUrl="p"),
            MessageKind.LINK,
            "通知\n停水\nhttps://x.example",
            (),
        ),
        (xml("hologram"), MessageKind.OTHER, "", ()),
    ],
)
def test_each_type_of_message_is_read(plaintext: bytes, kind: MessageKind, text: str, media: Any) -> None:
    message = read_message(plaintext)
    assert (message.kind, message.text, message.media) == (kind, text, media)


def test_a_card_tap_names_its_key_and_task() -> None:
    tap = xml("event", Event="template_card_event", EventKey="ack", TaskId="T-1@u7", ResponseCode="RC")
    message = read_message(tap)
    assert (message.kind, message.click) == (MessageKind.CARD_CLICK, CardClick("ack", "T-1@u7", "RC"))


def test_entering_the_app_is_told_from_other_events() -> None:
    assert read_message(xml("event", Event="enter_agent")).kind is MessageKind.ENTER_CHAT
    assert read_message(xml("event", Event="subscribe")).kind is MessageKind.EVENT
    assert read_message(xml("event", Event="change_contact")).event == "change_contact"


def test_the_same_event_again_has_the_same_id() -> None:
    tap = xml("event", Event="template_card_event", EventKey="ack", TaskId="T-1")
    assert read_message(tap).external_id == read_message(tap).external_id


@pytest.mark.parametrize(
    "change",
    [
        {"EventKey": "reject"},
        {"TaskId": "T-2"},
        {"CreateTime": "1793583001"},
        {"FromUserName": "LiQiang"},
        {"Event": "template_card_menu_event"},
    ],
)
def test_two_events_of_one_second_keep_different_ids(change: dict[str, str]) -> None:
    first = {"Event": "template_card_event", "EventKey": "ack", "TaskId": "T-1"}
    ids = {read_message(xml("event", **fields)).external_id for fields in (first, {**first, **change})}
    assert len(ids) == 2


@pytest.mark.parametrize(
    "plaintext",
    [
        b"",
        b"hello",
        b"<xml>",
        b"<html/>",
        b"<xml/>",
        b"\xff\xfe<xml/>",
        b'<?xml version="1.0" encoding="nonsense"?><xml/>',
        xml(Content="收到", MsgId="abc"),
        xml(Content="收到", CreateTime="soon"),
        xml(Content="收到", FromUserName=""),
        xml("image"),
        xml("event"),
        b"<html>" + ENTERED[5:-6] + b"</html>",
        b'<!DOCTYPE xml [<!ENTITY e "x">]>' + ENTERED,
        b'<!DOCTYPE xml SYSTEM "file:///etc/passwd">' + ENTERED,
        ENTERED.replace(b"WangFang", b"Wang\nFang"),
        ENTERED.replace(b"WangFang", b"W" * 65),
        b"<xml>" + xml(Content="收到")[5:-6] + b"<FromUserName>Other</FromUserName></xml>",
        xml(Content="收到").replace(b"<![CDATA[WangFang]]>", b"<deep>WangFang</deep>"),
        xml(Content="收到").replace(b"<![CDATA[text]]>", b"<deep>text</deep>"),
    ],
)
def test_anything_else_is_malformed(plaintext: bytes) -> None:
    with pytest.raises(Malformed):
        read_message(plaintext)


@pytest.mark.parametrize(
    "template",
    ["{}", "<xml>{}</xml>", "<xml><Encrypt></Encrypt></xml>", "<!DOCTYPE x><xml><Encrypt>{}</Encrypt></xml>"],
)
def test_an_outer_body_without_its_one_encrypted_text_is_malformed(template: str) -> None:
    with pytest.raises(Malformed):
        posted(xml(), door(), template)


def test_a_message_for_another_corporation_is_refused() -> None:
    with pytest.raises(WrongReceiver):
        posted(xml(), door("wwOTHERCORP"))


def test_the_url_check_gives_back_the_plain_echo() -> None:
    sealed = Envelope("Token123", KEY, "wwTESTCORP").seal(b"8237465092837465120", "n", int(NOW.timestamp()))
    echo = door().check_url(sealed.msg_signature, str(sealed.timestamp), "n", sealed.encrypted, NOW)
    assert echo == b"8237465092837465120"


def opened_answer(text: str) -> dict[str, str]:
    answer = door().answer(read_message(xml(Content="/帮助")), text, "n-1", NOW)
    assert answer is not None
    outer = {child.tag: child.text for child in ElementTree.fromstring(answer)}
    assert (outer["Nonce"], outer["TimeStamp"]) == ("n-1", str(int(NOW.timestamp())))
    inner = Envelope("Token123", KEY, "wwTESTCORP").open(
        outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"], outer["Encrypt"], NOW, WINDOW
    )
    return {child.tag: child.text or "" for child in ElementTree.fromstring(inner)}


def test_the_answer_goes_back_to_the_sender_as_text() -> None:
    fields = opened_answer("已签收 202611020001")
    assert fields["ToUserName"] == "WangFang"
    assert fields["FromUserName"] == "wwTESTCORP"
    assert (fields["MsgType"], fields["Content"]) == ("text", "已签收 202611020001")


def test_an_answer_cannot_break_out_of_its_section() -> None:
    evil = "]]></Content><MsgType>news</MsgType><Content><![CDATA[ ]]]>"
    fields = opened_answer(evil)
    assert (fields["Content"], fields["MsgType"]) == (harmless(evil), "text")


@given(text=st.text(min_size=1, max_size=1500))
def test_every_answer_is_readable_xml_within_the_limit(text: str) -> None:
    inner = answer_for(read_message(xml()), text, "wwTESTCORP", NOW)
    assert inner is not None
    content = ElementTree.fromstring(inner.encode()).findtext("Content")
    assert content is not None and n_bytes(content) <= 2048


@pytest.mark.parametrize(
    ("event", "answered"),
    [
        ("subscribe", True),
        ("enter_agent", True),
        ("click", True),
        ("template_card_event", False),
        ("change_contact", False),
        ("pic_weixin", False),
        ("never_heard_of", False),
    ],
)
def test_only_events_that_take_a_text_are_answered_with_one(event: str, answered: bool) -> None:
    message = read_message(xml("event", Event=event, EventKey="k", TaskId="t"))
    assert (answer_for(message, "你好", "wwTESTCORP", NOW) is not None) is answered


def test_no_text_means_an_empty_response() -> None:
    assert door().answer(read_message(xml()), "", "n", NOW) is None
