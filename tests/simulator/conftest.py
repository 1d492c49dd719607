"""A fresh platform for each test, with a pretended product at the other end and a clock that stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulator.server import SimulatedWecom
from tests.simulator.pretend import PretendProduct
from tests.simulator.town import town


@dataclass
class StandingClock:
    """A clock that moves only when told."""

    now: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Caller:
    """Calls the platform as a product would, without a network."""

    def __init__(self, sim: SimulatedWecom) -> None:
        self._client = sim.app.test_client()

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"/cgi-bin/{path}", query_string=query)

    def token(self) -> str:
        answer = self.get("gettoken", corpid="wwTESTTOWN", corpsecret="app-secret")
        return str(answer.json["access_token"])

    def push(self, text: str, key: str = "key-qinghe", msgtype: str = "text", **more: Any) -> dict[str, Any]:
        body = {"msgtype": msgtype, msgtype: {"content": text} | more}
        answer = self._client.post(f"/cgi-bin/webhook/send?key={key}", json=body)
        return dict(answer.json)

    def post(self, path: str, body: Any, **query: str) -> dict[str, Any]:
        answer = self._client.post(f"/cgi-bin/{path}", json=body, query_string=query)
        assert answer.status_code == 200
        return dict(answer.json)

    def app_text(self, text: str, to: str = "chenzr", token: str | None = None, **more: Any) -> dict[str, Any]:
        body = {"touser": to, "agentid": 1000002, "msgtype": "text", "text": {"content": text}} | more
        return self.post("message/send", body, access_token=self.token() if token is None else token)

    def app_card(self, token: str, task: str = "T-1") -> dict[str, Any]:
        card = {
            "card_type": "button_interaction", "main_title": {"title": "派单"}, "task_id": task,
            "button_list": [{"text": "收到", "key": "ack"}],
        }  # fmt: skip
        body = {"touser": "chenzr", "agentid": 1000002, "msgtype": "template_card", "template_card": card}
        return self.post("message/send", body, access_token=token)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def product() -> PretendProduct:
    return PretendProduct(town())


@pytest.fixture
def sim(clock: StandingClock, product: PretendProduct) -> SimulatedWecom:
    return SimulatedWecom(town(), clock=clock, wire=product)


@pytest.fixture
def caller(sim: SimulatedWecom) -> Caller:
    return Caller(sim)
