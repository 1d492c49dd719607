"""Words what an event kept of itself: the verdict, the unit, what was put right, what was taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from actions.correcting import FIELDS
from models.event import Event
from texts.file_kinds import amount
from texts.moments import moment
from texts.names import REQUESTS, STAGES, event_name

Facts = Mapping[str, Any]
_LONGEST_VALUE = 40
_NOT_LATE = {"stated": "按补录时间未超", "settled": "核定未超", "moved": "时限已更正重算", "withdrawn": "该步已撤销"}
_COLUMNS = {field.column: name for name, field in FIELDS.items()} | {
    "reported_at": "来电时间",
    "caller_name": "来电人",
    "caller_phone": "联系电话",
    "confidential": "保密",
}


def event_facts(event: Event, zone: tzinfo, names: Mapping[str, str]) -> str | None:
    """Return what an event tells beside its kind and its own text, masked like the columns it names."""
    word = _WORDS.get(event.kind)
    return (word(event.facts, zone, names) or None) if word else None


def userids_in(event: Event) -> list[str]:
    """Return the people an event names beside its actor."""
    return [str(event.facts[key]) for key in ("named", "settled_by") if event.facts.get(key)]


def _verified(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    return str(facts.get("verdict", ""))


def _called(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    if facts.get("purpose") != "urge":
        return str(facts.get("verdict", ""))
    return "、".join(facts.get("units", ())) + ("已通" if facts.get("reached") else "未通")


def _assigned(facts: Facts, _zone: tzinfo, names: Mapping[str, str]) -> str:
    if facts.get("named"):
        return f"请{names.get(facts['named'], facts['named'])}派单"
    assists = f"，协办{'、'.join(facts['assists'])}" if facts.get("assists") else ""
    return f"主办{facts['lead']}{assists}" if facts.get("lead") else assists.lstrip("，")


def _followed_up(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    tries = f"第{facts['tries']}次" if facts.get("tries") else ""
    return "、".join(word for word in (facts.get("satisfied"), facts.get("solved"), tries) if word)


def _official_callback(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    said = "、".join(word for word in (facts.get("satisfied"), facts.get("solved")) if word) or "没有评价"
    notes = [note for note, holds in (("改判", facts.get("again")), ("无效回访", not facts["is_valid"])) if holds]
    return f"{said}（{'，'.join(notes)}）" if notes else said


def _corrected(facts: Facts, zone: tzinfo, _names: Mapping[str, str]) -> str:
    if facts.get("breach") == "corrected":
        return f"{STAGES.get(facts['stage'], '')}超时不计，{_NOT_LATE.get(facts.get('why', ''), _NOT_LATE['stated'])}"
    return put_right(facts, zone) if "field" in facts else ""


def _breached(facts: Facts, zone: tzinfo, names: Mapping[str, str]) -> str:
    """By what a limit was judged that no clock of ours saw pass."""
    if facts.get("settled") == "platform":
        return f"按平台时间{_value(facts['platform_at'], zone)}核定"
    by = facts.get("settled_by")
    return f"经{names.get(by, by) if by else '人工'}核定" if facts.get("settled") else ""


def put_right(facts: Facts, zone: tzinfo) -> str:
    """Return which field was corrected from what to what."""
    if "after" not in facts:
        return str(_COLUMNS.get(facts["field"], facts["field"]))
    before, after = (_value(facts.get(name), zone) for name in ("before", "after"))
    return f"{_COLUMNS.get(facts['field'], facts['field'])}由“{before}”改为“{after}”"


def _undone(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    return taken_back(facts)


def taken_back(facts: Facts) -> str:
    """Return everything that an undoing took back, each once, such as 首联、进展、更正地址."""
    parts = [part for part in facts["parts"] if part["kind"] != "unit_message"]
    return "、".join(dict.fromkeys(_part_name(part) for part in parts))


def _part_name(part: Facts) -> str:
    name = event_name(part["kind"], part)
    if part["kind"].startswith("request_"):
        of_what = f"{REQUESTS.get(part['request_kind'], '')}申请{part['request_id']}"
        return name.replace("申请", of_what) if "申请" in name else name + of_what
    return name + field_of(part)


def put_back(facts: Facts, zone: tzinfo) -> str:
    """Return what stands again in each field whose correction was taken back."""
    parts = [part for part in facts["parts"] if "before" in part]
    return "、".join(f"改回“{_value(part['before'], zone)}”" for part in parts)


def corrected_to(facts: Facts, zone: tzinfo) -> str:
    """Return the corrected value in quotes; nothing of whoever called."""
    return f"“{_value(facts['after'], zone)}”" if "after" in facts else ""


def field_of(part: Facts) -> str:
    """Return the Chinese name of the field an event corrected or filled in; nothing when it did neither."""
    if "filled" in part:
        return _updated(part)
    return str(_COLUMNS.get(part["field"], part["field"])) if "field" in part else ""


def _updated(facts: Facts, *_: object) -> str:
    return "、".join(_COLUMNS.get(name, name) for name in facts.get("filled", ()))


def _called_again(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    """The order that came again, or went into this one; a nudge by hand has none."""
    return f"{'并入的' if facts.get('found_by') == 'merge' else '新单'}{facts['by']}" if facts.get("by") else ""


def _evidence(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    return amount(kind for kind, n in facts.get("kinds", {}).items() for _ in range(n))


def _snoozed(facts: Facts, zone: tzinfo, _names: Mapping[str, str]) -> str:
    return f"到{_value(facts.get('until'), zone)}"


def _request(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    kind = REQUESTS.get(str(facts.get("kind")), "")
    gone = "（工单已不在办，自动失效）" if facts.get("lapsed") else ""
    return f"{kind}申请{facts['request_id']}{gone}" if facts.get("request_id") else ""


def _moved(facts: Facts, zone: tzinfo, names: Mapping[str, str]) -> str:
    """The deadline before and after, of what a request changed."""
    told = f"由“{_value(facts.get('before'), zone)}”改为“{_value(facts['after'], zone)}”" if "after" in facts else ""
    return "，".join(words for words in (_request(facts, zone, names), told) if words)


def _suspended(facts: Facts, zone: tzinfo, names: Mapping[str, str]) -> str:
    until = f"到{_value(facts['until'], zone)}" if facts.get("until") else ""
    return "，".join(words for words in (_request(facts, zone, names), until) if words)


def _merged(facts: Facts, zone: tzinfo, names: Mapping[str, str]) -> str:
    into = f"并入{facts['into']}" if facts.get("into") else ""
    return "，".join(words for words in (_request(facts, zone, names), into) if words)


def _value(value: Any, zone: tzinfo) -> str:
    if value in (None, "", []):
        return "无"
    if isinstance(value, list):
        return "/".join(str(part) for part in value)
    try:
        return moment(datetime.fromisoformat(str(value)), zone)
    except ValueError:
        text = str(value)
        return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


_WORDS: dict[str, Callable[[Facts, tzinfo, Mapping[str, str]], str]] = {
    "verified": _verified,
    "called": _called,
    "call_tried": _verified,
    "assigned": _assigned,
    "followed_up": _followed_up,
    "official_callback": _official_callback,
    "reopened": _followed_up,
    "breached": _breached,
    "corrected": _corrected,
    "undone": _undone,
    "updated": _updated,
    "evidence": _evidence,
    "snoozed": _snoozed,
    "called_again": _called_again,
    "urged": _called_again,
    "request_prepared": _request,
    "request_endorsed": _request,
    "request_rejected": _request,
    "request_submitted": _request,
    "request_granted": _request,
    "request_refused": _request,
    "request_withdrawn": _request,
    "returned": _request,
    "excluded": _request,
    "voided": _request,
    "deadline_moved": _moved,
    "suspended": _suspended,
    "merged": _merged,
}
