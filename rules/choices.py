"""Reads the answer to a numbered list: 2, 2和3, 第二个, 都是, 都不是, a tail, or ①办完 ②明天."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rules.half_width import half_width
from rules.line_marks import find_lines, line_number
from rules.reply_pieces import UNNAMED_LINE, TextPiece, split_pieces, words_of
from rules.ticket_number import Patterns

_NONE = re.compile(
    r"不是(?:[这那][些几两三]?[个件条]?|(?:上面|以上)的?)|(?:以上|上面|一?个|哪个|全部?)?(?:都|也)?(?:不是|不对|没有)|都不|全不是|取消|算了|不选|不用了|0|没有这(?:个|件)"
)
_COUNT = {"两": 2, "俩": 2, "二": 2, "仨": 3, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_ALL = re.compile(
    r"(?:(?P<count>[2-9两俩二仨三四五六七八九])[个件条]?|这[些几][个件]?|以上|上面的?)?"
    r"(?:全部?都?|全都|所有的?都?|都|均)(?:是(?!不)的?|算|选|要)?[的了吧啊呀哈]*(?P<words>.*)",
    re.S,
)
_THESE = re.compile(r"(?:就|是|说的)*这(?P<count>[2-9两俩二仨三四五六七八九])[个件条]?[的了吧啊呀呗嘛]*")
_BEGINS_WITH_ALL = re.compile(r"\s*(?:[全其]部?|都|均|别的|剩)")
_ALL_BUT = re.compile(r"[0-9①-⑳]|但|就|只|除|剩|其[他余它]|别的|唯独|有的?[些个]|一个")
_BETWEEN = re.compile(r"[\s、,;和跟与及+/]+|还有")
_LEAD = re.compile(r"(?:我?(?:选|说的)?(?:是|就是?|应该是|指的?是?)|选)?\s*")
_CLOSE = r"\s*(?:[个件条项号]|的|那[个件条]|这[个件条])*\s*"
_ONE = re.compile(rf"第?\s*([0-9]|[①-⑨]|[一二三四五六七八九]){_CLOSE}")
_RANGE = re.compile(
    rf"第?\s*([0-9]|[①-⑨]|[一二三四五六七八九]){_CLOSE}(?:到|至|[-~])\s*第?\s*([0-9]|[①-⑨]|[一二三四五六七八九]){_CLOSE}"
)
_ENDS = re.compile(r"(?:都是|都|是|这?[两三几]个|吧|哈|啊|呀|呢|呗|嘛|的|[.!~])+$")
_EDGES = re.compile(r"(前|后|最后|头)(?:面)?\s*([两二三四五六七八九一2-9])?\s*[个件条]")
_SHORT_TAIL = re.compile(r"(?:尾号|单号|末[三四]位|后[三四]位)?\s*([0-9]{2,12})(?:的|那[个件]|这[个件])?")
# Nobody picks lines in so many letters.
_LONGEST_PICK = 120
_FILLING = re.compile(r"[\s,、;:的那这个件号是就选都吧哈啊呀呢呗嘛]*")


@dataclass(frozen=True)
class NoneOfThem:
    """None of the choices was meant."""


@dataclass(frozen=True)
class UnclearWhich:
    """It answers the list without saying plainly which; `why` is which, all (of a list not shown whole) or uneven."""

    why: str = "which"


@dataclass(frozen=True)
class Chosen:
    """These lines (from 1), each with the words newly said of it; '' leaves what was said before."""

    parts: tuple[tuple[int, str], ...]

    @property
    def only_line(self) -> int | None:
        """Return the line when just one was chosen."""
        return self.parts[0][0] if len(self.parts) == 1 else None


Choice = Chosen | NoneOfThem | UnclearWhich


def read_choice(
    text: str, numbers: Sequence[str], patterns: Patterns = (), *, n_shown: int | None = None
) -> Choice | None:
    """Return which of a shown list `text` picks; None when it does not speak of the list.

    `numbers` are the ticket numbers of the lines, or anything else that people do not type; when only `n_shown` of
    them were shown, the others can be named by their tails, and 都是 picks nothing.
    """
    plain = half_width(text).strip().rstrip("。.!~ ")
    n = len(numbers) if n_shown is None else n_shown
    if _NONE.fullmatch(plain):
        return NoneOfThem()
    if (these := _THESE.fullmatch(plain)) and _count(these["count"]) == n == len(numbers):
        return Chosen(tuple((line, "") for line in range(1, n + 1)))
    if (every := _ALL.fullmatch(plain)) and not _ALL_BUT.search(every["words"]):
        count = _count(every["count"])
        if n < len(numbers) or count not in (None, n):
            return UnclearWhich("all" if n < len(numbers) else "which")
        words = every["words"].strip(" ,;")
        return Chosen(tuple((line, words) for line in range(1, len(numbers) + 1)))
    if lines := _bare_lines(plain, n):
        return _chosen(lines, n)
    if (lines := _by_tail(plain, numbers)) is not None:
        return _chosen(lines, len(numbers))
    return _by_pieces(text, numbers, patterns, n)


def _chosen(lines: Sequence[int], n: int) -> Choice:
    is_known = bool(lines) and all(1 <= line <= n for line in lines)
    return Chosen(tuple((line, "") for line in dict.fromkeys(lines))) if is_known else UnclearWhich()


def _bare_lines(plain: str, n: int) -> list[int] | None:
    """Return the lines of a text that is nothing but lines; [] is a list of none that are known."""
    if len(plain) > _LONGEST_PICK:
        return None
    if edge := _EDGES.fullmatch(plain):
        many = _count(edge[2]) or 1
        return list(range(1, many + 1)) if edge[1] in "前头" else list(range(max(1, n - many + 1), n + 1))
    lead = _LEAD.match(plain)
    core = _ENDS.sub("", plain[lead.end() :] if lead else plain)
    parts = [part for part in _BETWEEN.split(core) if part]
    lines: list[int] = []
    for part in parts:
        if span := _RANGE.fullmatch(part):
            lines += range(line_number(span[1]), line_number(span[2]) + 1)
        elif one := _ONE.fullmatch(part):
            lines.append(line_number(one[1]))
        else:
            return None
    return lines or None


def _by_tail(plain: str, numbers: Sequence[str]) -> list[int] | None:
    found = _SHORT_TAIL.fullmatch(plain)
    if found is None:
        return None
    fitting = [line for line, number in enumerate(numbers, start=1) if number.endswith(found[1])]
    # 12 may be a tail or ① and ②; a number of no choice may be that of another ticket.
    if len(found[1]) < 3 or len(fitting) > 1:
        return []
    return fitting or (None if len(found[1]) >= 4 else [])


def _by_pieces(text: str, numbers: Sequence[str], patterns: Patterns, n: int) -> Choice | None:
    """Read ①办完 ②明天 and 4512那个, if every piece names choices and nothing else."""
    pieces = split_pieces(text, patterns, n)
    is_uneven = _BEGINS_WITH_ALL.match(text) or any(UNNAMED_LINE in piece.lines for piece in pieces)
    if is_uneven and find_lines(text, n):
        return UnclearWhich("uneven")
    parts: list[tuple[int, str]] = []
    for piece in pieces:
        lines = _lines_of(piece, numbers)
        if not lines:
            return None
        if not all(1 <= line <= n for line in piece.lines):
            return UnclearWhich()
        words = words_of(piece, patterns, n)
        parts += [(line, "" if _FILLING.fullmatch(words) else words) for line in lines]
    return Chosen(tuple(parts)) if len({line for line, _ in parts}) == len(parts) else UnclearWhich()


def _lines_of(piece: TextPiece, numbers: Sequence[str]) -> list[int]:
    """Return the lines a piece names; [] when it names none, or a ticket that is not among the choices."""
    lines = list(piece.lines)
    for name in (*piece.numbers, *piece.tails):
        fitting = [line for line, number in enumerate(numbers, start=1) if number.endswith(name)]
        if len(fitting) != 1:
            return []
        lines += fitting
    return list(dict.fromkeys(lines))


def _count(word: str | None) -> int | None:
    if not word:
        return None
    return int(word) if word.isdigit() else {**_COUNT, "一": 1}[word]
