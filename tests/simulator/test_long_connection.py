"""The long connection: who holds it, what is pushed into it, what may be answered when, and how it breaks."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from simulator.callbacks import How
from simulator.caller import line_bind
from simulator.long_connection import DELIVERED
from simulator.message import Via
from tests.simulator.bot_end import BOT, BotEnd, in_the_background

NO_WAIT = How(timeout_seconds=0)
CARD = {
    "card_type": "button_interaction", "main_title": {"title": "派单"}, "task_id": "T-1",
    "button_list": [{"text": "收到", "key": "ack"}],
}  # fmt: skip
NOTICE = {"card_type": "text_notice", "main_title": {"title": "派单"}, "card_action": {"type": 1, "url": "http://x"}}


@pytest.fixture
def line(sim) -> Iterator[Any]:
    sim.mode = "long_connection"
    yield sim.line
    sim.stop()


@pytest.fixture
def bot(sim, line) -> BotEnd:
    return BotEnd(sim)


def heard(sim, bot, text: str = "收到", chat: str = "wrQINGHE", who: str = "chenzr") -> str:
    """Let somebody speak and return the req_id under which the bot heard it."""
    sim.hears(who, text, chat, how=NO_WAIT)
    return str(bot.hears()["headers"]["req_id"])


# Who holds it


@pytest.mark.parametrize("credentials", [{}, BOT | {"secret": "wrong"}, BOT | {"bot_id": "aibOTHER"}])
def test_wrong_credentials_are_refused_for_good(sim, line, credentials):
    assert BotEnd(sim, subscribe=False).ask("aibot_subscribe", credentials) == 853000
    assert line.holder is None


@pytest.mark.parametrize("cmd", ["ping", "aibot_send_msg", "aibot_respond_msg"])
def test_nothing_is_taken_before_the_subscription(sim, line, cmd):
    assert BotEnd(sim, subscribe=False).ask(cmd, {}) == 846609


def test_subscribed_bot_has_its_pings_answered(bot):
    assert bot.ask("ping") == 0


def test_second_bot_evicts_the_first_which_then_hears_nothing_though_its_socket_stands(sim, bot):
    second = BotEnd(sim)
    event = bot.hears()
    assert (event["cmd"], event["body"]["event"]) == ("aibot_event_callback", {"eventtype": "disconnected_event"})
    assert bot.ask("ping") == 0
    heard(sim, second)
    assert bot.says("wrQINGHE") == 846609
    assert bot.pushed == []
    assert second.says("wrQINGHE") == 0


def test_garbage_on_the_line_is_refused_and_the_line_stays(bot):
    bot.wire.send("{")
    assert bot.hears()["errcode"] == 40058
    assert bot.ask("aibot_dance") == 40058
    assert bot.ask("ping") == 0


# What is pushed into it


def test_what_a_person_says_is_pushed_with_everything_the_callback_has(sim, bot, product, caller):
    caller.push("【新派单】20261124000512")
    sim.hears("chenzr", "收到", "wrQINGHE", quote=sim.city.messages()[0], how=NO_WAIT)
    frame = bot.hears()
    body = frame["body"]
    assert frame["cmd"] == "aibot_msg_callback"
    assert (body["aibotid"], body["chatid"], body["chattype"]) == ("aibTESTTOWN", "wrQINGHE", "group")
    assert (body["from"], body["text"]) == ({"userid": "chenzr"}, {"content": "@催办助手 收到"})
    assert body["quote"]["text"]["content"] == "【新派单】20261124000512"
    assert "response_code=" in body["response_url"]
    assert product.heard == []


def test_answer_on_the_line_is_the_answer_of_the_chat(sim, bot):
    bot.replies(heard(sim, bot), "已记下")
    shown = sim.city.messages("wrQINGHE")[-1]
    assert (shown.sender, shown.text, shown.via, shown.msgtype) == ("aibot", "已记下", Via.ANSWER, "markdown")


def test_who_waits_for_an_answer_gets_its_words(sim, bot):
    def answer() -> None:
        bot.replies(bot.hears()["headers"]["req_id"], "已记下")

    with in_the_background(answer):
        assert sim.says("chenzr", "收到", "wrQINGHE") == "已记下"


def test_message_is_lost_while_nobody_is_connected(sim, line):
    lost = sim.hears("chenzr", "收到", "wrQINGHE")
    assert ([e.status for e in lost.exchanges], "不会补发" in lost.hint) == ([0], True)
    bot = BotEnd(sim)
    with pytest.raises(TimeoutError):
        bot.hears(0.05)


def test_delivered_message_without_an_answer_is_told_from_a_lost_one(sim, bot):
    assert [e.status for e in sim.hears("chenzr", "收到", "wrQINGHE", how=NO_WAIT).exchanges] == [DELIVERED]


def test_message_may_come_twice_under_one_msgid(sim, bot):
    sim.hears("chenzr", "收到", "wrQINGHE", how=How(deliveries=2, timeout_seconds=0))
    first, second = bot.hears(), bot.hears()
    assert first["body"] == second["body"]
    assert first["headers"] != second["headers"]


def test_in_callback_mode_the_same_voices_speak_over_http(sim, bot, product):
    sim.mode = "callback"
    assert sim.says("chenzr", "收到", "wrQINGHE") == "收到"
    assert len(product.heard) == 1


# What may be answered


@pytest.mark.parametrize("body", [
    {"msgtype": "text", "text": {"content": "x"}},
    {"msgtype": "stream_with_template_card"},
    {},
])  # fmt: skip
def test_what_is_no_answer_is_refused(sim, bot, body):
    assert bot.ask("aibot_respond_msg", body, heard(sim, bot)) == 40008


def test_answer_to_nothing_that_was_heard_is_refused(bot):
    assert bot.replies("made-up", "x") == 846605


def test_second_answer_is_refused(sim, bot):
    req_id = heard(sim, bot)
    assert [bot.replies(req_id, "一"), bot.replies(req_id, "二")] == [0, 846606]
    other = {"msgtype": "markdown", "markdown": {"content": "三"}}
    assert bot.ask("aibot_respond_msg", other, req_id) == 846606
    assert [m.text for m in sim.city.messages(via=Via.ANSWER)] == ["一"]


def test_answer_is_taken_for_a_day(sim, bot, clock):
    first, second = heard(sim, bot), heard(sim, bot)
    clock.pass_seconds(24 * 3600)
    assert bot.replies(first, "还行") == 0
    clock.pass_seconds(1)
    assert bot.replies(second, "太晚") == 846604


def test_frames_of_a_stream_replace_its_text_until_it_is_finished(sim, bot):
    req_id = heard(sim, bot)
    assert [bot.replies(req_id, t, finish=t == "一二三") for t in ("一", "一二", "一二三")] == [0, 0, 0]
    assert [m.text for m in sim.city.messages(via=Via.ANSWER)] == ["一二三"]
    assert bot.replies(req_id, "四") == 846606


def test_another_stream_or_card_beside_an_open_stream_is_refused(sim, bot):
    req_id = heard(sim, bot)
    bot.replies(req_id, "一", finish=False)
    assert bot.replies(req_id, "二", stream="s-2") == 846606
    assert bot.ask("aibot_respond_msg", {"msgtype": "template_card", "template_card": NOTICE}, req_id) == 846606


def test_stream_expires_after_six_minutes(sim, bot, clock):
    req_id = heard(sim, bot)
    bot.replies(req_id, "一", finish=False)
    clock.pass_seconds(361)
    assert bot.replies(req_id, "二") == 846608


def test_answer_may_be_a_card_even_in_a_group(sim, bot):
    assert bot.ask("aibot_respond_msg", {"msgtype": "template_card", "template_card": CARD}, heard(sim, bot)) == 0
    assert sim.city.messages("wrQINGHE")[-1].card["task_id"] == "T-1"


@pytest.mark.parametrize("longest", [20480])
def test_answer_is_measured_in_bytes(sim, bot, longest):
    fits = "催" * (longest // 3) + "x" * (longest % 3)
    assert bot.replies(heard(sim, bot), fits) == 0
    assert bot.replies(heard(sim, bot), fits + "x") == 45002


# Events


def enters(sim, bot) -> str:
    sim.enters("chenzr", how=NO_WAIT)
    return str(bot.hears()["headers"]["req_id"])


def test_who_opens_the_single_chat_is_greeted_within_five_seconds(sim, bot, clock):
    hello = {"msgtype": "text", "text": {"content": "您好"}}
    req_id = enters(sim, bot)
    assert bot.ask("aibot_respond_msg", {"msgtype": "markdown", "markdown": {"content": "x"}}, req_id) == 846605
    assert bot.ask("aibot_respond_welcome_msg", hello, req_id) == 0
    assert bot.ask("aibot_respond_welcome_msg", hello, req_id) == 846606
    assert sim.city.messages("aibot:chenzr")[-1].text == "您好"


def test_late_greeting_is_refused(sim, bot, clock):
    req_id = enters(sim, bot)
    clock.pass_seconds(6)
    hello = {"msgtype": "text", "text": {"content": "您好"}}
    assert bot.ask("aibot_respond_welcome_msg", hello, req_id) == 846604


def test_late_update_is_refused(sim, bot, clock):
    req_id = tapped(sim, bot, sim.city.show("aibot:chenzr", "aibot", "派单", Via.AIBOT, card=CARD))
    clock.pass_seconds(6)
    update = {"response_type": "update_template_card", "template_card": CARD}
    assert bot.ask("aibot_respond_update_msg", update, req_id) == 846604


def tapped(sim, bot, shown) -> str:
    sim.taps("chenzr", shown, "ack", NO_WAIT)
    frame = bot.hears()
    assert frame["body"]["event"]["template_card_event"]["event_key"] == "ack"
    return str(frame["headers"]["req_id"])


def test_tapped_card_is_updated_once_under_its_own_task(sim, bot):
    shown = sim.city.show("aibot:chenzr", "aibot", "派单", Via.AIBOT, card=CARD)
    req_id = tapped(sim, bot, shown)
    done = {"response_type": "update_template_card", "template_card": CARD | {"main_title": {"title": "已签收"}}}
    wrong = {**done, "template_card": CARD | {"task_id": "T-2"}}
    assert bot.ask("aibot_respond_update_msg", wrong, req_id) == 40058
    assert bot.ask("aibot_respond_update_msg", done, req_id) == 0
    assert bot.ask("aibot_respond_update_msg", done, req_id) == 846606
    assert sim.city.message(shown.id).text == "已签收"


def test_thumb_up_takes_no_answer(sim, bot):
    thumb = {"id": "f-1", "type": 1}
    sim.voices.happens("chenzr", "aibot", "feedback_event", thumb, NO_WAIT)
    frame = bot.hears()
    assert frame["body"]["event"] == {"eventtype": "feedback_event", "feedback_event": thumb}
    assert bot.replies(frame["headers"]["req_id"], "谢谢") == 846605


# Speaking first


def test_bot_may_speak_first_where_somebody_talked_to_it(sim, bot):
    assert bot.says("wrQINGHE") == 93006
    heard(sim, bot)
    assert bot.says("wrQINGHE", chat_type=2) == 0
    shown = sim.city.messages("wrQINGHE")[-1]
    assert (shown.via, shown.sender, shown.mentions) == (Via.AIBOT, "aibot", ())


def test_bot_may_speak_first_to_a_person_who_wrote_to_it(sim, bot):
    assert bot.says("chenzr") == 93006
    heard(sim, bot, chat="aibot")
    assert [bot.says("chenzr"), bot.says("chenzr", chat_type=1)] == [0, 0]
    assert [m.via for m in sim.city.messages("aibot:chenzr")] == [Via.PERSON, Via.AIBOT, Via.AIBOT]


@pytest.mark.parametrize(("chat", "chat_type"), [("wrqinghe", 0), ("wrNONE", 0), ("wrQINGHE", 1), ("wrDEAF", 2)])
def test_chat_id_is_read_to_the_letter(sim, bot, chat, chat_type):
    heard(sim, bot)
    assert bot.says(chat, chat_type=chat_type) == 93006


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"msgtype": "text", "text": {"content": "x"}}, 40008),
        ({"msgtype": "markdown", "markdown": {"content": "x", "mentioned_list": ["chenzr"]}}, 40008),
        ({"msgtype": "markdown", "markdown": {"content": " "}}, 44004),
        ({"msgtype": "markdown", "markdown": {"content": "催" * 6827}}, 45002),
        ({"msgtype": "template_card", "template_card": NOTICE}, 40008),
        ({"msgtype": "file", "file": {"media_id": "none"}}, 40007),
    ],
)
def test_what_the_bot_may_not_push_into_a_group(sim, bot, body, errcode):
    heard(sim, bot)
    assert bot.ask("aibot_send_msg", {"chatid": "wrQINGHE", **body}) == errcode


def test_card_is_pushed_to_people_only_and_a_notice_needs_its_action(sim, bot):
    heard(sim, bot, chat="aibot")
    card = {"chatid": "chenzr", "msgtype": "template_card", "template_card": CARD}
    assert bot.ask("aibot_send_msg", card) == 0
    without = {key: value for key, value in NOTICE.items() if key != "card_action"}
    assert bot.ask("aibot_send_msg", card | {"template_card": without}) == 42045


def test_thirty_a_minute_and_a_thousand_an_hour_count_replies_too(sim, bot, clock):
    req_id = heard(sim, bot)
    assert [bot.says("wrQINGHE") for _ in range(29)] == [0] * 29
    assert bot.replies(req_id, "第三十条") == 0
    assert bot.says("wrQINGHE") == 846607
    heard(sim, bot, chat="wrDESK", who="zuoxi01")
    assert bot.says("wrDESK") == 0
    clock.pass_seconds(60)
    assert bot.says("wrQINGHE") == 0
    for _ in range(969):
        sim.city.chat_hour.take("wrQINGHE", clock())
    clock.pass_seconds(60)
    assert bot.says("wrQINGHE") == 846607


# Files


def upload(bot, content: bytes, name: str = "表.xlsx", kind: str = "file", *, chunk: int = 400_000, **more: Any) -> Any:
    parts = [content[start : start + chunk] for start in range(0, len(content), chunk)]
    wanted = {"type": kind, "filename": name, "total_size": len(content), "total_chunks": len(parts)} | more
    begun = bot.answer("aibot_upload_media_init", wanted)
    if begun["errcode"]:
        return begun["errcode"]
    upload_id = begun["body"]["upload_id"]
    for index in reversed(range(len(parts))):
        data = {"upload_id": upload_id, "chunk_index": index, "base64_data": base64.b64encode(parts[index]).decode()}
        assert bot.ask("aibot_upload_media_chunk", data) == 0
        assert bot.ask("aibot_upload_media_chunk", data) == 0
    finished = bot.answer("aibot_upload_media_finish", {"upload_id": upload_id})
    return finished["body"] if finished["errcode"] == 0 else finished["errcode"]


def test_file_goes_up_in_chunks_of_any_order_and_is_pushed(sim, bot):
    content = bytes(range(256)) * 4000
    made = upload(bot, content, md5=hashlib.md5(content).hexdigest())
    heard(sim, bot)
    push = {"chatid": "wrQINGHE", "msgtype": "file", "file": {"media_id": made["media_id"]}}
    assert (made["type"], bot.ask("aibot_send_msg", push)) == ("file", 0)
    assert sim.city.files[made["media_id"]].content == content


def test_uploaded_file_lives_three_days(sim, bot, clock):
    made = upload(bot, b"123456")
    heard(sim, bot)
    clock.pass_seconds(3 * 24 * 3600)
    push = {"chatid": "wrQINGHE", "msgtype": "file", "file": {"media_id": made["media_id"]}}
    assert bot.ask("aibot_send_msg", push) == 40007


@pytest.mark.parametrize(
    ("wanted", "errcode"),
    [
        ({"type": "letter"}, 40058),
        ({"filename": "名" * 86}, 40058),
        ({"filename": ""}, 40058),
        ({"total_size": 4}, 40058),
        ({"total_size": 20 * 1024 * 1024 + 1}, 45001),
        ({"type": "image", "filename": "a.png", "total_size": 2 * 1024 * 1024 + 1}, 45001),
        ({"type": "voice", "filename": "a.mp3"}, 40058),
        ({"type": "video", "filename": "a.mp4", "total_size": 10 * 1024 * 1024 + 1}, 45001),
        ({"total_chunks": 101}, 40058),
        ({"total_chunks": 0}, 40058),
        ({"md5": "0" * 32}, 40058),
    ],
)
def test_upload_keeps_the_platforms_limits(bot, wanted, errcode):
    assert upload(bot, b"123456", **wanted) == errcode


def test_upload_that_lacks_a_chunk_or_took_half_an_hour_is_refused(bot, clock):
    wanted = {"type": "file", "filename": "a.txt", "total_size": 6, "total_chunks": 2}
    upload_id = bot.answer("aibot_upload_media_init", wanted)["body"]["upload_id"]
    part = {"upload_id": upload_id, "chunk_index": 0, "base64_data": base64.b64encode(b"123").decode()}
    assert bot.ask("aibot_upload_media_chunk", part) == 0
    assert bot.ask("aibot_upload_media_chunk", part | {"chunk_index": 2}) == 40058
    big = base64.b64encode(b"0" * (512 * 1024 + 1)).decode()
    assert bot.ask("aibot_upload_media_chunk", part | {"chunk_index": 1, "base64_data": big}) == 45001
    assert bot.ask("aibot_upload_media_finish", {"upload_id": upload_id}) == 40058
    clock.pass_seconds(1801)
    assert bot.ask("aibot_upload_media_chunk", part | {"chunk_index": 1}) == 40058


def test_thirty_uploads_a_minute(bot):
    assert [isinstance(upload(bot, b"123456"), dict) for _ in range(30)] == [True] * 30
    assert upload(bot, b"123456") == 846607


# How it breaks


@pytest.mark.parametrize("code", [1000, 1001, 1006])
def test_line_is_closed_with_a_code(sim, bot, line, code):
    assert line.close(code)
    with pytest.raises(ConnectionClosed) as closed:
        bot.hears()
    assert (closed.value.rcvd.code if closed.value.rcvd else 1006) == code
    assert BotEnd(sim).ask("ping") == 0


def test_forgotten_subscription_refuses_everything_while_pings_are_answered(sim, bot, line):
    heard(sim, bot)
    line.forget()
    assert (bot.ask("ping"), bot.says("wrQINGHE")) == (0, 846609)
    assert sim.hears("chenzr", "在吗", "wrQINGHE").exchanges[0].status == 0
    again = BotEnd(sim)
    assert again.says("wrQINGHE") == 0
    assert bot.pushed == []


@pytest.mark.parametrize("closes", [True, False])
def test_somebody_else_takes_the_bot(sim, bot, line, closes):
    assert line.evict(close=closes)
    assert bot.hears()["body"]["event"] == {"eventtype": "disconnected_event"}
    if closes:
        with pytest.raises(ConnectionClosed):
            bot.hears()
    else:
        assert (bot.ask("ping"), bot.says("wrQINGHE")) == (0, 846609)


def test_late_ack_comes_late_and_the_line_goes_on_meanwhile(sim, bot):
    heard(sim, bot)
    sim.fault("aibot_send_msg", "slow", seconds=0.05)
    body = {"chatid": "wrQINGHE", "msgtype": "markdown", "markdown": {"content": "提醒"}}
    late = bot.tell("aibot_send_msg", body)
    assert bot.ask("ping") == 0
    assert bot.hears() == {"headers": {"req_id": late}, "errcode": 0, "errmsg": "ok"}


@pytest.mark.parametrize(("kind", "shown"), [("no_ack", 1), ("hang", 0)])
def test_ack_that_never_comes(sim, bot, kind, shown):
    heard(sim, bot)
    sim.fault("aibot_send_msg", kind)
    bot.tell("aibot_send_msg", {"chatid": "wrQINGHE", "msgtype": "markdown", "markdown": {"content": "提醒"}})
    assert bot.ask("ping") == 0
    assert len(sim.city.messages(via=Via.AIBOT)) == shown


def test_line_breaks_before_a_message_was_taken(sim, bot):
    heard(sim, bot)
    sim.fault("aibot_send_msg", "http")
    with pytest.raises(ConnectionClosed):
        bot.says("wrQINGHE")
    assert sim.city.messages(via=Via.AIBOT) == []


def test_platform_of_the_demo_remembers_that_the_bot_was_heard(sim, bot):
    sim.has_been_heard_everywhere()
    assert [bot.says("wrQINGHE"), bot.says("chenzr"), bot.says("wrDEAF")] == [0, 0, 93006]


def test_line_breaks_right_after_a_message_was_taken(sim, bot):
    heard(sim, bot)
    sim.fault("aibot_send_msg", "accept_then_cut")
    with pytest.raises(ConnectionClosed):
        bot.says("wrQINGHE")
    assert len(sim.city.messages(via=Via.AIBOT)) == 1


@pytest.mark.parametrize("errcode", [846604, 846607, 846609, 93006])
def test_any_errcode_can_be_switched_on(sim, bot, errcode):
    heard(sim, bot)
    sim.fault("aibot_send_msg", "errcode", errcode=errcode, target="wrQINGHE")
    assert [bot.says("wrQINGHE"), bot.says("wrQINGHE")] == [errcode, 0]


def test_address_is_ours_only_on_this_machine():
    assert line_bind("ws://127.0.0.1:8091") == ("127.0.0.1", 8091)
    assert line_bind("wss://openws.work.weixin.qq.com") is None
    assert line_bind("ws://10.0.0.1:8091") is None
    assert line_bind("") is None
