"""Words how a limit came about: one line for each reason kept with a ticket or a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from texts.moments import moment, span
from texts.names import GRADES, STAGES

Facts = Mapping[str, Any]


def reason(kept: Mapping[str, Any], zone: tzinfo) -> str:
    """Return one reason, kept as code and facts (moments in ISO, spans in seconds), as a sentence."""
    return _WORDS[kept["code"]](kept["facts"], zone)


def not_taken(reasons: Iterable[Mapping[str, Any]], zone: tzinfo) -> str | None:
    """Return which limit or deadline stood on the order and could not be taken, so that nobody calls it absent."""
    kept = {each["code"]: each["facts"] for each in reasons}
    if facts := kept.get("deadline_before_dispatch"):
        return f"单上写的截止“{_at(facts, 'deadline_at', zone)}”早于派单时间"
    facts = kept.get("limit_unreadable")
    return f"单上写的时限“{facts['text']}”看不懂" if facts else None


def _at(facts: Facts, name: str, zone: tzinfo) -> str:
    written = facts.get(name)
    return moment(datetime.fromisoformat(written), zone) if written else "不详"


def _span(facts: Facts, name: str) -> str:
    seconds = facts.get(name)
    return span(timedelta(seconds=seconds)) if seconds else "0分钟"


def _stage_limit(facts: Facts, _zone: tzinfo) -> str:
    stage = STAGES.get(facts["stage"], facts["stage"])
    if facts.get("reserve"):
        return f"{stage}时限 {_span(facts, 'limit')}：预留时间 {_span(facts, 'reserve')} 的一半"
    if facts.get("share") and facts.get("of"):
        share = f"总时限 {_span(facts, 'of')} 的 {facts['share'] * 100:g}%"
        among = f"{_span(facts, 'span')} 与 {share} 取短" if facts.get("span") else share
        return f"{stage}时限 {_span(facts, 'limit')}：{among}"
    return f"{stage}时限 {_span(facts, 'limit')}"


def _urgent(facts: Facts, _zone: tzinfo) -> str:
    if facts.get("emergency"):
        return "紧急：涉及突发或人身安全"
    if facts.get("word"):
        return f"紧急：单上写“{facts['word']}”"
    return f"紧急：总时限只有 {_span(facts, 'limit')}"


def _stated(facts: Facts, on_paper: str) -> str:
    return "更正后的" if facts.get("was_corrected") else on_paper


def _paper(facts: Facts) -> str:
    return f"（单上写“{facts['written']}”）" if facts.get("written") else ""


_COLUMNS = {
    "deadline_at": "截止",
    "limit_text": "时限",
    "kind": "类型",
    "urgency": "紧急程度",
    "special_flags": "敏感标记",
    "first_dispatched_at": "派单时间",
}
_WORDS: dict[str, Callable[[Facts, tzinfo], str]] = {
    "fixed": lambda f, z: f"定在 {_at(f, 'at', z)}",
    "deadline_on_ticket": lambda f, z: f"{_stated(f, '单上写明')}到期时间 {_at(f, 'deadline_at', z)}，以此为准",
    "limit_on_ticket": lambda f, z: f"{_stated(f, '单上写')}时限“{f['text']}”，从 {_at(f, 'start', z)} 起按自然时间算",
    "working_days_on_ticket": lambda f, z: (
        f"{_stated(f, '单上写')}“{f['text']}”，从 {_at(f, 'start', z)} 起算 {f['working_days']} 个工作日，当天不计"
    ),
    "weekdays_guessed": lambda f, _: f"{f['year']}年放假安排还没有，先按周一至周五算",
    "limit_unreadable": lambda f, _: f"单上的时限“{f['text']}”看不懂，没有采用",
    "limit_disagrees": lambda f, z: (
        f"单上的时限“{f['text']}”算出来是 {_at(f, 'by_limit', z)}，与写明的到期时间不一致，请核对"
    ),
    "deadline_before_dispatch": lambda f, z: f"单上的到期时间 {_at(f, 'deadline_at', z)} 早于派单，没有采用",
    "grade_on_ticket": lambda f, z: f"单上等级为{GRADES.get(f['grade'], f['grade'])}，从 {_at(f, 'start', z)} 起算",
    "assumed": lambda f, z: f"单上没有可用的时限，暂按 {_span(f, 'limit')} 算，从 {_at(f, 'start', z)} 起，请核对",
    "praise_has_none": lambda f, _: f"{f['kind']}件没有办理时限",
    "grade": lambda f, _: f"总时限 {_span(f, 'limit')}，属{GRADES.get(f['grade'], f['grade'])}",
    "urgent": _urgent,
    "reserve": lambda f, z: f"到期时间 {_at(f, 'deadline_at', z)} 减去预留 {_span(f, 'reserve')}（留给回访和回复）",
    "stage_limit": _stage_limit,
    "contact_limit_on_ticket": lambda f, _: f"单上写联系时限“{f['text']}”，以此为准",
    "latest": lambda f, z: f"不晚于 {_at(f, 'latest', z)}，给平台回复留时间",
    "nights_left_out": lambda f, _: f"夜间不计，共 {_span(f, 'slept')}",
    "moved_before_rest": lambda f, z: f"原为 {_at(f, 'from', z)}，在休息时间，提前到休息前的18:00",
    "moved_after_rest": lambda f, z: f"原为 {_at(f, 'from', z)}，在休息时间，顺延到休息后",
    "half_way": lambda f, z: (
        f"回访后退回办理，取退回时到 {_at(f, 'until', z)}"
        f"（{'平台到期' if f.get('in_reserve') else '到期减去预留'}）的中点"
    ),
    "start_unknown": lambda f, z: "开始时间未提供，从最近一步算起，不计入考核",
    "corrected": lambda f, z: (
        f"{_at(f, 'at', z)} {f['by']}更正{_COLUMNS.get(f['column'], '')}{_paper(f)}，原为 {_at(f, 'before', z)} 到期"
    ),
    "extended": lambda f, z: (
        f"{_at(f, 'at', z)} 平台同意延期（申请{f['request_id']}），{_at(f, 'before', z)} 改为 {_at(f, 'after', z)}"
    ),
    "suspended": lambda f, z: (
        f"{_at(f, 'from', z)} 至 {_at(f, 'at', z)} 挂账不计时，到期由 {_at(f, 'before', z)} 顺延到 {_at(f, 'after', z)}"
    ),
    "no_time_left": lambda f, z: f"按规则应为 {_at(f, 'would_be', z)}，已过，即时到期",
}
CODES = frozenset(_WORDS)
