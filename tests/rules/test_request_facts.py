"""What a unit's own words ask for: of which kind, why, and whether the caller was told."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.caller_told import told_in
from rules.intents import Intent
from rules.named_units import UnitNames
from rules.request_facts import Moment, RequestFacts, is_hedged, kind_of, names_new_limit, request_in
from rules.requests import RequestKind
from rules.working_time import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
MOMENT = Moment(
    datetime(2026, 11, 18, 10, 0, tzinfo=ZONE),
    ZONE,
    datetime(2026, 11, 19, 10, 0, tzinfo=ZONE),
    Calendar(frozenset(), frozenset(), frozenset({2026}), ZONE),
)
DIRECTORY = (
    UnitNames(1, "青禾家园社区", ("青禾",)),
    UnitNames(3, "城市管理办公室", ("城管办",)),
    UnitNames(5, "南柳社区"),
)

PARTS = (
    *(
        "申请",
        "延期",
        "延到",
        "再给",
        "三天",
        "25号",
        "下月五号",
        "明年三月",
        "俩礼拜",
        "退单",
        "转派给",
        "城管办",
        "青禾",
    ),
    *("南柳", "和", "、", "请", "协办", "一起", "挂账", "剔除", "因为", "配件没到", "已跟居民说了", "没", "，", "。"),
    *(" ", "@", "4512", "①"),
)


def read(text: str, intent: Intent) -> RequestFacts:
    """Read the words of somebody of 青禾."""
    return request_in(text, intent, MOMENT, DIRECTORY, 1)


@pytest.mark.parametrize(
    ("text", "intent", "kind"),
    [
        ("想申请延期3天", Intent.EXTENSION, RequestKind.EXTENSION),
        ("这单请收回，重复派了两家", Intent.RETURN, RequestKind.RETURN_TO_DESK),
        ("请转派城管办，我们协办", Intent.TRANSFER, RequestKind.TRANSFER),
        ("城管主办，我们协办", Intent.TRANSFER, RequestKind.TRANSFER),
        ("需要城管办一起办，麻烦双派", Intent.TRANSFER, RequestKind.ASSIST),
        ("请城管办协办", Intent.TRANSFER, RequestKind.ASSIST),
        ("建议挂账，明年列计划", Intent.EXCLUDE, RequestKind.SUSPEND),
        ("恶意反复拨打，申请剔除考核", Intent.EXCLUDE, RequestKind.EXCLUDE),
        ("占地补偿没账可查，请按疑难件挂起", Intent.EXCLUDE, RequestKind.SUSPEND),
        ("本年度无法实施，请准予挂账，期间不予考核", Intent.EXCLUDE, RequestKind.SUSPEND),
        ("胡搅蛮缠，免计", Intent.EXCLUDE, RequestKind.EXCLUDE),
        ("麻烦把这件从统计里拿掉", Intent.EXCLUDE, RequestKind.EXCLUDE),
        ("请主派市场监管所，我村协办", Intent.TRANSFER, RequestKind.TRANSFER),
        ("请增派城管办", Intent.TRANSFER, RequestKind.ASSIST),
        ("转派城管办，我们一起办", Intent.TRANSFER, None),
        ("这件和昨天那件是一件事，并单吧", Intent.RETURN, None),
        ("申请剔除或挂账", Intent.EXCLUDE, None),
        ("和那件是一回事，申请并单", Intent.EXCLUDE, None),
        ("办完了", Intent.RESOLVED, None),
    ],
)
def test_kind(text: str, intent: Intent, kind: RequestKind | None) -> None:
    assert kind_of(text, intent) is kind


@pytest.mark.parametrize(
    ("text", "intent", "reason"),
    [
        ("能不能宽限两天，配件没到", Intent.EXTENSION, "配件没到"),
        ("时间不够，七天办不完，要延", Intent.EXTENSION, "时间不够，七天办不完"),
        ("因为配件没到想延期到周五，已跟居民说了", Intent.EXTENSION, "配件没到"),
        ("延期到周五，由于热力公司没排上", Intent.EXTENSION, "热力公司没排上"),
        ("配件没到申请延期", Intent.EXTENSION, "配件没到"),
        ("居民说明天才有空，申请延期到后天", Intent.EXTENSION, "居民说明天才有空"),
        ("申请延期三天，居民不同意早上施工", Intent.EXTENSION, "居民不同意早上施工"),
        ("申请延期三天，居民不同意", Intent.EXTENSION, "居民不同意"),
        ("人手不够 都去扫雪了 宽两天", Intent.EXTENSION, "人手不够，都去扫雪了"),
        ("因疫苗批次没到，申请推迟一周回复", Intent.EXTENSION, "疫苗批次没到"),
        (
            "缓期的话不好意思再说，可今天又下雪，您看能不能再给两天",
            Intent.EXTENSION,
            "缓期的话不好意思再说，可今天又下雪",
        ),
        ("年底窗口关账，时限往后放放呗", Intent.EXTENSION, "年底窗口关账，时限往后放放呗"),
        ("求求了，再给一个礼拜", Intent.EXTENSION, ""),
        ("麻烦帮把时间放到25号成吗，谢谢您了", Intent.EXTENSION, ""),
        ("可否宽限至下周五", Intent.EXTENSION, ""),
        ("可能要延期，三天", Intent.EXTENSION, ""),
        ("能不能延几天啊", Intent.EXTENSION, ""),
        ("热力那边抢修排满了，能再给点时间吗", Intent.EXTENSION, "热力那边抢修排满了"),
        ("转派给城管办和南柳社区，都有份", Intent.TRANSFER, "都有份"),
        ("挂账吧，明年才能立项，明年6月底", Intent.EXCLUDE, "明年才能立项"),
        ("想申请延期3天", Intent.EXTENSION, ""),
        ("延到下周五行不", Intent.EXTENSION, ""),
        ("不是我们社区的，是南柳社区的", Intent.RETURN, "不是我们社区的，是南柳社区的"),
        ("收到是收到了，但这事我们真办不了，退了吧", Intent.RETURN, "这事我们真办不了"),
        ("这单请收回，重复派了两家", Intent.RETURN, "重复派了两家"),
        ("退押金的事不归我们，退单", Intent.RETURN, "退押金的事不归我们"),
        ("不归我们管退单", Intent.RETURN, "不归我们管"),
        ("申请退单", Intent.RETURN, ""),
        ("改派给城管办，占道的事他们管", Intent.TRANSFER, "占道的事他们管"),
        ("@城管办 这个归你们，我把单子转过去了", Intent.TRANSFER, "这个归你们"),
        ("请转派城管办", Intent.TRANSFER, ""),
        ("请城管办协办，占道要执法", Intent.TRANSFER, "占道要执法"),
        ("恶意反复拨打，申请剔除考核", Intent.EXCLUDE, "恶意反复拨打"),
        ("建议挂账，需市级管网改造，明年列计划", Intent.EXCLUDE, "需市级管网改造，明年列计划"),
        ("申请挂账到明年6月底，等管网改造立项，已跟居民解释过", Intent.EXCLUDE, "等管网改造立项"),
        ("都申请延期到11月21日，配件没到", Intent.EXTENSION, "配件没到"),
        ("还要请城管办协办", Intent.TRANSFER, ""),
        ("两件都要延到25号", Intent.EXTENSION, ""),
        ("还没到货，申请延期3天", Intent.EXTENSION, "还没到货"),
    ],
)
def test_reason(text: str, intent: Intent, reason: str) -> None:
    assert read(text, intent).reason == reason


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("延期三天，已跟居民说了", True),
        ("已告知诉求人，延期三天", True),
        ("给业主打过招呼了，延两天", True),
        ("延两天，居民同意了", True),
        ("居民那边说好了，宽限到周五", True),
        ("业主已知晓", True),
        ("申请延期，还没跟居民说", False),
        ("延期三天 未告知居民", False),
        ("没告诉居民", False),
        ("居民还不知道", False),
        ("要延期，明天跟居民说", False),
        ("居民说明天才有空，延一天", None),
        ("要不要跟居民说？", None),
        ("请坐席告知居民，我们延三天", None),
        ("配件没到，延三天", None),
    ],
)
def test_whether_the_caller_was_told(text: str, told: bool | None) -> None:
    assert told_in(text.replace("，", ",").replace("？", "?")) is told


def test_all_facts_of_one_request() -> None:
    read_facts = read("这个单子申请延期到25号，等热力公司换泵，业主已知晓", Intent.EXTENSION)
    until = read_facts.until.astimezone(ZONE) if read_facts.until else None
    assert (read_facts.kind, until) == (RequestKind.EXTENSION, datetime(2026, 11, 25, 18, 0, tzinfo=ZONE))
    assert (read_facts.reason, read_facts.caller_told, read_facts.units) == ("等热力公司换泵", True, ())


def test_whom_it_should_go_to() -> None:
    suggested = read("不是我们社区的，是南柳社区的", Intent.RETURN)
    assert [unit.ids for unit in suggested.units] == [(5,)]
    suspended = read("挂账到明年三月，材料周一补", Intent.EXCLUDE)
    assert suspended.until == datetime(2027, 3, 31, 18, 0, tzinfo=ZONE)


@pytest.mark.parametrize("words", ["可能要延期", "这个可能不归我们", "要不转给城管办", "估计得退", "是不是该退单"])
def test_words_that_only_think_of_asking(words: str) -> None:
    assert is_hedged(words)


@pytest.mark.parametrize("words", ["可能来不及，申请延期", "好像是北柳巷的，请退回", "不是我们的"])
def test_words_that_ask_although_they_doubt_something(words: str) -> None:
    assert not is_hedged(words)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("等配件，延到25号，没跟居民说", True),
        ("延期至下周五，先搭架子", True),
        ("平台同意延到25号了", False),
        ("已经延到25号", False),
        ("延到25号批了", False),
        ("不延到25号", False),
        ("工期延误到下周", False),
    ],
)
def test_new_limit_named_beside_news(words: str, names: bool) -> None:
    assert names_new_limit(words) is names


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join) | st.text(max_size=60), st.sampled_from(Intent))
def test_no_words_crash_it_and_no_unit_is_invented(words: str, intent: Intent) -> None:
    facts = read(words, intent)
    assert {unit_id for unit in facts.units for unit_id in unit.ids} <= {unit.id for unit in DIRECTORY}
    assert 1 not in {unit.ids[0] for unit in facts.units if unit.is_certain}, "its own unit is no other"
    assert facts.until is None or facts.kind in (RequestKind.EXTENSION, RequestKind.SUSPEND)
