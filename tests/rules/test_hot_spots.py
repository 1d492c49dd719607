"""Hot spots: what is found of planted calls, what is left alone, and ways to write one place and one matter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rules.claim_words import grams, shared_words
from rules.hot_spot_words import why
from rules.hot_spots import Claim, HotSpotRule, HotSpotSettings, find_hot_spots
from rules.same_matter import building_of, estate_of, place_key

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SETTINGS = HotSpotSettings()
NOISE = (
    "路灯连续几天不亮，晚上漆黑一片",
    "公交车高峰班次太少，等了很久",
    "健身房关门，卡里的钱退不了",
    "养老金认证怎么在手机上办",
    "楼道堆满纸箱，消防栓被挡住",
    "孩子上小学需要什么材料",
    "污水井往外冒水，味道很大",
    "门口每天占道停车，堵住通道",
)


def call(
    number: int, words: str, days_ago: float = 1.0, place: str | None = None, path: tuple[str, ...] = (), **more: object
) -> Claim:
    at = NOW - timedelta(days=days_ago)
    return Claim(number, at, grams("", words), place_key(place), path, **more)  # type: ignore[arg-type]


def background() -> list[Claim]:
    """Four weeks of what people call about anyway, nothing of it together."""
    return [call(1000 + n, f"{NOISE[n % len(NOISE)]}，第{n}次", 8 + n * 27 / 40, f"河沿小区{n}号楼") for n in range(40)]


def rules_of(claims: list[Claim], settings: HotSpotSettings = SETTINGS) -> dict[tuple[int, ...], set[str]]:
    found = find_hot_spots(claims, NOW, settings)
    return {spot.claims: {str(reason.rule) for reason in spot.reasons} for spot in found}


@pytest.mark.parametrize(
    "written", ["槐树庄小区3号楼", "槐树庄小区三号楼", "槐树庄小区3#楼", "槐树庄 3栋2单元501", "槐树庄小区３号楼附近"]
)
def test_one_building_is_one_place_however_it_is_written(written: str) -> None:
    assert place_key(written) == place_key("槐树庄小区3号楼")
    assert building_of(place_key(written)) == "槐树庄3号楼"
    assert estate_of(place_key(written)) == place_key("槐树庄小区")


def test_a_gate_is_a_place_of_its_own_but_no_building() -> None:
    key = place_key("青禾小学门口")
    assert building_of(key) is None
    assert estate_of(key) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("请相关部门核实处理，三号楼电梯坏了", "3#楼电梯坏了，希望尽快解决并反馈"),
        ("2026年11月3日晚8点，3栋电梯坏了", "11月5日，3号楼电梯坏了"),
        ("20261118004512再次反映３号楼电梯坏了", "市民来电反映，3号楼电梯坏了"),
    ],
)
def test_numbers_dates_and_formulas_do_not_tell_matters_apart(one: str, other: str) -> None:
    assert grams(None, one) == grams(None, other)


def test_three_calls_of_one_matter_at_one_building_are_found_by_that_rule() -> None:
    planted = [
        call(1, "家里暖气不热，只有十五度", 6, "槐树庄小区3号楼", ("供热", "居民供暖")),
        call(2, "暖气片只有一半热", 4, "槐树庄小区三号楼", ("供热", "居民供暖")),
        call(3, "整个单元暖气都不热", 1, "槐树庄小区3#楼", ("供热", "居民供暖")),
    ]
    found = find_hot_spots([*background(), *planted], NOW, HotSpotSettings())
    [spot] = [each for each in found if 1 in each.claims]
    assert spot.claims == (1, 2, 3)
    assert spot.place == "槐树庄3号楼"
    assert [(reason.rule, reason.n_claims, reason.mean) for reason in spot.reasons] == [
        (HotSpotRule.POINT, 3, 0.0),
        (HotSpotRule.MATTER, 3, 0.0),
    ]


@pytest.mark.parametrize(
    "claims",
    [
        # Two only; three of three matters; three in three buildings; three that lie further apart than a week.
        [call(n, "暖气不热", n, "槐树庄小区3号楼", ("供热", "居民供暖")) for n in (1, 2)],
        [call(n, NOISE[n], n, "槐树庄小区3号楼", ("甲", NOISE[n])) for n in (1, 2, 3)],
        [call(n, NOISE[n], n, f"槐树庄小区{n}号楼", ("甲", NOISE[n])) for n in (1, 2, 3)],
        [call(n, "暖气不热", n * 4, "槐树庄小区3号楼", ("供热", "居民供暖")) for n in (1, 2, 3)],
    ],
)
def test_what_does_not_come_together_is_left_alone(claims: list[Claim]) -> None:
    assert rules_of([*background(), *claims]) == {}


def test_three_calls_from_one_building_within_a_day_need_not_be_of_one_matter() -> None:
    planted = [call(n, NOISE[n], n / 4, "槐树庄小区3号楼", ("甲", NOISE[n])) for n in (1, 2, 3)]
    assert rules_of([*background(), *planted]) == {(3, 2, 1): {"building_day"}}


def test_a_new_matter_is_found_by_its_words_wherever_it_is() -> None:
    planted = [
        call(1, "搅拌站夜里生产，粉尘落满阳台", 5, "柳湾东路"),
        call(2, "附近建了搅拌站，粉尘很大不敢开窗", 3, "南柳小区"),
        call(3, "投诉搅拌站的粉尘和夜里的声音", 1),
    ]
    assert rules_of([*background(), *planted]) == {(1, 2, 3): {"matter"}}


def test_what_people_call_about_anyway_must_rise() -> None:
    usual = [call(n, "搅拌站粉尘很大", 9 + n * 4) for n in range(1, 5)]
    again = [call(10 + n, "搅拌站粉尘很大", n) for n in range(1, 5)]
    more = [call(20 + n, "搅拌站粉尘很大", n) for n in range(1, 4)]
    assert rules_of([*background(), *usual, *again]) == {}
    [(claims, rules)] = rules_of([*background(), *usual, *again, *more]).items()
    assert (len(claims), rules) == (7, {"matter"})


def test_an_estate_or_a_category_is_hot_at_twice_its_weekly_mean() -> None:
    before = [call(n, NOISE[n % 8], 8 + n * 2, f"云杉里{n}号楼", ("甲", NOISE[n % 8])) for n in range(11)]
    now = [call(50 + n, NOISE[n], n + 0.5, f"云杉里{20 + n}号楼", ("甲", NOISE[n])) for n in range(6)]
    [(claims, rules)] = rules_of([*background(), *before, *now]).items()
    assert (len(claims), rules) == (6, {"place_rise"})
    assert rules_of([*background(), *before, *now[:5]]) == {}
    assert rules_of([*background(), *before, *now], HotSpotSettings(rise=2.5)) == {}


def test_two_weeks_are_compared_with_two_usual_weeks() -> None:
    settings = HotSpotSettings(within=timedelta(days=14), before=timedelta(days=14), rise=1.9)
    # Four in the two weeks before: eight are 1.9 times as many, seven are not; four in one week would be.
    before = [call(n, NOISE[n], 15 + n * 3, f"云杉里{n}号楼", ("甲", NOISE[n])) for n in range(4)]
    now = [call(50 + n, NOISE[n], n + 0.5, f"云杉里{20 + n}号楼", ("甲", NOISE[n])) for n in range(8)]
    old = call(99, "公园长椅坏了", 27.9)
    [spot] = find_hot_spots([old, *before, *now], NOW, settings)
    assert len(spot.claims) == 8 and why(spot.reasons, 14) == "同一小区或路段14天8件（此前每14天平均4.0件）"
    assert find_hot_spots([old, *before, *now[:7]], NOW, settings) == ()


def test_a_desk_without_a_past_has_no_mean_and_finds_no_rise() -> None:
    now = [call(50 + n, NOISE[n], n + 0.5, f"云杉里{20 + n}号楼", ("甲", NOISE[n])) for n in range(6)]
    assert rules_of(now) == {}


def test_a_call_for_many_is_one_by_itself_and_marks_the_spot_it_belongs_to() -> None:
    alone = call(1, "村口道路要拓宽", people=12)
    planted = [call(n, "暖气不热", n, "槐树庄小区3号楼", ("供热", "暖")) for n in (2, 3)]
    planted.append(call(4, "代表全楼反映暖气不热", 1, "槐树庄小区3号楼", ("供热", "暖"), is_crowd=True))
    found = rules_of([*background(), alone, *planted])
    assert found == {(1,): {"crowd"}, (3, 2, 4): {"crowd", "point", "matter"}}


def test_the_same_calls_in_any_order_give_the_same_hot_spots() -> None:
    planted = [call(n, "暖气不热", n, "槐树庄小区3号楼", ("供热", "暖")) for n in (1, 2, 3)]
    claims = [*background(), *planted]
    assert find_hot_spots(claims, NOW, HotSpotSettings()) == find_hot_spots(claims[::-1], NOW, HotSpotSettings())


def test_a_spot_goes_on_from_what_was_told_of_it() -> None:
    planted = [call(n, "暖气不热", n, "槐树庄小区3号楼", ("供热", "暖")) for n in (1, 2, 3)]
    [spot] = find_hot_spots([*background(), *planted], NOW, HotSpotSettings())
    assert spot.goes_on_from([1, 2], "槐树庄3号楼")
    assert spot.goes_on_from([2, 3, 900], "槐树庄3号楼")
    assert not spot.goes_on_from([3, 901, 902, 903], "槐树庄3号楼")
    assert not spot.goes_on_from([1, 2, 3], None), "a building that stands out of a matter of the whole town"


def test_the_words_of_a_spot_are_what_most_say() -> None:
    assert shared_words(["搅拌站粉尘很大", "丽水路搅拌站扰民", "公交车太少"]) == ("搅拌站",)
    assert shared_words(["只有一件"]) == ()
