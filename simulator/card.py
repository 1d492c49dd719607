"""Template cards as the platform sees them: what is required, what can be tapped, what is read."""

from __future__ import annotations

from typing import Any

from simulator.refusal import Refused

NOTICE_CARDS = ("text_notice", "news_notice")
INTERACTIVE_CARDS = ("button_interaction", "vote_interaction", "multiple_interaction")


def checked(card: Any, kinds: tuple[str, ...] = NOTICE_CARDS + INTERACTIVE_CARDS) -> dict[str, Any]:
    """Return the card when the platform would take it; refuses 40058 (kind, task_id) and 42045 (no card_action)."""
    if not isinstance(card, dict) or card.get("card_type") not in kinds:
        raise Refused(40058, "template_card.card_type")
    if card["card_type"] in NOTICE_CARDS and not card.get("card_action"):
        raise Refused(42045)
    if card["card_type"] in INTERACTIVE_CARDS and not card.get("task_id"):
        raise Refused(40058, "template_card.task_id")
    return dict(card)


def is_interactive(card: dict[str, Any] | None) -> bool:
    """Tell whether taps on the card come back as events."""
    return bool(card) and card is not None and card.get("card_type") in INTERACTIVE_CARDS


def readable(card: dict[str, Any]) -> str:
    """Return the card's words, one line each, as a reader would speak them."""
    title = card.get("main_title") or {}
    rows = [f"{row.get('keyname', '')}：{row.get('value', '')}" for row in card.get("horizontal_content_list") or ()]
    lines = [title.get("title"), title.get("desc"), card.get("sub_title_text"), *rows]
    return "\n".join(str(line) for line in lines if line)
