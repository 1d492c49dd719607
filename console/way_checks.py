"""What doctor finds on the ways out: push keys that work or are refused, and whom the AI bot has heard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from actions import ways
from actions.desk import Desk
from actions.ports import Channel
from config import Config
from console.lines import NOTE, OK, WRONG, Line, listing
from models.group import Group
from models.queries import people
from models.queries import ways as way_queries
from texts.moments import span

_PUSH_KEY = re.compile(r"[0-9A-Za-z_-]{4,100}")
_REAL_PUSH_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PUBLIC_HOST = "qyapi.weixin.qq.com"
_LATELY = timedelta(days=7)
_REFUSED = {
    93000: "key 失效或机器人被删，在群里重新添加“消息推送”，私聊机器人发 /绑定 群名 新key",
    93004: "推送机器人被管理员停用，到管理后台启用",
    93008: "推送机器人不在群里了，重新添加，私聊机器人发 /绑定 群名 新key",
}


def look_at_push_keys(settings: Config, desk: Desk) -> Iterator[Line]:
    """Yield the form of the groups' push keys, and what came of the last sends; nothing is sent."""
    groups = [group for group in people.all_groups(desk.session) if group.push_key]
    yield _form(settings, ((group.name, group.push_key or "") for group in groups))
    known = way_queries.all_ways(desk.session)
    rows = {group: known.get((ways.to_group(group.id), Channel.PUSH_KEY)) for group in groups}
    refused = {group: row for group, row in rows.items() if row is not None and row.refused_since is not None}
    for group, row in refused.items():
        code = f"（{row.errcode}）" if row.errcode else ""
        do = _REFUSED.get(row.errcode or 0, f"看 https://open.work.weixin.qq.com/devtool/query?e={row.errcode}")
        yield Line(WRONG, "推送", f"“{group.name}”被拒收{code}", do)
    unproven = [group.name for group, row in rows.items() if row is None or not _is_fresh(desk, row.works_at)]
    unproven = [name for name in unproven if name not in {group.name for group in refused}]
    do = "./manage.py doctor --send-test 群名 可以试发一行"
    yield listing("推送", unproven, f"{len(rows)} 个群七天内都发成过", "群七天内没有发成过", do)


def look_at_ears(settings: Config, desk: Desk) -> Iterator[Line]:
    """Yield how the AI bot hears: its name and way, and when each group was last heard."""
    bot = settings.wecom.aibot
    if bot is None:
        yield Line(NOTE, "智能机器人", "没有配置，群里的话听不到", "需要时在配置里写 [wecom.aibot]")
        return
    how = "长连接" if bot.mode == "long_connection" else "回调"
    yield Line(OK, "智能机器人", f"{bot.name}，{how}方式（名字要与群里的一字不差）")
    known = way_queries.all_ways(desk.session)
    heard: list[tuple[str, timedelta]] = []
    unheard: list[str] = []
    for group in _with_bot(desk):
        row = known.get((ways.to_group(group.id), Channel.AIBOT))
        if row is not None and row.heard_at is not None:
            heard.append((group.name, desk.real_now - row.heard_at))
        else:
            unheard.append(group.name)
    if heard:
        shown = "、".join(f"{name} {span(ago)}前" for name, ago in sorted(heard, key=lambda pair: pair[1])[:6])
        yield Line(OK, "听到的群", shown + ("…" if len(heard) > 6 else ""))
    do = f"在群里发 @{bot.name} /帮助；没有回答就看机器人在不在群里、可见范围有没有包括发言的人"
    yield listing("没听到的群", unheard, "每个群都听到过", "群还没有听到过", do)


def _with_bot(desk: Desk) -> Sequence[Group]:
    return [group for group in people.all_groups(desk.session) if group.has_ai_bot]


def _form(settings: Config, keys: Iterable[tuple[str, str]]) -> Line:
    is_public = urlsplit(settings.wecom.api_base).hostname == _PUBLIC_HOST
    pattern = _REAL_PUSH_KEY if is_public else _PUSH_KEY
    odd = [name for name, key in keys if not pattern.fullmatch(key)]
    do = "只要推送网址里 key= 后面的部分，改好通讯录后运行 import-directory"
    return listing("推送 key 的写法", odd, "都像是 key", "群的推送 key 不像 key", do, level=WRONG)


def _is_fresh(desk: Desk, at: datetime | None) -> bool:
    return at is not None and desk.real_now - at < _LATELY
