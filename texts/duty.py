"""Words who is on duty, now and in the coming days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from actions.desk import Desk
from actions.handing_over import taken_over, waits_since
from models.queries import people as queries
from models.queries import rotas as queries_of_rotas
from models.rota import RotaGap
from rules.roster import OnDuty, Shift
from texts.moments import clock_time, from_to, moment
from texts.names import ROLES
from texts.shift_changes import day_of, shift


def on_duty(desk: Desk, now: OnDuty | None, following: OnDuty | None, officials: Mapping[str, Sequence[str]]) -> str:
    """Return the running shift, the next one, and the officials to reach."""
    zone = desk.rules.zone
    lines = []
    if now is None:
        lines.append("现在没有排班，请尽快联系主管。")
    else:
        lines.append(
            f"现在：{now.shift} {_name(desk, now.userid)}，到{clock_time(now.ends_at, zone)}{_taken(desk, now)}"
        )
    if following is not None:
        start = moment(following.starts_at, zone, now=desk.now)
        lines.append(f"下一班：{following.shift} {_name(desk, following.userid)}，{start}起")
    lines += [f"排班空缺：{_span(desk, row)}" for row in queries_of_rotas.open_gaps(desk.session)[:3]]
    for role, userids in officials.items():
        lines.append(f"{ROLES[role]}：{'、'.join(_name(desk, userid) for userid in userids) or '未设'}")
    return "\n".join(lines)


def own_week(desk: Desk, own: Sequence[Shift]) -> str:
    """Return one's own shifts of seven days."""
    if not own:
        return "今后7天没有您的班。换班发：/换班"
    lines = [f"· {shift(desk, each)}" for each in own]
    return "\n".join([f"今后7天您有{len(own)}个班：", *lines])


def week(desk: Desk, found: Sequence[Shift]) -> str:
    """Return everybody's shifts of seven days, a line for each day."""
    return "\n".join(["今后7天的班：", *_by_day(desk, found)]) if found else "还没有排班。"


def days(desk: Desk, first: date, last: date, found: Sequence[Shift]) -> str:
    """Return everybody's shifts from one day to another, a line for each day."""
    span = f"{_dated(desk, first)}至{day_of(last)}"
    return "\n".join([f"{span}的班：", *_by_day(desk, found)]) if found else f"{span}没有排班。"


def one_day(desk: Desk, day: date, found: Sequence[Shift], officials: Sequence[Shift]) -> str:
    """Return the shifts of one day, a line for each, with what the day before leaves in it, and the officials."""
    zone, own = desk.rules.zone, [each for each in found if each.day == day]
    lines = [f"· {shift(desk, each).removeprefix(day_of(day))} {_who(desk, each)}" for each in own]
    for each in found:
        if each.day < day and each.ends_at.astimezone(zone).date() == day and clock_time(each.ends_at, zone) > "00:00":
            lines.insert(0, f"· 前一天的{each.name}到{clock_time(each.ends_at, zone)} {_who(desk, each)}")
    told = "；".join(f"{each.name}：{_who(desk, each)}" for each in officials)
    return "\n".join([f"{_dated(desk, day)}{'的班：' if own else '没有排班。'}", *lines, *([told] if told else [])])


def _dated(desk: Desk, day: date) -> str:
    """A day of another year says which: the same day of this one is another."""
    return day_of(day) if day.year == desk.today.year else f"{day.year}年{day_of(day)}"


def _by_day(desk: Desk, found: Sequence[Shift]) -> list[str]:
    told: dict[date, list[str]] = {}
    for each in found:
        told.setdefault(each.day, []).append(f"{each.name}{_who(desk, each)}")
    return [f"· {day_of(day)}：{'、'.join(shifts)}" for day, shifts in told.items()]


def _who(desk: Desk, each: Shift) -> str:
    return _name(desk, each.userid) if each.userid else "无人"


def _taken(desk: Desk, now: OnDuty) -> str:
    receipt = taken_over(desk, now)
    if receipt is not None:
        return f"（{clock_time(receipt.taken_at, desk.rules.zone)}已接班）"
    asked_at = waits_since(desk)
    return f"（{clock_time(asked_at, desk.rules.zone)}起未确认接班）" if asked_at is not None else ""


def _span(desk: Desk, row: RotaGap) -> str:
    zone = desk.rules.zone
    return f"{from_to(row.begins_at, row.ends_at, zone, now=desk.now)}没有坐席"


def _name(desk: Desk, userid: str) -> str:
    return queries.names_of(desk.session, [userid]).get(userid, userid)
