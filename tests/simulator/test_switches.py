"""What the page and other programs switch over the API: the line's breaks, the bot's mode, bursts and repeats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.simulator.bot_end import BotEnd, in_the_background


@pytest.fixture
def page(sim) -> Iterator[Any]:
    yield sim.app.test_client()
    sim.stop()


@pytest.fixture
def bot(sim, page) -> BotEnd:
    assert page.post("/sim/bot", json={"mode": "long_connection"}).json["line"]["mode"] == "long_connection"
    return BotEnd(sim)


def line(page) -> dict[str, Any]:
    return dict(page.get("/sim/state").json["line"])


def test_state_tells_how_the_line_stands(sim, page, clock):
    assert (line(page)["standing"], line(page)["mode"]) == ("absent", "callback")
    BotEnd(sim)
    assert (line(page)["standing"], line(page)["since"]) == ("subscribed", clock().isoformat())
    BotEnd(sim)
    assert (line(page)["subscriptions"], line(page)["last_loss"]) == (2, "evicted")


@pytest.mark.parametrize("code", [1000, 1001, 1006])
def test_line_is_closed_by_the_api(page, bot, code):
    assert page.post("/sim/line", json={"do": "close", "code": code}).json["done"] is True
    with pytest.raises(ConnectionClosed):
        bot.hears()
    assert page.post("/sim/line", json={"do": "close", "code": code}).json["done"] is False
    assert line(page)["last_loss"] == f"closed {code}"


def test_subscription_is_forgotten_by_the_api(page, bot):
    page.post("/sim/line", json={"do": "forget"})
    assert (bot.ask("ping"), bot.says("wrQINGHE"), line(page)["standing"]) == (0, 846609, "forgotten")


def test_somebody_else_takes_the_bot_by_the_api(page, bot):
    page.post("/sim/line", json={"do": "evict"})
    assert bot.hears()["body"]["event"]["eventtype"] == "disconnected_event"
    assert (line(page)["standing"], line(page)["last_loss"]) == ("absent", "evicted")


@pytest.mark.parametrize(
    ("path", "wish"),
    [("line", {"do": "dance"}), ("line", {"do": "close", "code": 999}), ("line", []), ("bot", {"mode": "telepathy"})],
)
def test_what_cannot_be_switched_is_refused(page, path, wish):
    assert page.post(f"/sim/{path}", json=wish).status_code == 400


def test_burst_is_many_messages_at_once(page, bot):
    said = {"userid": "chenzr", "chat": "wrQINGHE", "text": "@催办助手 收到", "times": 30}
    with in_the_background(lambda: page.post("/sim/say", json=said)):
        heard = [bot.hears() for _ in range(30)]
        for one in heard:
            bot.replies(one["headers"]["req_id"], "收到")
    assert len({one["body"]["msgid"] for one in heard}) == 30


def test_burst_comes_over_http_too(page, product):
    said = {"userid": "chenzr", "chat": "wrQINGHE", "text": "@催办助手 收到", "times": 20}
    assert page.post("/sim/say", json=said).json["statuses"] == [200]
    assert len({heard["msgid"] for heard in product.heard}) == 20


@pytest.mark.parametrize("wish", [
    {"bad_signature": True}, {"receiveid": "wwOTHER"}, {"padding_bytes": 1 << 20}, {"skew_seconds": -900},
])  # fmt: skip
def test_callback_is_spoilt_by_the_api(sim, page, wish):
    bodies = []

    def listen(method: str, path: str, query: dict[str, str], body: bytes, kind: str, seconds: float) -> Any:
        bodies.append((query, body))
        return 403, b""

    sim.driver.wire = listen
    said = {"userid": "chenzr", "chat": "wrQINGHE", "text": "@催办助手 收到"}
    assert page.post("/sim/say", json=said | wish).json["statuses"] == [403] * 3
    query, body = bodies[0]
    assert (query["msg_signature"] == "0" * 40) is ("bad_signature" in wish)
    assert (len(body) > 1 << 20) is ("padding_bytes" in wish)


@pytest.mark.parametrize("which", ["app", "aibot", "robot"])
def test_address_is_checked_by_the_api(page, which):
    answer = page.post("/sim/check_url", json={"which": which}).json
    assert answer == {"status": 200, "is_right": True}
    assert page.post("/sim/check_url", json={"which": "door"}).status_code == 400


def test_repeat_is_one_message_under_one_msgid(page, product):
    said = {"userid": "chenzr", "chat": "wrQINGHE", "text": "@催办助手 收到", "deliveries": 3}
    assert page.post("/sim/say", json=said).json["statuses"] == [200] * 3
    assert len({heard["msgid"] for heard in product.heard}) == 1


def test_who_opens_a_chat_is_greeted_by_the_api(page, product):
    product.reply = {"msgtype": "text", "text": {"content": "您好"}}
    assert page.post("/sim/enter", json={"userid": "chenzr", "chat": "aibot"}).json["answer"] == "您好"


def test_other_events_happen_by_the_api(page, product):
    product.words = ""
    said = {"event": "change_contact", "fields": {"ChangeType": "delete_user", "UserID": "liwg"}}
    assert page.post("/sim/event", json=said).json["statuses"] == [200]
    assert (
        "<Event><![CDATA[change_contact]]></Event><ChangeType><![CDATA[delete_user]]></ChangeType>" in product.heard[0]
    )
    thumb = {"event": "feedback_event", "userid": "chenzr", "chat": "aibot", "fields": {"id": "f-1", "type": 2}}
    assert page.post("/sim/event", json=thumb).json["statuses"] == [200]
    assert product.heard[1]["event"]["feedback_event"] == {"id": "f-1", "type": 2}


def test_calls_are_counted(page, caller):
    caller.token()
    caller.token()
    assert page.get("/sim/state").json["calls"]["gettoken"] == 2
