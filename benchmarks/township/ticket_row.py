"""What a call says of an order as the columns of its ticket, and its official deadline."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from actions.ticket_facts import reasons_as_json
from benchmarks.township.calls import Call
from benchmarks.township.life import Life
from rules.deadlines import Official, OrderFacts, official_deadline
from rules.lifecycle import State
from rules.rooms import public_address
from rules.same_matter import place_key
from rules.settings import DeskRules


def official_of(rules: DeskRules, call: Call, dispatched_at: datetime) -> Official:
    """Return the official deadline of a call that was dispatched at a moment."""
    facts = OrderFacts(call.kind, None, call.limit_text, emergency=bool({"突发", "扬言"} & set(call.flags)))
    return official_deadline(facts, dispatched_at, rules.calendar)


def ticket_row(rules: DeskRules, call: Call, life: Life, official: Official, round_number: int) -> dict[str, Any]:
    address, key = _public(call.open_address)
    original = f"来电人：{call.citizen.name} 电话：{call.citizen.phone}\n地址：{call.address}\n{call.told}"
    return {
        "platform": rules.default_platform, "ticket_no": call.ticket_no, "tail": call.ticket_no[-4:],
        "round": round_number, "state": str(State.PENDING_SIGN), "is_drill": False, "is_excluded": False,
        "kind": call.kind, "grade": str(official.grade) if official.grade else None, "urgency": None,
        "is_urgent": official.is_urgent, "starts_higher": call.again is not None, "confidential": call.confidential,
        "category_path": list(call.matter.path), "special_flags": list(call.flags),
        "title": f"关于{call.place.name}{call.matter.path[-1]}的问题", "content": call.told, "original": original,
        "address": address, "community": call.place.community, "place_key": key, "people_count": None, "missing": [],
        "limit_text": call.limit_text, "contact_limit_text": None, "deadline_at": official.deadline_at,
        "deadline_basis": str(official.basis), "deadline_reasons": reasons_as_json(official.reasons),
        "internal_deadline_at": None, "reported_at": call.called_at, "first_dispatched_at": life.dispatched_at,
        "signed_at": None, "verified_at": None, "assigned_at": None, "accepted_at": None, "contacted_at": None,
        "resolved_at": None, "replied_at": None, "archived_at": None, "suspended_from": None, "resume_at": None,
        "created_at": life.created_at, "lead_unit_id": None, "named_dispatcher": None, "merged_into_id": None,
    }  # fmt: skip


@lru_cache(maxsize=20_000)
def _public(address: str) -> tuple[str, str | None]:
    return public_address(address) or address, place_key(address)
