"""Faults meet the calls they were switched on for, over a real line where the line matters."""

from __future__ import annotations

import pytest
import requests

from simulator.faults import Fault
from simulator.server import SimulatedWecom
from tests.simulator.town import town

PUSH = {"msgtype": "text", "text": {"content": "你好"}}


@pytest.fixture
def live():
    sim = SimulatedWecom(town()).start()
    yield sim
    sim.stop()


def push(sim: SimulatedWecom) -> requests.Response:
    return requests.post(f"{sim.api_base}/cgi-bin/webhook/send?key=key-qinghe", json=PUSH, timeout=5)


def test_errcode_fault_counts_down_and_goes_away(sim, caller):
    sim.fault("webhook/send", "errcode", errcode=-1, times=2)
    assert [caller.push("x")["errcode"] for _ in range(3)] == [-1, -1, 0]


def test_lasting_fault_stays_until_cleared(sim, caller):
    sim.fault("message/send", "errcode", errcode=40014, times=None)
    assert [caller.app_text("x")["errcode"] for _ in range(4)] == [40014] * 4
    sim.clear()
    assert caller.app_text("x")["errcode"] == 0


def test_fault_of_one_key_leaves_the_others_alone(sim, caller):
    sim.fault("webhook/send", "errcode", errcode=93000, times=None, target="key-desk")
    assert caller.push("x", "key-qinghe")["errcode"] == 0
    assert caller.push("x", "key-desk")["errcode"] == 93000


def test_fault_of_one_member_leaves_the_others_alone(sim, caller):
    sim.fault("message/send", "errcode", errcode=-1, target="liwg")
    assert caller.app_text("x", to="chenzr")["errcode"] == 0
    assert caller.app_text("x", to="liwg")["errcode"] == -1


def test_untrusted_address_is_named(sim, caller):
    sim.fault("message/send", "errcode", errcode=60020)
    assert "from ip: 127.0.0.1" in caller.app_text("x")["errmsg"]


def test_unknown_kind_of_fault_is_refused():
    with pytest.raises(ValueError, match="kind"):
        Fault("webhook/send", "gremlin")


def test_gateway_fault_is_a_502_and_shows_nothing(live):
    live.fault("webhook/send", "http")
    assert push(live).status_code == 502
    assert live.city.messages() == []


def test_accepted_message_is_shown_although_no_answer_comes(live):
    live.fault("webhook/send", "accept_then_cut")
    with pytest.raises(requests.ConnectionError):
        push(live)
    assert len(live.city.messages("wrQINGHE")) == 1


def test_hanging_call_is_cut_and_shows_nothing(live):
    live.fault("webhook/send", "hang", seconds=0.01)
    with pytest.raises(requests.ConnectionError):
        push(live)
    assert live.city.messages() == []


def test_slow_call_is_answered_in_the_end(live):
    live.fault("webhook/send", "slow", seconds=0.01)
    assert push(live).json()["errcode"] == 0


def test_stopped_platform_cuts_kept_alive_lines():
    sim = SimulatedWecom(town()).start()
    with requests.Session() as session:
        url = f"{sim.api_base}/cgi-bin/webhook/send?key=key-qinghe"
        assert session.post(url, json=PUSH, timeout=5).json()["errcode"] == 0
        sim.stop()
        with pytest.raises(requests.ConnectionError):
            session.post(url, json=PUSH, timeout=5)
    assert len(sim.city.messages()) == 1
