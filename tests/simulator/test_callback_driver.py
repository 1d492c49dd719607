"""Callbacks reach the product as the platform sends them: when, how often, and with which fields."""

from __future__ import annotations

import pytest

from simulator.callbacks import How
from simulator.envelope import signature, unseal


def test_group_message_without_a_mention_is_not_delivered(sim, product):
    heard = sim.hears("chenzr", "大家好", "wrQINGHE", mention=False)
    assert product.heard == []
    assert "没有 @催办助手" in heard.hint
    assert [m.text for m in sim.city.messages("wrQINGHE")] == ["大家好"]


def test_group_without_the_bot_is_never_heard(sim, product):
    assert "不在这个群里" in sim.hears("chenzr", "收到", "wrDEAF").hint
    assert product.heard == []


def test_group_message_carries_chat_sender_and_the_quoted_text_only(sim, product, caller):
    caller.push("【新派单】20261124000512")
    pushed = sim.city.messages("wrQINGHE")[0]
    assert sim.says("chenzr", "收到", "wrQINGHE", quote=pushed) == "收到"
    heard = product.heard[0]
    assert heard["text"]["content"] == "@催办助手 收到"
    assert (heard["chattype"], heard["chatid"], heard["from"]) == ("group", "wrQINGHE", {"userid": "chenzr"})
    assert heard["quote"] == {"msgtype": "text", "text": {"content": "【新派单】20261124000512"}}


def test_answer_is_shown_in_the_chat_by_the_bot(sim):
    sim.says("chenzr", "收到", "wrQINGHE")
    shown = sim.city.messages("wrQINGHE")[-1]
    assert (shown.sender, shown.text, shown.via, shown.msgtype) == ("aibot", "收到", "answer", "markdown")


def test_single_chat_with_the_bot_has_no_chat_id(sim, product):
    assert sim.says("chenzr", "/待办", "aibot") == "收到"
    assert product.heard[0]["chattype"] == "single"
    assert "chatid" not in product.heard[0]
    assert len(sim.city.messages("aibot:chenzr")) == 2


def test_direct_message_to_the_app_is_xml_that_cannot_be_broken_out_of(sim, product):
    assert sim.says("zuoxi01", "a]]><b>&", "app") == "收到"
    assert "<Content><![CDATA[a]]]]><![CDATA[><b>&]]></Content>" in product.heard[0]
    assert [m.sender for m in sim.city.messages("app:zuoxi01")] == ["zuoxi01", "app"]


def test_empty_answer_shows_nothing_and_is_not_retried(sim, product):
    product.words = ""
    assert sim.says("chenzr", "收到", "wrQINGHE") is None
    assert len(product.queries) == 1
    assert len(sim.city.messages()) == 1


@pytest.mark.parametrize("first", [[0, 503], [302, 500]])
def test_failed_delivery_is_tried_three_times_with_the_same_msgid_in_fresh_envelopes(sim, product, first):
    product.statuses = list(first)
    assert sim.says("chenzr", "收到", "wrQINGHE") == "收到"
    assert len({q["nonce"] for q in product.queries}) == 3
    assert len({q["msg_signature"] for q in product.queries}) == 3
    assert len({heard["msgid"] for heard in product.heard}) == 1


def test_after_three_failures_the_message_is_given_up(sim, product):
    product.statuses = [500] * 4
    heard = sim.hears("chenzr", "收到", "wrQINGHE")
    assert [e.status for e in heard.exchanges] == [500] * 3
    assert heard.hint == "没有送达：服务返回 500，已试 3 次"


def test_same_message_can_be_delivered_again_and_gets_one_bubble(sim, product):
    sim.says("chenzr", "收到", "wrQINGHE", how=How(deliveries=3))
    assert len(product.heard) == 3
    assert len({heard["msgid"] for heard in product.heard}) == 1
    assert len(sim.city.messages("wrQINGHE", via="answer")) == 1


