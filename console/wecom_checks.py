"""What doctor asks WeCom: whether it takes our corporation, secret, app and address, and whom the app reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

from actions.contacts import GONE
from bot.wecom.enquiry import Enquiry, NoAnswer, Said
from bot.wecom.token import AppCredentials
from config import Config
from console.lines import NOTE, OK, WRONG, Line, listing
from rules.userids import userid_key

APP, REACH, TIME = "企业微信应用", "可见范围", "与企业微信的时差"
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
_SOON = timedelta(seconds=30)


class AppLook:
    """The questions one examination puts to the platform; nothing is sent to anybody."""

    def __init__(self, settings: Config) -> None:
        self._settings, self._enquiry = settings, _enquiry_of(settings)
        # Whether the app may be used at all, as far as the platform has said by now.
        self.is_fine = False
        # Whom the app cannot write to, by the keys of their userids; known once they were asked about.
        self.lost: set[str] = set()

    def set_up(self) -> Iterator[Line]:
        """Yield whether the platform takes our set-up, and how far our clock is from its own."""
        if self._enquiry is None:
            reached = "私信、卡片只到对机器人说过话的人" if self._settings.has_long_connection else "私信、卡片发不了"
            yield Line(NOTE, APP, f"没有配置：{reached}，加密的账号不会自动认出", "有了域名再在配置里写 [wecom.app]")
            return
        try:
            said = self._enquiry.token()
            yield from _time(said, self._settings.security.callback_window)
            if (trouble := _app_trouble(said, self._enquiry)) is not None:
                yield trouble
                return
        except NoAnswer as failure:
            yield _unreachable(self._settings, failure)
            return
        self.is_fine = True
        yield Line(OK, APP, "企业 ID、Secret、AgentId、可信 IP 都通过")

    def callback_addresses(self) -> list[str] | None:
        """Return from where the platform's callbacks come; None when it does not say."""
        if self._enquiry is None or not self.is_fine:
            return None
        try:
            found = self._enquiry.callback_addresses().facts.get("ip_list")
        except NoAnswer:
            return None
        return [each for each in found if isinstance(each, str)] if isinstance(found, list) else None

    def reach(self, userids: Sequence[str], on_rota: Collection[str]) -> Iterator[Line]:
        """Yield whom of these people the app cannot reach; whoever stands on a rota weighs more."""
        if self._enquiry is not None and self.is_fine:
            answers = _answers(self._enquiry, userids)
            self.lost = {userid_key(userid) for userid, said in answers.items() if _is_lost(said)}
            yield from _reached(answers, on_rota)


def _enquiry_of(settings: Config) -> Enquiry | None:
    app = settings.wecom.app
    if app is None:
        return None
    credentials = AppCredentials(settings.wecom.corp_id, app.agent_id, app.secret.reveal())
    return Enquiry(settings.wecom.api_base, credentials, _SECONDS)


def _time(said: Said, window: timedelta) -> Iterator[Line]:
    if said.told_at is None or said.heard_at is None:
        return
    ahead = (said.heard_at - said.told_at).total_seconds()
    if abs(ahead) <= _SOON.total_seconds():
        yield Line(OK, TIME, f"{abs(ahead):.0f} 秒")
        return
    way = "快" if ahead > 0 else "慢"
    level = WRONG if abs(ahead) >= window.total_seconds() / 2 else NOTE
    yield Line(level, TIME, f"本机{way} {abs(ahead):.0f} 秒，差太多时回调全被拒", "校准服务器时间，开启 NTP")


def _app_trouble(said: Said, enquiry: Enquiry) -> Line | None:
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


def _answers(enquiry: Enquiry, userids: Sequence[str]) -> dict[str, Said | None]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(userids, pool.map(lambda userid: _asked(enquiry, userid), userids), strict=True))


def _is_lost(said: Said | None) -> bool:
    return said is not None and (said.errcode != 0 or said.facts.get("status") in GONE)


def _reached(answers: Mapping[str, Said | None], on_rota: Collection[str]) -> Iterator[Line]:
    known = {userid: said for userid, said in answers.items() if said is not None}
    unseen = [userid for userid, said in known.items() if said.errcode in _UNSEEN]
    unknown = [userid for userid, said in known.items() if said.errcode in _UNKNOWN]
    idle = [userid for userid, said in known.items() if said.errcode == 0 and said.facts.get("status") in _IDLE]
    other = {said.errcode for said in known.values()} - {0, *_UNSEEN, *_UNKNOWN}
    add = "在“应用管理 → 本应用 → 可见范围”里加上，否则收不到私信"
    yield listing(REACH, unseen, f"{len(known)} 人都问过了", "人不在应用的可见范围", add, level=WRONG)
    if gone := [userid for userid in (*idle, *unknown) if userid in on_rota]:
        do = "到通讯录的 [[shifts]]、[[duty]] 里换人后重新导入"
        yield listing("排班", gone, "", "排了班的人用不了企业微信", do, level=WRONG)
    if unknown:
        yield listing(
            "账号", unknown, "", "人企业微信里没有", "到“通讯录”里核对账号，改好通讯录文件后重新导入", level=WRONG
        )
    if idle:
        yield listing("账号", idle, "", "人未激活、已禁用或已退出", "请本人登录企业微信，或从通讯录文件里去掉")
    if other:
        yield Line(NOTE, REACH, f"有人没问成（{'、'.join(map(str, sorted(other)))}）", "过一会儿再体检")
    if len(known) < len(answers):
        yield Line(NOTE, REACH, f"只问到 {len(known)} 人，还有 {len(answers) - len(known)} 人没问成", "过一会儿再体检")


def _asked(enquiry: Enquiry, userid: str) -> Said | None:
    try:
        return enquiry.person(userid)
    except NoAnswer:
        # Counted by the caller: time is up, or the line broke for this one.
        return None
