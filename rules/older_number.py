"""Finds the older order that an order names: the one it urges (催办, 督办), or the one it says it goes on from."""

from __future__ import annotations

import re

from rules.half_width import half_width
from rules.ticket_number import Patterns, find_numbers

_URGES = re.compile("催办|督办|催单")
_IS_CALLED_SO = re.compile(
    "^[【(\\[]?(?:市民)?(?:再次)?(?:来电)?(?:催办|督办|催单)|【(?:催办|督办)|(?:催办|督办)(?:工?单|件)"
)
_POINTS_BACK = re.compile(
    r"(?:原|前次?|上一?[次件]|上个|首次|此前|之前|关联|对应|被[催督]办?|催办)的?(?:工?单|来?件|诉求|办件|受理)?(?:编?号码?|编码)?"
    r"(?:是|为)?[\s:#(]*$"
)
# Most orders name no other, and looking for every form of number takes long.
_MAY_POINT_BACK = re.compile("(?:[原前件次个]|关联|对应|[催督]办?)[^0-9]{0,24}[0-9]")


def urges(kind: str | None, flags: tuple[str, ...], words: str) -> bool:
    """Tell whether an order is there to speed up another one, by its kind, its mark or what it calls itself."""
    marked = bool(kind and _URGES.search(kind)) or "督办" in flags
    return marked or _IS_CALLED_SO.search(half_width(words)) is not None


def older_numbers(text: str, own: str, patterns: Patterns, *, is_urging: bool) -> tuple[str, ...]:
    """Return the numbers an order gives for older ones, each once; one that urges means every number but its own."""
    plain = half_width(text)
    if not is_urging and not _MAY_POINT_BACK.search(plain):
        return ()
    found = [each for each in find_numbers(plain, patterns) if each.text != own]
    named = [
        each.text for each in found if is_urging or _POINTS_BACK.search(plain, max(0, each.start - 14), each.start)
    ]
    return tuple(dict.fromkeys(named))
