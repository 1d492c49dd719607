"""Pushes by key and the late answer keep the platform's limits, counted in bytes."""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO

import pytest


def test_push_is_shown_in_the_keys_group_with_its_mentions(caller, sim):
    assert caller.push("请处理", mentioned_list=["chenzr", "@all"])["errcode"] == 0
    (message,) = sim.city.messages("wrQINGHE")
    assert (message.text, message.via, message.mentions) == ("请处理", "push_key", ("chenzr", "@all"))


def test_mention_by_mobile_and_in_the_text_names_the_member(caller, sim):
    caller.push("<@liwg> 请处理", mentioned_mobile_list=["13800000201"])
    assert sim.city.messages()[0].mentions == ("chenzr", "liwg")


def test_markdown_v2_mentions_nobody(caller, sim):
    caller.push("<@liwg> 请处理", msgtype="markdown_v2")
    assert sim.city.messages()[0].mentions == ()


@pytest.mark.parametrize(("msgtype", "limit"), [("text", 2048), ("markdown", 4096), ("markdown_v2", 4096)])
def test_limits_of_a_push_are_counted_in_bytes(caller, msgtype, limit):
    fits = "催" * (limit // 3) + "x" * (limit % 3)
    assert caller.push(fits, msgtype=msgtype)["errcode"] == 0
    assert caller.push(fits + "x", msgtype=msgtype)["errcode"] == 45002


@pytest.mark.parametrize(
    ("key", "msgtype", "text", "errcode"),
    [
        ("key-nobody", "text", "你好", 93000),
        ("", "text", "你好", 93000),
        ("key-qinghe", "text", "", 44004),
        ("key-qinghe", "letter", "你好", 40008),
        ("key-qinghe", "template_card", "你好", 40058),
    ],
)
def test_bad_pushes_are_refused_with_the_platforms_code(caller, sim, key, msgtype, text, errcode):
    assert caller.push(text, key, msgtype)["errcode"] == errcode
    assert sim.city.messages() == []


def test_twenty_first_push_in_a_minute_is_refused_for_that_key_only(caller, clock):
    assert [caller.push(f"{n}")["errcode"] for n in range(21)] == [0] * 20 + [45009]
    assert caller.push("别的群", "key-desk")["errcode"] == 0
    clock.pass_seconds(59)
    assert caller.push("还不行")["errcode"] == 45009
    clock.pass_seconds(1)
    assert caller.push("可以了")["errcode"] == 0


def test_uploaded_file_is_usable_by_its_own_key_only(sim, caller):
    client = sim.app.test_client()
    upload = "/cgi-bin/webhook/upload_media?key=key-desk&type=file"
    media_id = client.post(upload, data={"media": (BytesIO(b"123456"), "表.xlsx")}).json["media_id"]
    body = {"msgtype": "file", "file": {"media_id": media_id}}
    assert caller.post("webhook/send", body, key="key-qinghe")["errcode"] == 40007
    assert caller.post("webhook/send", body, key="key-desk")["errcode"] == 0
    assert client.post(upload, data={"media": (BytesIO(b"12345"), "小.txt")}).json["errcode"] == 44001
    assert client.post(upload, data={"file": (BytesIO(b"123456"), "表.xlsx")}).json["errcode"] == 41005
    fetched = caller.get("media/get", access_token=caller.token(), media_id=media_id)
    assert (fetched.data, "attachment" in fetched.headers["Content-Disposition"]) == (b"123456", True)


PNG = b"\x89PNG\r\n" + b"0" * 9


@pytest.mark.parametrize(
    ("content", "md5", "errcode"),
    [
        (PNG, hashlib.md5(PNG).hexdigest(), 0),
        (PNG, "0" * 32, 40058),
        (b"GIF89a", hashlib.md5(b"GIF89a").hexdigest(), 40123),
        (PNG + b"0" * (2 << 20), hashlib.md5(PNG + b"0" * (2 << 20)).hexdigest(), 45001),
    ],
)
def test_picture_of_a_push_is_looked_at(caller, content, md5, errcode):
    image = {"base64": base64.b64encode(content).decode(), "md5": md5}
    body = {"msgtype": "image", "image": image}
    assert caller.post("webhook/send", body, key="key-qinghe")["errcode"] == errcode


def late(product) -> str:
    return product.heard[-1]["response_url"].partition("response_code=")[2]


def test_late_answer_works_once_and_quotes_what_it_answers(sim, caller, product):
    product.words = ""
    sim.says("chenzr", "收到", "wrQINGHE")
    answer = {"msgtype": "markdown", "markdown": {"content": "已记录"}}
    assert caller.post("aibot/response", answer, response_code=late(product))["errcode"] == 0
    shown = sim.city.messages("wrQINGHE")[-1]
    assert (shown.text, shown.via, shown.quote) == ("已记录", "response_url", "@催办助手 收到")
    assert caller.post("aibot/response", answer, response_code=late(product))["errcode"] == 60140


def test_late_answer_is_refused_after_an_hour(sim, caller, product, clock):
    sim.says("chenzr", "收到", "wrQINGHE")
    clock.pass_seconds(3600)
    answer = {"msgtype": "markdown", "markdown": {"content": "已记录"}}
    assert caller.post("aibot/response", answer, response_code=late(product))["errcode"] == 60140


def test_refused_late_answer_does_not_use_the_code_up(sim, caller, product):
    sim.says("chenzr", "收到", "wrQINGHE")
    code = late(product)
    too_long = {"msgtype": "markdown", "markdown": {"content": "x" * 20481}}
    assert caller.post("aibot/response", too_long, response_code=code)["errcode"] == 45002
    card = {"msgtype": "template_card", "template_card": {"card_type": "text_notice", "card_action": {"type": 1}}}
    assert caller.post("aibot/response", card, response_code=code)["errcode"] == 40008
    fits = {"msgtype": "markdown", "markdown": {"content": "x" * 20480}}
    assert caller.post("aibot/response", fits, response_code=code)["errcode"] == 0
