"""Takes identities out of texts that people other than the assigned ones may read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from rules.bank_cards import card_patches
from rules.half_width import half_width
from rules.names_before_phones import names_before_phones
from rules.phones import UNSEEN, known_phones, phone_patches, phones_before_rooms, without_glued
from rules.rooms import room_patches
from rules.surnames import DOUBLE_SURNAMES, SURNAMES, TITLES, WORDS_TOO, names_in, surname_of
from rules.ticket_number import is_id_card

Patch = tuple[int, int, str]

_A_FEW = 16
# An own number, phone, room or house has three figures in a row, or stands before 号; whatever is rare is looked at.
_OWN = re.compile(r"[0-9][^一-鿿]*[0-9][^一-鿿]*[0-9]|[^一-鿿0-9A-Za-z>/、，。（）()-]|号")

# As text recognition and careful people space it.
_SPACED_CARD = re.compile(
    r"(?<![0-9])([1-8][0-9]{5})[- ]{0,2}(?:19|20)[0-9]{2}[- ]?(?:0[1-9]|1[0-2])[- ]?[0-9]{2}"
    r"[- ]{0,2}([0-9]{3}[0-9Xx])(?![0-9A-Za-z])"
)
_ID_CARD = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
# A long run without an @ is looked through once, not from each of its letters.
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[._%+-]*([A-Za-z0-9])[A-Za-z0-9._%+-]{0,63}(@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)
_WECHAT = re.compile(
    r"(?:微信号?|(?<![A-Za-z])[VW]X|V信|QQ号?)\s*(?:[:：是为]\s*)?([A-Za-z0-9][-_A-Za-z0-9]{4,19})", re.IGNORECASE
)
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])"
    r"[·•.\- ]?[A-Z0-9]{4,5}([A-Z0-9挂学警港澳])(?![0-9A-Za-z])"
)
_DOT = "[·•・‧]"
# What residents do and are often begins with a character that is a surname as well.
_NO_NAME = (
    "满[意足]|高[兴度]|解[释决答]|安[心全装排静慰置]|方[便面]|明[天日早晚确白]|成[功员立为]|于[今昨明是]|常[年常来]|时[常间]|平[时日常]"
    "|应[该当]|万分|严[重格]|和[解睦]|强[烈行]|房[屋子间]|水[管费电压]|金额|车[辆位库]|门[口前窗]|路[灯过口]|左右|任何|居住|游|施工|管道|宁可|阳台|柴油"
)
_SPOKEN_OF = re.compile(
    "(?:市民|居民|住户|业主|租户|来电人|反映人|爱人|老伴|丈夫|妻子|儿子|女儿|邻居)"
    rf"(?!{_NO_NAME})(?P<name>(?:{'|'.join(DOUBLE_SURNAMES)})[一-鿿]{{1,2}}|[{''.join(sorted(SURNAMES))}][一-鿿]{{1,2}}"
    f"|[一-鿿]{{1,6}}{_DOT}[一-鿿]{{1,6}}?)"
    "(?=反映|来电|投诉|举报|咨询|称|表示|电话|手机|联系|家住|住|[,，.。、;；:：(（\\s]|$)"
)
# A name inside a label or right behind the word for a person: 来电人(赵大勇):
_IN_BRACKETS = re.compile(
    "(?:来电|来话|反映|诉求|联系|投诉|举报|求助|申请|当事|报修|报案)人(?:姓名)?\\s?[(\\[【]\\s?"
    rf"(?!{_NO_NAME}|单位|房[东主客]|车主|路人|经理|成年|本人|代[理办])"
    f"(?P<name>(?:{'|'.join(DOUBLE_SURNAMES)}|[{''.join(sorted(SURNAMES))}])[一-鿿]{{1,2}})(?=\\s?[)\\],、,;/:0-9】])"
)
_NAMED_AT_PHONE = re.compile(
    f"(?P<name>(?:{'|'.join(DOUBLE_SURNAMES)}|[{''.join(sorted(SURNAMES))}])[一-鿿]{{1,2}})"
    r"(?=\s?(?:电话|手机)?[:：]?\s?1[3-9][0-9]\s?[0-9*]{4})"
)
_TITLE = re.compile("|".join(TITLES))
_DOTTED_NAME = re.compile(
    rf"(?:{'|'.join(DOUBLE_SURNAMES)}|[^\W\d_a-zA-Z联系请找和与给向的是由被让叫]{{2,5}}){_DOT}[一-鿿]{{1,6}}$"
)


def mask_text(
    text: str,
    *,
    numbers_to_keep: Iterable[str] = (),
    caller_names: Collection[str] = (),
    caller_phones: Iterable[str] = (),
    caller_addresses: Iterable[str] = (),
) -> str:
    """Return `text` without phones, identity cards, bank cards, addresses of mail, plates, titled names and rooms.

    `numbers_to_keep` are the ticket numbers found in the text: they are never touched, although a long
    one may contain what looks like a mobile. Source: PIPL art. 6.
    """
    if _is_nobodys(text, caller_names):
        return _masked_word(text)
    return _masked(text, numbers_to_keep, caller_names, caller_phones, caller_addresses)


def mask_typed(text: str) -> str:
    """Return what an operator typed without what `mask_text` hides and without a name that stands by its phone."""
    return mask_text(_NAMED_AT_PHONE.sub(lambda found: surname_of(found["name"]) + "**", text))


def _masked(
    text: str,
    numbers_to_keep: Iterable[str] = (),
    names: Iterable[str] = (),
    phones: Iterable[str] = (),
    addresses: Iterable[str] = (),
) -> str:
    plain = half_width(text)
    kept = [span for number in dict.fromkeys(numbers_to_keep) for span in _whole(number, plain)]
    own = (*known_phones(plain, phones), *phones_before_rooms(plain))
    rest = without_glued(plain, own)
    return _patched(text, (*_named(plain, names), *own, *_patterned(rest), *room_patches(rest, addresses)), kept)


def _is_nobodys(text: str, names: Collection[str]) -> bool:
    """Tell whether a few words (路灯照明, 24小时) can hold no name, phone, room or number of one order's own."""
    return (
        len(text) <= _A_FEW and not _OWN.search(text) and all(set(text).isdisjoint(half_width(name)) for name in names)
    )


