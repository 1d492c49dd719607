"""/绑定: this chat and its units; a push key only in direct chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions import binding, first_day, recognising
from actions.refusals import Refusal
from actions.unit_names import unit_called
from bot.call import Call
from bot.commands.declare import command
from models.group import Group
from models.queries import people as queries
from rules.first_day import Standing, Step
from rules.half_width import half_width
from texts import first_day as texts
from texts import people

_CHANGE = "改为"
_AGAIN = frozenset({"再试", "重试", "试发"})
_CODED = re.compile(rf"(?P<code>[0-9]{{6}})\s+(?P<change>{_CHANGE}\s*)?(?P<who>\S.*)")


@command(
    "绑定",
    "bind",
    action="bind",
    example="/绑定 青禾家园社区",
    labels={"what": "单位名 | 坐席 | 主管 | 再试 | 群名 密钥 | 编号 姓名"},
)
def bind(call: Call, what: str | None) -> str:
    """绑定本群与单位并试发一条，单发 /绑定 看还差什么；密钥私聊我发：/绑定 群名 密钥；认不出的人：/绑定 编号 姓名。"""
    what = (what or "").strip()
    if call.is_direct:
        return _in_direct(call, what) if what else texts.overview(call.desk, first_day.all_standings(call.desk))
    if not what or what in _AGAIN:
        return _stand(call, is_anew=bool(what))
    is_change = what.startswith(_CHANGE)
    what = what.removeprefix(_CHANGE).strip()
    kind = {"坐席": "desk", "主管": "supervisors"}.get(what)
    units = [] if kind else _units(call, what.replace("、", " ").split())
    if not is_change:
        _check_unbound(call, kind or "unit", units, what)
    group = binding.learn_chat(call.desk, call.message.chat_id or "", kind or "unit", units)
    if call.message.push_key and not group.push_key:
        # The old group robot speaks by the key of its own group.
        group.push_key = call.message.push_key
    names = "、".join(queries.department(call.desk.session, unit_id).name for unit_id in units)
    bound = f"本群已绑定{names or what}，群名“{group.name}”。"
    if first_day.begin(call.desk, group, call.speaker.userid):
        return bound + texts.trial_sent(call.desk, _heard(call, group))
    return bound + texts.first_lack(call.desk, _heard(call, group))


def _in_direct(call: Call, what: str) -> str:
    if coded := _CODED.fullmatch(half_width(what)):
        return _bind_person(call, coded["code"], what[coded.start("who") :], is_change=bool(coded["change"]))
    return _learn_key(call, what)


def _learn_key(call: Call, what: str) -> str:
    name, _, key = what.rpartition(" ")
    if not name:
        raise Refusal("bind_where", example="/绑定 青禾家园社区接诉即办群 密钥")
    group = binding.learn_key(call.desk, name.strip(), key.strip())
    first_day.begin(call.desk, group, call.speaker.userid)
    sent = texts.trial_sent(call.desk, first_day.standing(call.desk, group))
    return f"{group.name}的推送密钥已保存。请撤回刚才那条消息。\n{sent}"


def _stand(call: Call, *, is_anew: bool) -> str:
    if call.group is None:
        return people.unbound_group()
    if is_anew and first_day.begin(call.desk, call.group, call.speaker.userid, anew=True):
        return texts.trial_sent(call.desk, _heard(call, call.group))
    return texts.group_standing(call.desk, _heard(call, call.group))


def _heard(call: Call, group: Group) -> first_day.GroupStanding:
    """Whoever asks here was just heard."""
    found = first_day.standing(call.desk, group)
    return replace(found, steps={**found.steps, Step.HEARD: Standing.DONE})


def _bind_person(call: Call, code: str, who: str, *, is_change: bool) -> str:
    person = recognising.bind_person(call.desk, code, who, call.speaker.userid, is_change=is_change)
    return people.person_bound(person.name, code)


def _check_unbound(call: Call, kind: str, units: Sequence[int], what: str) -> None:
    """Raises Refusal when the group is bound to something else: its pushes would go to other people unnoticed."""
    if call.group is None or (call.group.kind, call.place.department_ids) == (kind, frozenset(units)):
        return
    names = [unit.name for unit in call.group.departments]
    raise Refusal("already_bound", kind=call.group.kind, units=names, what=what)


def _units(call: Call, words: Sequence[str]) -> list[int]:
    """Raises Refusal without the word, which all would read: it may be a push key or a citizen's name."""
    found = [(word, unit_called(call.desk, word)) for word in words]
    unknown = [word for word, unit in found if unit is None]
    if any(binding.may_be_key(word) for word in unknown):
        raise Refusal("key_in_group")
    if unknown:
        raise Refusal("unknown_unit", word="", nearest=[])
    return [unit.id for _word, unit in found if unit is not None]
