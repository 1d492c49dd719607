"""Words what an event kept of itself: the verdict, the unit, what was put right, what was taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from actions.correcting import FIELDS
from models.event import Event
from texts.moments import moment
from texts.names import EVENTS, REQUESTS, STAGES

Facts = Mapping[str, Any]
_LONGEST_VALUE = 40
_NOT_LATE = {"stated": "按补录时间未超", "moved": "时限已更正重算", "withdrawn": "该步已撤销"}
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
    return [str(event.facts["named"])] if event.facts.get("named") else []


def _verified(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    return str(facts.get("verdict", ""))


def _assigned(facts: Facts, _zone: tzinfo, names: Mapping[str, str]) -> str:
    if facts.get("named"):
        return f"请{names.get(facts['named'], facts['named'])}派单"
    assists = f"，协办{'、'.join(facts['assists'])}" if facts.get("assists") else ""
    return f"主办{facts['lead']}{assists}" if facts.get("lead") else ""


def _followed_up(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    tries = f"第{facts['tries']}次" if facts.get("tries") else ""
    return "、".join(word for word in (facts.get("satisfied"), facts.get("solved"), tries) if word)


def _corrected(facts: Facts, zone: tzinfo, _names: Mapping[str, str]) -> str:
    if facts.get("breach") == "corrected":
        return f"{STAGES.get(facts['stage'], '')}超时不计，{_NOT_LATE.get(facts.get('why', ''), _NOT_LATE['stated'])}"
    return put_right(facts, zone) if "field" in facts else ""


def put_right(facts: Facts, zone: tzinfo) -> str:
    """Return which field was corrected from what to what."""
    if "after" not in facts:
        return str(_COLUMNS.get(facts["field"], facts["field"]))
    before, after = (_value(facts.get(name), zone) for name in ("before", "after"))
    return f"{_COLUMNS.get(facts['field'], facts['field'])}由“{before}”改为“{after}”"


def taken_back(event: Event) -> str:
    """Return everything that an undoing event took back, such as 首联、进展、承诺."""
    return undone_kinds(event.facts)


def _undone(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    return undone_kinds(facts)


def undone_kinds(facts: Facts) -> str:
    """Return the kinds of what was taken back, each once."""
    kinds = facts.get("kinds") or [facts.get("undone")]
    return "、".join(dict.fromkeys(EVENTS.get(str(kind), str(kind)) for kind in kinds if kind != "unit_message"))


def _updated(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    return "、".join(_COLUMNS.get(name, name) for name in facts.get("filled", ()))


def _snoozed(facts: Facts, zone: tzinfo, _names: Mapping[str, str]) -> str:
    return f"到{_value(facts.get('until'), zone)}"


def _request(facts: Facts, _zone: tzinfo, _names: Mapping[str, str]) -> str:
    kind = REQUESTS.get(str(facts.get("kind")), "")
    return f"{kind}申请{facts['request_id']}" if facts.get("request_id") else ""


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
    "assigned": _assigned,
    "followed_up": _followed_up,
    "reopened": _followed_up,
    "corrected": _corrected,
    "undone": _undone,
    "updated": _updated,
    "snoozed": _snoozed,
    "request_prepared": _request,
    "request_endorsed": _request,
    "request_rejected": _request,
    "voided": _request,
}
