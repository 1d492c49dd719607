"""Finds what stands behind the labels of a pasted order, with a colon, in brackets, in a row, or right behind them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rules.order_callers import NAME
from rules.order_fields import KINDS
from rules.order_labels import ANY_LABEL, FIELD_OF
from rules.surnames import SURNAMES

_BEFORE = r"(?:^|(?<=[\s;,。|\])】、(]))(?:市级|区级|平台)?"
# (首派) or (必填) behind a label, or who called.
_REMARK = r"(?:[ ]?\((?P<remark>[^()\n]{1,16})\))?"
_LABEL = re.compile(
    rf"[【\[][ ]?(?P<bracketed>{ANY_LABEL})[ ]?[】\]][ ]*(?::|(?![【\[]))"
    rf"|^[ ]*(?:\|[ ]*)?(?P<barred>{ANY_LABEL})[ ]*\|(?=[^|\n]*\|?[ ]*$)"
    rf"|{_BEFORE}(?P<plain>{ANY_LABEL}){_REMARK}[ ]*[:=]"
    rf"|(?:^|(?<=[\t\n]))(?P<tabbed>{ANY_LABEL})[ ]*\t"
    rf"|^[ ]*(?P<alone>{ANY_LABEL})[ ]*\n{{1,3}}(?=[^\n])",
    re.MULTILINE,
)
# Without a colon a label is one only where several stand, at the beginning of a line or right before what fits it.
_BARE = re.compile(rf"(?:^|(?<=[,;、 ]))(?P<bare>{ANY_LABEL})(?P<gap>[ ]*)(?=[^\s:=|])", re.MULTILINE)
_BARE_FROM = 4
# Where text recognition lost the line ends long labels stand anywhere, but then many of them.
_JOINED = re.compile(rf"(?P<bare>{ANY_LABEL})(?P<gap>)(?=[^\s:=|])")
_JOINED_FROM, _LONG = 6, 3
_MOMENT_AHEAD = "[0-9]{1,4}[ ]?[-/.年月:点时][ ]?[0-9]"
_LIMIT_AHEAD = "[0-9一二两三四五六七八九十半]{1,3}[ ]?个?(?:工作日|自然日|小时|天|日|分钟)"
_FITS = {
    "ticket_no": "[0-9A-Za-z一-鿿-]{0,8}[0-9]{6}",
    "caller_phone": r"[+0-9*][-0-9*]{6}",
    "caller_name": NAME,
    "kind": "|".join(KINDS),
    "urgency": "一般|普通|紧急|加急|特急",
    **dict.fromkeys(("reported_at", "first_dispatched_at", "deadline_at"), _MOMENT_AHEAD),
    **dict.fromkeys(("limit_text", "contact_limit_text"), _LIMIT_AHEAD),
    # Whatever stands there is one.
    **dict.fromkeys(("address", "content"), "[一-鿿0-9A-Za-z]{2}"),
}
_FITTING = {field: re.compile(words) for field, words in _FITS.items()}
_PLAIN_WORDS = frozenset({"诉求", "事由", "问", "位置"})
# Who wrote in a forwarded chat, and when; without a day only what is surely a person of the desk or of a unit.
SENDER = re.compile(
    r"^[^\n:]{1,20}\s+(?:20[0-9]{2}[-/.年])?[0-9]{1,2}[-/.月][0-9]{1,2}日?\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?[ \t]*$"
    r"|^[ \t]*(?:[坐座]席[0-9]{0,4}|[^\s:,。]{1,12}(?:主任|书记|网格员?|科长|站长))"
    r"(?:[ \t]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|:)[ \t]*$",
    re.MULTILINE,
)
_LOOSE_LINE = re.compile(
    rf"^[^\S\n]*(?:(?:来电人|反映人|诉求人|联系人)[ :]{{0,2}}(?:{NAME}|保密|匿名|[一-鿿]{{2,3}}[ ,]{{0,2}}1[3-9])"
    r"|(?:联系)?电话[ :]{0,2}[0-9*保]|派单|请于|请在|请务必|务必|限时|要求\s*[0-9]|(?:[-=—_*~] ?){4,}"
    r"|[0-9]{1,3}(?:小时|天|个工作日)内)",
    re.MULTILINE,
)
_TRAILING = " \t\r\n;,|、-=—_"


@dataclass(frozen=True)
class Written:
    """What stands behind one label: the field it fills, and the text between two positions."""

    field: str
    text: str
    start: int
    end: int
    label_start: int


def labelled(plain: str, start: int = 0, end: int | None = None, *, without: Collection[int] = ()) -> list[Written]:
    """Return what stands behind each known label between two positions of a half-width text; empty values included.

    Labels that begin at the positions `without` are taken as words of the text they stand in.
    """
    until = len(plain) if end is None else end
    found = [match for match in _labels_in(plain, start, until) if match.start() not in without]
    return list(_values(plain, found, until))


@lru_cache(maxsize=8)
def _labels_in(plain: str, start: int, end: int) -> tuple[re.Match[str], ...]:
    """One paste is looked at again and again, as a whole and in its parts."""
    found = list(_LABEL.finditer(plain, start, end))
    bare = [match for match in _BARE.finditer(plain, start, end) if _is_bare_label(plain, match)]
    fields = {_field(match) for match in bare}
    if len(fields) >= _BARE_FROM and fields & {"content", "ticket_no"} and len(found) < len(bare):
        found = sorted([*found, *bare], key=lambda match: match.start())
    elif len(found) < _JOINED_FROM:
        joined = [match for match in _JOINED.finditer(plain, start, end) if _is_joined_label(plain, match)]
        if len({_field(match) for match in joined}) >= _JOINED_FROM:
            found = joined
    return tuple(_outside_of_texts(plain, found))


def _is_joined_label(plain: str, match: re.Match[str]) -> bool:
    fits = _FITTING.get(_field(match))
    return len(match["bare"]) >= _LONG and fits is not None and fits.match(plain, match.end()) is not None


def _is_bare_label(plain: str, match: re.Match[str]) -> bool:
    if match["gap"] and _begins_line(plain, match):
        return True
    fits = _FITTING.get(_field(match))
    return fits is not None and match["bare"] not in _PLAIN_WORDS and fits.match(plain, match.end()) is not None


def _begins_line(plain: str, match: re.Match[str]) -> bool:
    return not plain[plain.rfind("\n", 0, match.start()) + 1 : match.start()].strip()


def _outside_of_texts(plain: str, found: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Leave out what looks like a label in the middle of a citizen's line.

    A text that begins its line goes on to the end of it; one on a line of several fields ends where its own mark
    between fields stands again, or where a sentence is over and another field is named for the first time.
    """
    text: re.Match[str] | None = None
    seen: set[str] = set()
    for match in found:
        field = _field(match)
        is_inside = _group(match, "plain") and not _begins_line(plain, match)
        if text and is_inside and not _ends_text(plain, text, match, is_new=field not in seen):
            continue
        text = match if field == "content" else None
        seen.add(field)
        yield match


