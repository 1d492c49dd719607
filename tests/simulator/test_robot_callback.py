"""The old group robot hears in XML or JSON, answers in the chat, and tells once who is in it."""

from __future__ import annotations

import json

import pytest

from simulator.attachments import Attachment


@pytest.mark.parametrize("speaks_xml", [True, False])
def test_robot_called_by_name_hears_and_its_answer_mentions(sim, product, speaks_xml):
    assert sim.calls_robot("chenzr", "@催办通知 收到", "wrQINGHE", speaks_xml=speaks_xml) == "收到"
    shown = sim.city.messages("wrQINGHE")[-1]
    assert (shown.sender, shown.text, shown.mentions) == ("push", "收到", ("chenzr",))


def test_robot_gets_the_fields_of_page_99399_in_xml(sim, product):
    sim.calls_robot("chenzr", "a]]><b>", "wrQINGHE")
    xml = product.heard[0]
    for part in (
        "<ChatId><![CDATA[wrQINGHE]]></ChatId>", "<ChatType><![CDATA[group]]></ChatType>",
        "<From><UserId><![CDATA[chenzr]]></UserId><Name><![CDATA[陈主任]]></Name>",
        "<MsgType><![CDATA[text]]></MsgType>",
        "webhook/send?key=key-qinghe", "<Text><Content>a]]&gt;&lt;b&gt;</Content></Text>",
    ):  # fmt: skip
        assert part in xml


def test_robot_gets_the_fields_of_page_99399_in_json(sim, product):
    sim.calls_robot("chenzr", "收到", "wrQINGHE", speaks_xml=False)
    heard = product.heard[0]
    assert heard["from"] == {"userid": "chenzr", "name": "陈主任", "alias": ""}
    assert (heard["chatid"], heard["msgtype"], heard["text"]) == ("wrQINGHE", "text", {"content": "收到"})
    assert {"webhook_url", "get_chat_info_url", "msgid", "chattype"} <= set(heard)
    assert product.queries[0]["robot_callback_format"] == "json"


def test_robot_hears_that_it_was_added(sim, product):
    page = sim.app.test_client()
    for form in ("xml", "json"):
        asked = {"userid": "chenzr", "chat": "wrQINGHE", "text": "", "event": "add_to_chat", "format": form}
        assert page.post("/sim/robot", json=asked).json["statuses"] == [200]
    assert "<Event><EventType><![CDATA[add_to_chat]]></EventType></Event>" in product.heard[0]
    assert product.heard[1]["event"] == {"event_type": "add_to_chat"}


def test_who_is_in_the_chat_is_told_once_within_five_minutes(sim, product, clock):
    for _ in range(2):
        sim.calls_robot("chenzr", "收到", "wrQINGHE", speaks_xml=False)
    first, second = (heard["get_chat_info_url"].split("/", 3)[3] for heard in product.heard)
    client = sim.app.test_client()
    told = client.get(f"/{first}").json
    assert (told["chatid"], told["name"]) == ("wrQINGHE", "青禾家园社区接诉即办群")
    assert {"userid": "chenzr", "alias": "", "name": "陈主任"} in told["members"]
    assert client.get(f"/{first}").json["errcode"] == 40029
    clock.pass_seconds(300)
    assert client.get(f"/{second}").json["errcode"] == 40029


def test_group_without_a_robot_calls_nobody(sim, product):
    assert sim.voices.call_robot("chenzr", "收到", "wrNONE").hint
    assert product.heard == []


def test_console_checks_the_robots_address_too(sim):
    assert sim.checks_url("robot") == (200, True)


def test_mixed_message_names_its_items_types_otherwise_in_json(sim, product):
    picture = [Attachment("image", "a.jpg", b"jpeg")]
    sim.voices.call_robot("chenzr", "看图", "wrQINGHE", speaks_xml=False, files=picture)
    kinds = [item["msg_type"] for item in product.heard[0]["mixed_message"]["msg_item"]]
    assert kinds == ["text", "image"]
    assert json.dumps(product.heard[0]).count("image_url") == 1