@lru_cache(maxsize=4096)
def _masked_word(text: str) -> str:
    """Kinds, categories and limits are the same for thousands of orders."""
    return _masked(text)


def hide_caller(text: str, names: Iterable[str], phones: Iterable[str]) -> str:
    """Return a text that is masked already without these names and phones."""
    plain = half_width(text)
    return _patched(text, (*_named(plain, names), *known_phones(plain, phones)), [])


def _patched(text: str, found: Iterable[Patch], kept: Sequence[tuple[int, int]]) -> str:
    """Put the patches in, the first of those that overlap, and none where something is to be kept."""
    patches: list[Patch] = []
    taken = bytearray(len(text))
    for start, end in kept:
        taken[start:end] = b"1" * (end - start)
    for start, end, masked in found:
        if end > start and not any(taken[start:end]):
            patches.append((start, end, masked))
            taken[start:end] = b"1" * (end - start)
    for start, end, masked in sorted(patches, reverse=True):
        text = text[:start] + masked + text[end:]
    return text


def _whole(number: str, plain: str) -> Iterator[tuple[int, int]]:
    number = half_width(number)
    if number.upper() not in plain.upper():
        return iter(())
    pattern = rf"(?<![0-9]){re.escape(number)}(?![0-9])"
    return (match.span() for match in re.finditer(pattern, plain, re.IGNORECASE))


def _named(plain: str, names: Iterable[str]) -> Iterator[Patch]:
    for name in sorted({name for field in names for name in names_in(half_width(field))}, key=len, reverse=True):
        # Most texts do not name the caller, and a pattern of each name has to be compiled.
        if "*" in name or (name[0] not in plain and not re.match(_DOT, name)):
            continue
        if all(char in plain for char in name if not re.match(_DOT, char)):
            for match in re.finditer(_as_written(name), plain):
                yield *match.span(), surname_of(name) + "**"
        if f"姓{surname_of(name)}" in plain:
            for match in re.finditer(rf"(?<=姓){re.escape(surname_of(name))}", plain):
                yield *match.span(), "**"


def _as_written(name: str) -> str:
    """买买提·艾力 is also written without the dot or with another one, 王芳 with a space to fill the column."""
    return rf"[\s{UNSEEN}]{{0,2}}".join(rf"{_DOT}?" if re.fullmatch(_DOT, char) else re.escape(char) for char in name)


def _patterned(plain: str) -> Iterator[Patch]:
    for card in _ID_CARD.finditer(plain):
        if is_id_card(card[0]) or re.match(r"[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])", card[0]):
            yield *card.span(), f"{card[0][:6]}********{card[0][-4:]}"
    for card in _SPACED_CARD.finditer(plain):
        yield *card.span(), f"{card[1]}********{card[2]}"
    yield from card_patches(plain)
    yield from phone_patches(plain)
    yield from names_before_phones(plain)
    for pattern, masked in _REPLACED:
        for match in pattern.finditer(plain):
            yield *match.span(), masked(match)
    for match in _WECHAT.finditer(plain):
        yield *match.span(1), f"{match[1][0]}***"
    for person in _SPOKEN_OF.finditer(plain):
        yield *person.span("name"), surname_of(person["name"]) + "**"
    for person in _IN_BRACKETS.finditer(plain):
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
    (_EMAIL, lambda match: f"{match[1]}***{match[2]}"),
    (_PLATE, lambda match: f"{match[1]}·****{match[2]}"),
)
