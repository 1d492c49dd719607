"""Turns what stands in a pasted order into typed values: people, phones, places, flags."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rules.half_width import half_width
from rules.masking import mask_text
from rules.sensitive import signs
from rules.surnames import DOUBLE_SURNAMES, SURNAMES, TITLES

KINDS = "咨询 求助 投诉 举报 建议 表扬 感谢 控烟 撤单 骚扰 无效 催办".split()
TAG_KIND = re.compile(rf"(?:^|[|【\[\s,;])(?P<value>{'|'.join(KINDS)})(?:件|类)?\s*(?=[|】\]\s,;]|$)")
_NO_KIND = re.compile("诉求|工单|普通|一般|日常|热线")
NOTHING = frozenset(
    [
        "",
        "不详",
        "无",
        "/",
        "-",
        "--",
        "—",
        "空",
        "未知",
        "未提供",
        "暂无",
        "null",
        "NULL",
        "None",
        "N/A",
        "#N/A",
        "NaN",
    ]
)
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
    rf"(?:^|(?<=[\s,;|]))(?P<name>{NAME}|{_FAMILY}[一-鿿]{{1,2}})[ :,/]{{0,2}}(?=1[3-9][0-9*])", re.MULTILINE
)
PHONE = re.compile(
    r"(?<![0-9A-Za-z-])(?:\+?86[- ]?)?(?P<mobile>1[3-9][0-9][- ]?[0-9*]{4}[- ]?[0-9]{4})(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z-])(?P<land>0[0-9]{2,3}[- ]?[0-9]{7,8}(?:-[0-9]{1,5})?)(?![0-9A-Za-z])"
)
_MASKED = re.compile(r"(?<![0-9A-Za-z*])1[3-9*][0-9*xX]{9}(?![0-9A-Za-z*])")
_MASKED_LAND = re.compile(r"(?<![0-9A-Za-z*])0[0-9]{2,3}[- ]?[0-9]{3,4}[*xX]{3,4}[0-9]{0,2}(?![0-9A-Za-z*])")
_LOCAL = re.compile(r"(?<![0-9A-Za-z])[2-8][0-9]{3}[- ]?[0-9]{4}(?![0-9A-Za-z])")
_COMMUNITY = re.compile(
    r"(?P<name>[一-鿿]{2,8}?(?:社区|村))(?!委会?[一-鿿]*办|养老|卫生|服务|医院|干部|工作|志愿|主任|书记|民|口|里)"
)
_TOWNSHIP = re.compile(r"^(?:北京市)?(?:[一-鿿]{2,4}区)?(?P<name>[一-鿿]{2,5}?(?:街道|地区|乡|镇))(?!镇?政府|里)")
_PLACE = re.compile(
    r"(?P<name>[一-鿿A-Za-z0-9]{2,22}?(?:[0-9一二三四五六七八九十]+号(?:楼|院)?|小区|路口|南门|北门|东门"
    r"|西门|胡同|市场|公园|广场|工地|车站))"
    r"(?P<tail>(?:[0-9A-Za-z]+(?:号楼|单元|室|层|号)|[东西南北]侧|门前|楼前|[0-9]{3,4}室?)*)"
)
_NARRATION = re.compile(
    r"^(?:(?:市民|居民|来电人|反映人|该市民|群众)?(?:来电)?(?:反映|咨询|举报|投诉|求助|建议|称|表示)"
    r"|其?居住的|[,，:：、\s]|其|家住)+"
)
_CONFIDENTIAL = re.compile(
    r"(?:严格|注意|要求|需要|请求?|对?其?(?:身份|信息|个人信息))[^。;\n]{0,8}保密|匿名举报|保密件|不得(?:透露|泄露)"
)
_NOT_CONFIDENTIAL = re.compile(r"(?:不|非|无需|不需要?|不用|未要求|不是)(?:要求)?保密")
_NOTHING_SECRET = re.compile("[否Nn0]|无|非|未|普通|一般|公开|不(?:需|用|要求|保密|涉|是|$)")
_SECRET_TAG = re.compile("【(?:保密|隐私)(?:件|工单)?】")
_PEOPLE = re.compile(
    r"(?:代表|联名|涉及|共|全楼|约|等)\s*(?P<many>[0-9]{1,5})\s*(?:余|多)?\s*(?:户|人|名|位)"
    r"|(?P<also>[0-9]{1,5})\s*(?:余|多)?(?:户|名)(?:居民|工人|业主|村民|群众|家长|商户)"
)


def is_withheld(value: str) -> bool:
    """Tell whether a name or phone says that it is not to be known."""
    return _HIDDEN.search(value) is not None


def read_platform(value: str) -> str | None:
    """Return the short name of a platform, which groups read; None for what holds a phone or a person."""
    name = "".join(value.split())
    plain = half_width(name)
    return None if re.search("[0-9]{7}", plain) or mask_text(plain) != plain else name


def unspaced(value: str) -> str:
    """Return a short value without the spaces that text recognition puts between single characters."""
    words = re.findall("[一-鿿]+", value)
    if len(words) < 2 or any(len(word) > 1 for word in words):
        return value
    return re.sub(r"(?<=[0-9一-鿿]) +(?=[一-鿿])", "", value)


def read_name(value: str) -> str | None:
    """Return the caller's name in `value`, without remarks in brackets and phones; None for 保密 and the like."""
    name = re.split(r"[(\[【,;|/]", unspaced(value.strip()))[0]
    phone = PHONE.search(name)
    if phone:
        name = name[: phone.start()] if name[: phone.start()].strip(" :") else name[phone.end() :]
    name = _SPACED_NAME.sub(r"\1\2", name.strip(" :,\"'"))
    name = re.split(r"\s", name)[0] if name else ""
    return None if name in NOTHING or is_withheld(name) or re.search(r"[0-9]", name) or len(name) > 30 else name


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


