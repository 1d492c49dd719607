"""Which orders are one matter: pairs that are repeats and pairs that are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.claim_words import pairs
from rules.same_matter import Matter, is_same_matter, likeness, place_key

HEATING = ("公共服务", "供暖", "室温不达标")
HOME = "青禾家园二期3号楼2单元501"


def _matter(address: str | None, words: str, category: tuple[str, ...] = ()) -> Matter:
    return Matter(place_key(address), category, words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京市朝阳区柳湾乡青禾家园社区青禾家园二期3号楼2单元501", "青禾家园二期3号楼"),
        ("青禾家园小区二期三号楼", "青禾家园2期3栋1门202"),
        ("青禾家园社区3号楼", "青禾家园3号楼4单元"),
        ("青禾家园 ３ 号楼", "青禾家园3#楼"),
        ("柳湾乡北柳巷路口附近", "朝阳区柳湾乡北柳巷路口"),
    ],
)
def test_a_place_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert place_key(one) == place_key(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青禾家园二期3号楼", "青禾家园二期5号楼"),
        ("青禾家园一期3号楼", "青禾家园二期3号楼"),
        ("北柳巷路口", "北柳巷公厕"),
        ("云杉里3号楼", "青禾家园3号楼"),
    ],
)
def test_other_buildings_are_other_places(one: str, other: str) -> None:
    assert place_key(one) != place_key(other)


@pytest.mark.parametrize("address", [None, "", "3号楼", "不详", "12号"])
def test_what_names_no_place_has_no_key(address: str | None) -> None:
    assert place_key(address) is None


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ((HOME, "室温仅14度，要求尽快解决。", HEATING), ("青禾家园二期3号楼", "暖气片冰凉，老人受冻。", HEATING)),
        ((HOME, "其居住的青禾家园二期3号楼室温仅14度，老人受冻"), (HOME, "暖气不热，室温只有15度，家中老人受冻")),
        (("北柳巷路口", "楼下烧烤店油烟扰民，深夜营业"), ("北柳巷路口附近", "烧烤店油烟大，噪音扰民到凌晨")),
        (("云杉里6号楼", "垃圾桶满溢无人清运"), ("云杉里6号楼门口", "垃圾清运不及时，垃圾桶满溢异味大")),
        (("青禾家园", "小区西门外搅拌站夜间施工噪音扰民"), ("青禾家园小区", "西门搅拌站夜间施工，噪音和粉尘扰民")),
    ],
)
def test_same_place_and_matter_of_different_citizens_is_a_repeat(earlier: tuple, later: tuple) -> None:
    assert is_same_matter(_matter(*earlier), _matter(*later))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        # Another building, another matter in the same building, an estate alone, no place at all.
        (("青禾家园二期3号楼", "室温仅14度", HEATING), ("青禾家园二期5号楼", "室温仅14度", HEATING)),
        ((HOME, "室温仅14度，要求尽快解决。"), (HOME, "楼道堆放杂物，存在隐患，希望清理。")),
        ((HOME, "市民反映有人遛狗不牵绳，要求处理"), (HOME, "市民反映机动车乱停放堵住出口，要求处理")),
        (("青禾家园", "室温不达标", HEATING), ("青禾家园", "暖气管漏水三天没人修", HEATING)),
        ((None, "室温仅14度，要求尽快解决。"), (None, "室温仅14度，要求尽快解决。")),
        (("云杉里6号楼", "物业费收费标准不合理"), ("云杉里6号楼", "物业服务差，保安态度恶劣")),
        (("云杉里6号楼", "", ()), ("云杉里6号楼", "", ())),
    ],
)
def test_what_only_shares_a_place_or_a_category_is_no_repeat(earlier: tuple, later: tuple) -> None:
    assert not is_same_matter(_matter(*earlier), _matter(*later))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ((HOME, "室温仅14度"), (HOME, "家里还是没有修好，一直很冷")),
        ((HOME, "室温仅14度，要求尽快解决"), (None, "再次来电，暖气问题无人联系")),
        ((HOME, "室温仅14度", HEATING), (None, "家里很冷", HEATING)),
        ((HOME, "楼道灯坏了，夜间出行不便"), (HOME, "楼道灯不亮，老人摔倒")),
    ],
)
def test_one_citizen_may_tell_the_same_matter_in_other_words(earlier: tuple, later: tuple) -> None:
    assert is_same_matter(_matter(*earlier), _matter(*later), same_caller=True)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ((HOME, "室温仅14度，要求尽快解决"), (HOME, "楼上装修噪音扰民")),
        ((HOME, "室温仅14度"), ("北柳巷路口", "路灯不亮，再次来电")),
        ((HOME, "咨询社保卡补办流程"), (None, "路灯不亮")),
    ],
)
def test_another_matter_of_one_citizen_is_no_repeat(earlier: tuple, later: tuple) -> None:
    assert not is_same_matter(_matter(*earlier), _matter(*later), same_caller=True)


def test_likeness_counts_neither_the_place_nor_what_every_order_says() -> None:
    one = "市民来电反映，其居住的青禾家园3号楼有人遛狗不牵绳，希望相关部门尽快处理"
    other = "市民来电反映，其居住的青禾家园3号楼楼道堆物，希望相关部门尽快处理"
    assert likeness(pairs(one), pairs(other), "青禾家园3号楼") < 0.1
    assert likeness(pairs(one), pairs(one)) == 1.0
    assert likeness(pairs(""), pairs(one)) == 0.0


@given(st.text(max_size=40), st.text(max_size=60), st.text(max_size=60))
def test_nothing_written_makes_it_fail_and_the_order_of_texts_does_not_matter(place: str, one: str, other: str) -> None:
    key = place_key(place)
    words = pairs(one), pairs(other)
    assert likeness(*words, key) == likeness(*reversed(words), key)
    assert 0.0 <= likeness(*words, key) <= 1.0
    assert key is None or place_key(key) is not None
