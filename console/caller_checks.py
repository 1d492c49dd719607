"""What doctor can know of who came to our doors: from where, and what was wrong with who was not let in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from bot.origins import CALLBACK, REFUSED
from config import Config
from console.lines import NOTE, OK, WRONG, Line
from texts.moments import span

DOORS = {"app": "自建应用", "aibot": "智能机器人"}
_REFUSED_SHOWN = timedelta(days=1)
_AGAIN = "改好重启，再回后台保存"
_REFUSALS = {
    "BadSignature": ("签名不对", f"Token 与后台的不一致，照后台重抄 {{section}} token，{_AGAIN}"),
    "KeyMismatch": (
        "签名对，内容解不开",
        f"EncodingAESKey 与后台的不一致，照后台重抄 {{section}} encoding_aes_key，{_AGAIN}",
    ),
    "WrongReceiver": ("是发给别的企业的", f"核对 [wecom] corp_id，{_AGAIN}"),
    "StaleTimestamp": ("签名的时间与本机差得超过{window}", "校准服务器时间（NTP）"),
}


@dataclass(frozen=True)
class Seen:
    """A sign of life as it was read: when, and what it says."""

    at: datetime
    facts: dict[str, Any]


def look_at_callers(
    settings: Config, name: str, beats: Mapping[str, Seen], allowed: Sequence[str] | None, now: datetime
) -> Iterator[Line]:
    """Yield what is known of a door's callers; `allowed` is the platform's own list of addresses."""
    yield from _refusals(settings, name, beats, now)
    yield from _origins(name, beats.get(CALLBACK + name), allowed, now)


def _refusals(settings: Config, name: str, beats: Mapping[str, Seen], now: datetime) -> Iterator[Line]:
    """Tell what was wrong with the newest callback that was not taken, unless a right one has come since."""
    refused, seen = beats.get(CALLBACK + name + REFUSED), beats.get(CALLBACK + name)
    if refused is None or now - refused.at > _REFUSED_SHOWN or (seen is not None and seen.at > refused.at):
        return
    found = _REFUSALS.get(str(refused.facts.get("why")))
    if found is None:
        return
    said, do = found
    is_taken = seen is not None and now - seen.at < _REFUSED_SHOWN
    do = do.format(section=f"[wecom.{name}]")
    if is_taken:
        do = f"机器人照常回答的不用管，多半是外人在试；不回答的，{do}"
    yield Line(
        NOTE if is_taken else WRONG,
        f"{DOORS[name]}回调",
        f"{span(now - refused.at)}前有一次没有收：{said.format(window=span(settings.security.callback_window))}",
        do,
    )


def _origins(name: str, seen: Seen | None, allowed: Sequence[str] | None, now: datetime) -> Iterator[Line]:
    what = f"{DOORS[name]}回调"
    if seen is None:
        do = {"app": "在应用里给它发一句“你好”", "aibot": "在群里 @机器人 发 /帮助"}[name]
        yield Line(NOTE, what, "还没有收到过", do)
        return
    addresses = list(seen.facts.get("addresses", {}))
    last = f"最近一次 {span(now - seen.at)}前"
    if all(_is_private(each) for each in addresses):
        yield Line(OK, what, f"{last}（代理没有传来源地址，核对不了）")
        return
    strange = [each for each in addresses if not _is_private(each) and allowed and not _is_among(each, allowed)]
    if strange:
        do = "这些请求签名是对的；若反向代理前面还有一层，让它传真实来源。防火墙只放行企业微信的，名单会变，每天更新"
        yield Line(NOTE, what, f"{last}；不在企业微信地址表里的来源：{'、'.join(strange[:4])}", do)
    else:
        checked = "，来源都在企业微信的地址表里" if allowed else ""
        yield Line(OK, what, f"{last}{checked}")


def _is_private(address: str) -> bool:
    try:
        return ip_address(address).is_private
    except ValueError:
        return True


def _is_among(address: str, allowed: Sequence[str]) -> bool:
    for each in allowed:
        try:
            if ip_address(address) in ip_network(each, strict=False):
                return True
        except ValueError:
            continue
    return False