def known_kind(value: str) -> str | None:
    """Return the first kind the value names, or None."""
    found = [(at, kind) for kind in KINDS if (at := unspaced(value.strip()).find(kind)) >= 0]
    return min(found)[1] if found else None


def is_odd_kind(value: str) -> bool:
    """Tell whether a value that names no kind means to: 牛奶 does, 诉求工单 only says that it is an order."""
    return value.strip() not in NOTHING and not _NO_KIND.search(value)


def read_kind(value: str) -> str | None:
    """Return the Chinese word of the kind: a known one where the value holds it, else the value."""
    value = unspaced(value.strip())
    return next((kind for kind in KINDS if kind in value), None if value in NOTHING else value[:10])


def read_category(value: str) -> tuple[str, ...]:
    """Return the levels of a category written as A->B->C."""
    parts = re.split(r"\s*(?:-+>|>+|→|/|\\|—+|-+)\s*", value.strip())
    return tuple(part for part in parts if part not in NOTHING)[:3]


def read_flag(value: str) -> bool | None:
    """Return what 是 or 否 says; None for anything else."""
    word = value.strip()[:1]
    return True if word in {"是", "Y", "y", "1", "√"} else False if word in {"否", "N", "n", "0", "不"} else None


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


def read_units(value: str) -> tuple[str, ...]:
    """Return the units of a list written with 、 or commas."""
    return tuple(unit for unit in re.split(r"[、,;/\s]+", value.strip()) if unit not in NOTHING)


def read_people(text: str, labelled: str) -> int | None:
    """Return how many people or households stand behind the order."""
    if number := re.search(r"[0-9]{1,6}", labelled):
        return int(number[0])
    found = _PEOPLE.search(text)
    return int(found["many"] or found["also"]) if found else None


def asks_for_secrecy(text: str) -> bool:
    """Tell whether the text asks to keep the caller's identity secret."""
    return bool(_CONFIDENTIAL.search(text)) and not _NOT_CONFIDENTIAL.search(text)


def read_special_flags(text: str, people: int | None, marked: Iterable[str]) -> tuple[str, ...]:
    """Return the flags of the order in a fixed order: those marked on it and those its words call for."""
    return tuple(sign.flag for sign in signs(text, people, marked))


def community_in(address: str, township: str | None) -> str | None:
    """Return the community or village an address names."""
    rest = _after_township(address, township)
    found = _COMMUNITY.search(rest)
    return found["name"] if found else None


def township_in(address: str) -> str | None:
    """Return the township an address begins with."""
    found = _TOWNSHIP.match(address.strip())
    return found["name"] if found else None


def place_in(content: str) -> str | None:
    """Return the place a content begins with, when it names a building, an estate or a crossing."""
    found = _PLACE.match(_NARRATION.sub("", content.strip()))
    return found["name"] + found["tail"] if found else None


def _after_township(address: str, township: str | None) -> str:
    if township and township in address:
        return address[address.index(township) + len(township) :]
    found = _TOWNSHIP.match(address)
    return address[found.end() :] if found else address
