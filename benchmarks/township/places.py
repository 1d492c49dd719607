"""Where people of the invented township live and how they write it down, and who calls."""

from __future__ import annotations

import random
from dataclasses import dataclass

_NUMERALS = "零一二三四五六七八九"
_FAMILIES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗梁宋唐许韩冯邓曹彭曾"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰秀英建国志红玉珍文博子涵雨欣"


@dataclass(frozen=True)
class Place:
    """An estate with buildings, or with none a street or a point; `weight` is its share of the calls."""

    name: str
    community: str
    n_buildings: int
    weight: float


PLACES: tuple[Place, ...] = (
    Place("青禾家园东区", "青禾家园社区", 14, 9.0),
    Place("青禾家园西区", "青禾家园社区", 10, 6.0),
    Place("柳湾路8号院", "北柳巷社区", 6, 5.0),
    Place("北柳巷12号院", "北柳巷社区", 8, 6.0),
    Place("南柳小区", "南柳社区", 12, 8.0),
    Place("南柳小区西区", "南柳社区", 6, 4.0),
    Place("槐树庄小区", "槐树庄社区", 16, 10.0),
    Place("槐树庄平房区", "槐树庄社区", 0, 3.0),
    Place("云杉里", "云杉里社区", 9, 6.0),
    Place("云杉里二期", "云杉里社区", 7, 5.0),
    Place("柳湾东路", "北柳巷社区", 0, 3.0),
    Place("南柳街与河沿路交叉口", "南柳社区", 0, 2.0),
    Place("云杉公园", "云杉里社区", 0, 1.5),
    Place("青禾小学门口", "青禾家园社区", 0, 1.5),
    Place("槐树庄便民市场", "槐树庄社区", 0, 2.0),
    Place("河沿胡同", "南柳社区", 0, 2.0),
)
BY_NAME = {place.name: place for place in PLACES}


def written(chance: random.Random, place: Place, building: int | None) -> tuple[str, str]:
    """Return an address as somebody writes it, without the room and with it."""
    region = chance.choice(("", "", "柳湾乡", f"柳湾乡{place.community}"))
    if building is None:
        spot = chance.choice(("", "", "附近", "东侧"))
        return f"{region}{place.name}", f"{region}{place.name}{spot}"
    small = building < len(_NUMERALS)
    spelled = [f"{building}号楼", f"{building}号楼", f"{building}栋", f"{building}#楼"]
    form = chance.choice([*spelled, f"{_NUMERALS[building]}号楼"] if small else spelled)
    open_address = f"{region}{place.name}{form}"
    return open_address, f"{open_address}{chance.randint(1, 4)}单元{chance.randint(1, 12)}0{chance.randint(1, 4)}室"


@dataclass(frozen=True)
class Citizen:
    """Somebody who calls: an invented name, a number that nobody has, and where he lives."""

    name: str
    phone: str
    place: Place
    building: int | None


def citizen(chance: random.Random, number: int, place: Place) -> Citizen:
    """Return the citizen with this number, who lives at a place."""
    name = chance.choice(_FAMILIES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
    building = chance.randint(1, place.n_buildings) if place.n_buildings else None
    return Citizen(name, f"139{number:08d}", place, building)
