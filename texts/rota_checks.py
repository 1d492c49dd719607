"""Words what an import finds in the agents' rota, a line each."""

from __future__ import annotations

from actions.checking_rotas import RotaFindings
from actions.desk import Desk
from models.queries import people as queries
from rules.roster_checks import Odd, Oddity
from texts.moments import from_to
from texts.shift_changes import day_of, shift


def gap_lines(desk: Desk, found: RotaFindings) -> list[str]:
    """Return a line for each span in which the rota has nobody."""
    zone = desk.rules.zone
    return [f"{from_to(begin, end, zone)}没有坐席值班" for begin, end in found.gaps]


def note_lines(desk: Desk, found: RotaFindings) -> list[str]:
    """Return a line for everything else that is to be known."""
    if found.is_empty:
        return ["没有坐席排班，提醒只能发给主管"]
    lines = [_odd(desk, each) for each in found.odd]
    lines += [f"{_name(desk, userid)} 排了班，但没有坐席（agent）角色，不能办单" for userid in found.no_agents]
    lines += [f"换班{row.id}已不起作用：新排班里{day_of(row.day)}{row.shift}换了人" for row in found.void]
    return lines + [f"{shift(desk, each)}因请假或离岗没有人上" for each in found.empty]


def _odd(desk: Desk, each: Oddity) -> str:
    first, second = shift(desk, each.first), shift(desk, each.second)
    again = f"（共{each.times}次）" if each.times > 1 else ""
    match each.what:
        case Odd.TWICE:
            return f"{_name(desk, each.first.userid)} 同时上两个班：{first}和{second}{again}"
        case Odd.BACK_TO_BACK:
            return f"{_name(desk, each.first.userid)} 连上两个班：{first}接{second}{again}"
        case Odd.OVERLAP:
            return f"两个班时间重叠，重叠时以后开始的班为准：{first}和{second}{again}"


def _name(desk: Desk, userid: str | None) -> str:
    return queries.names_of(desk.session, [userid]).get(userid, userid) if userid else "（空）"
