"""Over real HTTP: the product's clock is read and set with its token, and redirects count as failures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, request
from werkzeug.serving import make_server

from simulator.message import Via
from simulator.server import SimulatedWecom
from tests.simulator.town import town

DESK = datetime(2031, 5, 6, 1, 30, tzinfo=UTC)


@dataclass
class Listener:
    """A product that knows its clock only and sends callbacks elsewhere."""

    url: str = ""
    tokens: list[str] = field(default_factory=list)
    wishes: list[Any] = field(default_factory=list)
    callbacks: int = 0


@pytest.fixture
def listener() -> Iterator[Listener]:
    noted, app = Listener(), Flask("listener")

    @app.route("/api/v1/clock", methods=["GET", "POST"])
    def clock() -> Any:
        noted.tokens.append(request.headers["Authorization"])
        if request.method == "POST":
            noted.wishes.append(request.get_json())
        return {"now": DESK.isoformat(), "speed": 0}

    @app.post("/wecom/aibot")
    def elsewhere() -> Any:
        noted.callbacks += 1
        return "", 302, {"Location": "/api/v1/clock"}

    server = make_server("127.0.0.1", 0, app)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    noted.url = f"http://127.0.0.1:{server.server_port}"
    yield noted
    server.shutdown()
    server.server_close()


def test_clock_is_read_and_set_with_the_token_that_may(listener):
    page = SimulatedWecom(town(), listener.url).app.test_client()
    assert page.get("/sim/clock").json == {"now": DESK.isoformat(), "speed": 0}
    assert page.post("/sim/clock", json={"advance": "30m"}).status_code == 200
    assert listener.wishes == [{"advance": "30m"}]
    assert set(listener.tokens) == {"Bearer clock-token"}


def test_bubbles_carry_desk_time_once_it_is_known(listener):
    sim = SimulatedWecom(town(), listener.url)
    assert sim.city.show("wrDESK", "push", "一", Via.PUSH_KEY).desk_at is None
    sim.desk_clock.read()
    assert sim.city.show("wrDESK", "push", "二", Via.PUSH_KEY).desk_at == DESK
    times = [m["time"] for m in sim.app.test_client().get("/sim/state").json["messages"]]
    assert times[1] == DESK.isoformat()


def test_redirect_counts_as_failure_and_is_tried_again(listener):
    sim = SimulatedWecom(town())
    sim.product_url = listener.url
    assert [e.status for e in sim.hears("chenzr", "收到", "wrQINGHE").exchanges] == [302] * 3
    assert (listener.callbacks, listener.tokens) == (3, [])


def test_product_that_is_away_gives_status_nought():
    heard = SimulatedWecom(town(), "http://127.0.0.1:9").hears("chenzr", "收到", "wrQINGHE")
    assert [e.status for e in heard.exchanges] == [0] * 3
    assert heard.hint == "没有送达：服务没有应答，已试 3 次"
