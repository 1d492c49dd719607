"""Over the long connection the desk hears, answers and reminds, and loses nothing that it was given."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from actions.ports import Channel, RetryLater, Sent, Unknown, Wire
from bot.wecom.bodies import aibot_markdown
from bot.wecom.line.reconnecting import Ending
from jobs.gateway import Gateway
from models.queries import machinery
from rules.watching import LINE
from simulator.callbacks import How
from simulator.message import Via
from tests.stories.conftest import holds_at_the_end
from tests.stories.desk import StoryDesk, story_desk
from tests.stories.line import QUICK, UNANSWERED, eventually, gateway

ASK = "/帮助"


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    with story_desk(tmp_path, sqlite_url, valkey_url, long_connection=True) as opened:
        yield opened
        holds_at_the_end(opened)


def push(chat: str = "wrQINGHE", words: str = "提醒") -> Wire:
    return Wire(Channel.AIBOT, chat, aibot_markdown(chat, words, is_group=True))


def said_in(desk: StoryDesk, chat: str = "wrQINGHE", *ways: Via) -> list[str]:
    ways = ways or (Via.ANSWER, Via.AIBOT, Via.RESPONSE_URL)
    return [message.text for message in desk.sim.city.messages(chat) if message.via in ways]


def stands(desk: StoryDesk) -> dict[str, object]:
    with desk.runtime.database.reading() as session:
        return dict(machinery.heartbeats(session)[LINE].facts or {})


def test_a_unit_works_on_an_order_over_the_line(desk: StoryDesk) -> None:
    with gateway(desk):
        posted = desk.walks_to_assigned()
        assert "已记受理" in desk.says("liwg", "收到", quoting=posted)
        assert desk.ticket().state == "accepted"
    assert not said_in(desk, "wrQINGHE", Via.RESPONSE_URL)


def test_a_person_who_opens_the_single_chat_is_greeted(desk: StoryDesk) -> None:
    with gateway(desk):
        assert desk.sim.enters("chenzr")


@pytest.mark.parametrize("code", [1000, 1001, 1006, 1011, 4000])
def test_the_line_comes_back_after_every_close_code(desk: StoryDesk, code: int) -> None:
    with gateway(desk) as one:
        assert desk.sim.line.close(code)
        eventually(lambda: one.keeper.n_subscriptions == 2 and one.keeper.is_open)
        assert desk.says("liwg", ASK, "wrQINGHE")


def test_who_was_evicted_closes_waits_a_minute_and_tells(desk: StoryDesk) -> None:
    with gateway(desk) as one:
        desk.sim.line.evict()
        eventually(lambda: one.keeper.standing.ending is Ending.DISPLACED)
        assert not one.keeper.is_open
        eventually(lambda: stands(desk)["why"] == "displaced")
        eventually(lambda: one.keeper.is_open)
        assert desk.says("liwg", ASK, "wrQINGHE")


def test_wrong_credentials_are_told_and_not_tried_in_a_loop(desk: StoryDesk) -> None:
    desk.sim.fault("aibot_subscribe", "errcode", errcode=853000)
    with gateway(desk, is_awaited=False) as one:
        eventually(lambda: one.keeper.standing.ending is Ending.REFUSED)
        eventually(lambda: stands(desk).get("errcode") == 853000)
        assert desk.sim.city.calls["aibot_subscribe"] == 1


def test_a_forgotten_subscription_is_renewed_and_the_push_repeated_once(desk: StoryDesk) -> None:
    with gateway(desk) as one:
        desk.says("liwg", ASK, "wrQINGHE")
        desk.sim.line.forget()
        assert desk.runtime.gateway.send(push()) == Sent()
        assert one.keeper.n_subscriptions == 2
    assert said_in(desk, "wrQINGHE", Via.AIBOT) == ["提醒"]


def test_a_quiet_line_is_replaced_before_anybody_finds_it_deaf(desk: StoryDesk) -> None:
    quick = QUICK.__class__(ack=1.0, ping_every=0.05, quiet_after=0.3, waits=1 / 300)
    with gateway(desk, quick) as one:
        desk.sim.line.forget()
        eventually(lambda: one.keeper.n_subscriptions >= 2 and one.keeper.is_open)
        # It was not open at no time: the new socket is subscribed before the old one is closed.
        assert desk.says("liwg", ASK, "wrQINGHE")
        assert one.keeper.standing.is_open


def test_two_pings_without_answer_are_the_end_of_a_line(desk: StoryDesk) -> None:
    quick = QUICK.__class__(ack=1.0, ping_every=0.1, quiet_after=30.0, waits=1 / 300)
    with gateway(desk, quick) as one:
        desk.sim.fault("ping", "hang", times=9)
        eventually(lambda: one.keeper.n_subscriptions == 2 and one.keeper.is_open)


@pytest.mark.parametrize("errcode", [846604, 846605, 846607, 846608])
def test_an_answer_that_may_not_be_said_follows_another_way(desk: StoryDesk, errcode: int) -> None:
    with gateway(desk):
        desk.sim.fault("aibot_respond_msg", "errcode", errcode=errcode)
        desk.hears("liwg", ASK, "wrQINGHE", how=UNANSWERED)
        eventually(lambda: desk.runtime.send() or said_in(desk))
    [said] = said_in(desk)
    assert not said.startswith("（补发）")


@pytest.mark.parametrize(("kind", "n_said"), [("hang", 1), ("no_ack", 2), ("accept_then_cut", 2)])
def test_an_answer_nobody_acknowledged_is_said_again_with_its_mark(desk: StoryDesk, kind: str, n_said: int) -> None:
    with gateway(desk):
        desk.sim.fault("aibot_respond_msg", kind, times=1)
        desk.hears("liwg", ASK, "wrQINGHE", how=UNANSWERED)
        eventually(lambda: desk.runtime.send() or len(said_in(desk)) == n_said)
    *before, last = said_in(desk)
    assert last.startswith("（补发）") and all(last == f"（补发）{each}" for each in before)


def test_an_answer_that_died_with_its_gateway_follows_with_its_mark(desk: StoryDesk) -> None:
    with gateway(desk) as one:
        asked, dead = threading.Event(), threading.Event()
        one.hearing._say = lambda *_: asked.set() or dead.wait(10)  # type: ignore[assignment, return-value]
        desk.hears("liwg", ASK, "wrQINGHE", how=UNANSWERED)
        assert asked.wait(5)
        desk.machine_passes(seconds=30)
        assert desk.runtime.sweep() == 1
        desk.runtime.send()
        [said] = said_in(desk)
        assert said.startswith("（补发）")
        dead.set()
    desk.machine_passes(seconds=30)
    assert desk.runtime.sweep() == 0


def test_a_message_delivered_twice_is_answered_once(desk: StoryDesk) -> None:
    with gateway(desk):
        desk.hears("liwg", ASK, "wrQINGHE", how=How(deliveries=3, timeout_seconds=0))
        eventually(lambda: said_in(desk))
        assert desk.says("liwg", "/待办", "wrQINGHE")
    desk.runtime.send()
    assert len(said_in(desk)) == 2


def test_a_burst_holds_up_neither_pings_nor_pushes(desk: StoryDesk) -> None:
    quick = QUICK.__class__(ack=1.0, ping_every=0.2, quiet_after=30.0, waits=1 / 300)
    with gateway(desk, quick) as one:
        desk.says("liwg", ASK, "wrBEILIU")
        for _ in range(50):
            desk.sim.hears("liwg", "/待办", "wrQINGHE", how=UNANSWERED)
        assert desk.runtime.gateway.send(push("wrBEILIU")) == Sent()
        eventually(lambda: desk.runtime.send() or len(said_in(desk)) == 50, 20)
        assert one.keeper.n_subscriptions == 1 and not desk.sim.city.drops
    # The conversation's budget is kept: what it has no room for goes by the answer's own address.
    assert 24 <= len(said_in(desk, "wrQINGHE", Via.ANSWER)) <= 27


def test_of_two_gateways_one_holds_the_line_and_the_other_takes_over(desk: StoryDesk) -> None:
    soon = timedelta(seconds=2)
    with gateway(desk, QUICK, soon) as first:
        second = Gateway(desk.runtime, QUICK, soon)
        second.keeper._right.holder = "another server"  # type: ignore[attr-defined]
        stop = threading.Event()
        running = threading.Thread(target=second.keeper.run, args=(stop,), daemon=True)
        running.start()
        eventually(lambda: second.keeper.standing.ending is Ending.LEASE)
        # The first stops as by SIGSTOP: it neither renews nor notices.
        right = first.keeper._right
        right.renew = right.seek = right.is_held  # type: ignore[method-assign]
        eventually(lambda: second.keeper.is_open)
        assert not first.keeper.is_open and desk.sim.line.subscriptions == 2
        del right.renew, right.seek
        eventually(lambda: first.keeper.standing.ending is Ending.LEASE)
        assert second.keeper.is_open and desk.sim.line.subscriptions == 2
        assert desk.says("liwg", ASK, "wrQINGHE")
        stop.set()
        running.join(10)


def test_what_cannot_have_left_is_tried_again_and_what_may_have_is_unknown(desk: StoryDesk) -> None:
    send = desk.runtime.gateway.send
    assert isinstance(send(push()), RetryLater) and not desk.runtime.gateway.is_there(push())
    with gateway(desk):
        assert desk.runtime.gateway.is_there(push())
        desk.says("liwg", ASK, "wrQINGHE")
        desk.sim.fault("aibot_send_msg", "no_ack", times=1)
        assert isinstance(send(push()), Unknown)
        assert send(push("wrBEILIU")) != Sent()
    assert isinstance(send(push()), RetryLater)
    assert said_in(desk, "wrQINGHE", Via.AIBOT) == ["提醒"]


def test_how_the_line_stands_is_shown(desk: StoryDesk) -> None:
    with gateway(desk) as one:
        assert "长连接：正常" in desk.says("guanli", "/系统状态", "wrDESK")
        desk.machine_passes(minutes=2)
        desk.sim.fault("aibot_subscribe", "errcode", errcode=853000)
        desk.sim.line.close(1006)
        eventually(lambda: one.keeper.standing.ending is Ending.REFUSED)
        eventually(lambda: stands(desk)["open"] is False)
    assert "长连接：断开1分钟，正在重连" in desk.says("guanli", "/系统状态")
    desk.machine_passes(minutes=5)
    assert "长连接：5分钟没有动静" in desk.says("guanli", "/系统状态")


def test_a_line_that_falls_again_and_again_is_not_shown_as_standing(desk: StoryDesk) -> None:
    now = desk.machine()
    restless = {"open": True, "since": now.isoformat(), "restless_since": (now - timedelta(minutes=4)).isoformat()}
    with desk.runtime.database.transaction() as session:
        machinery.beat(session, LINE, now, restless)
    assert "长连接：时断时续4分钟，正在重连" in desk.says("guanli", "/系统状态")


def test_what_is_known_of_a_line_that_was_given_up_is_forgotten(desk: StoryDesk) -> None:
    with gateway(desk):
        desk.runtime.chores.tidy()
        assert "长连接" in desk.says("guanli", "/系统状态", "wrDESK")
    bot = desk.runtime.config.wecom.aibot
    wecom = desk.runtime.config.wecom.model_copy(update={"aibot": bot and bot.model_copy(update={"mode": "callback"})})
    desk.runtime.config = desk.runtime.config.model_copy(update={"wecom": wecom})
    desk.runtime.chores.tidy()
    assert "长连接" not in desk.says("guanli", "/系统状态")
