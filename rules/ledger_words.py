"""Reads what is asked of the ledger: a period, an entry, the risk, a fault to enter, a dispute, a decision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from rules.half_width import half_width
from rules.ledger import Ruling
from rules.penalties import Fault, Yuan
from rules.period_words import period_named
from rules.report_periods import Period


@dataclass(frozen=True)
class OfPeriod:
    """The list of a period."""

    period: Period


@dataclass(frozen=True)
class OfStatement:
    """A statement; `words` say of which period, and whether another one is wanted in the place of the one there is."""

    words: str


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


Asked = OfPeriod | OfStatement | OfEntry | AtRisk | ToEnter | ToDispute | ToDecide

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
_ENTRY = re.compile(r"第?\s*(?P<entry>\d{1,9})\s*[条号项]?\s*")
_AMOUNT = re.compile(r"(?P<low>\d{1,7})(?:\s*[-~至到]\s*(?P<high>\d{1,7}))?\s*元?(?=\s|$)")
_STATEMENT, _THIS_MONTH = "结算单", "本月"
_RISKS = frozenset({"风险", "敞口", "预估"})


def read_ask(text: str, now: datetime, zone: tzinfo) -> Asked | None:
    """Return what is asked of the ledger; None when it cannot be read."""
    plain = half_width(text).strip()
    if _STATEMENT in plain:
        return OfStatement(plain.replace(_STATEMENT, " "))
    if plain in _RISKS:
        return AtRisk()
    if plain.startswith("登记"):
        return _to_enter(plain.removeprefix("登记").strip())
    if plain.startswith("异议"):
        return _to_dispute(plain.removeprefix("异议"))
    if plain.startswith("裁定"):
        return _to_decide(plain.removeprefix("裁定"))
    if (period := period_named(plain or _THIS_MONTH, now, zone)) is not None:
        return OfPeriod(period)
    found = _ENTRY.fullmatch(plain)
    return OfEntry(int(found["entry"])) if found else None


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
