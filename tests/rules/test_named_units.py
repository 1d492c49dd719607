"""Units are found where words name whom a matter should go to; what the directory does not know is left open."""

from __future__ import annotations

import pytest

from rules.named_units import UnitNames, unit_called, units_in

DIRECTORY = (
    UnitNames(1, "青禾家园社区", ("青禾社区", "青禾")),
    UnitNames(2, "北柳巷社区", ("北柳巷",)),
    UnitNames(3, "城市管理办公室", ("城管办",)),
    UnitNames(4, "便民服务中心"),
    UnitNames(5, "南柳社区"),
    UnitNames(6, "南柳东社区"),
    UnitNames(7, "祥和社区"),
)


def named(text: str) -> list[str | int]:
    """Return what a worker of 北柳巷 names: ids of the units that are plain, and the words of the others."""
    return [unit.ids[0] if unit.is_certain else unit.word for unit in units_in(text, DIRECTORY, but=2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请转派城管办，我们协办", [3]),
        ("改派给青禾家园居委会，小区在他们那边", [1]),
        ("@城管办 这个归你们，我把单子转过去了", [3]),
        ("不是我们社区的，是南柳社区的", [5]),
        ("不归我们管，应该归城管办管", [3]),
        ("归城管管，退单", [3]),
        ("转给城管办办理", [3]),
        ("主办换城管", [3]),
        ("请北柳巷和城管办一起处理", [3]),
        ("需要双派城管办、便民服务中心", [3, 4]),
        ("请祥和社区和城管办协办", [7, 3]),
        ("申请和城管办双派", [3]),
        ("让便民服务中心一起去", [4]),
        ("转到南柳东那边", [6]),
        ("不是北柳巷的地界，是青禾的", [1]),
        ("派到城管办去", [3]),
        ("换城管办吧", [3]),
        ("请增派城管办，占道要执法", [3]),
        ("需要协办，请城管办配合", [3]),
    ],
)
def test_unit_that_is_named(text: str, expected: list[int]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请转派执法队", ["执法队"]),
        ("转给青禾物业", ["青禾物业"]),
        ("需要城管和物业科一起办，麻烦双派", [3, "物业科"]),
        ("转派便民办", ["便民办"]),
        ("该事项请由退役军人服务站处理", ["退役军人服务站"]),
    ],
)
def test_what_the_directory_does_not_know_is_left_open(text: str, expected: list[str | int]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize("text", ["请转派", "转给别的单位吧", "已转物业", "不是我们的", "居民是老人", "", "办完了"])
def test_nobody_is_named(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize("text", ["麻烦给城管办", "城管办来过人，转走吧"])
def test_unit_that_only_stands_in_the_words_may_be_meant(text: str) -> None:
    (unit,) = units_in(text, DIRECTORY, but=2)
    assert (unit.ids, unit.is_certain) == ((3,), False)


def test_word_that_several_units_bear_means_none_of_them_plainly() -> None:
    several = unit_called("柳", DIRECTORY), unit_called("南柳", (UnitNames(1, "南柳社区"), UnitNames(2, "南柳村")))
    assert [each.is_certain for each in several] == [False, False]
    assert several[1].ids == (1, 2)
