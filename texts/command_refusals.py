"""Words refusals about how a command is written, and who may use it where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from texts.names import ROLES

Facts = dict[str, Any]
_OF_UNITS = ("unit_staff", "unit_lead")


def _instead(facts: Facts) -> str:
    """What to send in place of a command that is none."""
    if not facts.get("nearest"):
        who = facts.get("who")
        return (f"/{who['command']} {who_may(who)}" if who else "") + "发 /帮助 看您能用的命令。"
    return f"您是要 {facts['nearest']} 吗？{facts.get('instead') or ''}"


def who_may(facts: Mapping[str, Any]) -> str:
    """Return who may use a command, and whoever of them is on duty now."""
    allowed = sorted(facts.get("roles", ()), key=list(ROLES).index)
    roles = dict.fromkeys("承办单位" if role in _OF_UNITS else ROLES[role] for role in allowed)
    ask = f"，请找值班{'坐席' if 'agent' in allowed else '主管'}{facts['ask']}" if facts.get("ask") else ""
    return f"只有{'、'.join(roles) or '别的人员'}能用{ask}。"


def _not_your_role(facts: Facts) -> str:
    if not facts.get("command"):
        return "您还不能回复工单，请管理员把您登记为承办人员。"
    return f"您不能用 /{facts['command']}，{who_may(facts)}发 /帮助 看您能用的命令。"


WORDS: dict[str, Callable[[Facts], str]] = {
    "incomplete": lambda f: f"还缺{f['missing']}。写法：{f['usage']}，例如：{f['example']}",
    "not_a_choice": lambda f: f"没看懂“{f['text'][:20]}”，请写：{'、'.join(f['choices'])}。例如：{f['example']}",
    "too_much": lambda f: f"没看懂“{f['extra'][:20]}”。写法：{f['usage']}，例如：{f['example']}",
    "second_order": lambda f: (
        f"“{f['number']}”像是另一件，都没有记：请一件发一条。只是提到的，写“与{f['number']}有关”。"
    ),
    "unknown_command": lambda f: "没有这个命令。" + _instead(f),
    "unknown_action": lambda f: f"您不能用 /{f.get('command', '')}。",
    "not_your_role": _not_your_role,
    "not_on_duty": lambda f: (
        f"/{f.get('command', '')} 只有值班坐席能用" + (f"，现在是{f['ask']}。" if f.get("ask") else "。")
    ),
    "not_your_shift": lambda f: (
        f"现在是{f['name']}当班，接班由当班的人自己确认。" if f.get("name") else "现在没有排班，请联系主管。"
    ),
    "wrong_chat": lambda f: f"/{f.get('command', '')} 不能在这里用，请私聊我发。",
    "wrong_group": lambda f: "这个群不是您单位的群，请到本单位群里发。",
    "not_a_unit_group": lambda f: "这里不收单位的回复，请到本单位群里@我，或私聊我发。",
    "not_of_this_group": lambda f: "本群只能看和办本单位的工单，别的请私聊我发。",
    "direct_only": lambda f: f"/{f.get('command', '')} 涉及个人信息，请私聊我发。",
}