def test_stale_time_is_signed_and_bad_signature_is_not(sim, product, clock):
    sim.says("chenzr", "收到", "wrQINGHE", how=How(skew_seconds=-400))
    sim.says("chenzr", "收到", "wrQINGHE", how=How(bad_signature=True))
    stale, bad = product.queries
    assert int(stale["timestamp"]) == int(clock().timestamp()) - 400
    assert stale["msg_signature"] != bad["msg_signature"] == "0" * 40


def test_wrong_receiver_oversize_and_raw_bodies_reach_the_product_as_told(sim):
    bodies = []

    def listen(method, path, query, body, kind, seconds):
        bodies.append(body)
        return 403, b""

    sim.driver.wire = listen
    sim.says("chenzr", "收到", "app", how=How(receiveid="wwOTHER", tries=1))
    sim.says("chenzr", "收到", "app", how=How(padding_bytes=1 << 20, tries=1))
    sim.says("chenzr", "收到", "app", how=How(raw_body=b"<xml", tries=1))
    encrypted = bodies[0].decode().split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    assert b"<Content>" in unseal(sim.city.world.credentials.app_key, encrypted, "wwOTHER")
    assert len(bodies[1]) > 1 << 20
    assert bodies[2] == b"<xml"


def test_url_check_wants_exactly_the_plaintext_back(sim):
    assert sim.checks_url("aibot") == (200, True)
    sim.driver.wire = lambda *_: (200, b'"quoted"')
    assert sim.checks_url("aibot") == (200, False)


def test_answer_with_a_wrong_signature_is_not_shown(sim, product):
    def tamper(method, path, query, body, kind, seconds):
        status, answer = product(method, path, query, body, kind, seconds)
        return status, answer.replace(b'"timestamp": 1767225601', b'"timestamp": 1767225602')

    sim.driver.wire = tamper
    heard = sim.hears("chenzr", "收到", "wrQINGHE")
    assert heard.answer is None
    assert "signature" in heard.exchanges[0].fault
    assert len(sim.city.messages()) == 1


def test_tapped_card_comes_as_an_event_with_a_new_code(sim, caller, product):
    caller.app_card(caller.token())
    assert sim.taps("chenzr", sim.city.messages()[0], "ack") == "收到"
    assert "<Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[ack]]></EventKey>" in product.heard[0]
    assert "MsgId" not in product.heard[0]


def test_tap_on_the_bots_card_is_delivered_once_and_never_retried(sim, product):
    product.reply = {"msgtype": "template_card", "template_card": {"card_type": "button_interaction", "task_id": "T"}}
    sim.says("chenzr", "/待办", "aibot")
    product.statuses = [500]
    sim.taps("chenzr", sim.city.messages("aibot:chenzr")[-1], "ack")
    assert len(product.heard) == 2
    assert product.heard[1]["event"]["template_card_event"]["event_key"] == "ack"


def test_answer_left_open_is_asked_for_again_until_it_is_finished(sim, product):
    texts = ["一", "一二", "一二三"]

    def grow(method, path, query, body, kind, seconds):
        text = texts[min(len(product.heard), len(texts) - 1)]
        product.reply = {"msgtype": "stream", "stream": {"id": "s-1", "finish": text == texts[-1], "content": text}}
        return product(method, path, query, body, kind, seconds)

    sim.driver.wire = grow
    assert sim.says("chenzr", "收到", "wrQINGHE") == "一二三"
    assert [heard["msgtype"] for heard in product.heard] == ["text", "stream", "stream"]
    assert product.heard[1]["stream"] == {"id": "s-1"}
    assert [m.text for m in sim.city.messages(via="answer")] == ["一二三"]


def test_entering_the_bots_chat_comes_as_an_event_and_may_be_greeted(sim, product):
    product.reply = {"msgtype": "text", "text": {"content": "您好"}}
    assert sim.enters("chenzr") == "您好"
    assert product.heard[0]["event"]["eventtype"] == "enter_chat"


def test_signature_sorts_its_parts():
    """The order of the four strings must not matter: WeCom page 90968."""
    assert signature("b", "a", "d", "c") == signature("a", "b", "c", "d")
