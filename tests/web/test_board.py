"""The board at /: shut without a login, read-only with one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient

from tests.web.conftest import NUMBER, client_of, row, send, speaker
from tests.web.town import PASSWORD, Town
from web.tries import Tries


def _log_in(client: FlaskClient, password: str = PASSWORD) -> int:
    return client.post("/login", data={"password": password}).status_code


def test_board_shows_nothing_of_tickets_without_login(small_town: Town) -> None:
    client = client_of(small_town)
    send(speaker(client), row())
    page = client.get("/").text
    assert "管理员口令" in page and NUMBER not in page


def test_board_shows_open_tickets_with_their_next_limit(town: Town) -> None:
    client = client_of(town)
    send(speaker(client), row(), row(ticket_no="20261124004599", confidential=True))
    assert _log_in(client) == 303
    page = client.get("/").text
    assert NUMBER in page and "签收 今天10:15（还剩15分钟）" in page
    assert "（敏感件）" in page and page.count("室温不达标") == 1
    assert "张晓梅" not in page and "13800000101" not in page
    town.now += timedelta(minutes=20)
    assert "超时5分钟" in client.get("/").text


def test_ticket_on_the_board_leads_to_its_whole_story(small_town: Town) -> None:
    client = client_of(small_town)
    send(speaker(client), row(), row(ticket_no="20261124004599", confidential=True))
    assert client.get("/ticket?id=1").status_code == 303
    _log_in(client)
    link = re.search(rf'href="([^"]+)">{NUMBER}', client.get("/").text)
    assert link is not None
    page = client.get(link[1]).text
    assert "计时：" in page and "登记" in page and "张晓梅" not in page
    assert "室温不达标" in page and "室温不达标" not in client.get("/ticket?id=2").text
    assert client.get("/ticket?id=99").status_code == client.get("/ticket?id=x").status_code == 404


@pytest.mark.parametrize("marks", [{"confidential": True}, {"special_flags": ["扬言"]}, {"special_flags": ["群体"]}])
def test_matter_of_a_sensitive_order_is_not_on_the_board(small_town: Town, marks: dict[str, Any]) -> None:
    client = client_of(small_town)
    send(speaker(client), row(**marks))
    _log_in(client)
    page = client.get("/").text
    assert NUMBER in page and "（敏感件）" in page and "室温不达标" not in page + client.get("/ticket?id=1").text


def test_text_of_a_ticket_is_escaped(small_town: Town) -> None:
    client = client_of(small_town)
    send(speaker(client), row(title="<script>alert(1)</script>"))
    _log_in(client)
    assert "<script" not in client.get("/").text


def test_wrong_password_does_not_get_in(client: FlaskClient) -> None:
    assert _log_in(client, "wrong") == 403
    assert _log_in(client, "") == 403
    assert "管理员口令" in client.get("/").text


def test_sixth_wrong_try_has_to_wait_ten_minutes(small_town: Town) -> None:
    client = client_of(small_town)
    assert [_log_in(client, "wrong") for _ in range(6)] == [403] * 5 + [429]
    shut = client.post("/login", data={"password": PASSWORD})
    assert shut.status_code == 429 and "请 10 分钟后再试" in shut.text
    small_town.now += timedelta(minutes=10)
    assert _log_in(client) == 303


def test_wrong_tries_count_in_every_web_process(small_town: Town, valkey_url: str) -> None:
    store = redis.Redis.from_url(valkey_url)
    small_town.tries = Tries(store)
    other = replace(small_town, tries=Tries(store))
    tried = [_log_in(client_of(town), "wrong") for _ in range(3) for town in (small_town, other)]
    assert tried == [403] * 5 + [429]
    small_town.now = other.now = small_town.now + timedelta(minutes=10)
    assert _log_in(client_of(other)) == 303


def test_wrong_tries_are_counted_for_who_stands_before_the_proxy(small_town: Town) -> None:
    client = client_of(small_town)

    def behind(address: str, password: str) -> int:
        headers = {"X-Forwarded-For": address}
        return client.post("/login", data={"password": password}, headers=headers).status_code

    # What comes before the last comma the caller may have invented.
    tried = [behind(f"10.0.0.{number}, 203.0.113.9", "wrong") for number in range(6)]
    assert tried == [403] * 5 + [429]
    assert behind("203.0.113.10", PASSWORD) == 303


def test_address_of_who_comes_past_the_proxy_cannot_be_invented(small_town: Town) -> None:
    client = client_of(small_town)

    def from_outside(claimed: str) -> int:
        return client.post(
            "/login",
            data={"password": "wrong"},
            headers={"X-Forwarded-For": claimed},
            environ_base={"REMOTE_ADDR": "203.0.113.9"},
        ).status_code

    assert [from_outside(f"198.51.100.{number}") for number in range(6)] == [403] * 5 + [429]


def test_wrong_tries_of_strangers_shut_nobody_out_who_got_in_before(small_town: Town) -> None:
    client = client_of(small_town)

    def behind(address: str, password: str) -> int:
        headers = {"X-Forwarded-For": address}
        return client.post("/login", data={"password": password}, headers=headers).status_code

    assert behind("203.0.113.10", PASSWORD) == 303
    tried = [behind(f"198.51.100.{number}", "wrong") for number in range(51)]
    assert tried == [403] * 50 + [429]
    assert behind("203.0.113.10", PASSWORD) == 303
    assert behind("203.0.113.11", PASSWORD) == 429


@pytest.mark.parametrize("number", ["99999999999999999999", "2147483648", "0", "-1", "x"])
def test_ticket_that_cannot_be_is_not_there(client: FlaskClient, number: str) -> None:
    _log_in(client)
    assert client.get(f"/ticket?id={number}").status_code == 404


def test_without_configured_password_nobody_gets_in(small_town: Town) -> None:
    small_town.web = replace(small_town.web, admin_password=None)
    client = client_of(small_town)
    assert _log_in(client, "") == 403
    assert "看板未开放" in client.get("/").text


def test_changed_password_ends_the_session(small_town: Town) -> None:
    before = client_of(small_town)
    _log_in(before)
    cookie = before.get_cookie("cuiban_board")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"
    small_town.web = replace(small_town.web, admin_password="another password")
    after = client_of(small_town)
    after.set_cookie("cuiban_board", cookie.value)
    assert "管理员口令" in after.get("/").text


def test_logging_out_shuts_the_board(client: FlaskClient) -> None:
    _log_in(client)
    assert "退出" in client.get("/").text
    client.post("/logout")
    assert "退出" not in client.get("/").text


def test_every_answer_carries_the_protecting_headers(client: FlaskClient) -> None:
    for path in ("/", "/api/v1/tickets", "/readyz", "/nowhere"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "'nonce-" in client.get("/").headers["Content-Security-Policy"]
