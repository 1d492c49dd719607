"""However much there is to say, all workers together keep within each limit of the platform, which counts itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import redis

from actions.ports import Channel, GiveUp, RetryLater, Sent, Wire
from bot.wecom import bodies
from bot.wecom.budget import WINDOWS, RedisBudget
from bot.wecom.gateway import WecomGateway
from bot.wecom.token import AppCredentials
from simulator.callbacks import How
from simulator.server import SimulatedWecom
from tests.bot.wecom.test_every_code import WORLD, OwnLine
from tests.simulator.bot_end import BotEnd

PLATFORM = {Channel.PUSH_KEY: {60: 20}, Channel.APP: {60: 30, 3600: 1000}, Channel.AIBOT: {60: 30, 3600: 1000}}
ADDRESSES = {Channel.PUSH_KEY: "key-qinghe", Channel.APP: "WangFang", Channel.AIBOT: "wrQINGHE"}


@dataclass
class MachineTime:
    now: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Town:
    """A platform with a clock of its own hand, two workers with one budget, and the bot's line."""

    machine: MachineTime
    sim: SimulatedWecom
    bot: BotEnd
    gateway: WecomGateway
    workers: tuple[RedisBudget, RedisBudget]
    sent: int = 0

    def wire(self, channel: Channel) -> Wire:
        self.sent += 1
        address, words = ADDRESSES[channel], f"第{self.sent}条提醒"
        body = {
            Channel.PUSH_KEY: lambda: bodies.group_text(words),
            Channel.APP: lambda: bodies.app_text(address, words, 1000002),
            Channel.AIBOT: lambda: bodies.aibot_markdown(address, words, is_group=True),
        }[channel]()
        return Wire(channel, address, body)

    def may_send(self, channel: Channel) -> bool:
        worker = self.workers[self.sent % 2]
        return worker.take(channel, ADDRESSES[channel], self.machine.now) is None


@pytest.fixture
def town(store: redis.Redis) -> Iterator[Town]:
    machine = MachineTime()
    sim = SimulatedWecom(WORLD, clock=machine).start()
    sim.mode = "long_connection"
    bot = BotEnd(sim)
    sim.hears("WangFang", "你好", "wrQINGHE", how=How(timeout_seconds=0))
    app = AppCredentials("wwTESTCORP", 1000002, "app-secret")
    gateway = WecomGateway(sim.api_base, app, store, 5, OwnLine(bot))
    yield Town(machine, sim, bot, gateway, (RedisBudget(store), RedisBudget(store)))
    sim.stop()


@pytest.mark.parametrize("channel", list(PLATFORM))
def test_our_windows_are_below_the_platforms(channel: Channel) -> None:
    ours = {int(window.length.total_seconds()): window.n_sends for window in WINDOWS[channel]}
    assert ours.keys() == PLATFORM[channel].keys()
    assert all(ours[seconds] < limit for seconds, limit in PLATFORM[channel].items())


@pytest.mark.parametrize("channel", list(PLATFORM))
def test_as_many_as_may_be_in_minutes_all_arrive(town: Town, channel: Channel) -> None:
    begun = town.machine.now
    while town.machine.now - begun < timedelta(minutes=4):
        while town.may_send(channel):
            assert town.gateway.send(town.wire(channel)) == Sent()
        town.machine.now += timedelta(seconds=7)
    assert not town.sim.city.drops
    assert town.sent >= 4 * 0.8 * PLATFORM[channel][60]


@pytest.mark.parametrize("channel", [Channel.APP, Channel.AIBOT])
def test_as_many_as_may_be_in_an_hour_all_arrive(town: Town, channel: Channel) -> None:
    begun = town.machine.now
    while town.machine.now - begun < timedelta(minutes=61):
        while town.may_send(channel):
            assert town.gateway.send(town.wire(channel)) == Sent()
        town.machine.now += timedelta(seconds=20)
    assert not town.sim.city.drops and 950 <= town.sent < 1000


def test_answers_of_the_bot_are_counted_with_its_pushes(town: Town) -> None:
    arrived = 0
    for _ in range(40):
        town.sim.hears("WangFang", "进展如何", "wrQINGHE", how=How(timeout_seconds=0))
        req_id = str(town.bot.hears()["headers"]["req_id"])
        if town.may_send(Channel.AIBOT):
            assert town.bot.replies(req_id, f"第{arrived}答", stream=f"s-{arrived}") == 0
            arrived += 1
        if town.may_send(Channel.AIBOT):
            assert town.gateway.send(town.wire(Channel.AIBOT)) == Sent()
            arrived += 1
    assert arrived == WINDOWS[Channel.AIBOT][0].n_sends


def test_without_a_budget_the_platform_refuses_or_drops(town: Town) -> None:
    last = {channel: [town.gateway.send(town.wire(channel)) for _ in range(31)][-1] for channel in PLATFORM}
    assert isinstance(last[Channel.PUSH_KEY], RetryLater) and isinstance(last[Channel.AIBOT], RetryLater)
    assert last[Channel.APP] == Sent() and len(town.sim.city.drops) == 1


@pytest.mark.parametrize("channel", list(PLATFORM))
def test_longest_text_in_all_its_parts_is_taken_uncut(town: Town, channel: Channel) -> None:
    text = "单" * (3000 if channel is not Channel.AIBOT else 9000)
    parts = bodies.parts_of(channel, text)
    told = [town.wire(channel).body | _body(channel, part) for part in parts]
    assert [town.gateway.send(Wire(channel, ADDRESSES[channel], body)) for body in told] == [Sent()] * len(parts)
    chat = "app:WangFang" if channel is Channel.APP else "wrQINGHE"
    shown = [message.text for message in town.sim.city.messages(chat)][-len(parts) :]
    assert shown == parts and sum(each.count("单") for each in shown) == len(text)


def test_late_answer_is_taken_once(town: Town) -> None:
    town.sim.mode = "callback"
    wire = Wire(Channel.RESPONSE_URL, f"{town.sim.api_base}/cgi-bin/aibot/response?response_code=used", {})
    assert town.gateway.send(Wire(wire.channel, wire.address, bodies.response_markdown("好"))) == Sent()
    elsewhere = Wire(wire.channel, "https://example.cn/x", bodies.response_markdown("好"))
    assert isinstance(town.gateway.send(elsewhere), GiveUp)


def _body(channel: Channel, part: str) -> dict[str, object]:
    match channel:
        case Channel.PUSH_KEY:
            return bodies.group_text(part)
        case Channel.APP:
            return bodies.app_text("WangFang", part, 1000002)
        case _:
            return bodies.aibot_markdown("wrQINGHE", part, is_group=True)
