"""Words cards: what a push looks like as one, how its matter stands once it is settled, and what a late tap hears."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.desk import Desk
from models.card import Card
from models.clock import Clock
from models.event import Event
from models.queries import cards as queries
from models.queries import people as people_queries
from models.request import Request
from models.rota import Backlog, RotaChange
from models.ticket import Ticket
from rules.lifecycle import EventKind
from rules.requests import RequestState
from rules.stages import Stage
from texts import shift_changes, shift_watch
from texts.moments import clock_time, moment
from texts.names import STATES

# More than this the client does not show of a card's text, and nobody is to decide on half of it.
_ROOM = 112
_PUSH = re.compile(r"【(?P<title>[^】]+)】(?P<body>.+)", re.DOTALL)
# Where a request has buttons, the room is better used for its reason.
_HOW_TO_TYPE = re.compile(
    r"(?:同意发：/同意 [0-9]+\s+不同意发：/驳回 [0-9]+ 意见"
    r"|同意发：/换班 同意 [0-9]+\s+不同意发：/换班 不同意 [0-9]+"
    r"|加派人手发：/值班 加派\s+先派单发：/值班 先派单)\s*"
)
# What settles what a card asks for, and how one says that somebody did it.
_DONE: Mapping[str, tuple[EventKind, str]] = {
    Stage.SIGN: (EventKind.SIGNED, "签收"),
    Stage.VERIFY: (EventKind.VERIFIED, "初核"),
    Stage.ASSIGN: (EventKind.ASSIGNED, "转办"),
    Stage.ACCEPT: (EventKind.ACCEPTED, "受理"),
    Stage.FIRST_CONTACT: (EventKind.CONTACTED, "联系诉求人"),
    Stage.HANDLE: (EventKind.RESOLVED, "报办结"),
    Stage.PROMISE: (EventKind.RESOLVED, "报办结"),
    Stage.FOLLOW_UP: (EventKind.FOLLOWED_UP, "回访"),
    Stage.PLATFORM_REPLY: (EventKind.REPLIED, "回复平台"),
    Stage.TASK: (EventKind.CALL_TRIED, "打过电话"),
}
_DECIDED: Mapping[str, tuple[EventKind, str]] = {
    RequestState.ENDORSED: (EventKind.REQUEST_ENDORSED, "批准"),
    RequestState.REJECTED: (EventKind.REQUEST_REJECTED, "驳回"),
    RequestState.GRANTED: (EventKind.REQUEST_GRANTED, "批准"),
    RequestState.SUBMITTED: (EventKind.REQUEST_SUBMITTED, "报平台"),
    RequestState.WITHDRAWN: (EventKind.REQUEST_WITHDRAWN, "撤回"),
}


def shown(text: str, *, number: str | None, deadline: str | None) -> dict[str, Any] | None:
    """Return what a card shows of a push: its title, its words, and in whole the number and the deadline.

    None when its words do not fit: what is cut off on a phone might be what one has to know before tapping.
    """
    push = _PUSH.fullmatch(text)
    if push is None:
        return None
    body = _HOW_TO_TYPE.sub("", push["body"]).strip()
    if number is not None and body.startswith(number):
        # It stands on a line of its own.
        body = body.removeprefix(number).lstrip("，｜ ")
    if len(body) > _ROOM or not body:
        return None
    rows = [("单号", number), ("时限", deadline)]
    return {"title": push["title"], "body": body, "rows": [[name, value] for name, value in rows if value]}


def deadline(desk: Desk, due_at: datetime) -> str:
    """Return a deadline as a line of a card."""
    return moment(due_at, desk.rules.zone, now=desk.now)


def standing(desk: Desk, card: Card) -> str:
    """Return how the matter of a card stands by now, such as 已由周敏签收 10:12."""
    session = desk.session
    request = session.get(Request, card.request_id) if card.request_id else None
    if request is not None and request.state != card.request_state:
        return _decided(desk, request)
    if card.rota_change_id is not None:
        return shift_changes.standing(desk, session.get_one(RotaChange, card.rota_change_id))
    if card.backlog_id is not None:
        return shift_watch.backlog_standing(desk, session.get_one(Backlog, card.backlog_id))
    clock = session.get(Clock, card.clock_id) if card.clock_id else None
    ticket = session.get(Ticket, card.ticket_id) if card.ticket_id else None
    if clock is not None and clock.stage == Stage.PATROL:
        return "已有人查看平台"
    if clock is not None and ticket is not None and clock.stage in _DONE:
        kind, done = _DONE[clock.stage]
        event = queries.last_event(session, ticket.id, [kind])
        # A clock that something else has ended, such as a request granted, was not met by anybody.
        if event is not None and clock.outcome not in ("cancelled", "moved"):
            return _by(desk, event, done)
    if ticket is not None:
        return f"工单现为“{STATES[ticket.state]}”"
    return "这件事已处理"


def _decided(desk: Desk, request: Request) -> str:
    kind, done = _DECIDED.get(request.state, (None, ""))
    event = queries.last_event(desk.session, request.ticket_id, [kind]) if kind else None
    if event is None or event.facts.get("request_id") not in (None, request.id):
        return "这项申请已处理"
    return "申请已失效" if event.facts.get("lapsed") else _by(desk, event, done)


def _by(desk: Desk, event: Event, done: str) -> str:
    names = people_queries.names_of(desk.session, [event.actor]) if event.actor else {}
    who = f"由{names[event.actor]}" if event.actor in names else ""
    at = event.occurred_at
    is_today = desk.rules.day_of(at) == desk.today
    when = clock_time(at, desk.rules.zone) if is_today else moment(at, desk.rules.zone, now=desk.now)
    return f"已{who}{done} {when}"


def tapped_late(card: Card, how_it_stands: str) -> str:
    """Answer a tap on a card whose matter was settled before."""
    number = f"{number} " if (number := _number(card)) else ""
    if number and how_it_stands.startswith("已点"):
        # The matter itself is still open: 没打通 may be followed by 已联系.
        return f"{number}{how_it_stands}。后来有变化，请直接回复单号和情况。"
    return f"{number}{how_it_stands}，不用再点了。"


def tapped_old(card: Card, words: str) -> str:
    """Answer a tap on a card that is too old: what to write instead."""
    return f"这张卡片发出已超过3天，点了不算。还要办请发：{words}"


def tapped_unknown() -> str:
    """Answer a tap on a card that nobody here knows."""
    return "这张卡片已失效，点了不算。发 /待办 看现在要办的。"


def tapped_of_another() -> str:
    """Answer a tap on a card that was sent to somebody else."""
    return "这张卡片不是给您的，点了不算。发 /待办 看您现在要办的。"


def tapped_again(card: Card) -> str:
    """Answer a second tap on the same button."""
    number = f"{number} " if (number := _number(card)) else ""
    return f"{number}刚才已点过，{card.closed_as or '已记录'}，不会重复记。"


def tapped(button: str) -> str:
    """Say how a card was settled whose button did something else than stop its clock."""
    return f"已点“{button}”"


def too_old() -> str:
    """Say why a card is closed that the platform lets nobody change any more."""
    return "卡片已过期"


def never_came() -> str:
    """Say why a card is closed that went out in plain words."""
    return "未作为卡片发出"


def changed(card: Card, answer: str) -> str:
    """Return what a tapped card turns into, as text: its title in the first line, then what came of it."""
    return f"{card.shown['title']} {_number(card) or ''}".strip() + f"\n{answer}"


def _number(card: Card) -> str | None:
    return next((value for name, value in card.shown["rows"] if name == "单号"), None)


def shows_a_part(text: str) -> bool:
    """Tell whether a list says that it shows only the most urgent of what there is."""
    return "没有列出" in text.rsplit("\n", 1)[-1]


def board_link() -> tuple[str, str]:
    """Return the title and the words of the card that opens the board."""
    return "全部清单", "上面只列了最急的，全部在看板上，点这里打开。"
