"""The JSON of template cards, within every limit of the platform; what is too long is shortened, never what counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.wecom.foreign_text import harmless

# Source: WeCom page 101032. How many characters the client shows; more is no error, but is cut on the screen.
SHOWN: Mapping[str, int] = {
    "source.desc": 13,
    "main_title.title": 26,
    "main_title.desc": 30,
    "sub_title_text": 112,
    "keyname": 5,
    "value": 26,
    "button.text": 10,
}
# What the platform refuses, also from page 101032.
MOST_BUTTONS, MOST_ROWS, KEY_BYTES, URL_BYTES = 6, 6, 1024, 2048
TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
# One character on the screen, however many it is made of: nothing is cut between them.
_CLUSTER = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|.(?:[\ufe0e\ufe0f\u20e3\u0300-\u036f\U0001f3fb-\U0001f3ff]|\u200d.)*)", re.DOTALL
)
_GREY, _MAIN, _PLAIN = 0, 1, 2


@dataclass(frozen=True)
class Row:
    """A line of a card: its name and value; a number or a deadline is `whole`, never shortened."""

    name: str
    value: str
    whole: bool = False


@dataclass(frozen=True)
class Face:
    """What a card shows, whatever may be tapped on it."""

    source: str
    title: str
    body: str
    rows: tuple[Row, ...] = ()
    desc: str = ""
    url: str = ""


def button_card(
    face: Face, task_id: str, buttons: Sequence[tuple[str, str]], done: str | None = None
) -> dict[str, Any]:
    """Return a card with buttons (key, text); with `done` they are a grey word that says what was done."""
    if not TASK_ID.fullmatch(task_id):
        raise ValueError("this is no task id")
    if not 1 <= len(buttons) <= MOST_BUTTONS or len(dict(buttons)) < len(buttons):
        raise ValueError("a card has one to six buttons of different keys")
    if any(not key or len(key.encode()) > KEY_BYTES for key, _text in buttons):
        raise ValueError("a button's key is too long")
    card = {"card_type": "button_interaction", **_face(face), "task_id": task_id}
    card["button_list"] = [
        {"text": _shown("button.text", text), "style": _MAIN if place == 0 else _PLAIN, "key": key}
        for place, (key, text) in enumerate(buttons)
    ]
    return card | ({"replace_text": _shown("value", done)} if done else {})


def notice_card(face: Face) -> dict[str, Any]:
    """Return a card without buttons; tapping it opens its link, which it must have."""
    if not face.url:
        raise ValueError("a notice card leads somewhere")
    return {"card_type": "text_notice", **_face(face)}


def marked(card: Mapping[str, Any], mark: str) -> dict[str, Any]:
    """Return a card whose title begins with a mark."""
    title = dict(card["main_title"])
    return {**card, "main_title": {**title, "title": shorten(mark + title["title"], SHOWN["main_title.title"])}}


def shorten(text: str, characters: int) -> str:
    """Return `text`, or its beginning with "…" when it has more characters; none is broken."""
    if len(text) <= characters:
        return text
    kept = ""
    for cluster in _CLUSTER.findall(text):
        if len(kept) + len(cluster) > characters - 1:
            break
        kept += cluster
    return kept + "…"


def _face(face: Face) -> dict[str, Any]:
    title = {"title": _shown("main_title.title", face.title)}
    if face.desc:
        title["desc"] = _shown("main_title.desc", face.desc)
    told: dict[str, Any] = {}
    if face.source:
        told["source"] = {"desc": _shown("source.desc", face.source), "desc_color": _GREY}
    told |= {"main_title": title, "sub_title_text": _shown("sub_title_text", face.body)}
    if face.rows:
        told["horizontal_content_list"] = [_row(row) for row in face.rows[:MOST_ROWS]]
    if face.url and len(face.url.encode()) <= URL_BYTES:
        told["card_action"] = {"type": 1, "url": face.url}
    return told


def _row(row: Row) -> dict[str, str]:
    value = _plain(row.value)
    return {"keyname": _shown("keyname", row.name), "value": value if row.whole else shorten(value, SHOWN["value"])}


def _shown(field: str, text: str) -> str:
    return shorten(_plain(text), SHOWN[field])


def _plain(text: str) -> str:
    return harmless(text).encode("utf-8", "replace").decode().replace("\n", " ").strip()
