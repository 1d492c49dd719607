"""Learns which chat belongs to which units, and with which key it can be pushed to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import first_day, ways
from actions.desk import Desk
from actions.refusals import Refusal
from models.department import Department
from models.group import Group
from models.queries import people as queries

_KEY = re.compile(r"[0-9A-Za-z_-]{6,128}")
# The console shows the whole address to be copied.
_ADDRESS = re.compile(r"https?://\S+[?&]key=([^&#\s]+)\S*", re.IGNORECASE)
# Names of units are Chinese; a word with Latin letters or digits that is no unit's name is taken for a key.
_LETTER_OR_DIGIT = re.compile("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]")


def may_be_key(word: str) -> bool:
    """Tell whether a word that names no unit may be a push key, whole or in part."""
    return bool(_LETTER_OR_DIGIT.search(word))


def learn_chat(desk: Desk, chat_id: str, kind: str, unit_ids: Sequence[int]) -> Group:
    """Bind a chat to units (or as the desk's or the supervisors' group); what waits for its first @ is filled in."""
    units = [desk.session.get_one(Department, unit_id) for unit_id in unit_ids]
    group = queries.group_by_chat(desk.session, chat_id) or _waiting(desk, kind, set(unit_ids))
    if group is None:
        name = f"{units[0].name}群" if units else {"desk": "坐席群", "supervisors": "主管群"}[kind]
        group = Group(name=f"{name}（{chat_id[-6:]}）", kind=kind, departments=[], has_ai_bot=True, is_active=True)
        desk.session.add(group)
    group.chat_id, group.kind, group.departments = chat_id, kind, units
    desk.session.flush()
    return group


def learn_key(desk: Desk, name: str, key: str) -> Group:
    """Keep the push key of a group, also out of its address; raises Refusal for an unknown group or no key of its."""
    if address := _ADDRESS.fullmatch(key):
        key = address[1]
    group = next((each for each in queries.all_groups(desk.session) if each.name == name), None)
    if group is None:
        raise Refusal("unknown_group", name=name, groups=[each.name for each in queries.all_groups(desk.session)][:9])
    if not _KEY.fullmatch(key):
        raise Refusal("bad_key")
    owner = first_day.group_proven_by(desk, key)
    if owner is not None and owner.id != group.id:
        raise Refusal("key_of_another", owner=owner.name, name=group.name)
    group.push_key = key
    ways.open_again(desk, group)
    return group


def _waiting(desk: Desk, kind: str, unit_ids: set[int]) -> Group | None:
    for group in queries.groups_of_kind(desk.session, kind):
        if group.chat_id is None and {unit.id for unit in group.departments} == unit_ids:
            return group
    return None
