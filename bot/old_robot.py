"""Notes what the old group robot tells of a group beside what people say: that it hears it, or was removed from it."""

from __future__ import annotations

from actions import first_day, ways
from actions.desk import Desk
from actions.ports import Channel, GiveUp, Wire
from models.queries import people
from rules.chat import ChatMessage

_REMOVED = "delete_from_chat"
_NOT_IN_GROUP = 93008


def note(desk: Desk, message: ChatMessage) -> None:
    """Note that the robot hears a known group; one that was removed leaves its push key without a way."""
    group = people.group_by_chat(desk.session, message.chat_id) if message.chat_id else None
    if group is None:
        return
    if message.event != _REMOVED:
        first_day.note_robot(desk, group)
    elif message.push_key and message.push_key == group.push_key:
        gone = GiveUp("the robot was removed from the group", errcode=_NOT_IN_GROUP, scope="target")
        ways.note_outcome(desk, ways.to_group(group.id), Wire(Channel.PUSH_KEY, message.push_key, {}), gone)
