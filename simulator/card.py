"""Template cards as the platform sees them: what is required, how much fits, what can be tapped, what is read."""

from __future__ import annotations

import re
from typing import Any

from simulator.refusal import Refused

NOTICE_CARDS = ("text_notice", "news_notice")
INTERACTIVE_CARDS = ("button_interaction", "vote_interaction", "multiple_interaction")
_TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}", re.ASCII)
_KEY_BYTES, _OPTION_BYTES = 1024, 128
# How many a list may hold. Source: WeCom page 101032.
_MOST = {"horizontal_content_list": 6, "jump_list": 3, "vertical_content_list": 4, "button_list": 6, "select_list": 3}


def checked(card: Any, kinds: tuple[str, ...] = NOTICE_CARDS + INTERACTIVE_CARDS) -> dict[str, Any]:
    """Return the card when the platform would take it; refuses 40058 (named field) and 42045 (no card_action)."""
    if not isinstance(card, dict) or card.get("card_type") not in kinds:
        raise Refused(40058, "template_card.card_type")
    _check_title(card)
    if card["card_type"] in NOTICE_CARDS and (card.get("card_action") or {}).get("type") not in (1, 2):
        raise Refused(42045)
    if card["card_type"] in INTERACTIVE_CARDS and not _TASK_ID.fullmatch(str(card.get("task_id") or "")):
        raise Refused(40058, "template_card.task_id")
    for name, most in _MOST.items():
        if len(card.get(name) or ()) > most:
            raise Refused(40058, f"template_card.{name} exceed max length {most}")
    _check_taps(card)
    return dict(card)


def claim_task(used: set[str], owner: str, card: dict[str, Any] | None) -> None:
    """Take a card's task_id, which an app or bot may use once; refuses 40058 for a used one."""
    task = str((card or {}).get("task_id") or "")
    if not task:
        return
    if f"{owner}:{task}" in used:
        raise Refused(40058, "template_card.task_id was used before")
    used.add(f"{owner}:{task}")


def is_interactive(card: dict[str, Any] | None) -> bool:
    """Tell whether taps on the card come back as events."""
    return bool(card) and card is not None and card.get("card_type") in INTERACTIVE_CARDS


def readable(card: dict[str, Any]) -> str:
    """Return the card's words, one line each, as a reader would speak them."""
    title = card.get("main_title") or {}
    rows = [f"{row.get('keyname', '')}：{row.get('value', '')}" for row in card.get("horizontal_content_list") or ()]
    lines = [title.get("title"), title.get("desc"), card.get("sub_title_text"), *rows, card.get("replace_text")]
    return "\n".join(str(line) for line in lines if line)


def _check_title(card: dict[str, Any]) -> None:
    has_title = bool((card.get("main_title") or {}).get("title"))
    if not has_title and not (card["card_type"] == "text_notice" and card.get("sub_title_text")):
        raise Refused(41016, "template_card.main_title.title")


def _check_taps(card: dict[str, Any]) -> None:
    if card["card_type"] == "button_interaction":
        _check_keys(card.get("button_list"), "key", _KEY_BYTES, "template_card.button_list")
    if card["card_type"] == "vote_interaction":
        _check_options((card.get("checkbox") or {}).get("option_list"), 20, "template_card.checkbox")
    for place, chosen in enumerate(card.get("select_list") or ()):
        _check_options(chosen.get("option_list"), 10, f"template_card.select_list[{place}]")
    if card["card_type"] in ("vote_interaction", "multiple_interaction"):
        _check_keys([card.get("submit_button") or {}], "key", _KEY_BYTES, "template_card.submit_button")


def _check_options(options: Any, most: int, name: str) -> None:
    if not 1 <= len(options or ()) <= most:
        raise Refused(40058, f"{name}.option_list exceed max length {most}")
    _check_keys(options, "id", _OPTION_BYTES, f"{name}.option_list")


def _check_keys(rows: Any, name: str, limit_bytes: int, where: str) -> None:
    keys = [str(row.get(name) or "") for row in rows or ()]
    texts = [str(row.get("text") or "") for row in rows or ()]
    fits = all(0 < len(key.encode()) <= limit_bytes for key in keys)
    if not keys or not fits or not all(texts) or len(set(keys)) < len(keys):
        raise Refused(40058, f"{where}.{name}")
