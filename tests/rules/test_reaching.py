"""Whether the citizen was reached: only what plainly says so of the citizen stops the clock of the first contact."""

from __future__ import annotations

import pytest

from rules.reaching import contact_in, doubts_contact


@pytest.mark.parametrize(
    ("text", "contacted"),
    [
        ("已联系居民，明天上门", True),
        ("刚给反映人打过电话", True),
        ("跟居民说好了", True),
        ("电话打了三次没人接", False),
        ("没联系上", False),
        ("联系居民了", True),
        ("打电话给居民了", True),
        ("联系业主了", True),
        ("联系投诉人了", True),
        ("跟居民约好明天上门", True),
        ("已答复居民", True),
        ("答复居民了", True),
        ("见到居民了", True),
        ("当面说的", True),
        ("昨天就联系了", True),
        ("当面跟物业说的", None),
        ("未联系居民", None),
        ("要联系居民了", None),
        ("准备联系居民", None),
        ("联系居民了没", None),
        ("让物业联系居民", None),
        ("还没见到居民", False),
        ("联系不到居民", False),
        ("未联系上", False),
        ("居民电话没打通", False),
        ("还没联系居民", None),
        ("还没联系", None),
        ("明天跟居民联系", None),
        ("居民电话打通了", True),
        ("物业电话打通了", None),
        ("已联系", True),
        ("已电话告知居民", True),
        ("已联系物业和居民", True),
        ("已联系施工队并告知居民", True),
        ("已联系物业，已跟居民解释", True),
        ("已联系物业", None),
        ("已联系路灯所，让他们去修", None),
        ("已和物业沟通", None),
        ("已联系物业给居民换灯", None),
        ("已解释", None),
        ("收到", None),
        ("正在处理", None),
    ],
)
def test_contact_is_told_from_a_try_that_failed(text: str, contacted: bool | None) -> None:
    assert contact_in(text) is contacted


@pytest.mark.parametrize(
    "text",
    [
        "未告知居民",
        "没告知居民",
        "还没告知居民",
        "无法告知居民",
        "请告知居民电话",
        "麻烦告知居民一声",
        "不用告知居民",
        "请坐席告知居民",
        "需告知居民",
        "跟居民沟通不了",
        "与居民沟通中",
        "正在与居民沟通",
        "已发告知单",
        "没跟居民联系",
    ],
)
def test_contact_denied_or_only_asked_for_is_none(text: str) -> None:
    assert contact_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "已联系忙音",
        "已联系未果",
        "联系多次无果",
        "已联系占线",
        "已联系无人应答",
        "联系了没人",
        "已联系对方挂断",
        "已联系多次未接",
    ],
)
def test_call_that_nobody_took_is_a_try_that_failed(text: str) -> None:
    assert contact_in(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "已联系电工",
        "已联系园林",
        "已联系水务",
        "已联系车主",
        "已联系司机",
        "已联系志愿者",
        "已联系坐席",
        "跟绿化联系了",
        "联系了电工来修",
        "联系过电工",
        "给电工打电话了",
        "跟保洁说好了",
        "已联系居民委员会",
        "已联系业主委员会",
        "居民已联系12345",
        "居民说联系过我们",
        "居民联系了好多人",
        "已联系对方单位",
        "已联系被投诉人",
    ],
)
def test_contact_with_or_by_anybody_else_is_none(text: str) -> None:
    assert contact_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "已联系",
        "已联系上",
        "联系过了",
        "已联系，明天上门",
        "已联系明天上门",
        "已联系并约好周四",
        "微信联系了",
        "跟他联系了",
        "已与诉求人取得联系",
        "居民已联系",
        "居民已联系，明天上门",
        "已跟居民沟通好",
        "现场已联系居民",
        "已联系（下午去）",
        "已联系上门看了",
        "已联系来电人说明天在家",
        "已联系已上门",
        "联系完了",
        "给3号楼501打过电话",
        "刚给反映人打过电话",
        "已联系村民",
        "已联系户主",
        "已联系刘奶奶",
        "已联系报修人",
        "按要求联系了居民",
        "主要和居民沟通了",
        "修好了告知居民了",
    ],
)
def test_contact_that_names_the_citizen_or_nobody_counts(text: str) -> None:
    assert contact_in(text) is True


@pytest.mark.parametrize("note", ["未告知", "正在沟通", "请坐席告知", "没跟他联系"])
def test_note_that_tells_of_no_contact_yet_is_doubted(note: str) -> None:
    assert doubts_contact(note)


@pytest.mark.parametrize("text", ["违停占线，已联系居民", "物业电话占线，已联系居民"])
def test_line_of_somebody_else_that_is_engaged_is_no_try_of_the_citizen(text: str) -> None:
    assert contact_in(text) is True


@pytest.mark.parametrize("text", ["已联系居民两次,无果", "联系多次,未果"])
def test_vain_try_is_heard_across_a_comma(text: str) -> None:
    assert contact_in(text) is False
