"""Reads what an order says as pairs of characters: ways to write a number folded, what every order says left out."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from rules.half_width import half_width

# A matter is told in the title and at the beginning; behind it come its history and the wishes.
_TELLING = 200
_TOLD_FIRST = 120
_WORD = range(2, 11)
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九](?=期|号楼|号院|[栋幢座区]|单元)")
_BUILDING = re.compile(r"(?<=[0-9])(?:栋|幢|座|#楼?|楼(?!道|梯|上|下))")
_NOT_TOLD = re.compile(r"[^0-9A-Za-z一-鿿]+")
# Order numbers, phones, dates and times tell orders apart, never matters.
_CODES = re.compile(
    r"[A-Za-z]*[0-9][0-9-]{5,}|[12][0-9]{3}年(?:[0-9]{1,2}月(?:[0-9]{1,2}[日号])?)?|[0-9]{1,2}月[0-9]{1,2}[日号]"
    r"|[0-9]{1,2}(?::[0-9]{2}|[点时](?:[0-9]{1,2}分)?)"
)
# What every order says, whatever it is about.
_FORMULA = re.compile(
    r"市民|来电人?|致电|反映人?|诉求人?|居民|群众|业主|表示|希望|要求|请求?|尽快|及时|立即|予以|相关|有关|部门|单位|处理|解决"
    r"|核实|反馈|办理|回复|答复|谢谢|多次|再次|又一?次|仍未|一直|至今|目前|现在|情况|问题|小区|其居住的|居住|位于|该|称"
)
# What only a letter says besides.
_LETTER = re.compile(r"尊敬的|领导|书记|市长|您好|你好|我[们是叫家]?|咨询|投诉|举报|建议|恳请|关于|强烈|严重|影响|政府")


def in_figures(plain: str) -> str:
    """Return a half-width text with 三号楼 as 3号楼."""
    return _CHINESE_NUMBER.sub(lambda found: found[0].translate(_NUMERALS), plain)


def as_buildings(plain: str) -> str:
    """Return a half-width text with 3#, 3栋 and 3楼 as 3号楼."""
    return _BUILDING.sub("号楼", plain)


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of characters of a text, without what every order says."""
    runs = _NOT_TOLD.split(_FORMULA.sub(" ", in_figures(half_width(text))))
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


def grams(title: str | None, content: str | None) -> array[int]:
    """Return the pairs of the words that tell a matter as sorted numbers, each as often as it is said.

    They are kept and compared in bulk. What stands in the title counts twice.
    """
    title, content = title or "", content or ""
    found: list[int] = []
    for part in (title, title, content[:_TELLING]):
        plain = as_buildings(in_figures(half_width(part)))
        plain = _LETTER.sub(" ", _FORMULA.sub(" ", _CODES.sub(" ", plain)))
        for run in _NOT_TOLD.split(plain):
            codes = [ord(character) for character in run]
            found += [before << 16 | after for before, after in pairwise(codes)]
    return array("I", sorted(found))


def shared_words(texts: Sequence[str], most: int = 3) -> tuple[str, ...]:
    """Return the longest words that more than half of the texts say, at least two of them; of fewer texts none."""
    said: Counter[str] = Counter()
    for text in texts:
        plain = _FORMULA.sub(" ", _CODES.sub(" ", in_figures(half_width(text[:_TOLD_FIRST]))))
        runs = _NOT_TOLD.split(_LETTER.sub(" ", plain))
        said.update({run[at : at + length] for run in runs for length in _WORD for at in range(len(run) - length + 1)})
    common = sorted(
        (word for word, times in said.items() if times * 2 > len(texts) > 1), key=lambda word: (-len(word), word)
    )
    words: list[str] = []
    for word in common:
        if not any(word[at : at + 2] in known for known in words for at in range(len(word) - 1)):
            words.append(word)
    return tuple(words[:most])
