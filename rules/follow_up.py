"""Decides what a call-back of the desk means for its order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeVar, get_args

from rules.guards import is_question
from rules.half_width import half_width

Verdict = Literal["满意", "基本满意", "不满意", "未接通"]
SolvedWord = Literal["已解决", "部分解决", "未解决"]
_Word = TypeVar("_Word", bound=str)
Meaning = Literal["goes_on", "reopens", "tried", "lacks_solved", "contradicts"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SOLVED_WORDS: tuple[SolvedWord, ...] = get_args(SolvedWord)
# What people say of a call; each ends where the next piece begins, so that 解决不了 is never 解决.
_ENDS = r"(?=$|[\s,，、;；.。:：!！])"
NOT_REACHED = re.compile(
    r"(?:电话)?(?:(?:未接通|没有?接通|没有?人接听?|无人接听?|没有?打通|打不通|未接听|无应答)(?:电话)?"
    rf"|(?P<why>占线|忙音|拒接|挂断|关机|停机|空号|无法接通|不在服务区))了?{_ENDS}"
)
_GAP = re.compile(r"[\s,，、;；.。:：]*")
_SPOKEN_VERDICTS: tuple[tuple[Verdict, re.Pattern[str]], ...] = (
    ("不满意", re.compile(r"(?:还是|非常|很|极其?|十分)?不(?:太|大|是?很|够)?满意")),
    ("基本满意", re.compile(r"(?:基本|大致)上?满意")),
    ("满意", re.compile(r"(?:非常|很|十分|挺|比较|较|特别|都)?满意")),
    ("未接通", NOT_REACHED),
)
_SPOKEN_SOLVED: tuple[tuple[SolvedWord, re.Pattern[str]], ...] = (
    ("部分解决", re.compile(rf"(?:还|仍|都|并)?(?:没有?|未)(?:完全|全部|彻底|都)(?:得到)?解决{_ENDS}")),
    ("部分解决", re.compile(rf"部分(?:得到)?解决了?{_ENDS}|(?:只|才)?解决了?(?:一?部分|一半){_ENDS}")),
    (
        "未解决",
        re.compile(
            rf"(?:问题)?(?:还|仍然?|依然|都|一直|并|根本|尚)*(?:没有?|未)(?:能|得到)?解决好?{_ENDS}|解决不了{_ENDS}"
        ),
    ),
    ("已解决", re.compile(rf"(?:问题)?(?:已经?|都|全部?|均|得到)*解决(?:好|完)?[了啦]?{_ENDS}")),
)
_SAYS_SOMETHING = re.compile("[一-鿿]{2}")


def meaning_of(verdict: Verdict, solved: SolvedWord | None) -> Meaning:
    """Return what follows: the platform can be answered, the unit works on, another try, or what has to be asked.

    不满意 alone is plain enough. Who did not pick up said nothing of the solution.
    """
    if verdict == "未接通":
        return "tried" if solved is None else "contradicts"
    if verdict == "不满意":
        return "reopens"
    if solved is None:
        return "lacks_solved"
    return "goes_on" if solved == "已解决" else "reopens"


def in_plain_verdict(text: str) -> str:
    """Return what stands behind the number of a call-back with its verdict and 解决 as the command writes them.

    非常满意，问题解决了 is 满意 已解决. Words that are neither stay as they are.
    """
    plain = half_width(text)
    verdict, end = _at(_SPOKEN_VERDICTS, plain, 0)
    if verdict is None:
        return text
    solved, behind = _at(_SPOKEN_SOLVED, plain, end)
    return " ".join(filter(None, [verdict, solved, text[behind:].strip(), why_not_reached(plain[:end])]))


def why_not_reached(said: str) -> str | None:
    """Return the word of a call that tells why nobody was reached (停机), which stays in the note."""
    found = NOT_REACHED.match(said.strip())
    return found["why"] if found else None


def _at(spoken: Sequence[tuple[_Word, re.Pattern[str]]], plain: str, start: int) -> tuple[_Word | None, int]:
    """Return the word that is said at a place, and where what follows it begins."""
    gap = _GAP.match(plain, start)
    begin = gap.end() if gap else start
    for word, said in spoken:
        if found := said.match(plain, begin):
            behind = _GAP.match(plain, found.end())
            return word, behind.end() if behind else found.end()
    return None, begin


def is_reason(text: str) -> bool:
    """Tell whether words can tell a unit what the citizen is not content with; a question tells nothing."""
    plain = half_width(text).strip()
    return not plain.startswith("/") and bool(_SAYS_SOMETHING.search(plain)) and not is_question(plain)
