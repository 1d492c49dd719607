"""What people say to the AI bot arrives as a ChatMessage, and each message gets the answer it may get."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.aibot_callback import ANSWER_FORMS, AibotCallback, AnswerForm, answer_for, read_message
from bot.wecom.byte_limits import n_bytes
from bot.wecom.envelope import Envelope, Malformed, WrongReceiver
from rules.chat import CardClick, ChatKind, ChatMessage, MediaRef, MessageKind, Source

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
WINDOW = timedelta(minutes=5)
PICTURE = "https://files.example/p1"


def callback(msgtype: str = "text", **fields: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "msgid": "msg-0001",
        "aibotid": "aibTEST",
        "chatid": "wrQINGHE",
        "chattype": "group",
        "from": {"userid": "WangFang"},
        "response_url": "https://wecom.example/cgi-bin/aibot/response?response_code=RC1",
        "msgtype": msgtype,
        **({"text": {"content": "@催办助手 收到"}} if msgtype == "text" else {}),
        **fields,
    }
    return {name: value for name, value in known.items() if value is not None}


def event(eventtype: str, **fields: Any) -> dict[str, Any]:
    return callback("event", event={"eventtype": eventtype, **fields}, create_time=1793583000)


def read(shape: Any) -> ChatMessage:
    return read_message(json.dumps(shape).encode())


def door() -> AibotCallback:
    return AibotCallback(Envelope("Token123", KEY, ""), WINDOW)


def posted(body_of: Any, receive_id: str = "") -> ChatMessage:
    sealed = Envelope("Token123", KEY, receive_id).seal(json.dumps(callback()).encode(), "n1", int(NOW.timestamp()))
    return door().receive(sealed.msg_signature, str(sealed.timestamp), "n1", body_of(sealed.encrypted), NOW)


def test_a_group_text_arrives_with_its_chat_and_response_url() -> None:
    message = posted(lambda encrypted: json.dumps({"encrypt": encrypted}).encode())
    assert message == ChatMessage(
        source=Source.AIBOT,
        external_id="msg-0001",
        sender="WangFang",
        chat_kind=ChatKind.GROUP,
        kind=MessageKind.TEXT,
        text="@催办助手 收到",
        chat_id="wrQINGHE",
        response_url="https://wecom.example/cgi-bin/aibot/response?response_code=RC1",
    )


MIXED = {"msg_item": [
    {"msgtype": "text", "text": {"content": "@催办助手 已修好"}},
    {"msgtype": "image", "image": {"url": PICTURE}},
    {"msgtype": "text", "text": {"content": "见图"}},
]}  # fmt: skip


@pytest.mark.parametrize(
    ("msgtype", "fields", "kind", "text", "media"),
    [
        ("mixed", {"mixed": MIXED}, MessageKind.MIXED, "@催办助手 已修好\n见图", [MessageKind.IMAGE]),
        ("image", {"image": {"url": PICTURE}}, MessageKind.IMAGE, "", [MessageKind.IMAGE]),
        ("voice", {"voice": {"content": "明天上门"}}, MessageKind.VOICE, "明天上门", []),
        ("file", {"file": {"url": PICTURE}}, MessageKind.FILE, "", [MessageKind.FILE]),
        ("video", {"video": {"url": PICTURE}}, MessageKind.VIDEO, "", [MessageKind.VIDEO]),
        ("hologram", {}, MessageKind.OTHER, "", []),
    ],
)
def test_each_type_of_message_is_read(
    msgtype: str, fields: dict[str, Any], kind: MessageKind, text: str, media: list[MessageKind]
) -> None:
    message = read(callback(msgtype, **fields))
    assert (message.kind, message.text) == (kind, text)
    assert message.media == tuple(MediaRef(each, url=PICTURE) for each in media)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ({"msgtype": "text", "text": {"content": "【派单】202611020001"}}, "【派单】202611020001"),
        ({"msgtype": "mixed", "mixed": MIXED}, "@催办助手 已修好\n见图"),
        ({"msgtype": "voice", "voice": {"content": "明天"}}, "明天"),
        ({"msgtype": "image", "image": {"url": PICTURE}}, None),
        ({"msgtype": "template_card"}, None),
        (None, None),
    ],
)
def test_a_quote_brings_its_words(quote: dict[str, Any] | None, text: str | None) -> None:
    assert read(callback(quote=quote)).quote_text == text


def test_a_single_chat_is_direct_and_has_no_chat_id() -> None:
    message = read(callback(chattype="single", chatid=None))
    assert (message.chat_kind, message.chat_id) == (ChatKind.DIRECT, None)


def test_a_tap_on_a_card_names_its_key_and_task() -> None:
    tap = {"card_type": "button_interaction", "event_key": "ack", "task_id": "T-1@g1", "selected_items": {}}
    message = read(event("template_card_event", template_card_event=tap))
    assert (message.kind, message.click) == (MessageKind.CARD_CLICK, CardClick("ack", "T-1@g1"))
    assert message.created_at == datetime.fromtimestamp(1793583000, UTC)


def test_entering_the_chat_and_feedback_are_told_apart() -> None:
    assert read(event("enter_chat")).kind is MessageKind.ENTER_CHAT
    feedback = read(event("feedback_event", feedback_event={"id": "f1", "type": 2, "content": "慢"}))
    assert (feedback.kind, feedback.event, feedback.text) == (MessageKind.EVENT, "feedback_event", "")


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff", b"{}", b"[" * 20000]
    + [
        json.dumps(shape).encode()
        for shape in (
            callback(msgid=None),
            callback(msgid=""),
            callback(msgid=7),
            callback(msgid="x" * 257),
            callback(chattype="channel"),
            callback(chatid=None),
            callback(chatid=["wr"]),
            callback(text=None),
            callback(text="收到"),
            callback(text={"content": None}),
            callback(text={"content": ["收到"]}),
            callback(quote="收到"),
            callback(quote={"text": {"content": "x"}}),
            callback(quote={"msgtype": "text"}),
            callback(create_time="1793583000"),
            callback(create_time=True),
            callback(create_time=10**20),
            callback(response_url=1),
            callback("mixed", mixed={"msg_item": {}}),
            callback("mixed", mixed={"msg_item": [{"msgtype": "image"}]}),
            callback("image", image={}),
            callback("event"),
            event("template_card_event"),
            event("template_card_event", template_card_event={"event_key": 1}),
            {**callback(), "from": {"userid": ""}},
            {**callback(), "from": "WangFang"},
        )
    ],
)
def test_anything_else_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_message(raw)


@given(raw=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda j: st.dictionaries(
    st.sampled_from([*sorted(callback()), "quote", "event", "content", "userid"]), j) | st.lists(j)))  # fmt: skip
def test_random_json_is_read_or_malformed_but_never_a_crash(raw: Any) -> None:
    shape = {**callback(), **raw} if isinstance(raw, dict) else raw
    try:
        assert read_message(json.dumps(shape).encode()).external_id
    except Malformed as refused:
        assert refused.args


def test_a_refusal_does_not_repeat_what_was_said() -> None:
    with pytest.raises(Malformed) as refused:
        read(callback(text={"content": ["张伟 13800000000"]}))
    assert "张伟" not in str(refused.value) and refused.value.__cause__ is None and refused.value.__context__ is None


@pytest.mark.parametrize(
    "body_of",
    [
        lambda encrypted: encrypted.encode(),
        lambda encrypted: json.dumps({"Encrypt": encrypted}).encode(),
        lambda encrypted: json.dumps({"encrypt": [encrypted]}).encode(),
        lambda encrypted: b"<xml/>",
    ],
)
def test_an_outer_body_without_its_encrypted_text_is_malformed(body_of: Any) -> None:
    with pytest.raises(Malformed):
        posted(body_of)


def test_a_message_sealed_for_a_corporation_is_not_for_the_bot() -> None:
    with pytest.raises(WrongReceiver):
        posted(lambda encrypted: json.dumps({"encrypt": encrypted}).encode(), receive_id="wwTESTCORP")


def test_the_answer_goes_back_as_one_finished_stream() -> None:
    answer = door().answer(read(callback()), "已受理 202611020001", "n-1", NOW)
    assert answer is not None
    reply = json.loads(answer)
    assert set(reply) == {"encrypt", "msgsignature", "timestamp", "nonce"}
    assert (reply["timestamp"], reply["nonce"]) == (int(NOW.timestamp()), "n-1")
    inner = Envelope("Token123", KEY, "").open(
        reply["msgsignature"], str(reply["timestamp"]), reply["nonce"], reply["encrypt"], NOW, WINDOW
    )
    plain = json.loads(inner)
    assert plain["msgtype"] == "stream"
    assert (plain["stream"]["finish"], plain["stream"]["content"]) == (True, "已受理 202611020001")


def test_a_redelivered_message_gets_the_same_stream_again() -> None:
    assert answer_for(read(callback()), "好") == answer_for(read(callback()), "好")
    assert answer_for(read(callback(msgid="other")), "好") != answer_for(read(callback()), "好")


@pytest.mark.parametrize(
    ("shape", "msgtype"),
    [
        (callback(), "stream"),
        (callback("image", image={"url": PICTURE}), "stream"),
        (callback("hologram"), "stream"),
        (event("enter_chat"), "text"),
        (event("feedback_event"), None),
        (event("never_heard_of"), None),
        (callback("stream", stream={"id": "s"}), None),
    ],
)
def test_each_message_gets_the_answer_it_may_get(shape: dict[str, Any], msgtype: str | None) -> None:
    answer = answer_for(read(shape), "你好")
    assert (answer and answer["msgtype"]) == msgtype


def test_a_tap_is_answered_by_the_card_it_was_on() -> None:
    tap = read(event("template_card_event", template_card_event={"event_key": "ack", "task_id": "T"}))
    answer = answer_for(tap, "签收提醒 20261118004512\n已由吴桐签收 10:10。")
    assert answer is not None and answer["response_type"] == "update_template_card"
    card = answer["template_card"]
    assert (card["task_id"], card["main_title"]["title"]) == ("T", "签收提醒 20261118004512")
    assert card["sub_title_text"] == "已由吴桐签收 10:10。" and card["button_list"][0]["key"] == "ack"


@pytest.mark.parametrize("key, task", [("event_key", "task_id"), ("EventKey", "TaskId"), ("eventkey", "taskid")])
def test_a_tap_is_read_in_every_spelling_that_was_seen(key: str, task: str) -> None:
    tap = read(event("template_card_event", template_card_event={key: "ack", task: "T"}))
    assert tap.click == CardClick("ack", "T")


def test_the_table_of_answers_covers_every_kind_the_bot_can_hear() -> None:
    unheard = {MessageKind.LOCATION, MessageKind.LINK}
    assert set(ANSWER_FORMS) == set(MessageKind) - unheard
    assert ANSWER_FORMS[MessageKind.ENTER_CHAT] is AnswerForm.TEXT


@given(text=st.text(min_size=1, max_size=60).map(lambda text: text * 400))
def test_every_answer_fits_into_a_stream(text: str) -> None:
    answer = answer_for(read(callback()), text)
    assert answer is not None and n_bytes(answer["stream"]["content"]) <= 20480


def test_no_text_means_an_empty_response() -> None:
    assert door().answer(read(callback()), "", "n", NOW) is None


def test_over_the_long_connection_each_file_has_a_key_of_its_own() -> None:
    items = [{"msgtype": "image", "image": {"url": PICTURE, "aeskey": "k" * 43}}]
    message = read(callback("mixed", mixed={"msg_item": items}))
    assert message.media == (MediaRef(MessageKind.IMAGE, url=PICTURE, aes_key="k" * 43),)
    assert "k" * 43 not in repr(message)
