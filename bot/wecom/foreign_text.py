"""Makes text that people wrote harmless inside a message: it calls nobody, hides nothing and leads nowhere."""

from __future__ import annotations

import re

_INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]*"
)


def _spelled(word: str) -> str:
    return _INVISIBLE + _INVISIBLE.join(word)


# Characters nobody sees may stand between the letters; a client could drop them after we looked.
_EVERYBODY = re.compile(f"@(?={_spelled('all')}|{_spelled('所有人')}|{_spelled('everyone')})", re.IGNORECASE)
# A direct message shows <a href>, a markdown answer more; <单号> of our own usage lines is no tag.
_MENTION_OR_TAG = re.compile(f"<(?={_INVISIBLE}[@!/?A-Za-z])")
# Markdown shows [words](address) as words only.
_LINK = re.compile(rf"\](?={_INVISIBLE}\()")
# All control characters but tab and line feed, and those that turn the direction of what follows.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """Return `text` with "@all", "@所有人", `<@…>`, tags and links made plain, without control characters.

    The words stay readable; no client mentions anybody, hides a passage or shows a link as something else.
    """
    plain = _LINK.sub("］", _CONTROL.sub("", text))
    return _EVERYBODY.sub("＠", _MENTION_OR_TAG.sub("＜", plain))
