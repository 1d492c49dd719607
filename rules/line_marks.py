"""Finds the numbered lines a text names: ②, ①到③, and 第二个, 2, 1-3 where a list with numbers was shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules.bundling import CIRCLED
from rules.half_width import half_width
from rules.own_numbers import are_steps, without_things

_TO = r"\s*(?:到|至|[-~])\s*"
_NUMERALS = "一二三四五六七八九十"
# Words that say at once how a ticket stands.
_STANDS = (
    "收到|知道|好的|办|弄|修|处理|完|已|明|今|后天|下午|上午|晚|没|还|未|不|正|在|马上|联系|打电话|清|解决|搞|好|延期|归"
    "|申请|@"
)
# 2 is a line where no unit of measure follows; "1、" and "1." begin a list of the writer's own.
_NO_LINE_AFTER = (
    r"(?![0-9A-Za-z%:/]|\s*(?:[-~到至]|号|小时|分钟|[天日月年周个件条项户人家盏栋楼层门次米点时元块万千百度台辆根段半名位成折期级秒回趟环间伏吨升平单]"
    r"|处(?!理)|\.|[、]\s*[^0-9\s]))"
)
_NO_LINE_BEFORE = r"(?:^|(?<=[\s,。;、!和跟与及]))"
_CIRCLED = re.compile(rf"([{CIRCLED}])(?:{_TO}([{CIRCLED}]))?")
_N = rf"([0-9]{{1,2}}|[{_NUMERALS}])"
_COUNTED = "[个件条项单](?![事位元])"
_ORDINAL = re.compile(rf"第\s*{_N}\s*(?:{_COUNTED})?{_TO}第?\s*{_N}\s*{_COUNTED}|第\s*{_N}\s*{_COUNTED}")
_RANGE = re.compile(rf"{_NO_LINE_BEFORE}([0-9]{{1,2}}){_TO}([0-9]{{1,2}}){_NO_LINE_AFTER}")
_GLUED = re.compile(
    rf"(?<![0-9.])([0-9]{{1,2}})(?:{_TO}([0-9]{{1,2}}))?{_NO_LINE_AFTER}(?P<news>[都也]?(?:{_STANDS}))?"
)
_LONE = re.compile(rf"{_NO_LINE_BEFORE}([0-9]{{1,2}}){_NO_LINE_AFTER}")
# 1、2、弄完 names both: what follows the last of several numbers is no entry of a list.
_COMMA = r"\s{0,3}、\s{0,3}"
_JOINED = re.compile(rf"{_NO_LINE_BEFORE}[0-9]{{1,2}}(?:{_COMMA}[0-9]{{1,2}}){{1,20}}(?={_COMMA}[^0-9\s])")
_JOINED_TO = re.compile(r"(?<![0-9.:])([0-9]{1,2})\s{0,2}[和与及、]\s{0,2}\Z")
# 前两个, 最后一件 and 头一个 are lines where at once it is said how they stand: 前两个月 and 后两个师傅 are none.
_MANY = {"一": 1, "两": 2, "俩": 2, "二": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_EDGES = re.compile(
    rf"(?<![以之先目提从])(?P<edge>最?前|最?后|头)(?:面|边)?的?\s{{0,3}}(?P<many>[{''.join(_MANY)}2-9])?\s{{0,3}}[个件条单](?:工单|单子)?"
    rf"(?=\s{{0,3}}(?:的|都|也|全|我们?|这边)*\s{{0,3}}(?:$|[,.。;；:、!！~]|{_STANDS}))"
)
# The beginning of an entry in a list of the writer's own: 1.办完了 2、明天.
_ENTRY = re.compile(r"(?:^|(?<=[\s,;。]))([0-9]{1,2})\s*[.、):：]\s*(?=[^0-9\s])", re.M)
# Answers to a list that was not shown here: 3不是我们的, 一二都好了, 除了3都办完, 第二件办完了, 1办完，其他的明天.
_STANDS_NOW = rf"\s{{0,3}}(?:的|都|也|全)?(?:{_STANDS}|是)"
_ONE_OF_MANY = re.compile(rf"(?:[2-9]|1[0-9]|20){_NO_LINE_AFTER}{_STANDS_NOW}")
_NUMERALS_OF_MANY = re.compile(
    rf"(?=[{_NUMERALS}、和]{{2,9}}(?:都|也|全|均|{_STANDS}))一?、?和?二?、?和?三?、?和?四?、?和?五?、?和?六?、?和?七?、?和?八?、?和?九?"
    rf"(?=都|也|全|均|{_STANDS})"
)
_ALL_BUT_ONE = re.compile(
    rf"除了?\s{{0,3}}(?:第\s{{0,3}}{_N}\s{{0,3}}[个件条]?|[0-9]{{1,2}}{_NO_LINE_AFTER})\s{{0,3}}(?:[以之]?外)?[,，]?(?=\s{{0,3}}(?:其[他它余]|别的|剩下|都|全|均))"
)
_ORDINALS_STAND = re.compile(rf"(?:第\s{{0,3}}{_N}\s{{0,3}}[个件条][、和跟与,，\s]{{0,3}}){{1,9}}(?={_STANDS_NOW})")
_THE_OTHERS = re.compile(rf"[,，。;；\s](?:其[他它余]|剩下|余下|别的)(?:的|[两三几]?[个件条])*{_STANDS_NOW}")
# Letters of what may be said before the first line: 收到，好的，知道了.
_OPENING = " ,，。、收到好的知道了"

# Stands for lines that are meant but not named (除了②, 其他的); no push prints it, so it is always asked about.
UNNAMED_LINE = 0


@dataclass(frozen=True)
class FoundLines:
    """The lines (from 1) that one mark or range names, and where it stands in the text."""

    lines: tuple[int, ...]
    start: int
    end: int


def find_lines(text: str, n_lines: int = 0) -> list[FoundLines]:
    """Return the lines named in `text`, in order; plain numbers count only up to `n_lines` of a list that was shown."""
    plain = half_width(text)
    entries = list(_ENTRY.finditer(plain))
    if n_lines > 1 and [int(entry[1]) for entry in entries] == list(range(1, n_lines + 1)):
        # As many entries as the list that was shown: they are its lines.
        return [FoundLines((int(entry[1]),), *entry.span()) for entry in entries]
    found = _joined(plain, n_lines) + _edges(plain, n_lines)
    taken = bytearray(len(plain))
    for each in found:
        taken[each.start : each.end] = b"\1" * (each.end - each.start)
    patterns = (_CIRCLED, _ORDINAL, _RANGE, _LONE) if n_lines else (_CIRCLED,)
    for pattern in patterns:
        for hit in pattern.finditer(plain):
            lines = _lines(*(word for word in hit.groups() if word))
            is_shown = pattern is _CIRCLED or all(1 <= line <= n_lines for line in lines)
            if lines and is_shown and not any(taken[hit.start() : hit.end()]):
                found.append(FoundLines(lines, *hit.span()))
                taken[hit.start() : hit.end()] = b"\1" * len(hit[0])
    found = _with_joined(plain, sorted(found, key=lambda each: each.start), n_lines)
    return _with_run(plain, found, n_lines)


def _joined(plain: str, n_lines: int) -> list[FoundLines]:
    """Return each number of 1、2、弄完 as a line, when the list that was shown has them all."""
    found: list[FoundLines] = []
    for hit in _JOINED.finditer(plain):
        numbers = [(int(each[0]), hit.start() + each.start()) for each in re.finditer("[0-9]+", hit[0])]
        if all(1 <= line <= n_lines for line, _start in numbers):
            found += [FoundLines((line,), start, start + len(str(line))) for line, start in numbers]
    return found


def _edges(plain: str, n_lines: int) -> list[FoundLines]:
    """Return the first or last lines that 前两个 and 最后一件 name; 后一个 of three may be the next."""
    found: list[FoundLines] = []
    for hit in _EDGES.finditer(plain) if n_lines > 1 else ():
        written = hit["many"] or "1"
        many = int(written) if written.isdigit() else _MANY[written]
        lines = range(1, many + 1) if hit["edge"][-1] in "前头" else range(n_lines - many + 1, n_lines + 1)
        is_next = many == 1 and hit["edge"] in ("前", "后") and n_lines > 2
        if many <= n_lines:
            found.append(FoundLines((UNNAMED_LINE,) if is_next else tuple(lines), *hit.span()))
    return found


def is_list_of_its_own(text: str) -> bool:
    """Tell whether `text` counts several matters by itself (1.已联系 2.已修好), perhaps of several tickets."""
    return [int(entry[1]) for entry in _ENTRY.finditer(half_width(text))][:2] == [1, 2]


def answers_a_list(text: str) -> bool:
    """Tell whether `text` answers a numbered list, whichever that is: 1、2已联系 3没打通, 除了3都办完, 前两件弄完了.

    Buildings and flats are of no list, nor are the steps of one order.
    A bare 1 may be a receipt, and 1已办结 of the one order that was shown.
    """
    plain = without_things(text)
    if is_list_of_its_own(text) or are_steps(text):
        return False
    written = [each for each in find_lines(plain, len(CIRCLED)) if plain[each.start].isdigit()]
    begins = written and not plain[: written[0].start].strip(_OPENING)
    lines = {line for each in written for line in each.lines}
    if begins and (len(lines) > 1 or (lines == {1} and _THE_OTHERS.search(plain, written[0].end))):
        return True
    spoken = plain.strip(_OPENING)
    forms = (_ONE_OF_MANY, _NUMERALS_OF_MANY, _ORDINALS_STAND, _EDGES)
    return any(form.match(spoken) for form in forms) or _ALL_BUT_ONE.search(plain) is not None


def line_number(word: str) -> int:
    """Return which line ②, 2 or 二 is."""
    if word in CIRCLED:
        return CIRCLED.index(word) + 1
    return int(word) if word.isdigit() else _NUMERALS.index(word) + 1


def _lines(first: str, last: str | None = None) -> tuple[int, ...]:
    return tuple(range(line_number(first), line_number(last or first) + 1))


def _with_joined(plain: str, found: list[FoundLines], n_lines: int) -> list[FoundLines]:
    """Read 马上联系1和2: what 和 joins to a line is one too, although it is glued to the words before it."""
    joined: list[FoundLines] = []
    for each in found:
        hit = _JOINED_TO.search(plain, joined[-1].end if joined else 0, each.start) if n_lines > 1 else None
        if hit and 1 <= int(hit[1]) <= n_lines:
            joined.append(FoundLines((int(hit[1]),), *hit.span(1)))
        joined.append(each)
    return joined


def _with_run(plain: str, found: list[FoundLines], n_lines: int) -> list[FoundLines]:
    """Read 1办完2明天3不归我们 and 1和2办完3和4明天: numbers that go on counting from the very beginning."""
    is_list = n_lines > 1 and found and not plain[: found[0].start].strip()
    if not is_list or (found[0].lines[0] != 1 and len(found) == len(found[0].lines) == 1):
        return found
    left = set(range(1, n_lines + 1)) - {line for each in found for line in each.lines}
    run: list[FoundLines] = []
    for one, following in zip(found, [*found[1:], None], strict=True):
        run.append(one)
        run += _going_on(plain, one, following.start if following else len(plain), left)
    return run


def _going_on(plain: str, before: FoundLines, end: int, left: set[int]) -> list[FoundLines]:
    """Return those of `left` glued to the words after `before`: the next one, or any followed by how it stands."""
    run: list[FoundLines] = []
    line = before.lines[-1]
    for hit in _GLUED.finditer(plain, before.end, end):
        lines = _lines(*(word for word in hit.groups()[:2] if word))
        if lines and left.issuperset(lines) and (lines[0] == line + 1 or hit["news"]):
            run.append(FoundLines(lines, hit.start(1), hit.end(2) if hit[2] else hit.end(1)))
            left.difference_update(lines)
            line = lines[-1]
    return run
