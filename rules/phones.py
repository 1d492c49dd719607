"""Finds phones in texts: mobiles in figures and in words, landlines, and those known to be a caller's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rules.half_width import half_width

Patch = tuple[int, int, str]

_WHOLE = 11

# What text recognition and hiding put between the digits of a phone; lines break and slashes stand between its groups.
UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_GAP, _BREAK = rf"[-. {UNSEEN}]{{0,2}}", rf"[-./_· \t\r\n{UNSEEN}]{{0,4}}"
_FOUR = rf"[0-9](?:{_GAP}[0-9]){{3}}"
_MOBILE = re.compile(
    rf"(?<![0-9])(?:(?:\+|00)?86{_GAP})?(?:0{_GAP})?(1{_GAP}[3-9]{_GAP}[0-9]){_BREAK}({_FOUR}){_BREAK}({_FOUR})(?![0-9])"
)
# 电话113800138000 is 电话1 and its number; two numbers may be glued together.
_GLUED = re.compile(
    r"(?<=[话机码式])[:是为\s]*(?P<run>[0-9]{12,26})(?![0-9])|(?<![0-9])(?P<pair>(?:1[3-9][0-9]{9}){2})(?![0-9])"
)
_BEFORE_ROOM = re.compile(r"(?<![0-9])(1[3-9][0-9])([0-9]{4})([0-9]{4})(?=[0-9]{3,4}(?:室|号房|房间))")
_PREFIX = re.compile("^(?:(?:00)?86|0)(?=1[3-9][0-9]{9}$)")
_ONE_OF_RUN = re.compile(r"(1[3-9][0-9])([0-9]{4})([0-9]{4})")
# Digits in words, in the capitals of bills, in circles and raised; none of them takes more than its one place.
_SPELLED = {
    ord(char): str(value)
    for digits in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖", "○幺两", "⓪①②③④⑤⑥⑦⑧⑨", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    for value, char in enumerate(digits)
}
_LANDLINE = re.compile(r"(?<![0-9])(0(?:10|2[0-9]|[3-9][0-9]{2}))[)\- ]{0,2}[0-9]{3,4}[- ]?[0-9]{2}([0-9]{2})(?![0-9])")
_LOCAL_PHONE = re.compile(r"(?<=[话机打号码是:：\s])(?<![0-9])[2-8][0-9]{3}[- ]?[0-9]{2}([0-9]{2})(?![0-9])")
_PHONE_WORD = re.compile(r"(?:电话|座机|固话|拨打|请打|可打|致电|联系方式)(?:号码)?[是为:：\s]*$")
# A local number beside another phone is one too: 13912345678或65551234.
_SECOND_PHONE = re.compile(
    r"(?<=[0-9])\s*[、,;/或和及]+\s*(?P<local>[2-8][0-9]{3}[- ]?[0-9]{2}(?P<end>[0-9]{2}))(?![0-9])"
)
_PHONE_IN_FIELD = re.compile("[0-9](?:[- ]?[0-9]){4,}")
_AREA_CODE = re.compile("^0(?:10|2[0-9]|[3-9][0-9]{2})")


def mask_phone(phone: str) -> str:
    """Return `phone` with its middle hidden: 138****0101, 010-****34; what is masked already stays."""
    if "*" in phone:
        return phone
    plain = half_width(phone)
    if mobile := _MOBILE.search(plain):
        return _mask_mobile(mobile)
    if landline := _LANDLINE.search(plain):
        return f"{landline[1]}-****{landline[2]}"
    digits = re.sub(r"[^0-9]", "", plain)
    return f"****{digits[-2:]}" if len(digits) >= 5 else "****"


def known_phones(plain: str, phones: Iterable[str]) -> Iterator[Patch]:
    """Yield what to put in place of each of these phones in a half-width text, however it is punctuated."""
    joined = re.sub("[^0-9]", "", plain)
    for digits in sorted(
        {digits for field in phones for digits in _phones_in(half_width(field))}, key=len, reverse=True
    ):
        if digits not in joined:
            continue
        written = r"[^0-9A-Za-z一-鿿]{0,3}".join(digits)
        # Eleven figures in this order are the caller's also with a room or a date glued to them; seven may be anything.
        alone = written if len(digits) >= _WHOLE else rf"(?<![0-9]){written}(?![0-9])"
        for match in re.finditer(alone, plain):
            yield *match.span(), mask_phone(digits)


def phones_before_rooms(plain: str) -> Iterator[Patch]:
    """Yield what to put in place of each mobile that runs on into a room: 回拨138001380001709室."""
    for match in _BEFORE_ROOM.finditer(plain):
        yield match.start(), match.end(), _mask_mobile(match)


def without_glued(plain: str, known: Iterable[Patch]) -> str:
    """Return a text, as long as it was, in which known phones no longer hide that what is glued to them is a room."""
    for start, end, _masked in known:
        if plain[max(0, start - 1) : start].isdecimal() or plain[end : end + 1].isdecimal():
            plain = plain[:start] + "*" * (end - start) + plain[end:]
    return plain


def _phones_in(field: str) -> Iterator[str]:
    """The digits of each phone in the field of a phone, and those of a landline without its area code."""
    for run in _PHONE_IN_FIELD.findall(field):
        digits = re.sub(r"[^0-9]", "", run)
        yield digits
        if (without := _PREFIX.sub("", digits)) != digits:
            yield without
        yield from (part for part in re.split("[- ]", run) if len(part) >= 7)
        if len(local := _AREA_CODE.sub("", digits)) >= 7:
            yield local


def phone_patches(plain: str) -> Iterator[Patch]:
    """Yield what to put in place of each phone in a half-width text."""
    for match in _MOBILE.finditer(plain):
        yield *match.span(), _mask_mobile(match)
    yield from _spelled_mobiles(plain)
    for match in _LANDLINE.finditer(plain):
        yield *match.span(), f"{match[1]}-****{match[2]}"
    for glued in _GLUED.finditer(plain):
        for match in _ONE_OF_RUN.finditer(plain, *glued.span("run" if glued["run"] else "pair")):
            yield *match.span(), _mask_mobile(match)
    for match in _LOCAL_PHONE.finditer(plain):
        if _PHONE_WORD.search(plain, max(0, match.start() - 16), match.start()):
            yield *match.span(), f"****{match[1]}"
    phone_ends = {match.end() for pattern in (_MOBILE, _LANDLINE) for match in pattern.finditer(plain)}
    for match in _SECOND_PHONE.finditer(plain):
        if match.start() in phone_ends:
            yield *match.span("local"), f"****{match['end']}"


def _mask_mobile(mobile: re.Match[str]) -> str:
    first, last = (re.sub(r"[^0-9]", "", mobile[group]) for group in (1, 3))
    return f"{first}****{last}"


def _spelled_mobiles(plain: str) -> Iterator[Patch]:
    """Mobiles in words, or partly so; 每周一三五 0800-1700 is none."""
    for match in _MOBILE.finditer(plain.translate(_SPELLED)):
        first, _, last = (re.sub(rf"[-./_·\s{UNSEEN}]", "", plain[slice(*match.span(part))]) for part in (1, 2, 3))
        if not re.search("[0-9]", plain[slice(*match.span())]) or len(match[0]) == len(match[1] + match[2] + match[3]):
            yield *match.span(), f"{first}****{last}"
