"""One access token serves all workers, and the platform is asked for it as seldom as it can be."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import redis

from actions.ports import GiveUp, RetryLater
from bot.wecom.exchange import Deadline, session_for
from bot.wecom.token import EARLY_SECONDS, AccessTokens, AppCredentials, TokenUnavailable
from tests.bot.wecom.conftest import Platform

ROOT = Path(__file__).resolve().parents[3]
GETTOKEN = "/cgi-bin/gettoken"
APP = AppCredentials("wwTESTCORP", 1000002, "app-secret-XYZ")


def token_answer(token: str, expires_in: int = 7200) -> tuple[int, dict[str, Any]]:
    return 200, {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": expires_in}


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_793_583_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(platform: Platform, store: redis.Redis, clock: Clock) -> Callable[..., AccessTokens]:
    """Make the tokens of one more process."""

    def make(store: redis.Redis = store, app: AppCredentials = APP) -> AccessTokens:
        return AccessTokens(store, session_for(platform.url), platform.url, app, clock)

    return make


def current(tokens: AccessTokens, seconds: float = 5) -> str:
    return tokens.current(Deadline(seconds))


def test_the_second_process_uses_the_token_of_the_first(
    platform: Platform, worker: Callable[..., AccessTokens]
) -> None:
    platform.script(GETTOKEN, token_answer("T1"), token_answer("T2"))
    assert [current(worker()), current(worker())] == ["T1", "T1"]
    assert platform.calls[0].query == {"corpid": "wwTESTCORP", "corpsecret": "app-secret-XYZ"}


def test_another_app_has_a_token_of_its_own(platform: Platform, worker: Callable[..., AccessTokens]) -> None:
    platform.script(GETTOKEN, token_answer("T1"), token_answer("T2"))
    other = AppCredentials("wwTESTCORP", 1000003, "other-secret")
    assert [current(worker()), current(worker(app=other))] == ["T1", "T2"]


def test_many_processes_ask_once_between_them(platform: Platform, worker: Callable[..., AccessTokens]) -> None:
    platform.script(GETTOKEN, token_answer("T1"), token_answer("T2"))
    with ThreadPoolExecutor(8) as processes:
        tokens = list(processes.map(lambda _: current(worker()), range(8)))
    assert tokens == ["T1"] * 8 and len(platform.calls) == 1


def test_many_processes_replace_a_dead_token_once(platform: Platform, worker: Callable[..., AccessTokens]) -> None:
    platform.script(GETTOKEN, token_answer("T1"), token_answer("T2"), token_answer("T3"))
    current(worker())
    with ThreadPoolExecutor(8) as processes:
        tokens = list(processes.map(lambda _: worker().renewed("T1", Deadline(5)), range(8)))
    assert tokens == ["T2"] * 8


@pytest.mark.parametrize(("seconds", "token"), [(6770, "T1"), (6910, "T2"), (8000, "T2")])
def test_a_token_is_renewed_five_to_seven_minutes_early(
    platform: Platform, worker: Callable[..., AccessTokens], clock: Clock, seconds: int, token: str
) -> None:
    platform.script(GETTOKEN, token_answer("T1"), token_answer("T2"))
    current(worker())
    clock.seconds += seconds
    assert current(worker()) == token


def test_a_failed_early_renewal_leaves_the_token_that_still_lives(
    platform: Platform, worker: Callable[..., AccessTokens], clock: Clock
) -> None:
    platform.script(GETTOKEN, token_answer("T1"), (500, b"oops"))
    current(worker())
    clock.seconds += 7000
    assert current(worker()) == "T1"


def test_without_the_store_a_process_keeps_its_own_token(
    platform: Platform, worker: Callable[..., AccessTokens], lost_store: redis.Redis
) -> None:
    platform.script(GETTOKEN, token_answer("T1"), token_answer("T2"))
    tokens = worker(lost_store)
    assert [current(tokens), current(tokens), tokens.renewed("T1", Deadline(5))] == ["T1", "T1", "T2"]
    assert current(tokens) == "T2"


def test_an_emptied_store_is_filled_again(
    platform: Platform, worker: Callable[..., AccessTokens], store: redis.Redis
) -> None:
    platform.script(GETTOKEN, token_answer("T1"))
    current(worker())
    store.flushall()
    assert current(worker()) == "T1" and len(platform.calls) == 2


def test_a_wrong_secret_gives_up_and_is_not_asked_about_again_at_once(
    platform: Platform, worker: Callable[..., AccessTokens]
) -> None:
    platform.script(GETTOKEN, (200, {"errcode": 40001, "errmsg": "invalid secret app-secret-XYZ"}))
    for _ in range(3):
        with pytest.raises(TokenUnavailable) as refused:
            current(worker())
        assert refused.value.outcome == GiveUp("wrong secret", 40001, "channel")
    assert len(platform.calls) == 1


@pytest.mark.parametrize("answer", [(502, b"<html>"), (200, b"{}"), (200, b"[]"), token_answer(""), (302, {})])
def test_an_answer_without_a_token_is_tried_again_later(
    platform: Platform, worker: Callable[..., AccessTokens], answer: Any
) -> None:
    platform.script(GETTOKEN, answer)
    with pytest.raises(TokenUnavailable) as refused:
        current(worker())
    assert isinstance(refused.value.outcome, RetryLater)


def test_a_silent_platform_holds_nobody_beyond_the_deadline(
    platform: Platform, worker: Callable[..., AccessTokens]
) -> None:
    over = Event()

    def hang(_: BaseHTTPRequestHandler) -> None:
        over.wait(20)

    platform.script(GETTOKEN, hang)
    with pytest.raises(TokenUnavailable) as refused:
        current(worker(), 0.3)
    over.set()
    assert isinstance(refused.value.outcome, RetryLater) and refused.value.outcome.after > timedelta(0)
    assert "app-secret-XYZ" not in f"{refused.value!r}{refused.value.__context__!r}"


def test_a_token_the_store_garbled_is_fetched_anew(
    platform: Platform, worker: Callable[..., AccessTokens], store: redis.Redis
) -> None:
    platform.script(GETTOKEN, token_answer("T1"))
    current(worker())
    for name in store.scan_iter():
        store.set(name, b"garbage")
    assert current(worker()) == "T1"


def test_no_repr_shows_the_secret() -> None:
    assert "XYZ" not in repr(APP)


def test_renewals_do_not_all_come_at_one_moment(platform: Platform, worker: Callable[..., AccessTokens]) -> None:
    platform.script(GETTOKEN, token_answer("T1"))
    apps = [AppCredentials("wwTESTCORP", number, f"secret-{number}") for number in range(20)]
    tokens = [worker(app=app) for app in apps]
    for each in tokens:
        current(each)
    moments = {each._own.renew_at for each in tokens if each._own}
    assert len(moments) > 5


def test_whoever_finds_a_renewal_under_way_uses_the_good_token(
    platform: Platform, worker: Callable[..., AccessTokens], clock: Clock
) -> None:
    renewing, go_on = Event(), Event()

    def slow(handler: BaseHTTPRequestHandler) -> None:
        renewing.set()
        go_on.wait(5)
        handler.send_response(500)
        handler.end_headers()

    platform.script(GETTOKEN, token_answer("T1"), slow)
    assert current(worker()) == "T1"
    clock.seconds += 7200 - EARLY_SECONDS
    with ThreadPoolExecutor() as pool:
        renews = pool.submit(current, worker())
        assert renewing.wait(5)
        assert current(worker()) == "T1"
        go_on.set()
        assert renews.result() == "T1"
    assert len(platform.calls_to(GETTOKEN)) == 2


def test_renewal_that_failed_rests_for_everybody(
    platform: Platform, worker: Callable[..., AccessTokens], clock: Clock
) -> None:
    platform.script(GETTOKEN, token_answer("T1"), (500, {}))
    assert current(worker()) == "T1"
    clock.seconds += 7200 - EARLY_SECONDS
    assert [current(worker()) for _ in range(10)] == ["T1"] * 10
    assert len(platform.calls_to(GETTOKEN)) == 2


_IN_A_PROCESS = """
import sys, redis
from bot.wecom.exchange import Deadline, session_for
from bot.wecom.token import AccessTokens, AppCredentials
url, socket = sys.argv[1:]
store = redis.Redis(unix_socket_path=socket)
tokens = AccessTokens(store, session_for(url), url, AppCredentials("wwTESTCORP", 1000002, "app-secret-XYZ"))
sys.stdin.readline()
print(tokens.current(Deadline(10)), flush=True)
sys.stdin.readline()
print(tokens.renewed("T1", Deadline(10)), flush=True)
"""


def test_two_processes_fetch_once_and_replace_a_dead_token_once(
    platform: Platform, store: redis.Redis, wecom_store_socket: str
) -> None:
    platform.script(GETTOKEN, token_answer("T1"), token_answer("T2"), token_answer("T3"))
    command = [sys.executable, "-c", _IN_A_PROCESS, platform.url, wecom_store_socket]
    processes = [
        subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)
    ]
    told = []
    for _ in range(2):
        for process in processes:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        told.append([process.stdout.readline().strip() for process in processes if process.stdout])
    assert [process.wait(10) for process in processes] == [0, 0]
    assert told == [["T1", "T1"], ["T2", "T2"]] and len(platform.calls_to(GETTOKEN)) == 2
