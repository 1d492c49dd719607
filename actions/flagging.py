"""Flags an order on its way in, whichever way it came: by what is marked on it and by what its words say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.orders import Order
from actions.ticket_facts import masked_words
from rules.order_callers import asks_for_secrecy
from rules.sensitive import signs

# As much of the words as tells why; the matter itself stands in the order.
_CHARACTERS = 16


def flagged(order: Order) -> Order:
    """Return the order with the flags its words call for beside its own, and secret when its words ask for that."""
    text = _text(order)
    found = [sign.flag for sign in signs(text, order.people_count, order.special_flags)]
    others = [flag for flag in order.special_flags if flag not in found]
    return replace(
        order, special_flags=(*found, *others), confidential=order.confidential or asks_for_secrecy(order.content or "")
    )


def why_flagged(order: Order) -> list[dict[str, Any]]:
    """Return the reason of each flag as plain values, masked: what was marked, which words, how many people."""
    found = signs(_text(order), order.people_count)
    said = {sign.flag: {"flag": sign.flag, "why": sign.why, "words": masked_words(order, sign.words)} for sign in found}
    marked = {flag: {"flag": flag, "why": "marked", "words": ""} for flag in order.special_flags}
    return [{**each, "words": each["words"][:_CHARACTERS]} for each in (marked | said).values()]


def _text(order: Order) -> str:
    return "\n".join(filter(None, (order.title, order.content)))
