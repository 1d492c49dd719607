"""Reads which of a shown list somebody means by what it is about or where it stands: 暖气那个, 下面那个, 不是1."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules.choices import Choice, Chosen, UnclearWhich
from rules.half_width import half_width

_LEAD = re.compile(r"(?:我?(?:说|选|指)?的?(?:是|就是)|就|是|选)?\s*")
_POINTS = r"(?:那|这)(?:一)?[个件条单](?:工单|单子)?"
_CLOSE = re.compile(rf"(?:\s*(?:{_POINTS}|[的个件条单]|吧|呢|啊|呀|哈|了))*[。.!~\s]*")
_POINTED = re.compile(rf"\s*(?:的?{_POINTS})\s*[,:]?\s*")
_POINTS_THERE = re.compile(f"{_POINTS}|的")
_NEWS = re.compile("[没未还不完了办弄换收修坏好]|联系")
_AND = re.compile(r"[和跟与及、,]|还有")
_SHORTEST, _LONGEST = 2, 12
# Longer ones are reports, which nobody gives instead of a line.
_LONGEST_ANSWER = 60
_PLACE = re.compile(rf"(?P<place>最?[上下前后]面?|中间|头)的?(?:{_POINTS}|一?[个件条])?(?:的|吧|呢|啊|哈)*")
_WITHOUT = re.compile(
    r"(?:除了?|不是|不要|不算|不含|不包括|非)\s*第?\s*[0-9①-⑨一二三四五六七八九]\s*[个件条]?(?:以?外)?(?:的?(?:都|全).*)?"
)
_FIRST, _LAST, _MIDDLE = ("最上", "最前", "头"), ("最下", "最后"), 3


def read_by_words(text: str, titles: Sequence[str]) -> Choice | None:
    """Return which of the lines with these titles `text` means; None when it speaks of none of them.

    A word counts when it stands in exactly one title, and of two lines only 上面 and 下面 are plain; whatever leaves a
    line out (除了3, 不是1) does not say how the others stand.
    """
    plain = half_width(text).strip()
    if len(plain) > _LONGEST_ANSWER:
        return None
    if _WITHOUT.fullmatch(plain):
        return UnclearWhich("uneven")
    if place := _PLACE.fullmatch(plain):
        return _by_place(place["place"], len(titles))
    lead = _LEAD.match(plain)
    named = plain[lead.end() :] if lead else plain
    lines = [_line_of(part.strip(), titles) for part in _AND.split(named) if part.strip()]
    if lines and all(lines):
        return Chosen(tuple((line, "") for line in dict.fromkeys(lines) if line))
    return _with_news(named, titles)


def _by_place(place: str, n: int) -> Choice:
    word = place.removesuffix("面")
    if word in _FIRST or (n == 2 and word in ("上", "前")):
        return Chosen(((1, ""),))
    if word in _LAST or (n == 2 and word in ("下", "后")):
        return Chosen(((n, ""),))
    return Chosen(((2, ""),)) if word == "中间" and n == _MIDDLE else UnclearWhich()


def _line_of(part: str, titles: Sequence[str]) -> int | None:
    """Return the one line whose title has these words; 还没修 is news of the work, although a title may say it."""
    for end in range(len(part), _SHORTEST - 1, -1):
        fitting = _fitting(part[:end], titles)
        if fitting and _CLOSE.fullmatch(part, end):
            is_news = _NEWS.search(part, 0, end) is not None and not _POINTS_THERE.search(part, end)
            return fitting[0] if len(fitting) == 1 and not is_news else None
    return None


def _with_news(text: str, titles: Sequence[str]) -> Choice | None:
    """Read 暖气那个修好了: new words stand for that line."""
    for end in range(min(len(text), _LONGEST), _SHORTEST - 1, -1):
        fitting, pointed = _fitting(text[:end], titles), _POINTED.match(text, end)
        if fitting and pointed and text[pointed.end() :].strip():
            return Chosen(((fitting[0], text[pointed.end() :].strip()),)) if len(fitting) == 1 else UnclearWhich()
    return None


def _fitting(words: str, titles: Sequence[str]) -> list[int]:
    return [line for line, title in enumerate(titles, start=1) if words in half_width(title)]
