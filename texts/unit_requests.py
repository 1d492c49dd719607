"""Words what is asked back when a unit's own words may ask for something: whether, to which unit, until when."""

from __future__ import annotations

from collections.abc import Sequence

from rules.bundling import mark
from rules.requests import RequestKind
from texts.fitting import clipped
from texts.names import REQUESTS

# As people call what they ask for.
_ASKED = {RequestKind.RETURN_TO_DESK: "退单"}
_TO_BE_RID = (RequestKind.RETURN_TO_DESK, RequestKind.TRANSFER)
_MISSING = {"until": "日期", "reason": "理由"}
_WHICH_UNIT = {RequestKind.TRANSFER: "要转派给哪个单位", RequestKind.ASSIST: "要请哪个单位协办"}


def whether(no: str, kind: RequestKind) -> str:
    """Ask whether words were a request, with numbered choices."""
    return f"{no} 是要{_wish(kind)}吗？{_choices(kind)}，请@我回复序号，例如：1"


def whether_too(no: str, kind: RequestKind) -> str:
    """Ask the same of another ticket named beside it."""
    return f"{no} 也是要{_wish(kind)}吗？和上面一起回复一个序号。"


def choose_again(kind: RequestKind) -> str:
    """Ask again for one of the choices."""
    return f"没看明白选哪个。{_choices(kind)}，请@我回复一个序号，例如：1"


def not_asked(numbers: Sequence[str], kind: RequestKind) -> str:
    """Answer that nothing was asked for."""
    return f"好的，{'、'.join(numbers)} 没有提{name_of(kind)}申请，也没有改动。有情况请@我再说一次。"


def not_asked_any_more() -> str:
    """Answer /撤销 right after a question about a request."""
    return "好的，刚才问的不用答了，没有提申请。要撤销别的操作，请写单号，例如：/撤销 4512"


def which_unit(no: str, kind: RequestKind, unknown: Sequence[str], names: Sequence[str]) -> str:
    """Ask which unit is meant; `unknown` are words that name none."""
    question = f"{_no_such(unknown)}{no} {_WHICH_UNIT[kind]}？"
    if not names:
        return f"{question}请@我回复单位全称。没有提交，仍由本单位办理。"
    listed = "".join(f"\n{mark(place)}{name}" for place, name in enumerate(names, start=1))
    return f"{question}{listed}\n请@我回复序号，例如：1；都不是请回复单位全称。"


def name_the_unit(no: str, kind: RequestKind, unknown: Sequence[str]) -> str:
    """Tell how to name the unit where another question is asked already."""
    return f"{_no_such(unknown)}{no} {_WHICH_UNIT[kind]}？没有提交，请发：/{name_of(kind)} {no} 单位全称 理由"


def or_just_say(missing: Sequence[str]) -> str:
    """Tell that what is missing may be said without the command as well."""
    return f"（也可以直接@我回复{'和'.join(_MISSING[each] for each in missing)}）"


def name_of(kind: RequestKind) -> str:
    """Return what people call a request of this kind."""
    return _ASKED.get(kind, REQUESTS[kind])


def _wish(kind: RequestKind) -> str:
    return f"申请{name_of(kind)}"


def _choices(kind: RequestKind) -> str:
    instead = "先接着办，只是说明情况" if kind in _TO_BE_RID else "只是说明进展"
    return f"①{_wish(kind)} ②{instead} ③都不是"


def _no_such(unknown: Sequence[str]) -> str:
    return f"单位名录里没有“{'、'.join(clipped(word, 12) for word in unknown)}”。" if unknown else ""
