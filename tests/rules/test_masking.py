"""No identity of a citizen is left in a masked text, and what is none stays."""

from __future__ import annotations

import pytest

from rules.masking import mask_text, mask_typed
from rules.phones import mask_phone
from rules.rooms import public_address


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
        ("请打013800000101", "请打138****0101"),
        ("请打0138 0000 0101", "请打138****0101"),
        ("wx：zhang_2026", "wx：z***"),
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
        ("路灯2#300米处", "路灯2#300米处"),
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


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("回拨139123456781709室，无人接", "回拨139****5678，无人接"),
        ("3号楼8单元170913912345678", "3号楼139****5678"),
        ("录音1391234567820261126103000", "录音139****567820261126103000"),
        ("139-1234-56781", "139****56781"),
        ("编号20261118004512139123456780", "编号20261118004512139****56780"),
    ],
)
def test_callers_own_phone_vanishes_with_other_figures_glued_to_it(text: str, masked: str) -> None:
    kept = ["20261118004512"]
    assert mask_text(text, caller_phones=["13912345678"], numbers_to_keep=kept) == masked


def test_mobile_that_runs_on_into_a_room_is_hidden_whosoever_it_is() -> None:
    assert mask_text("请打138000138001709室住户") == "请打138****3800住户"


def test_callers_phone_is_known_without_the_prefix_of_its_field() -> None:
    assert mask_text("打139123456785次", caller_phones=["+86 13912345678"]) == "打139****56785次"


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


@pytest.mark.parametrize(
    ("address", "text", "masked"),
    [
        ("2单元2904", "我家住2904，漏水", "我家住，漏水"),
        ("2单元2904", "2单元2904漏水", "漏水"),
        ("青禾家园二期3号楼2单元2904", "2904的业主反映楼上漏水", "的业主反映楼上漏水"),
        ("3#1703", "3#1703没有暖气", "3#没有暖气"),
        ("3#1703", "1703住户反映", "住户反映"),
        ("3#1703", "1703室不热", "不热"),
        ("3#1703", "我是1703，家里不热", "我是，家里不热"),
        ("云杉里12-3-501", "501户主在家", "户主在家"),
        ("3号楼2单元501", "501的不在家", "不在家"),
        ("3号楼2单元501", "501他家没人", "他家没人"),
        ("3号楼2单元501", "去了501没人应", "去了没人应"),
        ("3号楼2单元501", "敲501，没人应", "敲，没人应"),
        ("3号楼2单元501", "501没人在家，明天再去", "没人在家，明天再去"),
        ("3#1703", "到1703路车站", "到1703路车站"),
        ("3#1703", "来了1703人", "来了1703人"),
        ("3#1703", "3号楼门前路灯不亮", "3号楼门前路灯不亮"),
        ("3#1703", "换泵花了1703元", "换泵花了1703元"),
        ("3#1703", "住1703天了", "住1703天了"),
        ("3#1703", "涉及1703户居民", "涉及1703户居民"),
        ("3#1703", "缴费1703后仍停水", "缴费1703后仍停水"),
        ("3#1703", "公交1703路不停", "公交1703路不停"),
        ("青禾家园1703号院3号楼2单元501", "1703号院门口堆物", "1703号院门口堆物"),
        ("南柳路118号", "南柳路118号门前积水", "南柳路118号门前积水"),
    ],
)
def test_callers_own_room_is_masked_where_it_stands_as_one(address: str, text: str, masked: str) -> None:
    assert mask_text(text, caller_addresses=[address]) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("138\u200b0013\u200b8000", "138****8000"),
        ("1\u200b3\u200b8\u200b0\u200b0\u200b1\u200b3\u200b8\u200b0\u200b0\u200b0", "138****8000"),
        ("138/0013/8000", "138****8000"),
        ("138 0013\n8000", "138****8000"),
        ("138\n0013\n8000", "138****8000"),
        ("电话13800138000转2", "电话138****8000转2"),
        ("tel13800138000abc", "tel138****8000abc"),
        ("电话113800138000", "电话1138****8000"),
        ("手机：1380013800013900139000", "手机：138****8000139****9000"),
        ("1380013800013900139000", "138****8000139****9000"),
        ("2026/11/21 09:00", "2026/11/21 09:00"),
        ("工单20261380013800", "工单20261380013800"),
        ("市民买买提·艾力反映噪音", "市民买**反映噪音"),
        ("联系买买提·艾力先生", "联系买**"),
        ("居民诸葛·梅香来电", "居民诸葛**来电"),
        ("诸葛·梅香女士在家", "诸葛**在家"),
        ("首开·国风美唐小区漏水", "首开·国风美唐小区漏水"),
    ],
)
def test_phones_and_names_that_were_missed(text: str, masked: str) -> None:
    assert mask_text(text) == masked


