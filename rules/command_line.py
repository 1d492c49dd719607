"""Reads a chat message as a command: mention, slash, name and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rules.half_width import half_width
from rules.ticket_number import Patterns
from rules.ticket_words import read_ticket_words

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_GAP = rf"[\s{_INVISIBLE}]*"
# What people hang on a name without meaning more: 催办一下, 办结了, 待办列表.
_FILLING = re.compile(r"^(?:一下|一次|下|了|吧|列表|清单|工单|单子)+(?=\s|$|[0-9０-９])")
_PAGE = re.compile(r"[0-9]{0,2}")
_NAME = re.compile(r"[A-Za-z_一-鿿]+")


@dataclass(frozen=True)
class CommandLine:
    """A command as typed: its `name` in plain small letters, `rest` verbatim, `words` of the rest in plain form."""

    name: str
    rest: str
    words: tuple[str, ...]


def strip_mention(text: str, bot_names: Iterable[str]) -> tuple[str, bool]:
    """Return `text` without mentions of the bot before or behind it, and whether one stood before it."""
    names = sorted((name for name in bot_names if name.strip()), key=len, reverse=True)
    either = "|".join(r"\s*".join(map(re.escape, half_width(name).split())) for name in names)
    text = text.strip().strip(_INVISIBLE).strip()
    if not names:
        return text, False
    leading = re.compile(rf"{_GAP}(?:@{_GAP}(?:{either})(?![A-Za-z0-9_]){_GAP}[,，:：]?{_GAP})+", re.IGNORECASE)
    # A run of spaces is looked at once, not from each of its spaces.
    trailing = re.compile(rf"(?<![\s{_INVISIBLE}]){_GAP}@{_GAP}(?:{either}){_GAP}$", re.IGNORECASE)
    found = leading.match(half_width(text))
    if found:
        text = text[found.end() :]
    if behind := trailing.search(half_width(text)):
        text = text[: behind.start()]
    return text, found is not None


def read_command(
    text: str,
    bot_names: Iterable[str],
    *,
    allow_bare: bool = False,
    known_names: Iterable[str] = (),
    other_words: Iterable[str] = (),
) -> CommandLine | None:
    """Return the command `text` is, or None when it is ordinary speech.

    `known_names` (names and synonyms) lets a name glued to its argument be cut (/签收4512属实), lets 、 pass for
    the slash as Chinese keyboards type it, and, with `allow_bare`, lets "签收 4512" right after a mention count.
    `other_words` begin like a name and are none (查询): nothing is cut from them.
    """
    known = {half_width(name).lower() for name in known_names}
    body, mentioned = strip_mention(text, bot_names)
    plain = half_width(body)
    slashed = re.match(r"\s*[/、\\]\s*", plain)
    named = _NAME.match(plain, slashed.end() if slashed else 0)
    if named is None or (slashed is None and not (allow_bare and mentioned)):
        return None
    is_another = any(len(word) > 1 and named[0].startswith(word) for word in other_words)
    name = _known_beginning(named[0].lower(), known, cut=slashed is not None and not is_another)
    if name not in known and (slashed is None or slashed[0].strip() != "/"):
        return None
    rest = body[named.start() + len(name) :]
    if len(name) < len(named[0]):
        rest = _FILLING.sub("", rest)
    rest = rest.strip().strip(_INVISIBLE).strip()
    return CommandLine(name, rest, tuple(half_width(rest).split()))


def read_bare(
    text: str, known_names: Iterable[str], patterns: Patterns, alone: Iterable[str] = ()
) -> CommandLine | None:
    """Return the command that a text without a slash is: exactly a command's name, then exactly ticket numbers.

    `alone` are the names that may stand without a number, or with that of a page.
    """
    known = {half_width(name).lower() for name in known_names}
    plain = half_width(text).strip()
    named = _NAME.match(plain)
    name = _known_beginning(named[0].lower(), known, cut=True) if named else ""
    if name not in known:
        return None
    rest = plain[len(name) :].strip()
    words = read_ticket_words(rest, patterns)
    is_whole = _PAGE.fullmatch(rest) if name in alone else words.numbers or words.tails
    if not is_whole or (words.rest.strip() and name not in alone):
        return None
    return CommandLine(name, rest, tuple(rest.split()))


def _known_beginning(typed: str, known: set[str], *, cut: bool) -> str:
    if typed in known or not cut:
        return typed
    beginnings = [name for name in known if typed.startswith(name) and not name.isascii()]
    return max(beginnings, key=len, default=typed)
