"""Finds names that stand right before a phone: whoever writes one down says whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules.surnames import DOUBLE_SURNAMES, SURNAMES, WORDS_TOO, surname_of

Patch = tuple[int, int, str]

# Whole, or masked by an earlier look: 李秀兰158****2222.
_PHONE = re.compile(r"(?<![0-9*])1[3-9][0-9][- ]?(?:[0-9]{4}|\*{4})[- ]?[0-9]{4}(?![0-9])")
_BETWEEN = re.compile(r"家?里?(?:[(\[]\s?)?(?:(?:联系)?电话|手机)?[号是为:\s]{0,2}$")
_LOOKED_BACK = 10
# Whoever or whatever else is phoned: rooms, offices, places, posts, and what a phone is called.
_NO_LAST = frozenset(
    "区村镇乡街路巷弄里院园苑府湾庄坊沟坡港寓楼栋号室站所局部处科厅会办队组店厂厦桥口"
    "员工人头司机户委屋校馆库铺铁道场长方位用常段"
)
NO_NAME = re.compile(
    "房[东主屋产子间款价租贷]|车[主队辆间库子位费次流票]|管[家理部吗]|安[保全置装排]|应急|单位|全[体部天]|经[办理营过]|容易|班[组长次级]"
    "|项目|平[安时台]|家[园属]|金[额融]|水[务站电]|花[园店]|景[区观]|时[间候]|方[便才]|万[科达]|和[平谐]|成[都年功员立为果]"
    "|解[释决答散]|权[利益力威属]|严[重格禁惩查]|范[围畴]|程[序度]|左[右侧转]|满[意足]|马[路上]|路[灯过口上面边线程]|符合"
    "|高[度达峰层中于压新速铁管考校温档空架]|居[委民住]|石[化油]|连[锁接]|施工|包[工括]|计生|文[化明]|明[天日确显白细年情]"
    "|任[何务]|付款|费[用标者等]|何[在时处地解从具答效结意保措]|常[用住联年生大休态规]|封[控闭]|温[馨泉]|江[苏西]|燕山|桂花"
    "|关[于系]|边上|向|于是|由于|许可|乐业|幸福|红[绿灯]|卫生|宣传|辛苦|周[边围末]|广[大告场]|麻烦"
)
# What leads up to a name; within a sentence that goes on, two or three characters before a phone are any word.
_LEADS_UP = frozenset("找和与给叫向系是由请及跟同问让为被对的人民主友居邻户工妻夫子女儿亲父母弟妹哥姐员长打")
_NOT_INSIDE = frozenset("的是和与给对请让被把将及到了找叫打致联系拨")


def names_before_phones(plain: str) -> Iterator[Patch]:
    """Yield what to put in place of each name right before a phone in a half-width text."""
    for phone in _PHONE.finditer(plain):
        between = _BETWEEN.search(plain, max(0, phone.start() - _LOOKED_BACK), phone.start())
        end = between.start() if between else phone.start()
        if (start := _name_before(plain, end)) is not None:
            yield start, end, surname_of(plain[start:end]) + "**"


def _name_before(plain: str, end: int) -> int | None:
    """Where a name begins that ends here: the longest of a double family name, then of a single one."""
    for length in (4, 3):
        if end >= length and plain[end - length : end - length + 2] in DOUBLE_SURNAMES:
            return end - length if _is_given(plain[end - length + 2 : end]) else None
    for length in (3, 2):
        name = plain[max(0, end - length) : end]
        if (
            not _leads_up(plain, end - length)
            or name[0] not in SURNAMES
            or not _is_given(name[1:])
            or NO_NAME.match(name)
        ):
            continue
        # 向李明: the word before a name, which is itself one.
        if name[0] in WORDS_TOO and (length == 2 or name[1] in SURNAMES):
            continue
        return end - length
    return None


def _leads_up(plain: str, start: int) -> bool:
    before = plain[start - 1 : start]
    return start == 0 or (start > 0 and (before in _LEADS_UP or not "一" <= before <= "鿿"))


def _is_given(name: str) -> bool:
    return name[-1] not in _NO_LAST and all("一" <= char <= "鿿" and char not in _NOT_INSIDE for char in name)
