"""Every gateway there is, doubles included, makes the same of what a platform does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis

from actions.ports import Channel, ChatGateway, GiveUp, Parcel, Sent, Unknown, Uploaded, Wire
from bot.wecom.bodies import file_body
from bot.wecom.gateway import WecomGateway
from bot.wecom.line.connection import Pace
from bot.wecom.line.keeper import BotCredentials, Keeper
from bot.wecom.line.local import SOCKET_NAME, LineClient, LineServer
from bot.wecom.token import AppCredentials
from tests.bot.delivery_bench import Platform
from tests.bot.test_turns import HalfDead, Steady
from tests.bot.wecom.gateway_cases import (
    AGENT,
    AIBOT,
    ALL,
    APP,
    CASES,
    HTTP,
    PUSH,
    UPLOAD_CASES,
    Case,
    Stage,
    UploadCase,
    essence,
)
from tests.jobs.bench import Platform as WatchedPlatform
from tests.stories.line import eventually

TIMEOUT_SECONDS = 0.5


def rows(channels: tuple[Channel, ...], cases: tuple[Case | UploadCase, ...] = CASES) -> Any:
    """Return each case on each of these ways, as parameters."""
    found = [(case, channel) for case in cases for channel in case.channels if channel in channels]
    names = [f"{case.name} by {channel.value}" for case, channel in found]
    return pytest.mark.parametrize(("case", "channel"), found, ids=names)


@pytest.fixture
def stage() -> Iterator[Stage]:
    opened = Stage()
    yield opened
    opened.sim.stop()


@pytest.fixture
def over_http(stage: Stage, store: redis.Redis) -> ChatGateway:
    return WecomGateway(stage.sim.api_base, AppCredentials("wwTESTCORP", AGENT, "app-secret"), store, TIMEOUT_SECONDS)


class Mine:
    """The right to hold the line where nobody else is."""

    def is_held(self) -> bool:
        return True

    seek = renew = is_held

    def let_go(self) -> None: ...


@pytest.fixture
def keeper(stage: Stage, tmp_path: Path) -> Iterator[Keeper]:
    credentials = BotCredentials(stage.sim.websocket_url, "aibTESTCORP", "bot-secret")
    kept, stop = Keeper(credentials, Mine(), lambda _: None, Pace(ack=0.4)), threading.Event()
    local = LineServer(tmp_path / SOCKET_NAME, kept.ask, lambda: kept.is_open)
    keeping = threading.Thread(target=kept.run, args=(stop,), daemon=True)
    keeping.start()
    eventually(lambda: kept.is_open)
    yield kept
    stop.set()
    kept.wake()
    keeping.join(5)
    local.stop()


@pytest.fixture
def over_the_line(keeper: Keeper, stage: Stage, store: redis.Redis, tmp_path: Path) -> ChatGateway:
    line = LineClient(tmp_path / SOCKET_NAME)
    return WecomGateway(stage.sim.api_base, None, store, TIMEOUT_SECONDS, line)


def conforms(stage: Stage, gateway: ChatGateway, case: Case, channel: Channel) -> None:
    """Send once and compare: what the gateway says, and what people then read."""
    wire, before = case.given(stage, channel), stage.shown()
    assert essence(gateway.send(wire)) == essence(case.expected)
    assert stage.shown() - before == case.n_shown


@rows(HTTP)
def test_the_gateway_over_http(stage: Stage, over_http: ChatGateway, case: Case, channel: Channel) -> None:
    conforms(stage, over_http, case, channel)


@rows((AIBOT,))
def test_the_gateway_over_the_line_of_another_process(
    stage: Stage, over_the_line: ChatGateway, keeper: Keeper, case: Case, channel: Channel
) -> None:
    def given(stage: Stage, channel: Channel) -> Wire:
        wire = case.given(stage, channel)
        if case.name in ("nobody there", "bot taken over"):
            eventually(lambda: not keeper.is_open)
        return wire

    conforms(stage, over_the_line, replace(case, given=given), channel)


def takes_files(stage: Stage, gateway: ChatGateway, case: UploadCase, channel: Channel) -> None:
    """Upload once and compare; what was kept can be sent, and is then read as a file of that name and content."""
    case.given(stage, channel)
    outcome = gateway.upload(channel, case.key if channel is PUSH else "", case.parcel)
    assert essence(outcome) == essence(case.expected)
    assert stage.shown() == 0
    if isinstance(outcome, Uploaded):
        address = {PUSH: "key-qinghe", APP: "WangFang", AIBOT: "WangFang"}[channel]
        body = file_body(channel, address, outcome.media_id, AGENT, is_group=False)
        assert gateway.send(Wire(channel, address, body)) == Sent()
        (message,) = (message for message in stage.sim.city.messages() if message.msgtype == "file")
        assert [(file.name, file.content) for file in message.files] == [(case.parcel.name, case.parcel.content)]
        stale = file_body(channel, address, f"{outcome.media_id}x", AGENT, is_group=False)
        assert essence(gateway.send(Wire(channel, address, stale))) == ("give up", 40007, "message")


@rows(HTTP, UPLOAD_CASES)
def test_files_over_http(stage: Stage, over_http: ChatGateway, case: UploadCase, channel: Channel) -> None:
    takes_files(stage, over_http, case, channel)


@rows((AIBOT,), UPLOAD_CASES)
def test_files_over_the_line(stage: Stage, over_the_line: ChatGateway, case: UploadCase, channel: Channel) -> None:
    takes_files(stage, over_the_line, case, channel)


def test_a_way_that_is_not_configured_takes_no_files(over_http: ChatGateway, stage: Stage) -> None:
    parcel = Parcel("日报.docx", bytes(9))
    assert essence(over_http.upload(AIBOT, "", parcel)) == ("give up", None, "channel")
    assert essence(over_http.upload(Channel.RESPONSE_URL, "", parcel)) == ("give up", None, "channel")


@rows((PUSH, APP, AIBOT), UPLOAD_CASES)
def test_files_of_the_scripted_double(case: UploadCase, channel: Channel) -> None:
    double = Platform(uploads=[case.expected])
    assert essence(double.upload(channel, case.key, case.parcel)) == essence(case.expected)
    assert double.parcels == [(channel, case.parcel)]


def test_files_of_the_watchdogs_double() -> None:
    parcel = Parcel("日报.docx", bytes(9))
    assert isinstance(WatchedPlatform().upload(APP, "", parcel), Uploaded)
    assert essence(WatchedPlatform(app_works=False).upload(APP, "", parcel)) == ("give up", 60020, "channel")


def test_the_platform_is_there_while_the_line_is_open(stage: Stage, over_the_line: ChatGateway, keeper: Keeper) -> None:
    assert over_the_line.is_there(stage.wire(AIBOT))
    stage.sim.stop()
    eventually(lambda: not keeper.is_open)
    assert not over_the_line.is_there(stage.wire(AIBOT))
    assert stage.shown() == 0


@pytest.mark.parametrize("channel", HTTP, ids=str)
def test_the_platform_is_there_when_it_answers_itself(stage: Stage, over_http: ChatGateway, channel: Channel) -> None:
    wire = stage.wire(channel)
    assert over_http.is_there(wire)
    assert stage.shown() == 0
    if channel is not Channel.RESPONSE_URL:
        stage.sim.fault("*", "http", times=None)
        assert not over_http.is_there(wire)
        stage.sim.stop()
        assert not over_http.is_there(wire)


# The doubles of other tests claim to be gateways: what they are told to answer, a gateway does answer.


@rows(ALL)
def test_the_scripted_double(case: Case, channel: Channel) -> None:
    double, wire = Platform([case.expected]), Wire(channel, "somewhere", {"msgtype": "text", "text": {"content": "x"}})
    assert essence(double.send(wire)) == essence(case.expected)
    assert (double.wires, double.is_there(wire)) == ([wire], True)
    assert double.send(wire) == Sent()


def _case(name: str, channel: Channel) -> Case:
    return next(case for case in CASES if case.name == name and channel in case.channels)


@pytest.mark.parametrize(
    ("name", "channel", "works"),
    [("sent", APP, {}), ("sent", PUSH, {}), ("untrusted address", APP, {"app_works": False}),
     ("bad key", PUSH, {"push_works": False})],
)  # fmt: skip
def test_the_watchdogs_double(stage: Stage, name: str, channel: Channel, works: dict[str, bool]) -> None:
    double: ChatGateway = WatchedPlatform(**works)
    assert essence(double.send(stage.wire(channel))) == essence(_case(name, channel).expected)


@pytest.mark.parametrize(("name", "make"), [
    ("sent", lambda wire: wire),
    ("hang", lambda wire: Wire(wire.channel, "sick-1", wire.body)),
    ("502", lambda wire: wire),
])  # fmt: skip
def test_the_double_that_hangs(stage: Stage, name: str, make: Callable[[Wire], Wire]) -> None:
    double = HalfDead(Steady())
    double.is_cut_off = name == "502"
    assert essence(double.send(make(stage.wire(PUSH)))) == essence(_case(name, PUSH).expected)


def test_no_outcome_of_the_table_is_left_out() -> None:
    assert {type(case.expected) for case in CASES} >= {Sent, GiveUp, Unknown}
    assert {case.expected.scope for case in CASES if isinstance(case.expected, GiveUp)} == {
        "message", "target", "channel",
    }  # fmt: skip
