"""A file is fetched from where the platform keeps files, and from nowhere else, whatever the URL looks like."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from actions.ports import NotFetched
from bot.wecom.media_url import MediaHosts

OUTSIDE, API = "https://qyapi.weixin.qq.com", "101.91.34.103"
ADDRESSES = {
    "qyapi.weixin.qq.com": [API],
    "ww-aibot-1258476243.cos.ap-guangzhou.myqcloud.com": ["43.174.240.1"],
    "wework.qpic.cn": ["2402:4e00:1430::1"],
    "inside.myqcloud.com": ["10.0.0.7"],
    "loop.myqcloud.com": ["127.0.0.1"],
    "loop6.myqcloud.com": ["::1"],
    "mapped.myqcloud.com": ["::ffff:127.0.0.1"],
    "nat64.myqcloud.com": ["64:ff9b::7f00:1"],
    "sixtofour.myqcloud.com": ["2002:7f00:1::1"],
    "unique.myqcloud.com": ["fd00::1"],
    "embedded.myqcloud.com": ["::7f00:1"],
    "translated.myqcloud.com": ["::ffff:0:7f00:1"],
    "localnat64.myqcloud.com": ["64:ff9b:1::7f00:1"],
    "site.myqcloud.com": ["fec0::1"],
    "zero.myqcloud.com": ["0.0.0.0"],
    "metadata.myqcloud.com": ["169.254.169.254"],
    "metadata6.myqcloud.com": ["fe80::a9fe:a9fe%eth0"],
    "shared.myqcloud.com": ["100.100.100.200"],
    "many.myqcloud.com": ["224.0.0.1"],
    "half.myqcloud.com": ["43.174.240.1", "10.0.0.7"],
    "gov.example": ["10.8.0.5"],
    "files.gov.example": ["10.8.0.6"],
    "loop.gov.example": ["127.0.0.1"],
    "metadata.gov.example": ["169.254.169.254"],
}
GOOD = "https://ww-aibot-1258476243.cos.ap-guangzhou.myqcloud.com"


def resolve(host: str, _port: int) -> Sequence[str]:
    if host not in ADDRESSES:
        raise OSError("no such host")
    return ADDRESSES[host]


def hosts(api_base: str = OUTSIDE, listed: Sequence[str] = ("*.myqcloud.com", "*.qpic.cn")) -> MediaHosts:
    return MediaHosts(api_base, listed, resolve)


def why_not(url: str, of: MediaHosts | None = None) -> str | None:
    try:
        (of or hosts()).place(url)
    except NotFetched as refused:
        return refused.why
    return None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://wework.qpic.cn/a", "url"),
        ("ftp://wework.qpic.cn/a", "url"),
        ("file:///etc/passwd", "url"),
        ("gopher://wework.qpic.cn/", "url"),
        ("//wework.qpic.cn/a", "url"),
        ("wework.qpic.cn/a", "url"),
        ("", "url"),
        ("https://", "url"),
        ("https://wework.qpic.cn:8443/a", "url"),
        ("https://wework.qpic.cn:99999/a", "url"),
        ("https://wework.qpic.cn:0/a", "url"),
        ("https://me@wework.qpic.cn/a", "url"),
        ("https://wework.qpic.cn@127.0.0.1/a", "url"),
        ("https://wework.qpic.cn\\@127.0.0.1/a", "url"),
        ("https://127.0.0.1\\wework.qpic.cn/a", "url"),
        ("https://wework.qpic.cn /a", "url"),
        ("https://wework.qpic.cn/a\r\nHost: x", "url"),
        ("https://wework.qpic.cn/图", "url"),
        ("https://ｗework.qpic.cn/a", "url"),
        ("https://[::1/a", "url"),
        ("https://qpic.cn/a", "host"),
        ("https://evilqpic.cn/a", "host"),
        ("https://wework.qpic.cn.evil.example/a", "host"),
        ("https://myqcloud.com.evil.example/", "host"),
        ("https://.qpic.cn/a", "host"),
        ("https://127.0.0.1/a", "host"),
        ("https://2130706433/a", "host"),
        ("https://0x7f000001/a", "host"),
        ("https://[::ffff:127.0.0.1]/a", "host"),
        ("https://169.254.169.254/latest/meta-data/", "host"),
        ("http://qyapi.weixin.qq.com/cgi-bin/media/get", "url"),
        ("https://qyapi.weixin.qq.com:8443/a", "url"),
        ("https://inside.myqcloud.com/a", "address"),
        ("https://loop.myqcloud.com/a", "address"),
        ("https://loop6.myqcloud.com/a", "address"),
        ("https://mapped.myqcloud.com/a", "address"),
        ("https://nat64.myqcloud.com/a", "address"),
        ("https://sixtofour.myqcloud.com/a", "address"),
        ("https://unique.myqcloud.com/a", "address"),
        ("https://embedded.myqcloud.com/a", "address"),
        ("https://translated.myqcloud.com/a", "address"),
        ("https://localnat64.myqcloud.com/a", "address"),
        ("https://site.myqcloud.com/a", "address"),
        ("https://zero.myqcloud.com/a", "address"),
        ("https://metadata.myqcloud.com/a", "address"),
        ("https://metadata6.myqcloud.com/a", "address"),
        ("https://shared.myqcloud.com/a", "address"),
        ("https://many.myqcloud.com/a", "address"),
        ("https://half.myqcloud.com/a", "address"),
        ("https://gone.myqcloud.com/a", "dns"),
    ],
)
def test_url_that_is_refused(url: str, why: str) -> None:
    assert why_not(url) == why


@pytest.mark.parametrize(
    ("url", "address", "path"),
    [
        (f"{GOOD}/aes/a.jpg?sign=q%3D1&x=2", "43.174.240.1", "/aes/a.jpg?sign=q%3D1&x=2"),
        ("https://WEWORK.QPIC.CN./a#part", "2402:4e00:1430::1", "/a"),
        ("https://wework.qpic.cn:443", "2402:4e00:1430::1", "/"),
        ("https://qyapi.weixin.qq.com/cgi-bin/media/get?media_id=1", API, "/cgi-bin/media/get?media_id=1"),
    ],
)
def test_url_that_is_fetched_from_the_address_looked_at(url: str, address: str, path: str) -> None:
    place = hosts().place(url)
    assert (place.address, place.path) == (address, path)
    assert path not in repr(place), "the path is the right to read the file"


def test_name_is_resolved_once() -> None:
    asked: list[str] = []

    def changing(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["43.174.240.1"] if len(asked) == 1 else ["127.0.0.1"]

    assert MediaHosts(OUTSIDE, ["*.qpic.cn"], changing).place("https://a.qpic.cn/").address == "43.174.240.1"
    assert asked == ["a.qpic.cn"]


@pytest.mark.parametrize(
    ("pattern", "host", "fits"),
    [
        ("*.qpic.cn", "a.qpic.cn", True),
        ("*.qpic.cn", "a.b.qpic.cn", True),
        ("*.QPIC.cn", "a.qpic.cn", True),
        ("a.*.qpic.cn", "a.b.qpic.cn", True),
        ("a.*.qpic.cn", "a.b.c.qpic.cn", False),
        ("wework.qpic.cn", "wework.qpic.cn", True),
        ("wework.qpic.cn", "x.wework.qpic.cn", False),
        ("*", "localhost", True),
    ],
)
def test_pattern_compares_labels(pattern: str, host: str, fits: bool) -> None:
    found = why_not(f"https://{host}/", MediaHosts(OUTSIDE, [pattern], lambda *_: ["43.174.240.1"]))
    assert (found is None) == fits


def test_private_platform_is_reached_where_it_is_configured() -> None:
    """A private edition stands in a private network, its store of files beside it; this machine is nobody's store."""
    gov = hosts("https://gov.example", ["*.gov.example"])
    assert gov.place("https://gov.example/file").address == "10.8.0.5"
    assert gov.place("https://files.gov.example/file").address == "10.8.0.6"
    assert why_not("https://loop.gov.example/file", gov) == "address"
    assert why_not("https://metadata.gov.example/file", gov) == "address"


def test_platform_on_this_machine_is_this_port_alone() -> None:
    local = MediaHosts("http://127.0.0.1:8090", ["*.qpic.cn"], lambda host, _port: ADDRESSES.get(host, [host]))
    assert local.place("http://127.0.0.1:8090/aibot/media/x").address == "127.0.0.1"
    assert why_not("http://127.0.0.1:5432/", local) == "url"
    assert why_not("http://localhost:8090/", local) == "url"
    assert why_not("https://127.0.0.1:8090/", local) == "url"
    assert why_not("https://loop.myqcloud.com/", local) == "host"
