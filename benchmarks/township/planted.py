"""The hot spots that are planted into an invented year, so that others can measure whether they find them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Planted:
    """So many calls within some days from a day on: of one place, or without a place of one matter everywhere."""

    name: str
    month: int
    day: int
    n_days: int
    n_calls: int
    matter: str
    place: str | None
    building: int | None = None

    def first_days(self, first: date, last: date) -> list[date]:
        """Return on which days within a span it begins: once a year."""
        days = [date(year, self.month, self.day) for year in range(first.year, last.year + 1)]
        return [day for day in days if first <= day and day + timedelta(days=self.n_days) <= last]


# fmt: off
PLANTED: tuple[Planted, ...] = (
    Planted("三号楼整楼不热", 11, 17, 4, 11, "室内温度不达标", "槐树庄小区", 3),
    Planted("东区供暖主管漏水", 12, 20, 3, 8, "暖气管道漏水", "青禾家园东区", 5),
    Planted("换热站停机全乡不热", 1, 12, 2, 26, "室内温度不达标", None),
    Planted("二期七号楼电梯", 3, 5, 7, 9, "电梯故障", "云杉里二期", 7),
    Planted("公园杨絮", 4, 20, 6, 7, "树木修剪", "云杉公园"),
    Planted("小学门口游商", 5, 11, 5, 8, "无照游商", "青禾小学门口"),
    Planted("工地连夜打桩", 6, 8, 6, 14, "夜间施工", "柳湾路8号院", 2),
    Planted("暴雨路口积水", 7, 21, 2, 17, "道路积水", "南柳街与河沿路交叉口"),
    Planted("变压器跳闸", 8, 4, 3, 12, "停电", "北柳巷12号院", 4),
    Planted("市场垃圾不清", 8, 25, 7, 10, "垃圾堆放", "槐树庄便民市场"),
    Planted("健身房关门", 9, 14, 5, 13, "预付卡退费", None),
    Planted("东路路灯全灭", 10, 12, 5, 9, "路灯不亮", "柳湾东路"),
    Planted("六号楼电动车", 10, 28, 6, 6, "电动车飞线充电", "南柳小区", 6),
    Planted("西区停水", 11, 5, 2, 10, "停水", "青禾家园西区", 1),
    Planted("一号楼单元门", 11, 20, 6, 5, "单元门损坏", "南柳小区西区", 1),
)
# fmt: on


@dataclass(frozen=True)
class HotSpot:
    """A hot spot as it was planted: what, from which day to which, and the numbers of its orders."""

    planted: Planted
    first_day: date
    ticket_nos: tuple[str, ...]
