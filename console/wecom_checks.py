"""What doctor asks WeCom: whether it takes our corporation, secret, app and address, and whom the app reaches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from bot.wecom.enquiry import Enquiry, NoAnswer, Said
from bot.wecom.token import AppCredentials
from config import Config
from console.checks import NOTE, OK, WRONG, Line, listing

APP, REACH = "企业微信应用", "可见范围"
_SECONDS = 20.0
_AT_ONCE = 8
_REFUSALS = {
    40013: ("企业 ID 不对", "核对“我的企业”页底部的企业 ID 与 [wecom] corp_id"),
    40001: ("Secret 不对", "在“应用管理 → 本应用”页重新查看 Secret，填入 [wecom.app] secret"),
    40091: ("Secret 不对", "在“应用管理 → 本应用”页重新查看 Secret，填入 [wecom.app] secret"),
    40056: ("AgentId 不对", "核对“应用管理 → 本应用”页顶部的 AgentId 与 [wecom.app] agent_id"),
    301002: ("AgentId 不是这个 Secret 的应用", "AgentId 和 Secret 都从同一个应用的页面上抄"),
    50003: ("应用已停用", "在“应用管理 → 本应用”页启用"),
    48006: ("应用的接口权限因长期不用被收回", "在“应用管理 → 本应用”页按提示恢复"),
    45009: ("今天调用接口太多，暂时不让查", "过一小时再体检"),
}
_UNTRUSTED = 60020
_UNSEEN, _UNKNOWN = {60011, 60021}, {60111, 40003, 46004}
_IDLE = {2: "已禁用", 4: "未激活", 5: "已退出"}
_PUSH_KEY = re.compile(r"[0-9A-Za-z_-]{4,100}")
_REAL_PUSH_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PUBLIC_HOST = "qyapi.weixin.qq.com"


def look_at_wecom(settings: Config, userids: Sequence[str]) -> Iterator[Line]:
    """Ask the platform about the app and these people; nothing is sent to anybody."""
    app = settings.wecom.app
    if app is None:
        yield Line(NOTE, APP, "没有配置，私聊和卡片用不了", "需要时在配置里写 [wecom.app]")
        return
    credentials = AppCredentials(settings.wecom.corp_id, app.agent_id, app.secret.reveal())
    enquiry = Enquiry(settings.wecom.api_base, credentials, _SECONDS)
    try:
        trouble = _app_trouble(enquiry)
        yield trouble or Line(OK, APP, "企业 ID、Secret、AgentId、可信 IP 都通过")
        if trouble is None:
            yield from _reach(enquiry, userids)
    except NoAnswer as failure:
        yield _unreachable(settings, failure)


def push_keys(settings: Config, groups: Iterable[tuple[str, str]]) -> Line:
    """Look at the form of the groups' push keys (name and key): whether they work only a message would tell."""
    is_public = urlsplit(settings.wecom.api_base).hostname == _PUBLIC_HOST
    pattern = _REAL_PUSH_KEY if is_public else _PUSH_KEY
    odd = [name for name, key in groups if not pattern.fullmatch(key)]
    do = "只要推送网址里 key= 后面的部分，改好通讯录后运行 import-directory"
    return listing("推送 key 的写法", odd, "都像是 key", "群的推送 key 不像 key", do, level=WRONG)


def _app_trouble(enquiry: Enquiry) -> Line | None:
    said = enquiry.token()
    if said.errcode == 0:
        said = enquiry.app()
    if said.errcode:
        return _refused(said)
    if said.facts.get("close"):
        return Line(WRONG, APP, *_REFUSALS[50003])
    if not any(_names(said.facts.get(part)) for part in ("allow_userinfos", "allow_partys", "allow_tags")):
        return Line(WRONG, REACH, "应用的可见范围是空的", "在“应用管理 → 本应用”页把要通知的人加进可见范围")
    return None


def _names(part: object) -> bool:
    return isinstance(part, dict) and any(part.values())


def _refused(said: Said) -> Line:
    if said.errcode == _UNTRUSTED:
        address = said.address or "本机出网的公网地址"
        return Line(
            WRONG, APP, f"{address} 不在企业可信 IP 里（60020）", f"在“应用管理 → 本应用 → 企业可信IP”里加上 {address}"
        )
    page = f"看 https://open.work.weixin.qq.com/devtool/query?e={said.errcode}"
    what, do = _REFUSALS.get(said.errcode, ("企业微信不接受", page))
    return Line(WRONG, APP, f"{what}（{said.errcode}）", do)


def _unreachable(settings: Config, failure: NoAnswer) -> Line:
    if settings.simulator:
        return Line(NOTE, APP, "模拟的企业微信没有运行", "运行 ./manage.py run 时会自动启动")
    host = urlsplit(settings.wecom.api_base).netloc
    return Line(WRONG, APP, f"连不上 {host}（{failure}）", "看本机能否上网、DNS、防火墙和代理，以及 [wecom] api_base")


def _reach(enquiry: Enquiry, userids: Sequence[str]) -> Iterator[Line]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = dict(zip(userids, pool.map(lambda userid: _asked(enquiry, userid), userids), strict=True))
    known = {userid: said for userid, said in answers.items() if said is not None}
    unseen = [userid for userid, said in known.items() if said.errcode in _UNSEEN]
    unknown = [userid for userid, said in known.items() if said.errcode in _UNKNOWN]
    idle = [userid for userid, said in known.items() if said.errcode == 0 and said.facts.get("status") in _IDLE]
    other = {said.errcode for said in known.values()} - {0, *_UNSEEN, *_UNKNOWN}
    add = "在“应用管理 → 本应用 → 可见范围”里加上，否则收不到私信"
    yield listing(REACH, unseen, f"{len(known)} 人都问过了", "人不在应用的可见范围", add, level=WRONG)
    if unknown:
        yield listing(
            "账号", unknown, "", "人企业微信里没有", "到“通讯录”里核对账号，改好通讯录文件后重新导入", level=WRONG
        )
    if idle:
        yield listing("账号", idle, "", "人未激活、已禁用或已退出", "请本人登录企业微信，或从通讯录文件里去掉")
    if other:
        yield Line(NOTE, REACH, f"有人没问成（{'、'.join(map(str, sorted(other)))}）", "过一会儿再体检")
    if len(known) < len(userids):
        yield Line(NOTE, REACH, f"只问到 {len(known)} 人，还有 {len(userids) - len(known)} 人没问成", "过一会儿再体检")


def _asked(enquiry: Enquiry, userid: str) -> Said | None:
    try:
        return enquiry.person(userid)
    except NoAnswer:
        # Counted by the caller: time is up, or the line broke for this one.
        return None
