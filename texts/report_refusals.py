"""Words what is refused about reports and drafts of replies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PERIODS = "昨天、11月25日、上周、11月、三季度、今年、近30天、11-01到11-20"
NOTHING_FITS_ALL = "这几个词单独都有工单，但没有一件同时符合。请少写一个词，或分开查。"
_EXAMPLES = {
    "daily": "/日报 昨天、/日报 11月25日",
    "weekly": "/周报 上周、/周报 11月23日（写那一周里的一天）",
    "monthly": "/月报 10月、/月报 2026-10",
    "special": "/专报 云杉里 供热 近30天、/专报 北柳巷社区 11月1日至11月20日",
    "statement": "/扣款 10月 结算单、/扣款 三季度 结算单",
}
_ARE_OF = {"daily": "一天", "weekly": "一周", "monthly": "一个月", "statement": "一个月或一个季度"}


def _no_such_period(facts: dict[str, Any]) -> str:
    kind = facts["kind"]
    if kind not in _ARE_OF:
        return f"没看懂期间“{facts['text']}”，可以写：{PERIODS}。"
    return f"没看懂：“{facts['text']}”不是{_ARE_OF[kind]}。可以这样写：{_EXAMPLES[kind]}。"


def _period_to_come(facts: dict[str, Any]) -> str:
    return f"这一期还没有开始，出不了报告。可以这样写：{_EXAMPLES[facts['kind']]}。"


def _nothing_to_report_on(_facts: dict[str, Any]) -> str:
    return f"专报写什么？请写单位、分类或地点，可加期间：{_EXAMPLES['special']}。"


def _no_such_subject(_facts: dict[str, Any]) -> str:
    # Not repeated: it could be a citizen's name.
    return (
        "没有找到与这几个字有关的工单，没有出报告。请写单位、分类或地点（小区、社区、道路）的名字，期间如“近30天”“三季度”："
        f"{_EXAMPLES['special']}。"
    )


def _nothing_fits_all(_facts: dict[str, Any]) -> str:
    return f"{NOTHING_FITS_ALL}没有出报告。"


def _no_such_report(facts: dict[str, Any]) -> str:
    return f"没有编号 {facts['number']} 的报告，manage.py report list 可以看到全部编号。"


def _incident_for_officials(facts: dict[str, Any]) -> str:
    return f"{facts['ticket_no']} 是敏感件，只有班长和领导能出它的突发报告，请联系他们。"


WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "no_such_period": _no_such_period,
    "period_to_come": _period_to_come,
    "nothing_to_report_on": _nothing_to_report_on,
    "no_such_report": _no_such_report,
    "no_such_subject": _no_such_subject,
    "nothing_fits_all": _nothing_fits_all,
    "incident_for_officials": _incident_for_officials,
}
