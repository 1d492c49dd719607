"""What a ticket keeps of an order: the masked facts, and its official deadline with the reasons for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from actions.desk import Desk
from actions.orders import Order
from rules.deadlines import Official, OrderFacts, official_deadline
from rules.masking import mask_text
from rules.reasons import Reason
from rules.rooms import public_address
from rules.same_matter import place_key
from rules.stages import Grade

EMERGENCY_FLAGS = frozenset({"突发", "扬言"})
_TITLE_CHARACTERS = 40
# Who called says nothing of the matter, and a list has room for a few words only.
_LEAD_IN = re.compile(
    r"^(?:市民|来电人|诉求人|反映人|居民|群众)(?:\S{0,2}\*{1,2})?(?:先生|女士)?(?:来电|致电|电话)?反映[：:，,\s]*(?:其居住的|其)?"
)


def official_of(desk: Desk, order: Order) -> Official:
    """Return an order's official deadline; without a dispatch it counts from the report, else from now."""
    started_at = order.first_dispatched_at or order.reported_at or desk.now
    facts = OrderFacts(
        kind=order.kind,
        deadline_at=order.deadline_at,
        limit_text=_cut(_masked(order, order.limit_text), 60),
        grade=Grade(order.grade) if order.grade else None,
        urgency=order.urgency,
        emergency=bool(EMERGENCY_FLAGS & set(order.special_flags)),
    )
    return official_deadline(facts, started_at, desk.rules.calendar)


def masked_facts(order: Order) -> dict[str, Any]:
    """Return the columns of a ticket that hold what an order says, without any identity in the open ones."""
    return {
        "kind": _cut(_masked(order, order.kind), 20),
        "urgency": _cut(_masked(order, order.urgency), 20),
        "confidential": order.confidential,
        "category_path": [_masked(order, part) for part in order.category_path],
        "special_flags": [_masked(order, flag) for flag in order.special_flags],
        "title": _title(order),
        "content": _masked(order, order.content),
        "original": order.original or order.content,
        "address": _cut(_masked(order, public_address(order.address)), 300) if order.address else None,
        "community": _cut(_masked(order, public_address(order.community)), 100) if order.community else None,
        "place_key": _cut(place_key(order.address), 120),
        "people_count": order.people_count,
        "limit_text": _cut(_masked(order, order.limit_text), 60),
        "contact_limit_text": _cut(_masked(order, order.contact_limit_text), 60),
        "reported_at": order.reported_at,
        "first_dispatched_at": order.first_dispatched_at,
    }


def reasons_as_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Return reasons as plain values: moments as ISO text, spans in seconds."""
    return [{"code": str(r.code), "facts": {name: _plain(value) for name, value in r.facts.items()}} for r in reasons]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _cut(text: str | None, n_characters: int) -> str | None:
    """A column has its length; what stood in the order stays whole in the sealed original."""
    return text[:n_characters] if text else text


def _title(order: Order) -> str | None:
    title = order.title or (order.category_path[-1] if order.category_path else None)
    if title is None and order.content:
        title = title_from(_masked(order, order.content) or "")
    return _cut(_masked(order, title), 300)


def title_from(content: str) -> str:
    """Return the first words of masked content, for an order that has no title of its own."""
    return _LEAD_IN.sub("", " ".join(content.split()))[:_TITLE_CHARACTERS].rstrip("。，,.；;、 ")


def masked_words(order: Order, words: str) -> str:
    """Return words of an order without who called."""
    return _masked(order, words) or ""


def _masked(order: Order, text: str | None) -> str | None:
    if text is None:
        return None
    return mask_text(
        text,
        numbers_to_keep=[order.ticket_no],
        caller_names=[order.caller_name] if order.caller_name else [],
        caller_phones=[order.caller_phone] if order.caller_phone else [],
        caller_addresses=[order.address] if order.address else [],
    )
