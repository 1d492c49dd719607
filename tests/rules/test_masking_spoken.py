"""Identities written the way people speak: spaced phones, names without a title, rooms without a word."""

from __future__ import annotations

import pytest

from rules.masking import mask_text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("电话139 123 45678", "45678"),
        ("电话13912 345678", "345678"),
        ("139.1234.5678", "1234"),
        ("座机010 6588 9900", "6588"),
        ("固话6555 4321", "6555"),
        ("市民马海涛反映家里没水", "海涛"),
        ("爱人端木蓉电话不接", "端木蓉"),
        ("物业张伟经理态度差", "张伟"),
        ("3#楼2单元501漏水", "501"),
        ("家住501，请上门", "501"),
        ("电话一三九 一二三四 五六七八", "一二三四"),
        ("壹叁玖壹贰叁肆伍陆柒捌", "壹贰叁肆"),
        ("139一二三四5678", "一二三四"),
        ("①③⑨①②③④⑤⑥⑦⑧", "①②③④"),
        ("①13912345678", "1234"),
        ("𝟏𝟑𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "𝟏𝟐𝟑𝟒"),
        ("١٣٩١٢٣٤٥٦٧٨", "١٢٣٤"),
        ("008613912345678", "1234"),
        ("110105 19491231 002X", "1231"),
    ],
)
def test_identity_as_people_write_it_is_masked(text: str, hidden: str) -> None:
    assert hidden not in mask_text(text)


@pytest.mark.parametrize(
    "text",
    ["居民多次反映噪音", "100平方米", "2026-11-18 10:12:30", "物业经理不在", "面积139.5", "每周一三五 0800-1700施工"],
)
def test_words_and_figures_that_are_no_identity_stay(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize(
    ("field", "text", "masked"),
    [
        ("王芳", "王 芳说，王　芳很急", "王**说，王**很急"),
        ("赵大勇", "赵 大 勇和赵\u200b大\u200b勇", "赵**和赵**"),
        ("“赵大勇”", "赵大勇反映", "赵**反映"),
        ("赵大勇女儿赵小红", "赵小红说赵大勇病了", "赵**说赵**病了"),
        ("赵大勇的邻居孙小梅", "孙小梅和赵大勇", "孙**和赵**"),
        ("阿依古丽·买买提", "阿依古丽反映", "阿**反映"),
    ],
)
def test_callers_name_is_known_however_field_and_text_write_it(field: str, text: str, masked: str) -> None:
    assert mask_text(text, caller_names=[field]) == masked


@pytest.mark.parametrize("text", ["139，1234，5678", "139(1234)5678", "139、1234、5678", "139*1234*5678"])
def test_callers_phone_is_masked_however_it_is_punctuated(text: str) -> None:
    assert mask_text(text, caller_phones=["13912345678"]) == "139****5678"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("已找司马昭君13655554444谈过", "已找司马**136****4444谈过"),
        ("已找司马昭君136****4444谈过", "已找司马**136****4444谈过"),
        ("何建国13811112222，高丽138****2222", "何**138****2222，高**138****2222"),
        ("李秀兰158****2222也冷", "李**158****2222也冷"),
        ("邻居李秀兰（电话15811112222）作证", "邻居李**（电话158****2222）作证"),
        ("联系王芳 139-1234-5678，马冬梅家13811112222", "联系王** 139****5678，马**家138****2222"),
    ],
)
def test_name_right_before_a_phone_is_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "word",
    (
        "青禾家园 北柳巷社区 云杉里 柳巷 高庄 安居物业 城管队 单位 房东 车主 司机 班组长 应急办 管委会 施工方 值班电话 "
        "常用手机 物业 请尽快解决 由安保 平安里 关于施工的 金水河物业 温泉花园 华润燃气 水务站 家里 热力公司 "
        "包村干部 居委会 房管所 广场 景山街道"
    ).split(),
)
def test_what_is_no_name_stays_before_a_phone(word: str) -> None:
    assert mask_text(f"{word}13912345678") == f"{word}139****5678"
    assert mask_text(f"请找{word}（139****5678）") == f"请找{word}（139****5678）"
