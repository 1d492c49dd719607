"""What doctor finds about the long connection: who holds it since when, and, where nobody does, whether it can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from bot.wecom.line.keeper import BotCredentials
from bot.wecom.line.trying import Tried, try_line
from config import Config
from console.lines import NOTE, OK, WRONG, Line
from texts.moments import moment, span

LINE = "长连接"
_ALIVE = timedelta(minutes=1)
_SECONDS = 5.0
_BAD_CREDENTIALS = 853000
_KEYS = "到机器人的配置页核对 Bot ID、重新获取 Secret，改 [wecom.aibot] bot_id、secret 后重启"
_WHY = {
    "displaced": ("被别的程序连走了", "找出用同一个 Bot ID 的另一处（旧服务器、测试环境），停掉它；或重新获取 Secret"),
    "refused": ("企业微信不让连，编号或密钥不对", _KEYS),
    "denied": ("企业微信暂时不让连", "不要反复重启，过几分钟会再试；一直这样看 gateway.log"),
    "unreachable": ("连不上企业微信", "放行本机到 {host} 的 443 端口，代理要放行 WebSocket（Upgrade）"),
}


@dataclass(frozen=True)
class Held:
    """How the line was last said to stand, and who holds the right to it."""

    facts: dict[str, Any]
    beat_at: datetime | None
    holder: str
    renewed_at: datetime | None


def look_at_line(settings: Config, held: Held, now: datetime, zone: tzinfo, *, try_bot: bool) -> Iterator[Line]:
    """Yield how the long connection stands; where nobody holds it, the way to it is tried.

    Only `try_bot` also subscribes, and never while a gateway of ours lives: it would take the bot from it.
    """
    bot = settings.wecom.aibot
    if not settings.has_long_connection or bot is None or bot.secret is None:
        return
    # Who stops in order gives the right to the line back; its last sign of life says "open" for a while yet.
    is_given_back = bool(held.facts.get("open")) and not held.holder
    if held.beat_at is not None and now - held.beat_at < _ALIVE and not is_given_back:
        yield _standing(held, now, zone, _host(bot.websocket_url))
        if try_bot:
            yield Line(NOTE, "试登录", "没有试：会把正连着的挤下线", "要试先停止催办")
        return
    is_held = held.renewed_at is not None and bool(held.holder) and now - held.renewed_at < _ALIVE
    if is_held:
        yield Line(NOTE, LINE, f"由 {_machine(held.holder)} 拿着，还没有说连上没有", "等半分钟再体检")
        return
    credentials = BotCredentials(bot.websocket_url, bot.bot_id, bot.secret.reveal())
    yield _tried(try_line(credentials, _SECONDS, subscribe=try_bot), _host(bot.websocket_url), was_asked=try_bot)


def _standing(held: Held, now: datetime, zone: tzinfo, host: str) -> Line:
    since = held.facts.get("since")
    begun = moment(datetime.fromisoformat(since), zone) if since else "刚才"
    if held.facts.get("open"):
        sign = held.facts.get("sign")
        heard = f"，{span(now - datetime.fromisoformat(sign))}前有过应答" if sign else ""
        return Line(OK, LINE, f"{_machine(held.holder)} 连着，从 {begun} 起{heard}")
    why, do = _WHY.get(str(held.facts.get("why")), ("断了，正在重连", "看 gateway.log"))
    errcode = held.facts.get("errcode")
    return Line(WRONG, LINE, f"{why}（从 {begun} 起{f'，{errcode}' if errcode else ''}）", do.format(host=host))


def _tried(tried: Tried, host: str, *, was_asked: bool) -> Line:
    run = "运行 ./manage.py run；在运行的看 gateway.log"
    if not tried.is_reached:
        return Line(WRONG, LINE, f"连不上 {host}（{tried.why}）", _WHY["unreachable"][1].format(host=host))
    if not was_asked:
        return Line(NOTE, LINE, f"长连接进程没有运行；到 {host} 的网络是通的", f"{run}；加 --try-bot 试登录")
    if tried.errcode == 0:
        return Line(NOTE, LINE, "长连接进程没有运行；Bot ID、Secret 试登录通过", run)
    if tried.errcode == _BAD_CREDENTIALS:
        return Line(WRONG, LINE, f"Bot ID 或 Secret 不对（{tried.errcode}）", _KEYS)
    said = f"（{tried.errcode}）" if tried.errcode is not None else f"（{tried.why}）"
    return Line(WRONG, LINE, f"企业微信没有让登录{said}", "看机器人是不是选了“使用长连接”；过几分钟再试")


def _machine(holder: str) -> str:
    return holder.partition(":")[0] or "本机"


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]
