"""Words who cannot be reached yet, and what each has to do once."""

from __future__ import annotations

from collections.abc import Sequence

from actions.unreached import Need, Unreached

_GREET = "请本人点开智能机器人发一句“你好”"
_KEY = "添加“消息推送”（催办通知（勿@）），私聊机器人发 /绑定 群名 key"
_NAMED = 3
WHAT_TO_DO = {
    Need.GREET_BOT: _GREET,
    Need.APP_RANGE: "加进应用的可见范围，请本人登录一次企业微信",
    Need.APP_RANGE_OR_BOT: f"加进应用的可见范围，请本人登录一次企业微信；或{_GREET}",
    Need.BACK_IN_WECOM: "已退出或被禁用：从通讯录文件里去掉，或请管理员恢复",
    Need.SET_UP: "配置 [wecom.app]，或改用长连接（docs/connect-wecom.zh-CN.md）",
    Need.PUSH_KEY: _KEY,
    Need.MENTION_OR_KEY: f"在群里 @机器人 说句话，或{_KEY}",
}


def by_need(found: Sequence[Unreached]) -> dict[str, list[str]]:
    """Return the names of those who have the same to do, by what that is."""
    grouped: dict[str, list[str]] = {}
    for each in found:
        grouped.setdefault(WHAT_TO_DO[each.need], []).append(each.name)
    return grouped


def unreached_lines(found: Sequence[Unreached]) -> list[str]:
    """Return a line for each thing to do, with some of those who have to."""
    return [f"还发不到{_named(names)}：{what_to_do}" for what_to_do, names in by_need(found).items()]


def _named(names: Sequence[str]) -> str:
    more = f"等{len(names)}个" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more
