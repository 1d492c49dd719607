"""Words which way the platform refuses, what happens meanwhile and what an administrator has to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.desk import Desk
from models.delivery import Delivery
from models.queries import people
from texts.names import CHANNELS

_ADDRESS = re.compile(r"\(([0-9a-fA-F.:]+)\)$")
_PAGE = "https://open.work.weixin.qq.com/devtool/query?e="
_APP_PAGE = "管理后台“应用管理 → 本应用”页"
# What is wrong with a group's way, and what mends it; {group} and {bot} are names.
_OF_GROUP = {
    93000: (
        "推送密钥失效，多半是群里的推送机器人被删了，或密钥填错",
        "请在该群重新添加“消息推送”（取名“催办通知（勿@）”），把新密钥私聊发我：/绑定 {group} 密钥",
    ),
    93004: ("推送机器人被停用了", "请到企业微信管理后台启用"),
    93008: ("推送机器人不在群里了", "请重新添加“消息推送”，把新密钥私聊发我：/绑定 {group} 密钥"),
    93006: (
        "{bot}在这个群里发不了言，可能被移出了群，或群已解散",
        "请把{bot}重新加进群，并在群里@它说一句；群不用了，请从通讯录里去掉",
    ),
}
# What is wrong with a whole channel.
_OF_CHANNEL = {
    60020: ("{address}不在应用的企业可信IP里", "请在" + _APP_PAGE + "的“企业可信IP”里加上{address}"),
    48006: ("应用长期没人用，接口权限已被企业微信收回", "请马上到" + _APP_PAGE + "按提示恢复"),
    48002: ("应用没有这个接口的权限", "请在" + _APP_PAGE + "核对权限"),
    50003: ("应用已停用", "请在" + _APP_PAGE + "启用"),
    40001: ("应用的 Secret 不对", "请在" + _APP_PAGE + "重新查看 Secret，改配置后重启"),
    40091: ("应用的 Secret 不对", "请在" + _APP_PAGE + "重新查看 Secret，改配置后重启"),
    40013: ("企业 ID 不对", "请核对“我的企业”页底部的企业 ID，改配置后重启"),
    40056: ("AgentId 不对", "请在" + _APP_PAGE + "核对 AgentId，改配置后重启"),
    301002: ("AgentId 不是这个 Secret 的应用", "两样请从同一个应用的页面上抄，改配置后重启"),
    853000: ("智能机器人的 BotID 或 Secret 不对", "请在机器人的 API 设置页核对，改配置后重启"),
}
_MEANWHILE = {
    None: "在这之前群里收不到提醒，请值班坐席打电话催办。",
    "aibot": "在这之前改由{bot}在群里提醒，但@不到人。",
    "push_key": "在这之前改由推送机器人提醒。",
}


def told_of_way(desk: Desk, row: Delivery) -> str:
    """Return what an administrator is told of a refused way, or whoever has to pass it on to him."""
    return _told(desk, row) + ("请电话转告管理员。" if row.facts.get("pass_on") else "")


def _told(desk: Desk, row: Delivery) -> str:
    facts, bot = row.facts, desk.rules.bot_names[0] if desk.rules.bot_names else "智能机器人"
    if (group_id := facts.get("group_id")) is None:
        wrong, do = channel_words(facts)
        return (
            f"【请处理】{CHANNELS[facts['channel']]}全部发不出去：{wrong}{_code(facts)}。{do}。能改走别的路的已改走。"
        )
    group = people.group(desk.session, group_id).name
    generic = ("企业微信拒收", f"原因见 {_PAGE}{facts.get('errcode')}")
    wrong, do = (words.format(group=group, bot=bot) for words in _OF_GROUP.get(facts.get("errcode") or 0, generic))
    meanwhile = _MEANWHILE[facts.get("left")].format(bot=bot)
    return f"【请处理】“{group}”的{CHANNELS[facts['channel']]}发不出去：{wrong}{_code(facts)}。{do}。{meanwhile}"


def channel_words(facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return what is wrong with a channel and what mends it."""
    found = _ADDRESS.search(str(facts.get("why") or ""))
    address = found.group(1) if found else "本机出网的公网地址"
    generic = ("企业微信不接受", f"原因见 {_PAGE}{facts.get('errcode')}")
    wrong, do = _OF_CHANNEL.get(facts.get("errcode") or 0, generic)
    return wrong.format(address=address), do.format(address=address)


def _code(facts: Mapping[str, Any]) -> str:
    return f"（错误{facts['errcode']}）" if facts.get("errcode") else ""
