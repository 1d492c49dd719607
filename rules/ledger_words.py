"""Reads what is asked of the ledger: a month, an entry, the risk, a fault to enter, a dispute, a decision."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.half_width import half_width
from rules.ledger import Ruling, month_of
from rules.penalties import Fault, Yuan


@dataclass(frozen=True)
class OfMonth:
    """The list of a month."""

    year: int
    month: int


@dataclass(frozen=True)
class OfSpan:
    """The statement of a month or quarter; `anew` makes another one in the place of the one there is."""

    year: int
    first: int
    n_months: int
    anew: bool = False


@dataclass(frozen=True)
class OfEntry:
    """One entry with its evidence."""

    entry: int


@dataclass(frozen=True)
class AtRisk:
    """What running limits could still cost."""


@dataclass(frozen=True)
class ToEnter:
    """A fault to enter; `rest` names person, order, report, moment and amount, and says why."""

    fault: Fault | None
    rest: str


@dataclass(frozen=True)
class ToDispute:
    """An entry to dispute, and why."""

    entry: int
    reason: str


@dataclass(frozen=True)
class ToDecide:
    """An entry to decide about: how, for how much, and why."""

    entry: int
    ruling: Ruling
    amount: int | None
    reason: str


Asked = OfMonth | OfSpan | OfEntry | AtRisk | ToEnter | ToDispute | ToDecide

_FAULT_WORDS: dict[str, Fault] = {
    **dict.fromkeys(("文字错误", "文字差错", "错字", "错别字", "数字错误", "错数", "差错"), Fault.WORDING),
    **dict.fromkeys(("服务态度", "态度", "投诉"), Fault.ATTITUDE),
    **dict.fromkeys(("迟到",), Fault.LATE),
    **dict.fromkeys(("早退",), Fault.EARLY),
    **dict.fromkeys(("缺勤", "旷工", "缺岗", "脱岗"), Fault.ABSENCE),
    **dict.fromkeys(("泄露信息", "泄露", "泄密", "信息泄露"), Fault.LEAK),
}
_RULING_WORDS = {
    **dict.fromkeys(("免扣", "免"), Ruling.WAIVE),
    **dict.fromkeys(("减为", "减扣", "减"), Ruling.REDUCE),
    **dict.fromkeys(("维持", "照扣"), Ruling.UPHOLD),
}
_MONTH = re.compile(r"(?:(?P<year>20\d\d)\s*[-/.年]?\s*)?(?P<month>\d{1,2})\s*月?(?:份)?")
_ENTRY = re.compile(r"第?\s*(?P<entry>\d{1,9})\s*[条号项]?\s*")
_AMOUNT = re.compile(r"(?P<low>\d{1,7})(?:\s*[-~至到]\s*(?P<high>\d{1,7}))?\s*元?(?=\s|$)")
_QUARTER = re.compile(r"(?:(?P<year>20\d\d)\s*[-/.年]?\s*)?(?:[Qq]|第)?\s*(?P<q>[1-4一二三四])\s*(?:季度?)?")
_STATEMENT, _ANEW = "结算单", "重出"
_RISKS = frozenset({"风险", "敞口", "预估"})


def read_ask(text: str, now: datetime, zone: ZoneInfo) -> Asked | None:
    """Return what is asked of the ledger; None when it cannot be read."""
    plain = half_width(text).strip()
    if _STATEMENT in plain:
        found_span = read_span(plain.replace(_STATEMENT, " ").replace(_ANEW, " ").strip() or "上月", now, zone)
        return replace(found_span, anew=_ANEW in plain) if found_span else None
    if plain in _RISKS:
        return AtRisk()
    if plain.startswith("登记"):
        return _to_enter(plain.removeprefix("登记").strip())
    if plain.startswith("异议"):
        return _to_dispute(plain.removeprefix("异议"))
    if plain.startswith("裁定"):
        return _to_decide(plain.removeprefix("裁定"))
    if (month := read_month(plain, now, zone)) is not None:
        return month
    found = _ENTRY.fullmatch(plain)
    return OfEntry(int(found["entry"])) if found else None


def read_span(plain: str, now: datetime, zone: ZoneInfo) -> OfSpan | None:
    """Return the month or quarter that words mean, such as 10月, 2026-Q4, 三季度; the latest begun without a year."""
    month = read_month(plain, now, zone)
    if month is not None:
        return OfSpan(month.year, month.month, 1)
    year, this_month = month_of(now, zone)
    this = (this_month + 2) // 3
    if plain in ("本季度", "这个季度", "上季度", "上个季度"):
        years_back, place = divmod(this - 1 - plain.startswith("上"), 4)
        return OfSpan(year + years_back, place * 3 + 1, 3)
    found = _QUARTER.fullmatch(plain)
    if found is None:
        return None
    quarter = int(found["q"]) if found["q"].isdigit() else "一二三四".index(found["q"]) + 1
    return OfSpan(int(found["year"]) if found["year"] else year - (quarter > this), quarter * 3 - 2, 3)


def read_month(plain: str, now: datetime, zone: ZoneInfo) -> OfMonth | None:
    """Return the month a word means, the latest that is not to come where it names no year; None for another word."""
    year, month = month_of(now, zone)
    if plain in ("", "本月", "这个月", "当月"):
        return OfMonth(year, month)
    if plain in ("上月", "上个月"):
        return OfMonth(year - (month == 1), (month - 2) % 12 + 1)
    found = _MONTH.fullmatch(plain)
    # A number alone is an entry's.
    if found is None or not 1 <= int(found["month"]) <= 12 or (plain.isdigit() and len(plain) < 5):
        return None
    if found["year"]:
        return OfMonth(int(found["year"]), int(found["month"]))
    return OfMonth(year - (int(found["month"]) > month), int(found["month"]))


def read_amount(plain: str) -> tuple[Yuan, str] | None:
    """Return the amount or range a text begins with, and what follows it."""
    found = _AMOUNT.match(plain)
    if found is None:
        return None
    low, high = int(found["low"]), int(found["high"] or found["low"])
    return (Yuan(low, high), plain[found.end() :].strip()) if low <= high else None


def _to_enter(plain: str) -> ToEnter:
    word = max((word for word in _FAULT_WORDS if plain.startswith(word)), key=len, default="")
    return ToEnter(_FAULT_WORDS.get(word), plain[len(word) :].strip())


def _to_dispute(plain: str) -> ToDispute | None:
    found = _ENTRY.match(plain.strip())
    return ToDispute(int(found["entry"]), plain.strip()[found.end() :].strip()) if found else None


def _to_decide(plain: str) -> ToDecide | None:
    found = _ENTRY.match(plain.strip())
    if found is None:
        return None
    behind = plain.strip()[found.end() :].strip()
    word = max((word for word in _RULING_WORDS if behind.startswith(word)), key=len, default="")
    if not word:
        return None
    ruling, rest = _RULING_WORDS[word], behind[len(word) :].strip()
    if (amount := read_amount(rest)) is None:
        return None if ruling is Ruling.REDUCE else ToDecide(int(found["entry"]), ruling, None, rest)
    return ToDecide(int(found["entry"]), ruling, amount[0].high, amount[1])
