"""Whoever stops halfway through a request is cut off, and nobody else waits for him."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from deploy.request_end import MAX_BODY_BYTES, MAX_HEAD_BYTES, Arrived, Request
from tests.deploy.web import Web
from tests.servers import SqliteTemplate

HEAD = b"POST /wecom/app?msg_signature=1 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n"
HALVES = {
    "no body": HEAD + b"Content-Length: 500\r\n\r\n",
    "half a body": HEAD + b"Content-Length: 500\r\n\r\n<xml>",
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n1f4\r\n<xml>",
    "no end of headers": HEAD,
    "half a line": b"POST /wecom/a",
    "half of a second request": b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTT",
}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, sqlite_template: SqliteTemplate, valkey_server: str) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    running = Web(folder, sqlite_template.copy_to(folder / "cuiban.db"), valkey_server)
    yield running
    running.process.terminate()
    running.process.wait(timeout=20)


pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
def test_callback_is_answered_at_once_beside_forty_half_sent_requests(web: Web, half: bytes) -> None:
    with ExitStack() as open_lines:
        for _ in range(40):
            open_lines.enter_context(web.connect()).sendall(half)
        assert web.answered_after({}) < 2
        assert web.answered_after({"Connection": "close"}) < 2


def test_callback_is_answered_at_once_beside_clients_that_never_hang_up(web: Web) -> None:
    with ExitStack() as open_lines:
        for _ in range(40):
            open_lines.enter_context(web.connect()).sendall(b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert web.answered_after({}) < 2


def test_callback_is_answered_beside_more_half_sent_requests_than_are_kept(web: Web) -> None:
    with ExitStack() as open_lines:
        for _ in range(450):
            open_lines.enter_context(web.connect()).sendall(HALVES["no body"])
        assert web.answered_after({}) < 2


def test_half_sent_request_is_cut_off_with_408(web: Web) -> None:
    with web.connect() as line:
        line.sendall(HALVES["half a body"])
        assert line.recv(100).startswith(b"HTTP/1.1 408 ")
        assert line.recv(100) == b""


def test_request_in_many_pieces_is_answered_and_so_is_the_next_on_the_line(web: Web) -> None:
    call = web.callback()
    head = f"POST {call.target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    middle = len(call.body) // 2
    pieces = [b"%x\r\n%s\r\n" % (len(half), half) for half in (call.body[:middle], call.body[middle:])]
    line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=20)
    line.connect()
    with line.sock as sock:
        for piece in (head, *pieces, b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"):
            sock.sendall(piece)
        heard = b""
        while heard.count(b"HTTP/1.1 200 OK") < 2:
            came = sock.recv(65536)
            assert came, heard
            heard += came


def test_client_that_waits_for_leave_to_send_its_body_gets_it(web: Web) -> None:
    call = web.callback()
    with web.connect() as line:
        length = f"Content-Length: {len(call.body)}\r\nExpect: 100-continue\r\n\r\n"
        line.sendall(f"POST {call.target} HTTP/1.1\r\nHost: x\r\n{length}".encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 100 ")
        line.sendall(call.body)
        assert b"HTTP/1.1 200 OK" in line.recv(65536) + line.recv(65536)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST /wecom/app HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n", b"431"),
        (b"POST /wecom/app HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_what_cannot_become_a_request_is_refused_at_once(web: Web, sent: bytes, status: bytes) -> None:
    with web.connect() as line:
        line.sendall(sent)
        assert line.recv(100).split()[1] == status


def arrived(*pieces: bytes) -> Arrived:
    request = Request()
    return [request.add(piece) for piece in pieces][-1]


@pytest.mark.parametrize("half", [half for name, half in HALVES.items() if "second" not in name])
def test_half_is_never_whole_wherever_it_is_split(half: bytes) -> None:
    assert {arrived(half[:at], half[at:]) for at in range(1, len(half))} == {Arrived.PART}


@pytest.mark.parametrize(
    "whole",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        HEAD + b"content-length: 5\r\n\r\n<xml>",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5;a=b\r\n<xml>\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n0\r\n\r\n\r\n0\r\nTrailer: x\r\n\r\n",
    ],
)
def test_whole_is_whole_only_with_its_last_byte_wherever_it_is_split(whole: bytes) -> None:
    for at in range(1, len(whole)):
        assert arrived(whole[:at], whole[at:-1]) is Arrived.PART
        assert arrived(whole[:at], whole[at:]) is Arrived.WHOLE


def test_too_long_and_broken_ones_are_noticed_before_they_end() -> None:
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    head = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    assert arrived(head, *[chunk] * (MAX_BODY_BYTES // 0x100000)) is Arrived.BODY_TOO_LONG
    assert arrived(head, b"zz\r\n") is arrived(head, b"1\r\nxxx\r\n") is arrived(head, b"1" * 256) is Arrived.BROKEN
    assert arrived(b"GET / HTTP/1.1\r\n", b"a" * MAX_HEAD_BYTES) is Arrived.HEAD_TOO_LONG
