"""The control API and the page: what a browser and other programs steer the city with."""

from __future__ import annotations

import json
import threading

import pytest

from simulator.city import City
from simulator.message import Via
from simulator.world import World
from tests.simulator.town import CONFIG, DIRECTORY, town

PARTS = (
    "app.js", "store.js", "bubbles.js", "cards.js", "files.js", "line.js", "words.js", "clock.js", "faults.js",
    "style.css",
)  # fmt: skip


@pytest.fixture
def page(sim):
    return sim.app.test_client()


def test_page_and_its_parts_load_from_this_server_only(page):
    html = page.get("/").text
    assert 'data-testid="person-picker"' in html
    for name in PARTS:
        text = page.get(f"/page/{name}").text
        assert text
        assert "//cdn" not in text
    assert "http://" not in html
    assert "https://" not in html


def test_files_outside_the_page_are_not_served(page):
    assert page.get("/page/../world.py").status_code == 404
    assert page.get("/page/%2e%2e/world.py").status_code == 404


def test_state_tells_people_groups_and_messages_without_secrets_or_mobiles(page, caller):
    caller.push("请处理", mentioned_list=["chenzr"])
    answer = page.get("/sim/state")
    assert [g["chat"] for g in answer.json["groups"]] == ["wrDESK", "wrQINGHE", "wrSUPERVISORS", "wrDEAF"]
    message = answer.json["messages"][0]
    assert (message["from"], message["chat"], message["mentions"]) == ("push", "wrQINGHE", ["chenzr"])
    for secret in ("key-qinghe", "app-secret", "BotToken", "13800000201"):
        assert secret not in answer.text


def test_state_since_gives_only_what_is_new(page, caller):
    caller.push("一")
    first = page.get("/sim/state").json
    caller.push("二")
    query = {"since": first["seq"], "epoch": first["epoch"]}
    assert [m["text"] for m in page.get("/sim/state", query_string=query).json["messages"]] == ["二"]


def test_reset_starts_a_new_epoch_and_forgets_messages_and_faults(page, caller):
    caller.push("一")
    before = page.get("/sim/state").json
    page.post("/sim/fault", json={"endpoint": "*", "kind": "http"})
    page.post("/sim/reset", json={})
    after = page.get("/sim/state", query_string={"since": before["seq"], "epoch": before["epoch"]}).json
    assert after["epoch"] != before["epoch"]
    assert (after["messages"], after["faults"]) == ([], [])


def test_saying_by_the_api_takes_the_text_as_typed(page, product):
    silent = page.post("/sim/say", json={"userid": "chenzr", "chat": "wrQINGHE", "text": "收到"}).json
    assert "听不到" in silent["hint"]
    heard = page.post("/sim/say", json={"userid": "chenzr", "chat": "wrQINGHE", "text": "@催办助手 收到"}).json
    assert (heard["answer"], heard["statuses"], heard["hint"]) == ("收到", [200], None)
    assert len(product.heard) == 1


def test_quote_by_message_id_carries_its_text(page, product, caller, sim):
    caller.push("【新派单】20261124000512")
    asked = {"userid": "chenzr", "chat": "wrQINGHE", "text": "@催办助手 收到", "quote": sim.city.messages()[0].id}
    page.post("/sim/say", json=asked)
    assert product.heard[0]["quote"]["text"]["content"] == "【新派单】20261124000512"


@pytest.mark.parametrize(
    ("path", "body"),
    [("say", {}), ("say", {"userid": 1, "chat": "x", "text": "y"}), ("fault", {"kind": "http"}), ("fault", [])],
)
def test_requests_that_lack_something_are_refused(page, path, body):
    assert page.post(f"/sim/{path}", json=body).status_code == 400


def test_fault_is_switched_on_and_off_by_the_api(page):
    listed = page.post("/sim/fault", json={"endpoint": "webhook/send", "kind": "errcode", "errcode": 45009}).json
    assert listed["faults"][0]["errcode"] == 45009
    assert page.post("/sim/fault", json={"off": True}).json == {"faults": []}


def test_clock_says_so_when_the_product_is_away(page):
    assert page.get("/sim/clock").status_code == 502


def test_stream_brings_news_as_events(sim, page, caller):
    caller.push("新的")
    lines = page.get("/sim/stream?since=0").response
    assert next(lines) == b": hello\n\n"
    news = json.loads(next(lines).decode().removeprefix("data: "))
    assert news["messages"][0]["text"] == "新的"
    sim.city.close()


def test_waiting_reader_is_woken_by_a_message():
    city = City(town())
    got = []
    reader = threading.Thread(target=lambda: got.extend(city.since(0, city.epoch, 30)[0]))
    reader.start()
    city.show("wrDESK", "push", "来了", Via.PUSH_KEY)
    reader.join(10)
    assert [m.text for m in got] == ["来了"]


def test_group_without_a_chat_id_gets_a_lasting_one():
    directory = DIRECTORY | {"groups": [{"name": "新群", "departments": ["青禾家园社区"]}]}
    first, second = (World.from_mappings(CONFIG, directory).groups[0].chat_id for _ in range(2))
    assert first == second
    assert first.startswith("wr")


def test_secrets_are_read_from_environment_and_files(monkeypatch, tmp_path):
    monkeypatch.setenv("TOWN_SECRET", "from-env")
    (tmp_path / "token").write_text("from-file\n", encoding="utf-8")
    wecom = CONFIG["wecom"] | {"app": {"agent_id": 1, "secret": "env:TOWN_SECRET", "token": "file:token"}}
    known = World.from_mappings(CONFIG | {"wecom": wecom}, DIRECTORY, tmp_path).credentials
    assert (known.app_secret, known.app_token) == ("from-env", "from-file")
    assert "from-env" not in repr(known)


def test_members_of_a_group_follow_from_unit_and_role():
    members = {g.chat_id: g.members for g in town().groups}
    assert members["wrQINGHE"] == ("zuoxi01", "zuoxi02", "chenzr", "liwg", "wangzr")
    assert members["wrSUPERVISORS"] == ("zuoxi01", "zuoxi02", "wangzr", "zhaoxz")
