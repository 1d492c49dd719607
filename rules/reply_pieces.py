"""Splits a unit's message into pieces, one for each ticket or bundle line it speaks about."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass

from rules.bundling import CIRCLED
from rules.half_width import half_width
from rules.line_marks import UNNAMED_LINE as UNNAMED_LINE
from rules.line_marks import find_lines, is_list_of_its_own
from rules.receipts import leading_receipt
from rules.ticket_number import Patterns, find_numbers, find_tails

_EXCEPTED = re.compile(
    rf"除了|(?<![拆清消排扫铲解])除(?:\s*[0-9{CIRCLED}]|[^,，。;；\n]{{0,20}}外)|[0-9{CIRCLED}][^,，。;；\n]{{0,3}}[以之]外"
    r"|除外(?=$|[\s,，。;；])|不包括|不含"
)
_THE_OTHERS = re.compile(
    r"(?:^|(?<=[\s,，。;；!！、]))(?:其他|其它|其余|剩下|余下|别的|另外(?=[几两三的都一]))(?![^,，。;；\n]{0,3}(?:社区|单位|小区|地方|部门|问题))"
)
# Without a break before it 剩下的 is of other tickets only where it is said at once how they stand: 剩下的明天.
_STANDS = (
    r"(?=\s*(?:的?|[都也])*(?:明|后天|今|下午|上午|晚|周|下周|没|还|不|未|等|在[修弄办清换等拆]|正在|待|马上|先|已"
    r"|[办弄修清换拆处][理好完了]|[好妥完行]了|收到|回头|延|归|缺|差))"
)
_COUNTED = r"(?:[一二两三四五六七八九几俩仨0-9]?[个件条单])"
_ANOTHER = re.compile(rf"(?:另外?一?[个件条单]|另外[一二两三几]?[个件条])的?{_STANDS}")
_THE_REST = re.compile(rf"(?:还有{_COUNTED}|(?:剩下|余下|其余|其[他它]){_COUNTED}?的?{_COUNTED}?){_STANDS}")
# 换好两盏，还有一盏没换: parts of the matter are counted, not tickets.
_PARTS = re.compile(r"[一二两三四五六七八九十几半俩仨0-9]\s*[个处盏户根块栋层段只扇条台辆间件]")
_OF_ITS_OWN = re.compile("剩下|余下|其余")
_JOINS = re.compile(r"(?:[\s、,，和及与跟/+&:：]|还有|以及|尾号|单号|#)*")
_ALSO = re.compile(r"[、和及与跟/+&]|还有|以及")
_DENIED_NEXT = re.compile(r"[\s的那]*(?:[还也]?(?:没|未)|不(?:是|行|归|好|用))")
_TO = re.compile(r"\s*[到至~～—-]\s*")
_CORRECTION = re.compile(
    r"不对[,，\s]*(?:是|应该|我说)|(?:打|说|写|发|搞|弄|看|输)(?:错|串|岔)了?|口误|笔误|手误|应该是|哦不|不是\s*$|更正"
)
# Who reports what others say reports it of the tickets named behind it.
_REPORTED = re.compile(r"[说讲称]$")
_BREAK = re.compile(r"[\n;；。!！]+|[,，]")
_CONNECTORS = re.compile(r"(?:[\s,，]*(?:但是?|而|就|只有|除了|不过|可是|剩下|还有|另外|至于|尾号|单号|工单|#))+$")

# More than any list shows: nobody means each of them, and reading must stay quick.
_MOST_NAMED = 60


@dataclass(frozen=True)
class TextPiece:
    """A part of a message with the numbers, tails and lines (from 1, or UNNAMED_LINE) it names."""

    text: str
    numbers: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Ref:
    kind: str
    text: str
    start: int
    end: int
    lines: tuple[int, ...] = ()


def split_pieces(text: str, patterns: Patterns, n_lines: int = 0) -> list[TextPiece]:
    """Return the pieces of `text` in order; a text that names nothing is one piece.

    `n_lines` is how long the numbered list is that the text answers: then 2 and 第二个 name a line as ② does.
    """
    refs = _refs(text, patterns, n_lines)
    groups = _groups(text, refs)
    is_excepted = _EXCEPTED.search(text) is not None
    if not groups and not (n_lines > 1 and (is_excepted or is_list_of_its_own(text))):
        return [TextPiece(text.strip())]
    if not groups or is_excepted or _is_unsure(text, refs, groups):
        return [TextPiece(text.strip(), lines=(UNNAMED_LINE,))]
    cuts = [
        0,
        *(_cut(text, before[-1].end, after[0].start) for before, after in itertools.pairwise(groups)),
        len(text),
    ]
    cuts[0] = leading_receipt(text, groups[0][0].start) if _leaves_some(groups, n_lines) else 0
    received = [_others(text[: cuts[0]])] if cuts[0] else []
    named = [
        piece
        for low, high, group in zip(cuts, cuts[1:], groups, strict=False)
        for piece in _without_the_others(text, low, high, group, n_lines)
    ]
    return named + received


def words_of(piece: TextPiece, patterns: Patterns, n_lines: int = 0) -> str:
    """Return the half-width words of a piece without numbers, marks and mentions."""
    plain = half_width(piece.text)
    for group in reversed(_groups(piece.text, _refs(piece.text, patterns, n_lines))):
        before, after = plain[: group[0].start], plain[group[-1].end :]
        # 物业说4512、4513都修好了 stays one clause without its numbers.
        plain = before + ("" if _REPORTED.search(before) else " ") + after
    plain = re.sub(r"@\S+\s*|尾号|单号|#|^[\s:,.、]+", "", plain)
    return plain.strip(" \t\n:,;、")


def _refs(text: str, patterns: Patterns, n_lines: int) -> list[_Ref]:
    found = [_Ref("number", number.text, number.start, number.end) for number in find_numbers(text, patterns)]
    found += [_Ref("tail", tail.text, tail.start, tail.end) for tail in find_tails(text, patterns)]
    taken = bytearray(len(text))
    for ref in found:
        taken[ref.start : ref.end] = b"\1" * (ref.end - ref.start)
    found += [
        _Ref("line", text[mark.start : mark.end], mark.start, mark.end, mark.lines)
        for mark in find_lines(text, n_lines)
        if not any(taken[mark.start : mark.end])
    ]
    return sorted(found, key=lambda ref: ref.start)


def _is_unsure(text: str, refs: list[_Ref], groups: list[list[_Ref]]) -> bool:
    """Tell whether nobody can say which tickets are meant, or which of the words count for one."""
    return (
        len(groups) > _MOST_NAMED
        or _is_range_of_numbers(text, refs)
        or _corrects_itself(text, groups)
        or _takes_one_out(groups)
    )


def _leaves_some(groups: list[list[_Ref]], n_lines: int) -> bool:
    """Tell whether a list was shown of which the text names lines, but not all."""
    named = {line for group in groups for ref in group for line in ref.lines}
    return n_lines > 1 and 0 < len(named) < n_lines


def _takes_one_out(groups: list[list[_Ref]]) -> bool:
    """①到③都办完，②明天 says two things of ②: the second may take it out of the first."""
    named = [{line for ref in group for line in ref.lines} for group in groups]
    times = Counter(line for lines in named for line in lines)
    return any(len(lines) > 1 and any(times[line] > 1 for line in lines) for lines in named)


def _is_range_of_numbers(text: str, refs: list[_Ref]) -> bool:
    """4512到4515 names tickets nobody can count out, so it is asked about."""
    return any(
        _TO.fullmatch(text, before.end, after.start)
        for before, after in itertools.pairwise(refs)
        if "line" not in (before.kind, after.kind)
    )


def _corrects_itself(text: str, groups: list[list[_Ref]]) -> bool:
    """4512修好了，不对是4513 may leave nothing of what was said of the first, so it is asked about."""
    return any(_CORRECTION.search(text, before[-1].end, after[0].start) for before, after in itertools.pairwise(groups))


def _groups(text: str, refs: list[_Ref]) -> list[list[_Ref]]:
    """Numbers with nothing but commas and 和 between them are spoken of together."""
    groups: list[list[_Ref]] = []
    for ref in refs:
        if groups and _belongs_to(text, groups[-1], ref):
            groups[-1].append(ref)
        else:
            groups.append([ref])
    return groups


def _belongs_to(text: str, group: list[_Ref], ref: _Ref) -> bool:
    """In 4512和4513，1207没弄 what is denied behind the comma is of the last alone."""
    between = text[group[-1].end : ref.start]
    if "\n" in between or not _JOINS.fullmatch(between):
        return False
    is_apart = "," in half_width(between) and any(
        _ALSO.search(text, one.end, two.start) for one, two in itertools.pairwise(group)
    )
    return not (is_apart and _DENIED_NEXT.match(text, ref.end))


def _cut(text: str, before: int, after: int) -> int:
    """Where the next piece begins: at the last break before its number, else at the words that lead to it."""
    hard = [found.end() for found in re.finditer(r"[\n;；。!！]", text[before:after])]
    if hard:
        return before + hard[-1]
    between = text[before:after]
    breaks = [found.end() for found in _BREAK.finditer(between)]
    if breaks and len(between[breaks[-1] :].strip()) <= 6:
        return before + breaks[-1]
    led = _CONNECTORS.search(between)
    return before + led.start() if led else after


def _without_the_others(text: str, low: int, high: int, group: list[_Ref], n_lines: int) -> list[TextPiece]:
    """What is said of 其他的 behind a number, or before it, is a piece of its own."""
    before = _THE_OTHERS.search(text, low, group[0].start)
    own_start = low
    found: list[TextPiece] = []
    breaks = [hit.end() for hit in _BREAK.finditer(text, low, group[0].start)]
    if before and breaks and breaks[-1] > before.end():
        own_start = breaks[-1]
        found.append(_others(text[low:own_start]))
    behind = _others_behind(text, group, high, is_of_several=n_lines > 1 or len(group) > 1 or group[0].kind == "line")
    found.append(_piece(text[own_start : behind.start() if behind else high], group))
    if behind:
        found.append(_others(text[behind.start() : high]))
    return found


def _others_behind(text: str, group: list[_Ref], high: int, *, is_of_several: bool) -> re.Match[str] | None:
    """Where it begins what is said of 另一个 or 剩下的; behind one number, or with parts counted, it is its own.

    Who answers a list speaks of several, also behind the number of one.
    """
    start = group[-1].end
    patterns = (_THE_OTHERS, _ANOTHER, _THE_REST) if is_of_several else (_THE_OTHERS, _ANOTHER)
    hits = [hit for pattern in patterns if (hit := pattern.search(text, start, high))]
    if not is_of_several:
        hits = [hit for hit in hits if not _OF_ITS_OWN.match(hit[0])]
    hits = [hit for hit in hits if not _PARTS.search(text, start, hit.start())]
    return min(hits, key=lambda hit: hit.start(), default=None)


def without_the_rest(words: str) -> str:
    """Return words without the 剩下的 or 另一个 they begin with, which names tickets and tells nothing of the work."""
    found = next((hit for pattern in (_THE_REST, _ANOTHER, _THE_OTHERS) if (hit := pattern.match(words))), None)
    return words[found.end() :].lstrip("的都也 ") if found else words


def is_of_the_rest(text: str) -> bool:
    """Tell whether a piece begins with 剩下的, 另一个 or the like, or is a receipt of all that no piece names."""
    return leading_receipt(f"{text},", len(text) + 1) > 0 or any(
        pattern.match(text) for pattern in (_THE_OTHERS, _ANOTHER, _THE_REST)
    )


def _others(text: str) -> TextPiece:
    return TextPiece(text.strip().strip(",，;；").strip(), lines=(UNNAMED_LINE,))


def _piece(text: str, group: list[_Ref]) -> TextPiece:
    def of(kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ref.text for ref in group if ref.kind == kind))

    lines = tuple(dict.fromkeys(line for ref in group for line in ref.lines))
    return TextPiece(text.strip().strip(",，;；").strip(), of("number"), of("tail"), lines)
