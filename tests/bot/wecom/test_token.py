"""One access token serves all workers, and the platform is asked for it as seldom as it can be."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

import pytest
import redis

from actions.ports import GiveUp, RetryLater
from bot.wecom.exchange import Deadline, session_for
from bot.wecom.token import AccessTokens, AppCredentials, TokenUnavailable
from tests.bot.wecom.conftest import Platform

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


@pytest.mark.parametrize(("seconds", "token"), [(6890, "T1"), (6910, "T2"), (8000, "T2")])
def test_a_token_is_renewed_five_minutes_early(
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
