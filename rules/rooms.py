"""Finds rooms in texts and addresses: a group may read where a matter is, not behind which door somebody lives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from rules.half_width import half_width

_NUMERAL = "[0-9A-Za-z一二三四五六七八九十百零〇]"
_SPELLED = "[零〇一二三四五六七八九幺]"
_ENTRANCE = rf"\s*(?:{_NUMERAL}|[东西南北中]){{1,4}}\s*(?:单元|门)"
_FLOOR = rf"(?:\s*{_NUMERAL}{{1,3}}层)?"
# 3号楼22度, 3号楼18点, 3号楼12层: two figures before a measure are an amount; three and more are a room far oftener.
_AMOUNT = (
    r"(?:[0-9号元万块米]|平[米方]|公[里斤]|吨|度(?!假)|余|多[户个人元]|个(?!人)|年(?![久老])|左右|之间|-[0-9]{2}-)"
)
_SMALL_AMOUNT = rf"(?:{_AMOUNT}|[点时分秒℃%层人口户部台辆天日月次]|:[0-9]|小时|单元|多)"
# 200户 or 360户 are households: rooms end on 01 to 29 far oftener than not. A stall has no residents.
_HOUSEHOLDS = r"\s*[0-9]{1,3}(?:00|[3-9][0-9])\s*[余多]?户(?![型主])"
_STALL = r"\s*号?\s*(?:摊|柜台|商铺|铺[位面]|底商|档口|车位|库房|仓库|展位|门[脸市店面])"
_ROOM = (
    rf"(?!{_HOUSEHOLDS})\s*(?:{_NUMERAL}{{3,5}}(?!{_NUMERAL})|{_NUMERAL}{{2}}(?!{_NUMERAL}|{_SMALL_AMOUNT}))\s*(?:室|号|户|房)?(?!{_AMOUNT})"
    rf"(?:\s*[-、,和及至到]\s*[0-9]{{3,4}}(?:室|号|户|房)?(?!{_AMOUNT}))*"
)
_ROOM_OF_BUILDING = re.compile(
    rf"(号楼|#楼|(?<=[0-9])#|栋|幢|座)(?:{_ENTRANCE}|\s*[0-9]{{1,2}}\s*-(?=\s*[0-9]{{3}}))?{_FLOOR}{_ROOM}"
    rf"|(?<=[0-9])(楼|号){_ENTRANCE}{_FLOOR}{_ROOM}"
)
_UNIT_OF_BUILDING = re.compile(rf"(?<=号楼|.[栋幢座])\s*(?:{_NUMERAL}|东|西|南|北|中){{1,4}}\s*单元")
_DASHED_ROOM = re.compile(r"(?<![0-9\-年月])([0-9]{1,3})-[0-9]{1,2}-[0-9]{3,4}(?![0-9\-])")
# 3-501 is a range of something as often as a room, unless it stands where somebody lives.
_SHORT_ROOM = re.compile(
    r"(?:(?:(?<=[园里区苑庭居坊寓城厦村住到去敲找在])|(?<=[家址房位]是))([0-9]{1,3})\s*-\s*[0-9]{3,4}(?:\s*(?:室|户(?![停受居断]|没水|没电)|房))?"
    r"|(?<![0-9\-年月楼栋幢座#号])([0-9]{1,3})\s*-\s*[0-9]{3,4}\s*(?:室|号房|住户|户主|业主))"
    rf"(?!{_STALL})"
    r"(?![0-9\-号元块万米度多余人户个台平次天年月日岁折%伏千毫公斤吨亩棵辆盏只口栋左之VvWwKk])"
)
_LONE_ROOM = re.compile(
    rf"(?<![0-9])[0-9]{{3,4}}(?:室|房间|号房)|(?<=家住|住在)[0-9]{{3,4}}(?![0-9年元号路米])"
    rf"|(?<!{_SPELLED}){_SPELLED}{{3,4}}(?:室|房间|号房)|(?<=家住|住在){_SPELLED}{{3,4}}(?!{_SPELLED}|年)"
)
_ROOM_OF_UNIT = re.compile(
    rf"(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})\s*(?:单元|门)(?!{_HOUSEHOLDS})\s*(?:[0-9]{{3,4}}|{_SPELLED}{{3,4}}(?!{_SPELLED}))"
    rf"\s*(?:室|号|户|房)?(?!{_AMOUNT}|户)"
)
_HOME = re.compile(rf"(村|胡同|条|巷|里){_NUMERAL}{{1,5}}号(?!楼|院|线|站|口|门|井)[^\s]*$")
_BUILDING = re.compile(
    rf"(?:号楼|号院|[0-9一二三四五六七八九十A-Za-z](?:栋|幢|座|#|楼(?=\s*{_NUMERAL}{{1,2}}(?:门|单元))))"
    rf"(?=\s*(?:{_NUMERAL}|[东西南北中]?单元|[东西南北中]门))"
)
_SHORT_AT_START = re.compile(
    r"(?:^|(?<=[\s,、(]))([0-9]{1,3})\s*-\s*[0-9]{3,4}(?:\s*(?:室|号|户|房))?(?![0-9\-]|" + _STALL + ")"
)
# In an address bare figures at its end, or before whose home it is, are a room.
_ROOM_AT_END = re.compile(
    r"(?:^|(?<=[^0-9.+\s路街巷道同线杆桩井站牌梯箱器盖厕口标位])|(?<=[A-Za-z][0-9]\s))(?<!编号)(?<!杆号)"
    rf"(?:{_NUMERAL}{{1,3}}\s*(?:层|单元|门))*\s*(?:[0-9]{{3,4}}|{_SPELLED}{{3,4}})"
    r"\s*(?:室|号(?!楼|院|线|路)|户|房)?(?=$|[\s,、;(]|[一-鿿]{0,4}家)"
)
# The caller's own room: what names it in the address, and what tells that the same digits mean it in a text.
_IN_ADDRESS = re.compile(
    rf"(?:^|(?<=[^0-9.路街巷道同]))(?!{_HOUSEHOLDS}|[0-9]{{3,4}}{_STALL})"
    r"(?P<room>[0-9]{3,4})(?=\s*(?:室|号(?!楼|院|线|路)|户|房)|[^0-9号#栋幢座楼院路弄米年元单]|$)"
)
_STANDS_BEFORE = re.compile(
    r"(?:(?:去|到|找|敲|问|进|看|回)[了过的]?|住在?|家在?|单元|#|号楼|[栋幢座层园里区苑庭居坊寓城厦]|[A-Za-z0-9]-|门牌?号?|房间?号?|我是|邻居)[是为:\s]*$"
)
_STANDS_BEHIND = re.compile(
    r"(?P<word>\s*(?:室(?![内外温])|号(?!楼|院|线|路|站|文|车)|户(?!居民|业主|人家|主)|房(?!间数)|屋|的(?=\s*(?:不|没|人|说|要|已|也|在))))"
    r"|(?=\s*(?:的?(?:住户|户主|业主|居民|老人|大[爷妈姐哥]|阿姨|女士|先生|邻居|租户|房东|钥匙|那[家户])|[他她][们]?家|家(?!具|电)"
    r"|[那这][家户]|没人|没在|不在家|无人|有人|敲门|不开门|没开门|没应))"
)
_IS_AN_AMOUNT = re.compile(r"\s*(?:[元块万米度年次天人路户栋个份台盏]|平)")


_ALL_OF_THEM = re.compile(_HOUSEHOLDS)


def public_address(address: str) -> str:
    """Return `address` as a group may see it: it stops at the building or the public place."""
    plain = half_width(address)
    for pattern in (_DASHED_ROOM, _SHORT_ROOM, _SHORT_AT_START):
        if dashed := pattern.search(plain):
            return f"{address[: dashed.start()]}{_number_of(dashed)}号楼"
    if building := _BUILDING.search(plain):
        rest = _BUILDING.search(plain, building.end())
        end = rest.end() if rest else building.end()
        households = _ALL_OF_THEM.match(plain, end)
        return address[: households.end() if households else end]
    if home := _HOME.search(plain):
        return address[: home.end(1)]
    if room := _ROOM_AT_END.search(plain):
        return address[: room.start()].rstrip(" -#")
    return _LONE_ROOM.sub("", address)


def room_patches(plain: str, addresses: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield what to put in place of each room in a half-width text; of the callers' `addresses` also a bare one.

    Digits that are a caller's room are masked only where they stand as one: 家住1703, 1703住户, never 1703元.
    """
    known = [half_width(address) for address in addresses]
    yield from _homes(plain, known)
    for pattern, masked in _PATTERNS:
        for match in pattern.finditer(plain):
            yield *match.span(), masked(match)
    for room in {found["room"] for address in known for found in _IN_ADDRESS.finditer(address)}:
        if room not in plain:
            continue
        for match in re.finditer(rf"(?<![0-9.]){room}(?![0-9.])", plain):
            behind = _STANDS_BEHIND.match(plain, match.end())
            before = _STANDS_BEFORE.search(plain, max(0, match.start() - 8), match.start())
            if behind or (before and not _IS_AN_AMOUNT.match(plain, match.end())):
                yield match.start(), match.end() + len((behind and behind["word"]) or ""), ""


def _homes(plain: str, addresses: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """The caller's own house of a village, and his own room as its address writes it (3-501)."""
    for address in addresses:
        if home := _HOME.search(address):
            own = address[home.start() : address.index("号", home.end(1)) + 1]
            found = re.finditer(rf"{re.escape(own)}(?!楼|院|线|站)", plain) if own in plain else ()
            yield from ((*match.span(), home[1]) for match in found)
        short = _SHORT_ROOM.search(address) or _SHORT_AT_START.search(address)
        if short and short[0] in plain:
            for match in re.finditer(rf"(?<![0-9\-]){re.escape(short[0])}(?![0-9\-])", plain):
                yield *match.span(), f"{_number_of(short)}号楼"


def _number_of(dashed: re.Match[str]) -> str:
    return next(number for number in dashed.groups() if number)


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_ROOM_OF_BUILDING, lambda match: match[1] or match[2]),
    (_ROOM_OF_UNIT, lambda match: ""),
    (_UNIT_OF_BUILDING, lambda match: ""),
    (_DASHED_ROOM, lambda match: f"{match[1]}号楼"),
    (_SHORT_ROOM, lambda match: f"{_number_of(match)}号楼"),
    (_LONE_ROOM, lambda match: ""),
)
