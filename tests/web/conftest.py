"""The web application over a migrated database, and a client that speaks with a token."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.database import Database
from models.sealing import Keyring, install_keyring
from tests.web.town import INTAKE, READ, Town
from web.app import create_web_app

Ask = Callable[..., TestResponse]
NUMBER = "20261124004512"


@pytest.fixture(autouse=True)
def _keyring() -> None:
    install_keyring(Keyring([b"k" * 32]))


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """An installation on either kind of database."""
    database = Database(database_url)
    yield Town(database)
    database.close()


@pytest.fixture
def small_town(sqlite_url: str) -> Iterator[Town]:
    """An installation where the kind of database does not matter."""
    database = Database(sqlite_url)
    yield Town(database)
    database.close()


def client_of(town: Town) -> FlaskClient:
    return create_web_app(town).test_client()


def speaker(client: FlaskClient) -> Ask:
    def ask(path: str, token: str | None = READ, **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.open(f"/api/v1{path}", method="POST" if "json" in options else "GET", headers=headers, **options)

    return ask


@pytest.fixture
def ask(town: Town) -> Ask:
    """Call the API of `town`: a path under /api/v1, a token, and json= for a POST."""
    return speaker(client_of(town))


@pytest.fixture
def client(small_town: Town) -> FlaskClient:
    """A client of `small_town` without a token."""
    return client_of(small_town)


def row(**fields: Any) -> dict[str, Any]:
    """Return one order of an intake; only what a test is about need be named."""
    order = {
        "ticket_no": NUMBER,
        "kind": "投诉",
        "title": "室温不达标",
        "content": "来电人张晓梅（13800000101）反映6号楼2单元301室暖气不热。",
        "address": "青禾家园社区6号楼2单元301室",
        "community": "青禾家园社区",
        "caller_name": "张晓梅",
        "caller_phone": "13800000101",
        "first_dispatched_at": "2026-11-24T09:55:00+08:00",
        "limit_text": "24小时",
    }
    return {name: value for name, value in {**order, **fields}.items() if value is not ...}


def send(ask: Ask, *rows: Any) -> list[dict[str, Any]]:
    """Send rows in and return the results."""
    answer = ask("/tickets", INTAKE, json={"tickets": list(rows)})
    results: list[dict[str, Any]] = answer.get_json()["results"]
    return results
