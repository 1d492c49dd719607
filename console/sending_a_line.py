"""Sends one line into a group, only when somebody asked for it, and keeps what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from actions import ways
from actions.ports import Channel, GiveUp, RetryLater, SendOutcome, Sent, Unknown, Wire
from bot.wecom.bodies import aibot_markdown, group_text
from console.lines import NOTE, OK, WRONG, Line
from models.group import Group
from models.queries import people
from runtime import Runtime

_WORDS = "催办体检试发，收到这一行说明推送正常，不用回复。"


def send_test(desk: Runtime, name: str) -> Iterator[Line]:
    """Send the line by the group's push key, and by the AI bot's long connection where there is one."""
    with desk.database.reading() as session:
        groups = people.all_groups(session)
        group = next((each for each in groups if each.name == name), None)
        wires = _wires(desk, group) if group is not None else []
        destination, names = ways.to_group(group.id) if group is not None else None, [each.name for each in groups]
    if destination is None:
        yield Line(WRONG, "试发", f"没有群“{name}”", f"群名写全：{'、'.join(names)}")
        return
    if not wires:
        yield Line(WRONG, "试发", f"“{name}”没有可用的路", "先添加“消息推送”，私聊机器人发 /绑定 群名 key")
    for how, wire in wires:
        outcome = desk.gateway.send(wire)
        with desk.database.transaction() as session:
            ways.note_outcome(desk.desk(session), destination, wire, outcome)
        yield _said(how, outcome)


def _wires(desk: Runtime, group: Group) -> list[tuple[str, Wire]]:
    found = []
    if group.push_key:
        found.append(("推送 key", Wire(Channel.PUSH_KEY, group.push_key, group_text(_WORDS))))
    bot = desk.config.wecom.aibot
    if bot is not None and bot.mode == "long_connection" and group.chat_id:
        body = aibot_markdown(group.chat_id, _WORDS, is_group=True)
        found.append(("长连接", Wire(Channel.AIBOT, group.chat_id, body)))
    return found


def _said(how: str, outcome: SendOutcome) -> Line:
    match outcome:
        case Sent():
            return Line(OK, "试发", f"{how}：企业微信收下了，请到群里看一眼")
        case Unknown():
            return Line(NOTE, "试发", f"{how}：没有等到应答，可能发出了", "到群里看一眼；没有就过一会儿再试")
        case GiveUp(errcode=code) | RetryLater(errcode=code):
            page = f"看 https://open.work.weixin.qq.com/devtool/query?e={code}" if code else "看本机能否上网"
            return Line(WRONG, "试发", f"{how}：没有发成" + (f"（{code}）" if code else ""), page)
