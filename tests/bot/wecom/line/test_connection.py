"""One socket of the long connection: who asks gets the answer to what was asked, or knows whether it left."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.sync.server import ServerConnection, serve

from bot.wecom.exchange import CutOff, NotSent
from bot.wecom.line.connection import Connection, Pace, open_connection
from bot.wecom.line.frames import Command
from bot.wecom.line.reconnecting import Ending

Answer = Callable[[ServerConnection, dict[str, Any]], None]


@contextmanager
def platform(answer: Answer) -> Iterator[str]:
    """Listen on this machine and let `answer` do with each frame what it likes."""

    def talk(wire: ServerConnection) -> None:
        for raw in wire:
            answer(wire, json.loads(raw))

    with serve(talk, "127.0.0.1", 0, ping_interval=None) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield "ws://{}:{}".format(*server.socket.getsockname()[:2])
        server.shutdown()


def acknowledge(wire: ServerConnection, frame: dict[str, Any]) -> None:
    wire.send(json.dumps({"headers": frame["headers"], "errcode": 0, "errmsg": "ok"}))


@contextmanager
def connected(answer: Answer, *, may_speak: bool = True) -> Iterator[Connection]:
    with platform(answer) as url:
        opened = open_connection(url, lambda _: None, lambda: may_speak, Pace(ping_every=60))
        yield opened
        opened.close(Ending.STOPPED)


def test_each_asker_gets_its_own_answer_though_they_come_in_another_order() -> None:
    held: list[dict[str, Any]] = []

    def backwards(wire: ServerConnection, frame: dict[str, Any]) -> None:
        held.append(frame)
        if len(held) == 2:
            for each in reversed(held):
                wire.send(json.dumps({"headers": each["headers"], "errcode": each["body"]["n"]}))

    with connected(backwards) as line:
        got: dict[int, int] = {}

        def ask(n: int) -> None:
            got[n] = line.ask(Command.SEND, {"n": n}, 5).errcode

        askers = [threading.Thread(target=ask, args=(n,)) for n in (7, 8)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join(10)
    assert got == {7: 7, 8: 8}


def test_on_one_req_id_the_second_waits_for_the_answer_to_the_first() -> None:
    seen: list[int] = []
    first_is_there, may_answer = threading.Event(), threading.Event()

    def slowly(wire: ServerConnection, frame: dict[str, Any]) -> None:
        seen.append(frame["body"]["n"])
        first_is_there.set()
        may_answer.wait(5)
        acknowledge(wire, frame)

    with connected(slowly) as line:
        first = threading.Thread(target=line.ask, args=(Command.RESPOND, {"n": 1}, 5, "r1"))
        first.start()
        assert first_is_there.wait(5)
        with pytest.raises(NotSent):
            line.ask(Command.RESPOND, {"n": 2}, 0.05, "r1")
        may_answer.set()
        assert line.ask(Command.RESPOND, {"n": 3}, 5, "r1").errcode == 0
        first.join(5)
    assert seen == [1, 3]


def test_what_got_no_answer_may_have_arrived() -> None:
    with connected(lambda *_: None) as line:
        with pytest.raises(CutOff):
            line.ask(Command.SEND, {}, 0.05)
        assert not line.is_silent
        with pytest.raises(CutOff):
            line.ask(Command.SEND, {}, 0.05)
        assert line.is_silent


def test_who_may_not_speak_says_nothing() -> None:
    seen: list[Any] = []
    with connected(lambda _, frame: seen.append(frame), may_speak=False) as line, pytest.raises(NotSent):
        line.ask(Command.SEND, {}, 1)
    assert seen == []


def test_a_closed_line_lets_whoever_waits_go_and_takes_nothing_more() -> None:
    with connected(lambda wire, _: wire.close(1001)) as line:
        with pytest.raises(CutOff):
            line.ask(Command.SEND, {}, 5)
        assert line.has_ended.wait(5) and (line.ending, line.close_code) == (Ending.CLOSED, 1001)
        with pytest.raises(NotSent):
            line.ask(Command.SEND, {}, 5)


def test_what_is_no_frame_ends_nothing() -> None:
    def babbles(wire: ServerConnection, frame: dict[str, Any]) -> None:
        for each in ("?", b"\x00", "[]", json.dumps({"cmd": "aibot_msg_callback", "headers": {"req_id": "r"}})):
            wire.send(each)
        acknowledge(wire, frame)

    with connected(babbles) as line:
        assert line.ask(Command.SEND, {}, 5).errcode == 0


def test_the_secret_stands_in_no_log(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    with connected(acknowledge) as line:
        line.ask(Command.SUBSCRIBE, {"bot_id": "b1", "secret": "very-secret"}, 5)
    assert "very-secret" not in caplog.text + capsys.readouterr().out


def test_nobody_there_is_known_not_to_have_heard() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotSent):
            open_connection(f"ws://127.0.0.1:{taken.getsockname()[1]}", lambda _: None, lambda: True)


def test_a_proxy_is_for_the_way_out_and_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def refuse() -> None:
            caller, _ = proxy.accept()
            with caller:
                asked.append(caller.recv(4096).split(b"\r\n")[0])
                caller.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        refusing = threading.Thread(target=refuse, daemon=True)
        refusing.start()
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.delenv("no_proxy", raising=False)
        with connected(acknowledge) as line:
            assert line.ask(Command.SEND, {}, 5).errcode == 0
        assert asked == []
        with pytest.raises(NotSent, match="Proxy"):
            open_connection("wss://line.example", lambda _: None, lambda: True)
        refusing.join(5)
    assert asked == [b"CONNECT line.example:443 HTTP/1.1"]
