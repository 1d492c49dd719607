"""Takes identities out of texts that people other than the assigned ones may read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from rules.half_width import half_width
from rules.rooms import room_patches
from rules.surnames import DOUBLE_SURNAMES, SURNAMES, TITLES, WORDS_TOO, names_in, surname_of
from rules.ticket_number import is_id_card

Patch = tuple[int, int, str]

# What text recognition and hiding put between the digits of a phone; lines break and slashes stand between its groups.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_GAP, _BREAK = rf"[-. {_UNSEEN}]{{0,2}}", rf"[-./_· \t\r\n{_UNSEEN}]{{0,4}}"
_FOUR = rf"[0-9](?:{_GAP}[0-9]){{3}}"
_MOBILE = re.compile(rf"(?<![0-9])(?:\+?86{_GAP})?(1{_GAP}[3-9]{_GAP}[0-9]){_BREAK}({_FOUR}){_BREAK}({_FOUR})(?![0-9])")
# 电话113800138000 is 电话1 and its number; two numbers may be glued together.
_GLUED = re.compile(
    r"(?<=[话机码式])[:是为\s]*(?P<run>[0-9]{12,26})(?![0-9])|(?<![0-9])(?P<pair>(?:1[3-9][0-9]{9}){2})(?![0-9])"
)
_ONE_OF_RUN = re.compile(r"(1[3-9][0-9])([0-9]{4})([0-9]{4})")
_SPOKEN_MOBILE = re.compile(r"[一幺][三四五六七八九][零〇一二三四五六七八九幺]{9}(?![零〇一二三四五六七八九幺])")
_LANDLINE = re.compile(r"(?<![0-9])(0(?:10|2[0-9]|[3-9][0-9]{2}))[)\- ]{0,2}[0-9]{3,4}[- ]?[0-9]{2}([0-9]{2})(?![0-9])")
_LOCAL_PHONE = re.compile(r"(?<=[话机打号码是:：\s])(?<![0-9])[2-8][0-9]{3}[- ]?[0-9]{2}([0-9]{2})(?![0-9])")
_PHONE_WORD = re.compile(r"(?:电话|座机|固话|拨打|请打|可打|致电|联系方式)(?:号码)?[是为:：\s]*$")
# A local number beside another phone is one too: 13912345678或65551234.
_SECOND_PHONE = re.compile(
    r"(?<=[0-9])\s*[、,;/或和及]+\s*(?P<local>[2-8][0-9]{3}[- ]?[0-9]{2}(?P<end>[0-9]{2}))(?![0-9])"
)
_PHONE_IN_FIELD = re.compile("[0-9](?:[- ]?[0-9]){4,}")
_AREA_CODE = re.compile("^0(?:10|2[0-9]|[3-9][0-9]{2})")
_ID_CARD = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_EMAIL = re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]*(@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_WECHAT = re.compile(r"(?:微信号?|VX|V信|QQ号?)\s*(?:[:：是为]\s*)?([A-Za-z0-9][-_A-Za-z0-9]{4,19})", re.IGNORECASE)
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])"
    r"[·•.\- ]?[A-Z0-9]{4,5}([A-Z0-9挂学警港澳])(?![0-9A-Za-z])"
)
_DOT = "[·•・‧]"
_SPOKEN_OF = re.compile(
    "(?:市民|居民|住户|业主|租户|来电人|反映人|爱人|老伴|丈夫|妻子|儿子|女儿|邻居)"
    f"(?P<name>(?:{'|'.join(DOUBLE_SURNAMES)})[一-鿿]{{1,2}}|[{''.join(sorted(SURNAMES))}][一-鿿]{{1,2}}"
    f"|[一-鿿]{{1,6}}{_DOT}[一-鿿]{{1,6}}?)"
    "(?=反映|来电|投诉|举报|咨询|称|表示|电话|手机|联系|家住|住|[,，.。、;；:：(（\\s]|$)"
)
_TITLE = re.compile("|".join(TITLES))
_DOTTED_NAME = re.compile(
    rf"(?:{'|'.join(DOUBLE_SURNAMES)}|[^\W\d_a-zA-Z联系请找和与给向的是由被让叫]{{2,5}}){_DOT}[一-鿿]{{1,6}}$"
)


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


def mask_text(
    text: str,
    *,
    numbers_to_keep: Iterable[str] = (),
    caller_names: Iterable[str] = (),
    caller_phones: Iterable[str] = (),
    caller_addresses: Iterable[str] = (),
) -> str:
    """Return `text` without phones, identity cards, addresses of mail, plates, titled names and rooms.

    `numbers_to_keep` are the ticket numbers found in the text: they are never touched, although a long
    one may contain what looks like a mobile. Source: masking conventions of the desk; PIPL art. 6.
    """
    plain = half_width(text)
    kept = [span for number in numbers_to_keep for span in _whole(number, plain)]
    patches: list[Patch] = []
    known = (*_named(plain, caller_names), *_phoned(plain, caller_phones))
    for patch in (*known, *_patterned(plain), *room_patches(plain, caller_addresses)):
        if not any(patch[0] < end and start < patch[1] for start, end in [*kept, *((p[0], p[1]) for p in patches)]):
            patches.append(patch)
    for start, end, masked in sorted(patches, reverse=True):
        text = text[:start] + masked + text[end:]
    return text


def _mask_mobile(mobile: re.Match[str]) -> str:
    first, last = (re.sub(r"[^0-9]", "", mobile[group]) for group in (1, 3))
    return f"{first}****{last}"


def _whole(number: str, plain: str) -> Iterator[tuple[int, int]]:
    number = half_width(number)
    if number.upper() not in plain.upper():
        return iter(())
    pattern = rf"(?<![0-9]){re.escape(number)}(?![0-9])"
    return (match.span() for match in re.finditer(pattern, plain, re.IGNORECASE))


def _named(plain: str, names: Iterable[str]) -> Iterator[Patch]:
    for name in sorted({name for field in names for name in names_in(half_width(field))}, key=len, reverse=True):
        if "*" in name:
            continue
        # 买买提·艾力 is also written without the dot or with another one.
        for match in re.finditer(rf"{_DOT}?".join(map(re.escape, re.split(_DOT, name))), plain):
            yield *match.span(), surname_of(name) + "**"
        for match in re.finditer(rf"(?<=姓){re.escape(surname_of(name))}", plain):
            yield *match.span(), "**"


def _phoned(plain: str, phones: Iterable[str]) -> Iterator[Patch]:
    joined = plain.replace("-", "").replace(" ", "")
    for digits in sorted(
        {digits for field in phones for digits in _phones_in(half_width(field))}, key=len, reverse=True
    ):
        if digits not in joined:
            continue
        for match in re.finditer(r"(?<![0-9])" + r"[- ]?".join(digits) + r"(?![0-9])", plain):
            yield *match.span(), mask_phone(match[0])


def _phones_in(field: str) -> Iterator[str]:
    """The digits of each phone in the field of a phone, and those of a landline without its area code."""
    for run in _PHONE_IN_FIELD.findall(field):
        digits = re.sub(r"[^0-9]", "", run)
        yield digits
        yield from (part for part in re.split("[- ]", run) if len(part) >= 7)
        if len(local := _AREA_CODE.sub("", digits)) >= 7:
            yield local


def _patterned(plain: str) -> Iterator[Patch]:
    for card in _ID_CARD.finditer(plain):
        if is_id_card(card[0]) or re.match(r"[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])", card[0]):
            yield *card.span(), f"{card[0][:6]}********{card[0][-4:]}"
    for pattern, masked in _REPLACED:
        for match in pattern.finditer(plain):
            yield *match.span(), masked(match)
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
    for match in _WECHAT.finditer(plain):
        yield *match.span(1), f"{match[1][0]}***"
    for person in _SPOKEN_OF.finditer(plain):
        yield *person.span("name"), surname_of(person["name"]) + "**"
    for title in _TITLE.finditer(plain):
        if (start := _name_before(plain, title.start())) is not None:
            yield start, title.end(), surname_of(plain[start:]) + "**"


def _name_before(plain: str, end: int) -> int | None:
    """Where the family name before a title begins; the longest likely name wins."""
    if dotted := _DOTTED_NAME.search(plain, max(0, end - 12), end):
        return dotted.start()
    for length in (4, 3, 2):
        if end >= length and plain[end - length : end - length + 2] in DOUBLE_SURNAMES:
            return end - length
    for length in (3, 2, 1):
        name = plain[end - length : end]
        if end < length or name[0] not in SURNAMES or re.search(r"[^一-鿿]", name):
            continue
        if length > 1 and (name[0] in WORDS_TOO or any(char in "的是和与给对请让被把将及到了" for char in name[1:])):
            continue
        return end - length
    return None


_REPLACED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_MOBILE, lambda match: _mask_mobile(match)),
    (_SPOKEN_MOBILE, lambda match: f"{match[0][:3]}****{match[0][-4:]}"),
    (_EMAIL, lambda match: f"{match[1]}***{match[2]}"),
    (_LANDLINE, lambda match: f"{match[1]}-****{match[2]}"),
    (_PLATE, lambda match: f"{match[1]}·****{match[2]}"),
)
