"""Decides what a call-back of the desk means for its order."""

from __future__ import annotations

import re
from typing import Literal, get_args

from rules.guards import is_question
from rules.half_width import half_width

Verdict = Literal["满意", "基本满意", "不满意", "未接通"]
SolvedWord = Literal["已解决", "部分解决", "未解决"]
Meaning = Literal["goes_on", "reopens", "tried", "lacks_solved", "contradicts"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SOLVED_WORDS: tuple[SolvedWord, ...] = get_args(SolvedWord)
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


def is_reason(text: str) -> bool:
    """Tell whether words can tell a unit what the citizen is not content with; a question tells nothing."""
    plain = half_width(text).strip()
    return not plain.startswith("/") and bool(_SAYS_SOMETHING.search(plain)) and not is_question(plain)
