"""The gateway and the doors agree with the simulated platform, which was written without knowing them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis

from actions.ports import Channel, ChatGateway, GiveUp, RetryLater, Sent, Unknown, Wire
from bot.wecom import bodies
from bot.wecom.aibot_callback import AibotCallback
from bot.wecom.app_callback import AppCallback
from bot.wecom.envelope import BadSignature, Envelope
from bot.wecom.gateway import WecomGateway
from bot.wecom.token import AppCredentials
from simulator.server import SimulatedWecom
from simulator.world import Credentials, Group, Person, World

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
WINDOW = timedelta(minutes=5)
WORLD = World(
    people=(Person("WangFang", "王芳"), Person("LiQiang", "李强")),
    groups=(Group("wrQINGHE", "青禾家园社区群", webhook_key="key-qinghe", members=("WangFang", "LiQiang")),),
    credentials=Credentials("wwTESTCORP", 1000002, "app-secret", "AppToken", KEY, "催办助手", "BotToken", KEY),
)
GROUP = Wire(Channel.PUSH_KEY, "key-qinghe", bodies.group_text("请签收 202611020001", ["WangFang"]))
DIRECT = Wire(Channel.APP, "WangFang", bodies.app_text("WangFang", "请签收 202611020001", 1000002))


@pytest.fixture
def simulated() -> Iterator[SimulatedWecom]:
    wecom = SimulatedWecom(WORLD).start()
    yield wecom
    wecom.stop()


@pytest.fixture
def gateway(simulated: SimulatedWecom, store: redis.Redis) -> ChatGateway:
    return WecomGateway(simulated.api_base, AppCredentials("wwTESTCORP", 1000002, "app-secret"), store, 2)


@pytest.mark.parametrize("wire", [GROUP, DIRECT], ids=["push key", "app"])
def test_the_platform_takes_our_bodies(gateway: ChatGateway, wire: Wire) -> None:
    assert gateway.send(wire) == Sent()


@pytest.mark.parametrize("length", [682, 2000])
def test_the_platform_takes_our_longest_bodies(gateway: ChatGateway, length: int) -> None:
    assert gateway.send(Wire(Channel.PUSH_KEY, "key-qinghe", bodies.group_text("单" * length))) == Sent()


def test_a_wrong_push_key_gives_up_that_group(gateway: ChatGateway) -> None:
    outcome = gateway.send(Wire(Channel.PUSH_KEY, "no-such-key", GROUP.body))
    assert isinstance(outcome, GiveUp) and (outcome.errcode, outcome.scope) == (93000, "target")


def test_a_stranger_gives_up_that_person(gateway: ChatGateway) -> None:
    outcome = gateway.send(Wire(Channel.APP, "Nobody", bodies.app_text("Nobody", "你好", 1000002)))
    assert isinstance(outcome, GiveUp) and (outcome.errcode, outcome.scope) == (81013, "target")


def test_a_wrong_secret_stops_the_channel(simulated: SimulatedWecom, store: redis.Redis) -> None:
    wrong = WecomGateway(simulated.api_base, AppCredentials("wwTESTCORP", 1000002, "wrong"), store, 2)
    outcome = wrong.send(DIRECT)
    assert isinstance(outcome, GiveUp) and outcome.scope == "channel"


def test_what_is_too_much_waits_a_minute(gateway: ChatGateway) -> None:
    outcomes = [gateway.send(GROUP) for _ in range(21)]
    assert outcomes[:20] == [Sent()] * 20
    last = outcomes[20]
    assert isinstance(last, RetryLater) and (last.errcode, last.after) == (45009, timedelta(seconds=60))


@pytest.mark.parametrize("errcode", [40014, 42001])
def test_a_token_that_dies_once_is_replaced(simulated: SimulatedWecom, gateway: ChatGateway, errcode: int) -> None:
    simulated.fault("message/send", "errcode", errcode=errcode)
    assert gateway.send(DIRECT) == Sent()


@pytest.mark.parametrize(("kind", "details"), [("http", {"status": 502}), ("accept_then_cut", {})])
def test_a_cut_line_is_unknown(
    simulated: SimulatedWecom, gateway: ChatGateway, kind: str, details: dict[str, int]
) -> None:
    simulated.fault("webhook/send", kind, **details)
    assert isinstance(gateway.send(GROUP), Unknown)


def parrot(
    method: str, path: str, query: dict[str, str], body: bytes, _kind: str, _seconds: float
) -> tuple[int, bytes]:
    """Play a product whose doors repeat what they hear."""
    now = datetime.now(UTC)
    door: Any = (
        AppCallback(Envelope("AppToken", KEY, "wwTESTCORP"), "wwTESTCORP", WINDOW)
        if path.endswith("/app")
        else AibotCallback(Envelope("BotToken", KEY, ""), WINDOW)
    )
    signed = (query["msg_signature"], query["timestamp"], query["nonce"])
    try:
        if method == "GET":
            return 200, door.check_url(*signed, query["echostr"], now)
        message = door.receive(*signed, body, now)
    except BadSignature:
        return 403, b""
    said = f"{message.sender} {message.chat_kind} {message.text}"
    return 200, door.answer(message, said, query["nonce"], now) or b""


@pytest.mark.parametrize("which", ["app", "aibot"])
def test_the_console_accepts_our_url_check(which: str) -> None:
    assert SimulatedWecom(WORLD, wire=parrot).checks_url(which) == (200, True)


@pytest.mark.parametrize(
    ("chat", "answer"),
    [
        ("app", "WangFang direct 收到😀"),
        ("aibot", "WangFang direct 收到😀"),
        ("wrQINGHE", "WangFang group @催办助手 收到😀"),
    ],
)
def test_a_person_is_heard_and_answered_through_each_door(chat: str, answer: str) -> None:
    assert SimulatedWecom(WORLD, wire=parrot).says("WangFang", "收到😀", chat) == answer
