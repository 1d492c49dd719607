"""Each way a send can end leads to the outcome that is true, and no secret is told on the way."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

import pytest
import redis

from actions.ports import Channel, ChatGateway, GiveUp, RetryLater, SendOutcome, Sent, Unknown, Wire
from bot.wecom.bodies import app_text, group_text, response_markdown
from bot.wecom.exchange import Deadline, NotSent, post_json, session_for
from bot.wecom.gateway import WecomGateway
from bot.wecom.token import AppCredentials
from tests.bot.wecom.conftest import Platform

SECRETS = ("push-key-SECRET-1", "app-secret-SECRET-2", "access-token-SECRET-3", "response-code-SECRET-4")
PUSH_KEY, APP_SECRET, TOKEN, RESPONSE_CODE = SECRETS
WEBHOOK, SEND, GETTOKEN = "/cgi-bin/webhook/send", "/cgi-bin/message/send", "/cgi-bin/gettoken"
RESPONSE = "/cgi-bin/aibot/response"
OK = (200, {"errcode": 0, "errmsg": "ok"})
GROUP = Wire(Channel.PUSH_KEY, PUSH_KEY, group_text("请签收 202611020001", ["WangFang"]))
DIRECT = Wire(Channel.APP, "WangFang", app_text("WangFang", "请签收", 1000002))


def coded(errcode: int, errmsg: str = "", **more: Any) -> tuple[int, dict[str, Any]]:
    return 200, {"errcode": errcode, "errmsg": errmsg, **more}


def gateway_to(api_base: str, store: redis.Redis, seconds: float = 5) -> ChatGateway:
    return WecomGateway(api_base, AppCredentials("wwTESTCORP", 1000002, APP_SECRET), store, seconds)


def late(platform: Platform) -> Wire:
    url = f"{platform.url}{RESPONSE}?response_code={RESPONSE_CODE}"
    return Wire(Channel.RESPONSE_URL, url, response_markdown("已办"))


@pytest.fixture
def gateway(platform: Platform, store: redis.Redis) -> ChatGateway:
    platform.script(GETTOKEN, coded(0, access_token=TOKEN, expires_in=7200))
    return gateway_to(platform.url, store)


def test_a_group_push_goes_to_the_webhook_with_its_body(platform: Platform, gateway: ChatGateway) -> None:
    platform.script(WEBHOOK, OK)
    assert gateway.send(GROUP) == Sent()
    (call,) = platform.calls
    assert (call.method, call.path, call.query) == ("POST", WEBHOOK, {"key": PUSH_KEY})
    assert call.body == GROUP.body


def test_body_does_not_begin_to_leave_after_its_time(platform: Platform) -> None:
    class StoodStill(Deadline):
        _looks = iter([5.0])

        def left_seconds(self) -> float:
            return next(self._looks, 0.0)

    with pytest.raises(NotSent):
        post_json(session_for(platform.url), f"{platform.url}{WEBHOOK}", GROUP.body, StoodStill(5))
    assert not any(call.raw for call in platform.calls)


def test_the_same_wire_is_the_same_bytes_at_every_try(platform: Platform, gateway: ChatGateway) -> None:
    platform.script(WEBHOOK, OK)
    gateway.send(GROUP)
    gateway.send(Wire(GROUP.channel, GROUP.address, dict(reversed(GROUP.body.items()))))
    assert platform.calls[0].raw == platform.calls[1].raw


def test_a_direct_message_goes_with_the_access_token(platform: Platform, gateway: ChatGateway) -> None:
    platform.script(SEND, OK)
    assert gateway.send(DIRECT) == Sent()
    assert platform.calls_to(SEND)[0].query == {"access_token": TOKEN}


def test_receivers_out_of_reach_are_named_in_our_spelling(platform: Platform, gateway: ChatGateway) -> None:
    platform.script(SEND, coded(0, invaliduser="wangfang", unlicenseduser="liqiang|wangfang"))
    assert gateway.send(DIRECT) == Sent(unreachable=("WangFang", "liqiang"))


def test_a_late_answer_goes_plain_to_its_url(platform: Platform, gateway: ChatGateway) -> None:
    platform.script(RESPONSE, OK)
    assert gateway.send(late(platform)) == Sent()
    assert platform.calls[0].body == {"msgtype": "markdown", "markdown": {"content": "已办"}}


def test_a_used_response_url_counts_as_sent(platform: Platform, gateway: ChatGateway) -> None:
    platform.script(RESPONSE, coded(60140, "used"))
    assert gateway.send(late(platform)) == Sent()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/cgi-bin/aibot/response",
        "http://user@{host}/x",
        "http://{host}@evil.example/x",
        "http://evil.example\\@{host}/x",
        "https://{host}/x",
        "http://127.0.0.1:1/x",
        "file:///etc/passwd",
        "not a url",
        "http://[broken/x",
        "",
    ],
)
def test_a_response_url_of_another_host_is_never_called(platform: Platform, gateway: ChatGateway, url: str) -> None:
    given = url.replace("{host}", platform.url.removeprefix("http://"))
    outcome = gateway.send(Wire(Channel.RESPONSE_URL, given, {}))
    assert isinstance(outcome, GiveUp) and outcome.scope == "target" and platform.calls == []


def test_a_redirect_is_not_followed(platform: Platform, gateway: ChatGateway) -> None:
    def redirect(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", f"{platform.url}/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    platform.script(WEBHOOK, redirect)
    assert gateway.send(GROUP) == GiveUp("HTTP 307", scope="channel")
    assert platform.calls_to("/elsewhere") == []


@pytest.mark.parametrize("errcode", [40014, 42001])
def test_a_token_that_died_early_is_renewed_once(platform: Platform, gateway: ChatGateway, errcode: int) -> None:
    platform.script(GETTOKEN, coded(0, access_token="old", expires_in=7200), coded(0, access_token="new", expires_in=1))
    platform.script(SEND, coded(errcode), OK)
    assert gateway.send(DIRECT) == Sent()
    assert [call.query["access_token"] for call in platform.calls_to(SEND)] == ["old", "new"]


def test_a_token_that_stays_dead_is_not_asked_for_without_end(platform: Platform, gateway: ChatGateway) -> None:
    platform.script(SEND, coded(40014))
    outcome = gateway.send(DIRECT)
    assert isinstance(outcome, RetryLater) and outcome.errcode == 40014
    assert len(platform.calls_to(SEND)) == 2 and len(platform.calls_to(GETTOKEN)) == 2


def test_a_wrong_secret_stops_the_channel(platform: Platform, gateway: ChatGateway) -> None:
    platform.script(GETTOKEN, coded(40001, "invalid secret"))
    assert gateway.send(DIRECT) == GiveUp("wrong secret", 40001, "channel")


def test_without_an_app_direct_messages_are_given_up(platform: Platform, store: redis.Redis) -> None:
    outcome = WecomGateway(platform.url, None, store, 5).send(DIRECT)
    assert isinstance(outcome, GiveUp) and outcome.scope == "channel"


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def half_an_answer(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b'{"errcode":')
    hang_up(handler)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" " * 8192)
    hang_up(handler)


@pytest.mark.parametrize(
    "answer",
    [hang_up, half_an_answer, endless, (200, b"<html>ok</html>"), (200, {}), (200, []), coded("0")]
    + [(status, b"bad") for status in (500, 502, 503, 504)],
)
def test_bytes_that_left_without_a_clear_answer_are_unknown(
    platform: Platform, gateway: ChatGateway, answer: Any
) -> None:
    platform.script(WEBHOOK, answer)
    assert isinstance(gateway.send(GROUP), Unknown)


def test_a_platform_that_falls_silent_is_unknown_within_the_timeout(platform: Platform, store: redis.Redis) -> None:
    over = Event()
    platform.script(WEBHOOK, lambda _: over.wait(20))
    outcome = gateway_to(platform.url, store, 0.3).send(GROUP)
    over.set()
    assert isinstance(outcome, Unknown)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (429, RetryLater(timedelta(seconds=60), "HTTP 429")),
        (404, GiveUp("HTTP 404", scope="channel")),
        (403, GiveUp("HTTP 403", scope="channel")),
        (413, GiveUp("HTTP 413", scope="message")),
    ],
)
def test_a_refusal_on_the_way_was_certainly_not_delivered(
    platform: Platform, gateway: ChatGateway, status: int, outcome: SendOutcome
) -> None:
    platform.script(WEBHOOK, (status, b"no"))
    assert gateway.send(GROUP) == outcome


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where a port is taken but nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_refused_connection_is_tried_again(nobody: str, store: redis.Redis) -> None:
    assert isinstance(gateway_to(nobody, store).send(GROUP), RetryLater)
    assert isinstance(gateway_to(nobody, store).send(DIRECT), RetryLater)


def test_a_failed_handshake_is_tried_again(platform: Platform, store: redis.Redis) -> None:
    api_base = platform.url.replace("http:", "https:")
    assert isinstance(gateway_to(api_base, store).send(GROUP), RetryLater)


def test_a_send_without_time_left_has_not_begun(platform: Platform, store: redis.Redis) -> None:
    assert isinstance(gateway_to(platform.url, store, 0).send(GROUP), RetryLater)
    assert platform.calls == []


@pytest.mark.parametrize("build", [lambda _: GROUP, lambda _: DIRECT, late])
@pytest.mark.parametrize(
    "answer",
    [
        OK,
        hang_up,
        (502, b"x"),
        (404, b"x"),
        *(coded(code, " ".join(SECRETS)) for code in (93000, 40058, 60020, 999999)),
    ],
)
def test_no_secret_is_logged_or_told(
    platform: Platform,
    gateway: ChatGateway,
    caplog: pytest.LogCaptureFixture,
    build: Callable[[Platform], Wire],
    answer: Any,
) -> None:
    caplog.set_level(logging.DEBUG)
    for path in (WEBHOOK, SEND, RESPONSE):
        platform.script(path, answer)
    told = repr(gateway.send(build(platform))) + repr(gateway) + repr(vars(gateway))
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert [secret for secret in SECRETS if secret in told + logged] == []


def test_no_secret_is_told_when_nobody_answers(
    nobody: str, store: redis.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = "".join(repr(gateway_to(nobody, store).send(wire)) for wire in (GROUP, DIRECT))
    assert [secret for secret in SECRETS if secret in told + caplog.text] == []
