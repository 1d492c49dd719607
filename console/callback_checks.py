"""What doctor can know of the way callbacks come: name, certificate, our own answer, and who has come so far."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.origins import CALLBACK
from bot.wecom.own_door import Knock, knock
from config import Config, is_loopback
from console.caller_checks import DOORS, Seen, look_at_callers
from console.lines import NOTE, OK, WRONG, Line
from jobs.certificate import ends_at
from texts.moments import span
from wiring import envelopes

_SECONDS = 5.0
_LATELY, _ALIVE = timedelta(days=7), timedelta(minutes=1)
_FAILURES = {
    "NameResolutionError": "域名解析不了",
    "NewConnectionError": "连不上",
    "ConnectTimeoutError": "连不上（超时）",
    "ConnectTimeout": "连不上（超时）",
    "ReadTimeoutError": "没有应答（超时）",
    "ReadTimeout": "没有应答（超时）",
    "SSLError": "证书不被信任",
    "SSLCertVerificationError": "证书不被信任",
}
_PROXY = "让反向代理把 /wecom/ 原样转到 {bind}"


def look_at_callbacks(
    settings: Config, beats: Mapping[str, Seen], allowed: Sequence[str] | None, now: datetime
) -> Iterator[Line]:
    """Knock at each of our doors as the console does, over `base_url`; `allowed` is the platform's own list."""
    keys = envelopes(settings)
    bot = settings.wecom.aibot
    if bot is not None and bot.mode == "long_connection":
        keys.pop("aibot", None)
    if not keys:
        yield Line(OK, "回调网址", "长连接方式，不需要公网网址")
        yield from _board(settings)
        return
    base = settings.site.base_url
    if is_loopback(base) and not is_loopback(settings.wecom.api_base):
        yield Line(
            WRONG,
            "回调网址",
            f"base_url 是本机地址（{base}），企业微信访问不到",
            "[site] base_url 写成 https://你的域名",
        )
        return
    if not is_loopback(base):
        yield from _name(base)
        yield from _certificate(base, settings.thresholds.certificate)
    for name, envelope in keys.items():
        path = f"/wecom/{name}"
        came = knock(base, path, envelope, datetime.now(UTC), _SECONDS)
        seen_at = seen.at if (seen := beats.get(CALLBACK + name)) else None
        direct = None if came.is_right else knock(_inside(settings), path, envelope, datetime.now(UTC), _SECONDS)
        is_running = "web" in beats and now - beats["web"].at < _ALIVE
        yield _door(settings, name, Found(came, direct, now - seen_at if seen_at else None, is_running))
    for name in keys:
        yield from look_at_callers(settings, name, beats, allowed, now)


def _board(settings: Config) -> Iterator[Line]:
    """Nobody calls back there, but people are sent there: to upload a recording, to look at the board."""
    base = settings.site.base_url
    if is_loopback(base) and not is_loopback(settings.wecom.api_base):
        do = "[site] base_url 写成办公网里打得开的地址，[server] bind 让那里连得上；手机要传录音的，手机也要打得开"
        yield Line(NOTE, "看板网址", f"base_url 是本机地址（{base}），上传链接、看板别人打不开", do)


@dataclass(frozen=True)
class Found:
    """What a door answered over `base_url`, and directly where that was not right; when it was last opened rightly."""

    came: Knock
    direct: Knock | None
    heard_ago: timedelta | None
    is_running: bool


def _name(base: str) -> Iterator[Line]:
    host = urlsplit(base).hostname or ""
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except OSError:
        yield Line(WRONG, "域名", f"{host} 解析不了", "请域名管理员把它指到本机（反向代理）的公网地址")
        return
    private = [each for each in found if ip_address(each.partition("%")[0]).is_private]
    if private:
        yield Line(NOTE, "域名", f"{host} 在本机解析成内网地址 {private[0]}", "确认公网 DNS 指向公网地址")
    else:
        yield Line(OK, "域名", f"{host} → {'、'.join(sorted(found))}")


def _certificate(base: str, warn_before: timedelta) -> Iterator[Line]:
    parts = urlsplit(base)
    if parts.scheme != "https":
        yield Line(NOTE, "证书", "base_url 是 http，回调和看板不加密", "在反向代理上配证书，base_url 改成 https://")
        return
    try:
        left = ends_at(parts.hostname or "", parts.port or 443) - datetime.now(UTC)
    except ssl.SSLCertVerificationError as problem:
        yield Line(WRONG, "证书", f"不被信任（{problem.verify_message}）", "换成与域名一致、证书链完整、没有过期的证书")
        return
    except (OSError, KeyError, ValueError):
        # That nobody is reached is said by the knock.
        return
    level = NOTE if left < warn_before else OK
    yield Line(level, "证书", f"有效，还剩 {left.days} 天", "续期" if level == NOTE else "")


def _inside(settings: Config) -> str:
    host, port = settings.server.bind.rsplit(":", 1)
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '[::]') else host}:{port}"  # noqa: S104 - only compared


def _door(settings: Config, name: str, found: Found) -> Line:
    came, direct, ago = found.came, found.direct, found.heard_ago
    what, bind = f"回调 /wecom/{name}", settings.server.bind
    if came.is_right:
        return Line(OK, what, f"{DOORS[name]}：经过 base_url 验证通过")
    if direct is not None and direct.status is None:
        level = WRONG if found.is_running else NOTE
        return Line(level, what, f"本机 {bind} 没有应答", "运行 ./manage.py run；在运行的看 web.log")
    if direct is not None and not direct.is_right:
        return Line(WRONG, what, f"本机 {bind} 验证不过（{direct.status}）", "改过配置的请重启；仍不行看 web.log")
    if came.status is None:
        if ago is not None and ago < _LATELY:
            return Line(OK, what, f"从本机绕不出去，但{span(ago)}前收到过企业微信的回调")
        why = _FAILURES.get(came.why, came.why)
        do = "本机程序正常。看域名、反向代理、防火墙；内网绕不出去的，用手机流量打开 base_url/healthz 看是不是 ok"
        return Line(WRONG, what, f"{settings.site.base_url} {why}", do)
    said, do = _answered(came.status, bind)
    return Line(WRONG, what, said, do)


def _answered(status: int, bind: str) -> tuple[str, str]:
    proxy = _PROXY.format(bind=bind)
    match status:
        case 200:
            return "返回的不是原文，多半是登录页或被改过", proxy + "，不加登录、不改内容"
        case 301 | 302 | 303 | 307 | 308:
            return f"被转到别处（{status}），企业微信不跟着转", "base_url 和后台的网址都写最终的 https 网址"
        case 403:
            return "经过代理后签名不认（403）", proxy + "，网址里 ? 后面的参数不能丢、不能改"
        case 404:
            return "代理后面没有这个网址（404）", proxy
        case 502 | 503 | 504:
            return f"反向代理连不上催办（{status}）", proxy
        case _:
            return f"返回 {status}", proxy
