"""The platform drops in silence what is too much, so nobody sends more than fits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import redis

from actions.ports import Channel, SendBudget
from bot.wecom.budget import RedisBudget, Window

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
KEY = "push-key-of-qinghe"
SECOND = timedelta(seconds=1)
PLATFORM_LIMITS = {
    Channel.PUSH_KEY: [Window(20, timedelta(seconds=60))],
    Channel.APP: [Window(30, timedelta(seconds=60)), Window(1000, timedelta(seconds=3600))],
}


def taken(budget: SendBudget, channel: Channel, moments: list[datetime], address: str = KEY) -> list[datetime]:
    return [at for at in moments if budget.take(channel, address, at) is None]


@pytest.mark.parametrize("channel", list(PLATFORM_LIMITS))
def test_no_window_of_the_platform_is_ever_overfull(store: redis.Redis, channel: Channel) -> None:
    moments = [NOW + timedelta(seconds=number * 0.9) for number in range(4500)]
    sent = taken(RedisBudget(store), channel, moments)
    for window in PLATFORM_LIMITS[channel]:
        crowds = [sum(at <= other < at + window.length for other in sent) for at in sent[:: len(sent) // 40]]
        assert 0.8 * window.n_sends < max(crowds) < window.n_sends


def test_who_finds_nothing_left_is_told_when_there_is(store: redis.Redis) -> None:
    budget = RedisBudget(store)
    sent = taken(budget, Channel.PUSH_KEY, [NOW + number * SECOND for number in range(30)])
    later = NOW + 30 * SECOND
    wait = budget.take(Channel.PUSH_KEY, KEY, later)
    assert len(sent) == 18 and wait == timedelta(seconds=30)
    assert budget.take(Channel.PUSH_KEY, KEY, later + wait - timedelta(milliseconds=2)) is not None
    assert budget.take(Channel.PUSH_KEY, KEY, later + wait) is None


def test_the_full_hour_of_a_person_waits_for_the_hour(store: redis.Redis) -> None:
    budget = RedisBudget(store)
    budget.recount(Channel.APP, "WangFang", [NOW + number * SECOND for number in range(1200)])
    wait = budget.take(Channel.APP, "WangFang", NOW + timedelta(seconds=1500))
    assert wait is not None and timedelta(minutes=30) < wait <= timedelta(hours=1)


def test_each_destination_has_its_own_budget(store: redis.Redis) -> None:
    budget = RedisBudget(store)
    taken(budget, Channel.PUSH_KEY, [NOW] * 20)
    assert budget.take(Channel.PUSH_KEY, KEY, NOW) is not None
    assert budget.take(Channel.PUSH_KEY, "another-key", NOW) is None
    assert budget.take(Channel.APP, KEY, NOW) is None


def test_many_workers_together_take_no_more_than_one(store: redis.Redis, wecom_store_socket: str) -> None:
    def worker(_: int) -> int:
        with redis.Redis(unix_socket_path=wecom_store_socket) as own:
            return len(taken(RedisBudget(own), Channel.PUSH_KEY, [NOW] * 10))

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(worker, range(8))) == 18


def test_a_response_url_is_not_counted(store: redis.Redis) -> None:
    budget = RedisBudget(store)
    assert taken(budget, Channel.RESPONSE_URL, [NOW] * 100) == [NOW] * 100
    assert budget.is_known(Channel.RESPONSE_URL, KEY)


def test_an_emptied_store_is_noticed_and_rebuilt_from_the_attempts(store: redis.Redis) -> None:
    budget = RedisBudget(store)
    sent = taken(budget, Channel.PUSH_KEY, [NOW] * 30)
    store.flushall()
    assert not budget.is_known(Channel.PUSH_KEY, KEY)
    budget.recount(Channel.PUSH_KEY, KEY, sent)
    assert budget.is_known(Channel.PUSH_KEY, KEY)
    assert budget.take(Channel.PUSH_KEY, KEY, NOW + SECOND) is not None


def test_a_destination_without_attempts_is_known_after_the_recount(store: redis.Redis) -> None:
    budget = RedisBudget(store)
    budget.recount(Channel.APP, "WangFang", [])
    assert budget.is_known(Channel.APP, "WangFang")
    assert budget.take(Channel.APP, "WangFang", NOW) is None


def test_counting_the_same_attempts_twice_changes_nothing(store: redis.Redis) -> None:
    budget = RedisBudget(store)
    for _ in range(3):
        budget.recount(Channel.PUSH_KEY, KEY, [NOW] * 10)
    assert len(taken(budget, Channel.PUSH_KEY, [NOW] * 20)) == 8


def test_a_clock_set_back_does_not_stop_the_sending_for_long(store: redis.Redis) -> None:
    budget = RedisBudget(store)
    taken(budget, Channel.PUSH_KEY, [NOW] * 20)
    assert budget.take(Channel.PUSH_KEY, KEY, NOW - timedelta(days=1)) is None
    wait = RedisBudget(store).take(Channel.PUSH_KEY, KEY, NOW - timedelta(seconds=10))
    assert wait is None or wait <= timedelta(minutes=1)


def test_no_name_in_the_store_shows_the_push_key(store: redis.Redis) -> None:
    RedisBudget(store).take(Channel.PUSH_KEY, KEY, NOW)
    assert KEY.encode() not in b" ".join(store.keys()) and store.keys()


def test_without_the_store_a_smaller_budget_of_the_process_holds(lost_store: redis.Redis) -> None:
    budget = RedisBudget(lost_store)
    assert not budget.is_known(Channel.PUSH_KEY, KEY)
    moments = [NOW + number * SECOND for number in range(120)]
    sent = taken(budget, Channel.PUSH_KEY, moments)
    assert budget.is_known(Channel.PUSH_KEY, KEY)
    assert 6 < len(sent) <= 12


def test_without_the_store_the_attempts_still_count(lost_store: redis.Redis) -> None:
    budget = RedisBudget(lost_store)
    budget.recount(Channel.PUSH_KEY, KEY, [NOW] * 18)
    wait = budget.take(Channel.PUSH_KEY, KEY, NOW + SECOND)
    assert wait == timedelta(seconds=59)
