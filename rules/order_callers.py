"""Reads who called: names and phones in every spelling, and whether they are to be kept secret."""

from __future__ import annotations

import re

from rules.order_fields import NOTHING, read_flag, unspaced
from rules.surnames import DOUBLE_SURNAMES, SURNAMES, TITLES

WITHHELD = "保密"
_HIDDEN = re.compile("保密|匿名|隐藏|加密|不公开|不(?:愿|便|肯|予)?(?:意)?(?:透露|提供|留)|拒绝(?:透露|提供|留)")
_FAMILY = "(?:" + "|".join(DOUBLE_SURNAMES) + "|[" + "".join(sorted(SURNAMES)) + "])"
NAME = (
    rf"(?:{_FAMILY}[一-鿿]{{0,2}}?(?:{'|'.join(TITLES)})|{_FAMILY}[一-鿿]?(?:\*{{1,3}}|某某?)(?:{'|'.join(TITLES)})?)"
)
_SPACED_NAME = re.compile(
    rf"^({'|'.join(DOUBLE_SURNAMES)})\s+(?=[一-鿿]{{1,2}}$)|^([{''.join(sorted(SURNAMES))}])\s+(?=(?:{'|'.join(TITLES)})$)"
)
CALLER = re.compile(
    rf"(?:来电人|反映人|诉求人|联系人|市民|居民|来电)\s*:?\s*(?P<name>{NAME}"
    rf"|{_FAMILY}[一-鿿]{{1,2}}(?=\s*[(\s,，]*1[3-9]))"
)
NAMED_PHONE = re.compile(
    rf"(?:^|(?<=[\s,;|]))(?P<name>{NAME}|{_FAMILY}[一-鿿]{{1,2}})[ :,/\t]{{0,2}}(?=1[3-9][0-9*])", re.MULTILINE
)
PHONE = re.compile(
    r"(?<![0-9A-Za-z-])(?:\+?86[- ]?)?(?P<mobile>1[3-9][0-9][- ]?[0-9*]{4}[- ]?[0-9]{4})(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z-])(?P<land>0[0-9]{2,3}[- ]?[0-9]{7,8}(?:-[0-9]{1,5})?)(?![0-9A-Za-z])"
)
_MASKED = re.compile(r"(?<![0-9A-Za-z*])1[3-9*][0-9*xX]{9}(?![0-9A-Za-z*])")
_MASKED_LAND = re.compile(r"(?<![0-9A-Za-z*])0[0-9]{2,3}[- ]?[0-9]{3,4}[*xX]{3,4}[0-9]{0,2}(?![0-9A-Za-z*])")
_LOCAL = re.compile(r"(?<![0-9A-Za-z])[2-8][0-9]{3}[- ]?[0-9]{4}(?![0-9A-Za-z])")
_CONFIDENTIAL = re.compile(
    r"(?:严格|注意|要求|需要|请求?|对?其?(?:身份|信息|个人信息))[^。;\n]{0,8}保密|匿名举报|保密件|不得(?:透露|泄露)"
)
_NOT_CONFIDENTIAL = re.compile(r"(?:不|非|无需|不需要?|不用|未要求|不是)(?:要求)?保密")
_NOTHING_SECRET = re.compile("[否Nn0]|无|非|未|普通|一般|公开|不(?:需|用|要求|保密|涉|是|$)")
_SECRET_TAG = re.compile("【(?:保密|隐私)(?:件|工单)?】")


def is_withheld(value: str) -> bool:
    """Tell whether a name or phone says that it is not to be known."""
    return _HIDDEN.search(value) is not None


def read_name(value: str) -> str | None:
    """Return the caller's name in `value`, without remarks in brackets and phones; None for 保密 and the like."""
    name = re.split(r"[(\[【,;|/]", unspaced(value.strip()))[0]
    phone = PHONE.search(name)
    if phone:
        name = name[: phone.start()] if name[: phone.start()].strip(" :") else name[phone.end() :]
    name = _SPACED_NAME.sub(r"\1\2", name.strip(" :,\"'"))
    name = re.split(r"\s", name)[0] if name else ""
    is_hidden = is_withheld(name) or not name.strip("*xX")
    return None if name in NOTHING or is_hidden or re.search(r"[0-9]", name) or len(name) > 30 else name


def read_phone(value: str, *, labelled: bool) -> str | None:
    """Return the first phone in `value`: digits only, an area code apart, one masked at its source as it is."""
    if found := PHONE.search(value):
        if mobile := found["mobile"]:
            return re.sub(r"[- ]", "", mobile)
        return re.sub(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))[- ]?", r"\1-", found["land"], count=1)
    if labelled and (masked := _MASKED.search(value)) and len(re.findall(r"[*xX]", masked[0])) >= 3:
        return re.sub("[xX]", "*", masked[0])
    if labelled and (land := _MASKED_LAND.search(value)):
        return re.sub("[xX]", "*", land[0])
    if labelled and (local := _LOCAL.search(value)):
        return re.sub(r"[- ]", "", local[0])
    return None


def read_secrecy(value: str) -> bool:
    """Tell whether what stands under 保密要求 and the like asks for secrecy; in doubt it does."""
    plain = unspaced(value.strip())
    return plain not in NOTHING and not _NOTHING_SECRET.match(plain)


def is_not_public(value: str) -> bool:
    """Tell whether what stands under 是否公开 says no."""
    return read_flag(value) is False or is_withheld(value)


def is_marked_secret(tags: str, marks: str) -> bool:
    """Tell whether a tag in 【】 or what stands under 标签 and the like calls the order secret."""
    withheld = is_withheld(marks) or "隐私" in marks
    return bool(_SECRET_TAG.search(tags)) or (withheld and not _NOT_CONFIDENTIAL.search(marks))


def asks_for_secrecy(text: str) -> bool:
    """Tell whether the text asks to keep the caller's identity secret."""
    return bool(_CONFIDENTIAL.search(text)) and not _NOT_CONFIDENTIAL.search(text)
