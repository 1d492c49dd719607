"""Finds ticket numbers and tails of ticket numbers in what people write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules.half_width import half_width

Patterns = tuple[re.Pattern[str], ...]
Span = tuple[int, int]

# Provinces, autonomous regions and municipalities of GB/T 2260, the first two digits of an identity number.
_PROVINCES = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    *range(81, 84),
}
_ID_CARD = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_DIGITS = re.compile(r"[0-9]{4,12}(?![0-9])")
_MARK = re.compile(
    r"(?:尾号|末[四五六4-6]?位|后[四五六4-6]位|工单编号|工单号|单号|编号|工单|#|No\.?|№)\s*[:为是]?\s*$", re.I
)
_MARK_OF_SOMETHING_ELSE = re.compile(
    r"(?:手机|电话|来电|车牌?|银行卡|卡|账号|身份证|快递|订单|运单)(?:号码?)?(?:的|尾号|单号|编号|后四位|末四位|\s|:)*$"
)
_CHAIN = re.compile(r"\s*(?:[、,，和及与跟/+&]|还有)?\s*")

_TIME_AFTER = r"\s*(?:到|上门|过来|过去|来|去|见面|左右|之?前|开始|进场|入户|开工|的?师傅)"
_TIME_BEFORE = r"(?:约了?|约好|约在|约定|等|定在|今[天晚]|明[天早晚]|上午|下午|晚上|中午|早上|改到)\s*"
_MONEY_BEFORE = r"(?:花了?|花费|收了?|收费|费用|共计?|交了?|付了?|罚款?|退了?|赔了?|欠|补了?|工钱|押金)\s*"
_NOT_TAILS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])",
        r"(?<![0-9])0[0-9]{2,3}[- ]?[0-9]{7,8}(?![0-9])",
        r"(?<![0-9])[48]00[- ]?[0-9]{3,4}[- ]?[0-9]{3,4}(?![0-9])",
        r"(?<![0-9])(?:19|20)[0-9]{2}\s*[-/.年][0-9]{1,2}(?:[-/.月][0-9]{1,2})?",
        r"(?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])",
        # Bounded: a screen full of @ or a1a1 would otherwise be searched to its end from each of them.
        r"(?<![0-9])[0-9]*[A-Za-z_@][-0-9A-Za-z_@.·•]{0,60}[0-9][-0-9A-Za-z_@.·•]*",
        r"[0-9][0-9A-Za-z]{0,60}(?:[-_.:][0-9A-Za-z]+)+",
        r"[一-鿿][A-Z][·•. ]?[0-9A-Z]{5,6}(?![0-9A-Z])",
        r"[¥￥$]\s*[0-9][0-9,.]*",
        r"(?<![0-9])[0-9]+\s*[元块]",
        r"(?<![0-9])[0-9]+(?:[万千百亿余多米次条棵辆份名斤吨升层栋幢座%℃㎡]|号[楼院门房车井杆箱铺位]|单元|小时|分钟|公里|平方|平米)",
        r"(?<![0-9])[0-9]+(?:室(?![温内外])|楼(?![道上下里梯宇门顶])|天(?![然桥台气井花])|年|月|日(?!常)|户(?![主外口内]))",
        r"(?<![0-9])[0-9]+(?:人(?![员行工家民大])|位(?![于置])|个(?!人)|台(?![阶账])|度(?!过)|平(?![台安房时])|件)",
        r"(?:号楼|单元|栋|幢|号院|房间|房号|门牌号?|邮编|验证码|分机|热线|拨打|电话|手机|座机|QQ|微信号?|车牌号?|第)\s*:?\s*[0-9]+",
        r"(?<![0-9])(?:123[0-9]{2}|9[56][0-9]{3,4}|100(?:00|10|50|86))(?![0-9])",
    )
)


@dataclass(frozen=True)
class FoundNumber:
    """A full ticket number and where it stands in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class FoundTail:
    """The last digits of a ticket number as people shorten it; `marked` when 尾号, # or 单号 stands before it."""

    text: str
    start: int
    end: int
    marked: bool


def compile_patterns(patterns: Iterable[str]) -> Patterns:
    """Compile the configured expressions with digit boundaries; raises re.error for a broken one."""
    return tuple(re.compile(rf"(?<![0-9])(?:{pattern})(?![0-9])", re.IGNORECASE) for pattern in patterns)


