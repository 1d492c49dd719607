from __future__ import annotations

import pytest

from rules.masking import mask_phone, mask_text, public_address


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800000101", "138****0101"),
        ("138 0000 0101", "138****0101"),
        ("+86 13800000101", "138****0101"),
        ("１３８０００００１０１", "138****0101"),
        ("010-12345634", "010-****34"),
        ("0316-1234567", "0316-****67"),
        ("138****0101", "138****0101"),
        ("65781234", "****34"),
    ],
)
def test_phone_keeps_its_ends(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请联系13800000101", "请联系138****0101"),
        ("打138-0000-0101", "打138****0101"),
        ("+8613800000101", "138****0101"),
        ("电话一三八零零零零零幺零幺", "电话一三八****零幺零幺"),
        ("座机010-12345634没人", "座机010-****34没人"),
        ("电话65781234", "电话****34"),
        ("身份证11010519491231002X", "身份证110105********002X"),
        ("邮箱zhangsan@example.com", "邮箱z***@example.com"),
        ("微信号:zhang_2026", "微信号:z***"),
        ("京A·D0000挡路", "京A·****0挡路"),
        ("京AD12345挡路", "京A·****5挡路"),
        ("张女士反映", "张**反映"),
        ("已联系李先生和欧阳女士", "已联系李**和欧阳**"),
        ("向李女士解释", "向李**解释"),
        ("由于张先生不在", "由于张**不在"),
        ("张小明先生在家", "张**在家"),
        ("青禾家园二期3号楼2单元501室漏水", "青禾家园二期3号楼漏水"),
        ("青禾家园3号楼2单元501，报修", "青禾家园3号楼，报修"),
        ("云杉里6号楼1201住户", "云杉里6号楼住户"),
        ("3号楼二单元五零一", "3号楼"),
        ("云杉里12-3-501漏水", "云杉里12号楼漏水"),
        ("3号楼2单元楼道灯", "3号楼楼道灯"),
        ("南柳西里12号楼北侧有垃圾", "南柳西里12号楼北侧有垃圾"),
        ("3号楼20元停车费", "3号楼20元停车费"),
        ("2026-11-18 10:12到场", "2026-11-18 10:12到场"),
        ("陈主任已到现场", "陈主任已到现场"),
        ("已上报12345平台", "已上报12345平台"),
        ("没有可藏的", "没有可藏的"),
    ],
)
def test_text_loses_identities_and_nothing_else(text: str, masked: str) -> None:
    assert mask_text(text) == masked


def test_callers_own_name_and_phone_vanish_everywhere() -> None:
    masked = mask_text("褚云飞说褚云飞的座机6578-1234坏了", caller_names=["褚云飞"], caller_phones=["65781234"])
    assert masked == "褚**说褚**的座机****34坏了"


def test_ticket_numbers_are_never_masked() -> None:
    text = "261118101108115409 已办，18101108115"
    assert mask_text(text, numbers_to_keep=["261118101108115409"]) == "261118101108115409 已办，181****8115"


def test_a_short_number_to_keep_does_not_protect_a_phone() -> None:
    assert mask_text("4512 打13800004512", numbers_to_keep=["4512"]) == "4512 打138****4512"


def test_a_masked_text_is_not_masked_further() -> None:
    once = mask_text("张女士13800000101住3号楼2单元501室，京A·D0000")
    assert mask_text(once) == once


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("青禾家园二期3号楼2单元501", "青禾家园二期3号楼"),
        ("柳湾乡北柳巷12号院5号楼3门201", "柳湾乡北柳巷12号院5号楼"),
        ("云杉里12-3-501", "云杉里12号楼"),
        ("云杉里A座1203室", "云杉里A座"),
        ("南柳西里12号楼北侧", "南柳西里12号楼北侧"),
        ("柳湾乡南柳村123号", "柳湾乡南柳村"),
        ("槐树庄社区槐树庄路口", "槐树庄社区槐树庄路口"),
        ("云杉里小区南门", "云杉里小区南门"),
        ("望溪路15号", "望溪路15号"),
        ("", ""),
    ],
)
def test_public_address_stops_at_the_building(address: str, public: str) -> None:
    assert public_address(address) == public
