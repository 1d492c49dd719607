"""Files come over real HTTP: streamed, capped, never followed elsewhere; a refusal in JSON is no file."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import redis

from actions.ports import NotFetched
from bot.wecom.exchange import session_for
from bot.wecom.media import WecomMedia, _pool
from bot.wecom.media_url import MediaHosts, Place
from bot.wecom.token import AccessTokens, AppCredentials
from rules.chat import MediaRef, MessageKind, Source
from tests.bot.wecom.test_media_cipher import sealed

BOT_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
PHOTO = b"\xff\xd8\xff" + b"a photo " * 5000
LARGEST = 100_000
Answer = Callable[[BaseHTTPRequestHandler], None]


class Files:
    """A platform that answers each path as it was told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        files = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                files.asked.append(self.path)
                files.headers.append(dict(self.headers))
                files.answers[self.path.partition("?")[0]](self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def gives(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def gives_json(body: dict[str, Any]) -> Answer:
    return gives(json.dumps(body).encode(), Content_Type="application/json; charset=UTF-8")


@pytest.fixture
def files() -> Iterator[Files]:
    platform = Files()
    platform.answers["/cgi-bin/gettoken"] = gives_json(
        {"errcode": 0, "errmsg": "ok", "access_token": "T1", "expires_in": 7200}
    )
    yield platform
    platform.close()


@pytest.fixture
def media(files: Files, valkey_url: str) -> WecomMedia:
    return media_of(files, valkey_url)


def media_of(files: Files, valkey_url: str, *, key: str | None = BOT_KEY, seconds: float = 5.0) -> WecomMedia:
    store, app = redis.Redis.from_url(valkey_url), AppCredentials("ww1", 7, "secret")
    tokens = AccessTokens(store, session_for(files.base), files.base, app)
    return WecomMedia(files.base, MediaHosts(files.base, ["*.qpic.cn"]), tokens, key, seconds)


def fetched(media: WecomMedia, source: Source, ref: MediaRef, most: int = LARGEST) -> tuple[bytes, str | None]:
    pieces: list[bytes] = []
    name = media.fetch(source, ref, pieces.append, most)
    return b"".join(pieces), name


def by_app(media: WecomMedia, most: int = LARGEST) -> tuple[bytes, str | None]:
    return fetched(media, Source.APP, MediaRef(MessageKind.IMAGE, media_id="m 1&x"), most)


def by_bot(media: WecomMedia, url: str, aes_key: str | None = None, most: int = LARGEST) -> tuple[bytes, str | None]:
    return fetched(media, Source.AIBOT, MediaRef(MessageKind.IMAGE, url=url, aes_key=aes_key), most)


def test_file_of_the_app_comes_by_its_media_id_and_the_token(files: Files, media: WecomMedia) -> None:
    files.answers["/cgi-bin/media/get"] = gives(PHOTO, Content_Disposition='attachment; filename="a.jpg"')
    assert by_app(media) == (PHOTO, "a.jpg")
    assert files.asked[-1] == "/cgi-bin/media/get?access_token=T1&media_id=m%201%26x"
    assert files.headers[-1]["Host"] == files.base.removeprefix("http://")


@pytest.mark.parametrize(
    ("errcode", "again"),
    [(40007, False), (45033, True), (-1, True), (45009, True), (48002, False), (60020, False), (99999, True)],
)
def test_refusal_in_json_under_200_is_no_file(files: Files, media: WecomMedia, errcode: int, again: bool) -> None:
    files.answers["/cgi-bin/media/get"] = gives_json({"errcode": errcode, "errmsg": "no"})
    with pytest.raises(NotFetched) as refused:
        by_app(media)
    assert (refused.value.why, refused.value.again) == (f"errcode_{errcode}", again)


def test_json_that_somebody_sent_as_a_file_is_a_file(files: Files, media: WecomMedia) -> None:
    files.answers["/cgi-bin/media/get"] = gives(
        b'{"errcode":40007}', Content_Type="application/json", Content_Disposition='attachment; filename="x.json"'
    )
    assert by_app(media) == (b'{"errcode":40007}', "x.json")


def test_dead_token_is_renewed_once(files: Files, media: WecomMedia) -> None:
    files.answers["/cgi-bin/media/get"] = gives_json({"errcode": 42001, "errmsg": "expired"})
    with pytest.raises(NotFetched):
        by_app(media)
    assert [path.partition("?")[0].rpartition("/")[2] for path in files.asked] == ["gettoken", "get", "gettoken", "get"]


@pytest.mark.parametrize("own_key", [None, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="])
def test_file_of_the_bot_is_opened_with_its_own_key_or_the_bots(
    files: Files, valkey_url: str, own_key: str | None
) -> None:
    files.answers["/f"] = gives(
        sealed(PHOTO), Content_Disposition="attachment; filename*=UTF-8''%E7%85%A7%E7%89%87.jpg"
    )
    media = media_of(files, valkey_url, key=BOT_KEY if own_key is None else None)
    assert by_bot(media, f"{files.base}/f", own_key) == (PHOTO, "照片.jpg")


def test_file_without_any_key_is_not_fetched(files: Files, valkey_url: str) -> None:
    with pytest.raises(NotFetched, match="no_key"):
        by_bot(media_of(files, valkey_url, key=None), f"{files.base}/f")
    assert files.asked == []


def cut(handler: BaseHTTPRequestHandler) -> None:
    gives(PHOTO, Content_Length=str(len(PHOTO) + 10))(handler)
    handler.close_connection = True


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 65536)
    except OSError:
        return


@pytest.mark.parametrize(
    ("answer", "why", "again"),
    [
        (gives(b"", 302, Location="http://127.0.0.1:1/"), "redirect", False),
        (gives(b"", 301, Location="https://wework.qpic.cn/"), "redirect", False),
        (gives(b"no", 403), "http_403", False),
        (gives(b"no", 404), "http_404", False),
        (gives(b"no", 500), "http_500", True),
        (gives(b"no", 429), "http_429", True),
        (gives(sealed(PHOTO), Content_Encoding="gzip"), "encoding", False),
        (gives(b"x" * 64), "sealed", True),
        (gives(sealed(b"x" * (LARGEST + 33))), "too_large", False),
        (endless, "too_large", False),
        (cut, "cut_off", True),
    ],
)
def test_what_is_no_whole_file_is_refused(
    files: Files, media: WecomMedia, answer: Answer, why: str, again: bool
) -> None:
    files.answers["/f"] = answer
    with pytest.raises(NotFetched) as refused:
        by_bot(media, f"{files.base}/f")
    assert (refused.value.why, refused.value.again) == (why, again)
    assert len(files.asked) == 1, "a redirect is never followed"


def test_largest_file_that_may_be_is_taken(files: Files, media: WecomMedia) -> None:
    files.answers["/f"] = gives(sealed(b"x" * LARGEST))
    assert len(by_bot(media, f"{files.base}/f")[0]) == LARGEST


def test_file_that_takes_too_long_is_left(files: Files, valkey_url: str) -> None:
    files.answers["/f"] = endless
    with pytest.raises(NotFetched) as refused:
        by_bot(media_of(files, valkey_url, seconds=0.0), f"{files.base}/f")
    assert refused.value.again


def test_platform_that_is_away_is_tried_again_and_no_url_is_told(files: Files, media: WecomMedia) -> None:
    files.close()
    with pytest.raises(NotFetched) as refused:
        by_bot(media, f"{files.base}/f?sign=secret")
    assert (refused.value.why, refused.value.again) == ("network", True)
    assert refused.value.__context__ is None, "the library's error holds the URL"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment", None),
        ('attachment; filename="报告.pdf"'.encode().decode("latin-1"), "报告.pdf"),
        ("attachment; filename=a.mp3; x=1", "a.mp3"),
        ('inline; filename="../../etc/passwd"', "../../etc/passwd"),
        ("attachment; filename*=utf-8''%FF%FE", "\ufffd\ufffd"),
    ],
)
def test_name_is_read_as_it_is_written(files: Files, media: WecomMedia, header: str, name: str | None) -> None:
    files.answers["/f"] = gives(sealed(PHOTO), Content_Disposition=header)
    assert by_bot(media, f"{files.base}/f")[1] == name


def test_proxy_of_the_office_is_asked_for_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    pool = _pool(Place("https", "wework.qpic.cn", 443, "43.174.240.1", "/a"))
    assert (pool.host, pool.port) == ("43.174.240.1", 443)
    assert pool.proxy is not None and pool.proxy.host == "proxy.example"
    local = _pool(Place("http", "localhost", 8090, "127.0.0.1", "/a"))
    assert (local.host, local.proxy) == ("127.0.0.1", None)
