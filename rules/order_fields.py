"""Turns what stands in a pasted order into typed values: kinds, categories, units, places, flags."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rules.half_width import half_width
from rules.masking import mask_text
from rules.sensitive import signs

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
_PEOPLE = re.compile(
    r"(?:代表|联名|涉及|共|全楼|约|等)\s*(?P<many>[0-9]{1,5})\s*(?:余|多)?\s*(?:户|人|名|位)"
    r"|(?P<also>[0-9]{1,5})\s*(?:余|多)?(?:户|名)(?:居民|工人|业主|村民|群众|家长|商户)"
)


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


def read_units(value: str) -> tuple[str, ...]:
    """Return the units of a list written with 、 or commas."""
    return tuple(unit for unit in re.split(r"[、,;/\s]+", value.strip()) if unit not in NOTHING)


def read_people(text: str, labelled: str) -> int | None:
    """Return how many people or households stand behind the order."""
    if number := re.search(r"[0-9]{1,6}", labelled):
        return int(number[0])
    found = _PEOPLE.search(text)
    return int(found["many"] or found["also"]) if found else None


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