def is_id_card(text: str) -> bool:
    """Tell whether `text` is a mainland identity number: province, birth date and checksum (GB 11643)."""
    if not _ID_CARD.fullmatch(text) or int(text[:2]) not in _PROVINCES:
        return False
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _ID_WEIGHTS, strict=False))
    return born.year >= 1900 and "10X98765432"[total % 11] == text[17].upper()


def find_numbers(text: str, patterns: Patterns) -> list[FoundNumber]:
    """Return the full ticket numbers in `text`, in order.

    Never inside a longer run of digits and never an identity number; of overlapping readings the longest wins.
    Full-width digits and letters of the wrong case are read, and the number is given in its plain form.
    """
    plain = half_width(text)
    refused = [found.span() for found in _ID_CARD.finditer(plain) if is_id_card(found[0])]
    found_by_length = sorted(
        (
            FoundNumber(_canonical(hit[0], pattern), *hit.span())
            for pattern in patterns
            for hit in pattern.finditer(plain)
        ),
        key=lambda found: (found.start - found.end, found.start),
    )
    kept: list[FoundNumber] = []
    for found in found_by_length:
        taken = refused + [(other.start, other.end) for other in kept]
        if found.end > found.start and not _overlaps((found.start, found.end), taken):
            kept.append(found)
    return sorted(kept, key=lambda found: found.start)


def whole_number(text: str, patterns: Patterns) -> str | None:
    """Return the full ticket number that `text` is from end to end, in its plain form; None when it is none."""
    found = find_numbers(text.strip(), patterns)
    return found[0].text if [(hit.start, hit.end) for hit in found] == [(0, len(text.strip()))] else None


def find_tails(text: str, patterns: Patterns = ()) -> list[FoundTail]:
    """Return runs of 4 to 12 digits that may be the tail of a ticket number, in order.

    What belongs to a full number, a phone, a date, money, a house, a plate or a hotline is left out,
    unless a mark such as 尾号 says that it is a tail.
    """
    plain = half_width(text)
    numbers: list[Span] = [(found.start, found.end) for found in find_numbers(text, patterns)]
    others = [match.span() for pattern in _NOT_TAILS for match in pattern.finditer(plain)]
    tails: list[FoundTail] = []
    for match in re.finditer(r"(?<![0-9])" + _DIGITS.pattern, plain):
        if _overlaps(match.span(), numbers):
            continue
        marked = _is_marked(plain, match.start(), tails)
        if marked is None or (not marked and _overlaps(match.span(), others)):
            continue
        tails.append(FoundTail(match[0], *match.span(), marked))
    return tails


def may_be_a_quantity(text: str, digits: str) -> bool:
    """Tell whether four digits read as a time of day or as money: 约了1600上门, 换泵花了1200."""
    return len(digits) == 4 and (may_be_a_time(text, digits) or _is_money(text, digits))


def may_be_a_time(text: str, digits: str) -> bool:
    """Tell whether four digits read as a time of day written without its colon: 约了1600上门, 1500到."""
    if len(digits) != 4 or int(digits[:2]) > 23 or int(digits[2:]) > 59 or _is_money(text, digits):
        return False
    return bool(re.search(rf"{digits}{_TIME_AFTER}|{_TIME_BEFORE}{digits}", half_width(text)))


def _is_money(text: str, digits: str) -> bool:
    return bool(re.search(rf"{_MONEY_BEFORE}{digits}", half_width(text)))


def _is_marked(plain: str, start: int, before: Sequence[FoundTail]) -> bool | None:
    """True after a mark, False without one, None when the mark is that of a phone or a card."""
    mark = _MARK.search(plain, max(0, start - 12), start)
    if mark is not None:
        return None if _MARK_OF_SOMETHING_ELSE.search(plain, 0, mark.start()) else True
    if before and before[-1].marked:
        return _CHAIN.fullmatch(plain, before[-1].end, start) is not None
    return False


def _canonical(matched: str, pattern: re.Pattern[str]) -> str:
    """People type sjf- for SJF-; a pattern without small letters names its numbers in capitals."""
    literal = re.sub(r"\\.", "", pattern.pattern)
    return matched if re.search(r"[a-z]", literal) else matched.upper()


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