def _ends_text(plain: str, text: re.Match[str], label: re.Match[str], *, is_new: bool) -> bool:
    before = plain[label.start() - 1]
    if before in "|\t":
        return True
    if plain.rfind("\n", 0, label.start()) >= text.start():
        return False
    mark = plain[text.start() - 1] if text.start() else "\n"
    return before == mark or (before == "。" and is_new and not _begins_line(plain, text))


# The last group that took part tells how a label is written; a remark and a gap are groups behind one.
_WAY_OF = {"remark": "plain", "gap": "bare"}


def _field(match: re.Match[str]) -> str:
    way = match.lastgroup or ""
    return FIELD_OF[match[_WAY_OF.get(way, way)].replace(" ", "")]


def _group(match: re.Match[str], name: str) -> str | None:
    """Return a group that not every pattern of labels has."""
    return match[name] if name in match.re.groupindex else None


def _values(plain: str, found: list[re.Match[str]], end_of_all: int) -> Iterator[Written]:
    for index, match in enumerate(found):
        field = _field(match)
        limit = found[index + 1].start() if index + 1 < len(found) else end_of_all
        start, end = _trim(plain, match.end(), _value_end(plain, field, match, limit))
        if field in _CALLER and _names_caller(match):
            yield Written("caller_name", match["remark"], *match.span("remark"), match.start())
            field = "caller_phone"
        yield Written(field, plain[start:end], start, end, match.start())


_CALLER = frozenset({"caller_name", "caller_phone"})


def _names_caller(match: re.Match[str]) -> bool:
    """来电人(赵大勇): says who called before the colon."""
    remark = _group(match, "remark") or ""
    return remark[:1] in SURNAMES and re.fullmatch(rf"[一-鿿]{{2,3}}|{NAME}", remark) is not None


def _value_end(plain: str, field: str, match: re.Match[str], limit: int) -> int:
    start = match.end()
    if field in {"content", "remark"}:
        below = plain.find("\n", start, limit) + 1 or limit
        ends = [found.start() for line in (_LOOSE_LINE, SENDER) if (found := line.search(plain, below, limit))]
        return min(ends, default=limit)
    first = _SPACE.match(plain, start, limit)
    line_end = plain.find("\n", first.end() if first else start, limit)
    end = line_end if line_end >= 0 else limit
    closing = _CLAUSE_END if _group(match, "bare") and not match["gap"] else _BAR
    closed = closing.search(plain, start, end)
    return closed.start() if closed else end


_SPACE, _BAR, _CLAUSE_END = re.compile(r"\s*"), re.compile(r"[|。]"), re.compile(r"[|,;。]")


def _trim(plain: str, start: int, end: int) -> tuple[int, int]:
    while end > start and plain[end - 1] in _TRAILING:
        end -= 1
    while start < end and plain[start] in " \t\r\n:":
        start += 1
    return start, end
