"""Tells which tickets a quoted message is about by what it prints, and whether it is a message heard before."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from rules.bundling import CIRCLED
from rules.command_line import strip_mention
from rules.half_width import half_width
from rules.ticket_number import FoundNumber, Patterns, find_numbers

_MARKED = re.compile(rf"\s*(?:[{CIRCLED}]|[0-9]{{1,3}}\.)\s*")
# That it is said again, and that the desk was away, stand above the title.
ABOVE_A_PUSH = r"(?:（(?:补发|催办)[^（）]{0,60}）\s*)*"
_TITLED = re.compile(rf"\s*{ABOVE_A_PUSH}【[^】]*】\s*")
# Some clients put the name of whoever wrote it before what is quoted.
_SENDER = re.compile(r"\s*[「“\"]?(?P<name>[^\s：:，,。【】①-⑳0-9]{2,16})[：:]\s*")
# So many words are no accident, although what follows them was cut without a sign.
_LONG = 12
_WRITTEN = re.compile(
    r"\s*(?:[@＠]\S+\s*)?(?:这是引用[：:]?\s*)?「(?P<quote>[^」]+)」\s*\n\s*(?:[-—－]\s*){5,}\n(?P<words>.*)", re.DOTALL
)
_COUNTED = re.compile(r"】共([0-9]{1,3})[件项条]")
_JOINS = re.compile(r"[\s、,，;；和及与]*")
_BARE = re.compile(r"\s*·?\s*")


def numbers_printed(quote: str, patterns: Patterns) -> tuple[str, ...]:
    """Return the full numbers a quoted message is about, in the order of its lines.

    A list gives the number behind each mark, a push the one behind its title, an answer those its lines begin with;
    whatever else the lines hold is the matter of an order, where a citizen may name an earlier one. What is written
    in none of these ways is somebody's own message, and every number in it counts.
    """
    sender = _SENDER.match(quote)
    if sender and _TITLED.match(quote, sender.end()):
        quote = quote[sender.end() :]
    found = [(line, numbers) for line in quote.splitlines() if (numbers := find_numbers(line, patterns))]
    heads = [(line[: numbers[0].start], numbers[0].text) for line, numbers in found]
    marked = [number for before, number in heads if _MARKED.fullmatch(before)]
    if marked:
        # Two limits of one order are two lines, and ③ is the third of them.
        return tuple(marked)
    if heads and _TITLED.fullmatch(heads[0][0]):
        return (heads[0][1],)
    bare = [
        number
        for line, numbers in found
        if _BARE.fullmatch(line, 0, numbers[0].start)
        for number in _run(line, numbers)
    ]
    if bare:
        return tuple(dict.fromkeys(bare))
    return tuple(dict.fromkeys(number.text for number in find_numbers(quote, patterns)))


def is_whole(quote: str, patterns: Patterns) -> bool:
    """Tell whether a quoted list has all the lines that its heading counts; the platform may cut its end off."""
    counted = _COUNTED.search(quote)
    return counted is None or int(counted[1]) <= len(numbers_printed(quote, patterns))


def _run(line: str, numbers: Sequence[FoundNumber]) -> list[str]:
    """Return the number a line begins with, and those that follow it with nothing but commas between."""
    joined = [
        _JOINS.fullmatch(line, before.end, after.start) is not None for before, after in itertools.pairwise(numbers)
    ]
    return [number.text for number in numbers[: [*joined, False].index(False) + 1]]


def split_written_quote(text: str) -> tuple[str, str] | None:
    """Return a quote that a client writes into the text itself, and the words below its line; None without one."""
    found = _WRITTEN.match(text)
    return (found["quote"], found["words"]) if found else None


def named_sender(quote: str) -> str | None:
    """Return the name that stands before a quoted text, where one seems to: 陈主任：明天去."""
    found = _SENDER.match(quote)
    return found["name"] if found else None


def is_same_message(quote: str, text: str, bot_names: Iterable[str]) -> bool:
    """Tell whether a quoted text is this message: whole or cut short, with or without its sender's name."""
    kept, whole = _before_the_cut(quote), _plain(text, bot_names)
    named = _SENDER.match(kept)
    for quoted in [kept, *([kept[named.end() :]] if named else [])]:
        words = _plain(quoted, bot_names)
        if words and (words == whole or (whole.startswith(words) and (kept != quote or len(words) >= _LONG))):
            return True
    return False


def _before_the_cut(quote: str) -> str:
    """Return a quote without the dots that show that the rest was left out; itself when it has none."""
    end = quote.rstrip().rstrip('」”"')
    return end.rstrip("….") if end.endswith(("…", "...")) else quote


def _plain(text: str, bot_names: Iterable[str]) -> str:
    return re.sub(r"\s+", "", half_width(strip_mention(text, bot_names)[0])).strip('“”「」"')
