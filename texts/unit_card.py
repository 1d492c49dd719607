"""Words the one page that hangs on the wall of a unit: how to answer, whom to @, what never to paste, whom to phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from actions import first_day
from actions.desk import Desk
from models.department import Department
from models.queries import people
from models.queries import tickets as queries
from rules.number_form import number_in_form
from texts.first_day import PUSH_ROBOT, bot

_SERIAL = 4512
NEVER = (
    "诉求人的姓名、电话、身份证号、门牌号",
    "整张工单、带电话的截图和通话录音",
    "推送密钥（只私聊发）",
)


@dataclass(frozen=True)
class Example:
    """What happens at the unit, and what it writes then; `is_quoting` where the push is quoted for it."""

    when: str
    words: str
    is_quoting: bool = False


@dataclass(frozen=True)
class UnitCard:
    """All that the page of one unit says."""

    unit: str
    bot: str
    push_robot: str
    number: str
    tail: str
    examples: tuple[Example, ...]
    quotes_work: bool
    night: str
    phone: str
    never: tuple[str, ...] = NEVER


def unit_card(desk: Desk, unit: Department) -> UnitCard:
    """Return the page of a unit, with a number in the form of the township's own that is nobody's order."""
    number = _free_number(desk)
    group = people.group_of_department(desk.session, unit.id)
    quotes_work = group is None or not first_day.quotes_bring_nothing(desk, group.id)
    night = desk.rules.night
    return UnitCard(
        unit=unit.name,
        bot=bot(desk),
        push_robot=PUSH_ROBOT,
        number=number,
        tail=number[-4:],
        examples=examples(desk, unit, number, quotes_work=quotes_work),
        quotes_work=quotes_work,
        night=f"{night.start:%H:%M}–{night.end:%H:%M}",
        phone=desk.rules.night_phone,
    )


def examples(desk: Desk, unit: Department, number: str, *, quotes_work: bool = True) -> tuple[Example, ...]:
    """Return five things a unit says, as people write them."""
    tail, later = number[-4:], desk.now.astimezone(desk.rules.zone) + timedelta(days=3)
    return (
        Example("刚收到派单", "收到" if quotes_work else f"{number} 收到", is_quoting=quotes_work),
        Example("联系过诉求人", f"{number} 已联系居民，明天上午上门"),
        Example("办完了", f"{tail} 已办结，楼道灯已换好，居民认可"),
        Example("来不及", f"{tail} 配件没到，申请延期到{later.month}月{later.day}日"),
        Example("不归本单位", f"{tail} 不归{unit.name}管，请转{_another(desk, unit)}"),
    )


def cards_heading(units: Sequence[str]) -> str:
    """Return what stands above the cards on the screen."""
    return f"单位用法卡片（{len(units)}张，A4，一页一个单位）"


def _free_number(desk: Desk) -> str:
    day = desk.now.astimezone(desk.rules.zone)
    for serial in range(_SERIAL, _SERIAL + 100):
        number = number_in_form(desk.rules.number_patterns, f"{day:%y%m%d}{serial:06d}")
        if queries.latest_round(desk.session, number) is None:
            return number
    return number


def _another(desk: Desk, unit: Department) -> str:
    others = [each for each in people.all_departments(desk.session) if each.id != unit.id]
    office = next((each for each in others if each.kind == "department"), others[0] if others else None)
    return office.name if office else "别的单位"
