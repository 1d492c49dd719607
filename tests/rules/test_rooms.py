"""Behind which door somebody lives is read by nobody in a group, however the platform or the caller writes it."""

from __future__ import annotations

import re

import pytest

from rules.masking import mask_text
from rules.rooms import public_address


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("青禾家园3-501", "青禾家园3号楼"),
        ("青禾家园3-501室", "青禾家园3号楼"),
        ("12-402", "12号楼"),
        ("青禾家园3号楼2-501室", "青禾家园3号楼"),
        ("青禾家园3#2-501", "青禾家园3#"),
        ("甜水园北里5楼2门301", "甜水园北里5楼"),
        ("青禾家园3号2门501", "青禾家园3号"),
        ("某某公寓1502", "某某公寓"),
        ("某某大厦15层1502", "某某大厦"),
        ("云杉里小区1502赵大勇家", "云杉里小区"),
        ("某某公寓B1-1502", "某某公寓B1"),
        ("三单元五零二", ""),
        ("望溪路路灯杆1203", "望溪路路灯杆1203"),
        ("国道110", "国道110"),
        ("望溪路1500号", "望溪路1500号"),
        ("云杉里小区3-5号楼之间", "云杉里小区3-5号楼之间"),
        ("798艺术区", "798艺术区"),
    ],
)
def test_address_loses_the_room_in_every_spelling(address: str, public: str) -> None:
    assert public_address(address) == public


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("家住青禾家园3号楼2-501，漏水", "家住青禾家园3号楼，漏水"),
        ("青禾家园3-501漏水", "青禾家园3号楼漏水"),
        ("3-501室漏水", "3号楼漏水"),
        ("3#2-501漏水", "3#漏水"),
        ("5楼2门301漏水", "5楼漏水"),
        ("家住五零一", "家住"),
        ("三单元五零二室", ""),
        ("共10-100户", "共10-100户"),
        ("小区3-400人", "小区3-400人"),
        ("车位1-100号", "车位1-100号"),
        ("在2-300米处", "在2-300米处"),
        ("3号楼2-5层停水", "3号楼2-5层停水"),
        ("18号来了19-2000人", "18号来了19-2000人"),
        ("2026-11-18", "2026-11-18"),
    ],
)
def test_text_loses_the_room_and_no_range(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    ("address", "text", "masked"),
    [
        ("某某公寓1502", "某某公寓1502漏水", "某某公寓漏水"),
        ("12-402", "12-402漏水", "12号楼漏水"),
        ("东坝村36号", "东坝村36号门口积水，家住东坝村36号", "东坝村门口积水，家住东坝村"),
        ("东坝村36号", "东坝村36号院停水", "东坝村36号院停水"),
        ("云杉里小区2904", "小区2904户居民停水", "小区2904户居民停水"),
    ],
)
def test_callers_own_door_is_masked_as_the_address_writes_it(address: str, text: str, masked: str) -> None:
    assert mask_text(text, caller_addresses=[address]) == masked


@pytest.mark.parametrize(
    "text",
    [
        "3号楼22度",
        "3号楼18点停水",
        "3号楼18:00来水",
        "3号楼12层漏水",
        "3号楼15日停水",
        "3号楼24小时内修好",
        "3号楼50%完成",
        "1单元100多户停水",
        "3单元2025年翻修",
        "二单元二〇二五年翻修",
        "2楼3单元15日停水",
        "电压在220-240V",
        "到3-500吨",
        "小区3-400盏路灯",
        "价格是3-500左右",
    ],
)
def test_amount_beside_a_building_is_no_room(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize(
    "address", ["路灯编号1023", "配电箱 0312", "变压器3012", "井盖 1207", "站牌 915", "京津公路 1234"]
)
def test_number_of_a_pole_or_box_is_where_the_unit_has_to_go(address: str) -> None:
    assert public_address(address) == address


@pytest.mark.parametrize(
    "text",
    ["3号楼501日夜漏水", "3号楼501天花板漏", "3号楼501人不在", "3号楼2单元501、502漏水", "3号楼1单元201-301漏水"],
)
def test_room_before_any_word_and_each_of_several_is_hidden(text: str) -> None:
    assert not re.search(r"[0-9]{3}", mask_text(text))


@pytest.mark.parametrize("text", ["小区3-400户停水，正在抢修", "小区3-400户受影响"])
def test_number_of_homes_without_water_is_no_room(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize(
    "address", ["3-101摊位", "柳湾市场 3-101号摊位", "柳湾小区3-101商铺", "榆钱里3-101底商", "榆钱园3-101车位"]
)
def test_stall_or_shop_is_no_room(address: str) -> None:
    assert public_address(address) == address
    assert mask_text(f"来电称{address}乱收费", caller_addresses=[address]) == f"来电称{address}乱收费"


@pytest.mark.parametrize("place", ["3号楼200户", "青禾家园3号楼200余户", "青禾家园3号楼2单元160户"])
def test_number_of_households_keeps_its_figure(place: str) -> None:
    assert re.findall("[0-9]+余?户", mask_text(f"{place}停水")) == re.findall("[0-9]+余?户", place)
    assert public_address("青禾家园3号楼200户停水") == "青禾家园3号楼200户"
    assert mask_text("3号楼1502户漏水") == "3号楼漏水"
