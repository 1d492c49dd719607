"""/绑定: this chat and its units; a push key only in direct chat."""

from __future__ import annotations

from collections.abc import Sequence

from actions import binding
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from models.queries import people as queries

_CHANGE = "改为"


@command(
    "绑定", "bind", action="bind", example="/绑定 青禾家园社区", labels={"what": "单位名 | 坐席 | 主管 | 群名 密钥"}
)
def bind(call: Call, what: str) -> str:
    """把本群与单位绑定；推送密钥请私聊我发：/绑定 群名 密钥。"""
    session = call.desk.session
    if call.is_direct:
        name, _, key = what.strip().rpartition(" ")
        if not name:
            raise Refusal("bind_where", example="/绑定 青禾家园社区接诉即办群 密钥")
        binding.learn_key(call.desk, name.strip(), key.strip())
        return f"{name.strip()}的推送密钥已保存。请撤回刚才那条消息。"
    is_change = what.strip().startswith(_CHANGE)
    what = what.strip().removeprefix(_CHANGE).strip()
    kind = {"坐席": "desk", "主管": "supervisors"}.get(what)
    units = [] if kind else _units(call, what.replace("、", " ").split())
    if not is_change:
        _check_unbound(call, kind or "unit", units, what)
    group = binding.learn_chat(call.desk, call.message.chat_id or "", kind or "unit", units)
    names = "、".join(queries.department(session, unit_id).name for unit_id in units)
    return f"本群已绑定{names or what.strip()}，群名“{group.name}”。" + (
        "" if group.push_key else f"还缺推送密钥，请管理员私聊我发：/绑定 {group.name} 密钥"
    )


def _check_unbound(call: Call, kind: str, units: Sequence[int], what: str) -> None:
    """Raises Refusal when the group is bound to something else: its pushes would go to other people unnoticed."""
    if call.group is None or (call.group.kind, call.place.department_ids) == (kind, frozenset(units)):
        return
    names = [unit.name for unit in call.group.departments]
    raise Refusal("already_bound", kind=call.group.kind, units=names, what=what)


def _units(call: Call, words: Sequence[str]) -> list[int]:
    """Raises Refusal without the word, which all would read: it may be a push key or a citizen's name."""
    found = [(word, queries.department_called(call.desk.session, word)) for word in words]
    unknown = [word for word, unit in found if unit is None]
    if any(binding.may_be_key(word) for word in unknown):
        raise Refusal("key_in_group")
    if unknown:
        raise Refusal("unknown_unit", word="", nearest=[])
    return [unit.id for _word, unit in found if unit is not None]
