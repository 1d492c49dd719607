"""Makes any text fit to stand in an office file: nothing that XML forbids, hides or turns around, on one line."""

from __future__ import annotations

import re
from functools import lru_cache

from reports.outline import Part

# What XML 1.0 has no place for, and what turns the direction of the text that follows or cannot be seen.
_UNFIT = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\u200a\u2010-\u2029\u202f-\u205f\u2070-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
# Excel writes a break of lines as such a word when it saves a table, and would read others like it as one character.
_BREAKS = re.compile("(?:[\t\n\r\x85\u2028\u2029]|_x000[9AaDd]_)+")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
NOTHING_HERE = "本期没有。"
_NUMERALS = "零一二三四五六七八九"


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """Return `text` on one line, without characters that an office file cannot hold or a reader cannot see."""
    return _ESCAPED.sub("＿", _BREAKS.sub(" ", _UNFIT.sub("", text)))


def words_of(part: Part) -> str:
    """Return a part of a paragraph or the content of a cell as it is read."""
    return clean(part if isinstance(part, str) else part.shown)


def numeral(number: int) -> str:
    """Return a number below a hundred as headings count: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    many = f"{_NUMERALS[tens] if tens > 1 else ''}十" if tens else ""
    return many + (_NUMERALS[ones] if ones else "")


@lru_cache(maxsize=8192)
def width(text: str) -> int:
    """Return how wide a text is in halves of a Chinese character."""
    return sum(2 if char > "\u2e7f" or char in "—…“”‘’" else 1 for char in text)
