"""Every code of the platform, run through the real gateway against the simulated platform."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis

from actions.ports import Channel, GiveUp, RetryLater, SendOutcome, Sent, Wire
from bot.wecom import bodies
from bot.wecom.errcodes import ERRCODES
from bot.wecom.exchange import Answer, Deadline
from bot.wecom.gateway import WecomGateway
from bot.wecom.token import AppCredentials
from simulator.server import SimulatedWecom
from simulator.world import Credentials, Group, Person, World
from tests.simulator.bot_end import BOT, SECRET, BotEnd

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
WORLD = World(
    people=(Person("WangFang", "王芳"),),
    groups=(Group("wrQINGHE", "青禾家园社区群", webhook_key="key-qinghe", members=("WangFang",)),),
    credentials=Credentials(
        "wwTESTCORP",
        1000002,
        "app-secret",
        "AppToken",
        KEY,
        "催办助手",
        "BotToken",
        KEY,
        bot_id=BOT["bot_id"],
        bot_secret=SECRET,
    ),
)
WIRES = {
    Channel.PUSH_KEY: Wire(Channel.PUSH_KEY, "key-qinghe", bodies.group_text("请签收 202611020001", ["WangFang"])),
    Channel.APP: Wire(Channel.APP, "WangFang", bodies.app_text("WangFang", "请签收 202611020001", 1000002)),
    Channel.AIBOT: Wire(Channel.AIBOT, "wrQINGHE", bodies.aibot_markdown("wrQINGHE", "请签收", is_group=True)),
}
ENDPOINTS = {Channel.PUSH_KEY: "webhook/send", Channel.APP: "message/send", Channel.AIBOT: "aibot_send_msg"}
PUSH, APP, BOTS = Channel.PUSH_KEY, Channel.APP, Channel.AIBOT
MESSAGE, TARGET, CHANNEL = "message", "target", "channel"
SECOND, MINUTE = timedelta(seconds=1), timedelta(seconds=60)
# wecom.md §12, row by row: where it comes, and what the sender does: whom it gives up, or how long it waits.
ROWS: list[tuple[int, Channel, str | timedelta | None]] = [
    (0, APP, None),
    (-1, APP, SECOND), (-1, PUSH, SECOND), (-1, BOTS, SECOND),
    (40001, APP, CHANNEL), (40091, APP, CHANNEL), (40013, APP, CHANNEL), (40056, APP, CHANNEL),
    (40003, APP, TARGET), (60111, APP, TARGET), (46004, APP, TARGET),
    (40007, APP, MESSAGE), (40007, PUSH, MESSAGE),
    (40014, APP, MINUTE), (42001, APP, MINUTE),
    (40029, APP, MESSAGE), (42022, APP, MESSAGE),
    (40032, APP, MESSAGE),
    (40050, APP, TARGET),
    (40008, BOTS, MESSAGE), (40058, PUSH, MESSAGE), (40063, APP, MESSAGE), (41016, APP, MESSAGE),
    (40123, PUSH, MESSAGE),
    (42045, BOTS, MESSAGE),
    (43012, APP, MESSAGE),
    (45001, PUSH, MESSAGE), (45002, PUSH, MESSAGE),
    (44001, APP, MESSAGE), (44004, PUSH, MESSAGE), (45007, PUSH, MESSAGE), (45008, PUSH, MESSAGE),
    (45009, PUSH, MINUTE), (45009, APP, MINUTE), (45009, BOTS, MINUTE),
    (45033, APP, 5 * SECOND),
    (48002, APP, CHANNEL), (301002, APP, CHANNEL),
    (48006, APP, CHANNEL),
    (48009, APP, CHANNEL),
    (49008, APP, TARGET),
    (50001, APP, CHANNEL),
    (50002, APP, TARGET), (50003, APP, CHANNEL), (80001, APP, CHANNEL),
    (60011, APP, TARGET),
    (60020, APP, CHANNEL),
    (60140, APP, MESSAGE),
    (60021, APP, TARGET), (81013, APP, TARGET),
    (82001, APP, MESSAGE), (82002, APP, MESSAGE), (82003, APP, MESSAGE), (85002, APP, MESSAGE),
    *((code, APP, TARGET) for code in (*range(86001, 86009), 86216, 86217)),
    (93000, PUSH, TARGET),
    (93004, PUSH, TARGET), (93005, PUSH, TARGET), (93008, PUSH, TARGET),
    (93006, BOTS, TARGET),
    (846604, BOTS, MESSAGE), (846605, BOTS, MESSAGE), (846606, BOTS, MESSAGE),
    (846607, BOTS, MINUTE),
    (846608, BOTS, MESSAGE),
    (846609, BOTS, SECOND),
    (853000, BOTS, CHANNEL),
]  # fmt: skip


class OwnLine:
    """The AI bot's long connection, held by the test itself."""

    def __init__(self, bot: BotEnd) -> None:
        self._bot = bot

    def send(self, body: dict[str, Any], deadline: Deadline) -> Answer:
        return Answer(200, self._bot.answer("aibot_send_msg", body))

    def is_open(self, deadline: Deadline) -> bool:
        return True


@pytest.fixture(scope="module")
def simulated() -> Iterator[SimulatedWecom]:
    wecom = SimulatedWecom(WORLD).start()
    wecom.mode = "long_connection"
    yield wecom
    wecom.stop()


@pytest.fixture(scope="module")
def gateway(simulated: SimulatedWecom, wecom_store_socket: str) -> WecomGateway:
    app = AppCredentials("wwTESTCORP", 1000002, "app-secret")
    store = redis.Redis(unix_socket_path=wecom_store_socket)
    return WecomGateway(simulated.api_base, app, store, 5, OwnLine(BotEnd(simulated)))


@pytest.mark.parametrize(("errcode", "channel", "expected"), ROWS, ids=[f"{code}-{way}" for code, way, _ in ROWS])
def test_code(
    simulated: SimulatedWecom, gateway: WecomGateway, errcode: int, channel: Channel, expected: str | timedelta | None
) -> None:
    simulated.clear()
    if errcode:
        simulated.fault(ENDPOINTS[channel], "errcode", errcode=errcode, times=None)
    outcome: SendOutcome = gateway.send(WIRES[channel])
    if expected is None:
        assert outcome == Sent()
    elif isinstance(expected, timedelta):
        assert isinstance(outcome, RetryLater) and (outcome.errcode, outcome.after) == (errcode, expected)
    else:
        assert isinstance(outcome, GiveUp) and (outcome.errcode, outcome.scope) == (errcode, expected)


def test_every_row_of_the_table_is_run() -> None:
    assert {code for code, _, _ in ROWS} == set(ERRCODES)


@pytest.mark.parametrize("errcode", [40001, 40013, 40091])
def test_secret_that_is_refused_closes_the_app(simulated: SimulatedWecom, store: redis.Redis, errcode: int) -> None:
    simulated.clear()
    simulated.fault("gettoken", "errcode", errcode=errcode, times=None)
    gateway = WecomGateway(simulated.api_base, AppCredentials("wwTESTCORP", 1000002, "app-secret"), store, 5)
    outcome = gateway.send(WIRES[APP])
    assert isinstance(outcome, GiveUp) and (outcome.errcode, outcome.scope) == (errcode, CHANNEL)
