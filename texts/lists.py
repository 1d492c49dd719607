"""Words lists of tickets and clocks, short enough to be read on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from actions.desk import Desk
from actions.pressing import Pressed
from models.clock import Clock
from models.ticket import Ticket
from rules.desk_queue import counts
from rules.requests import RequestStep, turn_of
from rules.stages import Stage
from texts.fitting import clipped
from texts.moments import day, moment, span
from texts.names import STATES, stage_name
from texts.unit_view import unit_states

_LINES = 15
_NARROWER = "再加词可以缩小范围：单位、分类、地点、状态、时间，如：/查 供热 青禾家园 本周"


def tickets(
    desk: Desk, name: str, found: Sequence[Pressed], *, unit_id: int | None, page: int = 1, is_queue: bool = False
) -> str:
    """Return a page of tickets with their state (to a unit that of its own part) and next limit.

    `is_queue`: they stand in the order in which the agent on duty is to do them.
    """
    if not found:
        return f"{name}：没有。"
    start = (page - 1) * _LINES
    if start >= len(found):
        return f"{name}共{len(found)}件，没有第{page}页。"
    shown = f"（第{page}页）" if page > 1 else ""
    in_order = _queue(found) if is_queue else ""
    lines = [
        f"{name}共{len(found)}件，{in_order or '最急的在前'}{shown}：",
        *_ticket_lines(desk, found[start : start + _LINES], unit_id),
    ]
    left = len(found) - start - _LINES
    return "\n".join(lines + ([f"……还有{left}件，下一页发：/{name} {page + 1}"] if left > 0 else []))


def _queue(found: Sequence[Pressed]) -> str:
    """Return in which order the desk's own steps are to be done; '' where there is nothing to sign or to check."""
    sign, verify, assign = counts(each.ticket.state for each in found)
    steps = [f"{name}{n}件" for name, n in (("签收", sign), ("初核", verify), ("转办", assign)) if n]
    if not (sign or verify):
        return ""
    return "先" + "，再".join(steps)


def clocks(desk: Desk, name: str, found: Sequence[Clock]) -> str:
    """Return clocks with how much time is left or over."""
    if not found:
        return f"{name}：没有。"
    lines = [f"{name}共{len(found)}项，最急的在前："]
    lines += [_clock_line(desk, clock) for clock in found[:_LINES]]
    return "\n".join(lines + _rest(len(found)))


def found_tickets(
    desk: Desk, word: str, found: Sequence[Pressed], *, unit_id: int | None, of_newest: int | None = None
) -> str:
    """Return the tickets a search found; `of_newest`: only so many of what fits were looked through."""
    if not found:
        # Not repeated: whoever looks for a citizen's name in a group would have it read twice.
        return "没有找到，请换个词或少写一个词，或写单号。"
    first = f"，列前{_LINES}件" if len(found) > _LINES else ""
    lines = [f"“{word}”{f'最近的{of_newest}件里' if of_newest else ''}共{len(found)}件{first}："]
    lines += _ticket_lines(desk, found[:_LINES], unit_id)
    return "\n".join([*lines, *([_NARROWER] if first else [])])


def of_caller(desk: Desk, found: Sequence[Ticket]) -> str:
    """Return the orders of one citizen, who is not named again: numbers, states and days, nothing of the matter."""
    if not found:
        return "没有这位来电人的工单（查询已留痕）。"
    lines = [f"同一来电人共{len(found)}件（查询已留痕）："]
    zone = desk.rules.zone
    lines += [f"{t.ticket_no}｜{STATES[t.state]}｜{day(t.came_at, zone, now=desk.now)}来件" for t in found[:_LINES]]
    return "\n".join(lines + _rest(len(found)))


def rest_elsewhere(name: str) -> str:
    """Tell the desk and the officials that a unit's group reads only what is its own."""
    return f"本群只列本单位的工单，看全部请私聊我发：/{name}"


def what(ticket: Ticket) -> str:
    """Return the few words that tell a ticket apart; nothing of a sensitive one."""
    if ticket.is_sensitive:
        return "敏感件"
    return clipped(ticket.title or ticket.address or ticket.community or "", 18)


def standing(desk: Desk, clock: Clock) -> str:
    """Return how a clock stands, such as `受理剩45分钟（今天11:55）`."""
    left = clock.due_at - desk.now
    much = f"剩{span(left)}" if clock.due_at > desk.now else f"已超{span(left)}"
    return f"{stage_name(clock.stage, clock.subject)}{much}（{moment(clock.due_at, desk.rules.zone, now=desk.now)}）"


def _ticket_lines(desk: Desk, found: Sequence[Pressed], unit_id: int | None) -> list[str]:
    states = {} if unit_id is None else unit_states(desk, [each.ticket for each in found], unit_id)
    return [_ticket_line(desk, each, states.get(each.ticket.id)) for each in found]


def _ticket_line(desk: Desk, pressed: Pressed, unit_state: str | None) -> str:
    ticket, clock = pressed.ticket, pressed.clock
    if unit_state is not None:
        return _line(ticket, unit_state, standing(desk, clock) if clock else "")
    lead = ticket.lead_unit.name if ticket.lead_unit else ""
    of_desk = [each for each in (clock, pressed.own) if each is not None and each.department is None]
    of_unit = standing(desk, clock) if clock and clock.department else ""
    own = [f"{_turn(each) if lead else ''}{standing(desk, each)}" for each in of_desk]
    return _line(ticket, STATES[ticket.state], _holder(clock, lead), of_unit, *own)


def _turn(clock: Clock) -> str:
    """Whose turn a clock that is no unit's is: the desk's, or an official's to decide a request."""
    turn = turn_of(clock.subject) if clock.stage == Stage.REQUEST else None
    return f"主管：申请{turn.request_id}" if turn and turn.step is RequestStep.ENDORSE else "坐席："


def _holder(clock: Clock | None, lead: str) -> str:
    """The unit whose limit is shown beside it; an assisting one is told from the lead."""
    if clock is None or clock.department is None or clock.department.name == lead:
        return lead
    return f"{clock.department.name}（协办）"


def _clock_line(desk: Desk, clock: Clock) -> str:
    counted = "，计考核" if clock.breached_at is not None else ""
    unit = clock.department.name if clock.department else ""
    return _line(clock.ticket, unit, standing(desk, clock) + counted)


def _line(ticket: Ticket | None, *words: str) -> str:
    first = (ticket.ticket_no, "紧急" if ticket.is_urgent else "", what(ticket)) if ticket else ()
    return "｜".join(word for word in (*first, *words) if word)


def _rest(total: int) -> list[str]:
    return [f"……还有{total - _LINES}件，用 /查 缩小范围。"] if total > _LINES else []