def test_dotted_name_is_masked_with_any_dot_and_with_none() -> None:
    said = "买买提·艾力说，买买提•艾力和买买提艾力"
    assert mask_text(said, caller_names=["买买提·艾力"]) == "买**说，买**和买**"


@pytest.mark.parametrize(
    ("field", "text", "masked"),
    [
        ("王小明先生", "王小明家灯坏", "王**家灯坏"),
        ("欧阳晓月女士", "欧阳晓月家灯坏", "欧阳**家灯坏"),
        ("姓名：欧阳晓月", "欧阳晓月家灯坏", "欧阳**家灯坏"),
        ("欧阳晓月、李四光", "欧阳晓月和李四光家灯坏", "欧阳**和李**家灯坏"),
        ("王小明（先生）", "王小明家灯坏", "王**家灯坏"),
        ("欧阳晓月 女", "欧阳晓月家灯坏", "欧阳**家灯坏"),
        ("欧阳 晓月", "欧阳晓月家灯坏", "欧阳**家灯坏"),
        ("欧阳晓月（代父亲欧阳大山反映）", "欧阳大山行动不便", "欧阳**行动不便"),
        ("Mary Smith", "Mary Smith家灯坏", "M**家灯坏"),
        ("市民", "市民家灯坏", "市民家灯坏"),
        ("居民、王小明", "居民王小明家灯坏，居民不满", "居民王**家灯坏，居民不满"),
        ("王女士", "王府井灯坏", "王府井灯坏"),
    ],
)
def test_name_is_known_whatever_else_stands_in_its_field(field: str, text: str, masked: str) -> None:
    assert mask_text(text, caller_names=[field]) == masked


@pytest.mark.parametrize(
    ("field", "text", "masked"),
    [
        ("13912345678、65551234", "请打65551234", "请打****34"),
        ("13912345678、65551234", "找65551234", "找****34"),
        ("13912345678/65551234", "65551234没人接，13912345678通", "****34没人接，139****5678通"),
        ("13912345678 65551234", "65551234没人接", "****34没人接"),
        ("010-65551234", "王芳家灯坏 65551234", "王芳家灯坏 ****34"),
        ("010-6555-1234转801", "65551234没人接", "****34没人接"),
        ("139-1234-5678", "13912345678", "139****5678"),
    ],
)
def test_each_phone_in_the_field_is_known(field: str, text: str, masked: str) -> None:
    assert mask_text(text, caller_phones=[field]) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打65551234", "请打****34"),
        ("请打13912345678或65551234", "请打139****5678或****34"),
        ("电话13912345678、6555-1234", "电话139****5678、****34"),
        ("涉及20251118、65551234", "涉及20251118、65551234"),
    ],
)
def test_second_phone_is_masked_beside_the_first(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(("text", "masked"), [("机主姓欧阳", "机主姓**"), ("他不姓王，姓欧阳的", "他不姓王，姓**的")])
def test_callers_family_name_is_masked_where_it_is_told_as_one(text: str, masked: str) -> None:
    assert mask_text(text, caller_names=["欧阳晓月"]) == masked


@pytest.mark.parametrize(
    "text",
    ["已向居民解释", "修好了，居民满意", "居民高兴", "已告知居民明天来", "居民解决了", "居民于今天签字", "业主安心"],
)
def test_what_residents_do_is_no_name(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize("text", ["居民王芳说", "市民李丽反映", "业主明华，电话不通"])
def test_name_beside_the_word_for_a_resident_is_hidden(text: str) -> None:
    assert "**" in mask_text(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("来电人(赵大勇)：灯坏了", "来电人(赵**)：灯坏了"),
        ("反映人（钱小美）称停水", "反映人（钱**）称停水"),
        ("联系人(孙大力，13900000001)", "联系人(孙**，139****0001)"),
        ("来电人（女）、联系人（物业）、申请人（单位）", "来电人（女）、联系人（物业）、申请人（单位）"),
    ],
)
def test_name_inside_a_label_is_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked


def test_what_an_operator_types_keeps_no_name_by_its_phone() -> None:
    assert mask_typed("赵铁柱138****6666说的") == "赵**138****6666说的"
    assert mask_typed("欧阳建国 13866666666 来问") == "欧阳** 138****6666 来问"
    assert mask_typed("青禾11月月表2026") == "青禾11月月表2026"
