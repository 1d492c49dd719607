"""Orders are read from whatever an agent pastes, and nothing is invented."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.durations import parse_limit
from rules.half_width import half_width
from rules.pasted_order import PastedOrder, looks_like_order, read_orders
from rules.ticket_number import compile_patterns

DESK = ZoneInfo("Asia/Shanghai")
PATTERNS = compile_patterns([r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}", r"SJF-\d{8}-\d{4}"])
SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the sample orders are not on this machine")


def orders(text: str, pasted_at: str = "2026-11-21 12:00") -> list[PastedOrder]:
    moment = datetime.fromisoformat(pasted_at).replace(tzinfo=DESK)
    return read_orders(text, patterns=PATTERNS, pasted_at=moment, tz=DESK)


def local(moment: datetime | None) -> str | None:
    return moment.astimezone(DESK).strftime("%Y-%m-%d %H:%M:%S") if moment else None


def as_named(order: PastedOrder) -> dict[str, Any]:
    return {
        "ticket_no": order.ticket_no,
        "reported_at": local(order.reported_at),
        "caller": order.caller_name,
        "phone": order.caller_phone,
        "kind": order.kind,
        "category": list(order.category_path),
        "township": order.township,
        "community": order.community,
        "dispatched_at": local(order.first_dispatched_at),
        "limit": order.limit_text,
        "confidential": order.confidential,
        "role": order.role,
        "unit": order.lead_unit,
        "deadline": local(order.deadline_at),
        "first_contact_limit": order.contact_limit_text,
        "urgency": order.urgency,
        "sensitive": "涉稳" in order.special_flags,
        "group": "群体" in order.special_flags,
        "people": order.people_count,
    }


def samples() -> list[Any]:
    if not SAMPLES.exists():
        return []
    pasted: dict[str, str] = {}
    for block in (SAMPLES / "workorders.txt").read_text(encoding="utf-8").split("=== ")[1:]:
        heading, _, body = block.partition("\n")
        pasted[heading.split(" |")[0]] = body
    gold = map(json.loads, (SAMPLES / "workorders_expected.jsonl").read_text(encoding="utf-8").splitlines())
    return [pytest.param(pasted[entry["id"]], entry["expected"], id=entry["id"]) for entry in gold]


@needs_samples
@pytest.mark.parametrize(("text", "expected"), samples())
def test_sample_layout_is_read_as_its_gold_says(text: str, expected: dict[str, Any]) -> None:
    read = [as_named(order) for order in orders(text)]
    assert len(read) == expected.pop("rows", 1)
    expected.pop("note", None)
    for name, wanted in expected.items():
        per_row = wanted if isinstance(wanted, list) and name != "category" else [wanted]
        assert [row[name] for row in read] == per_row, name


@needs_samples
def test_praise_has_no_limit_and_none_is_missing() -> None:
    praise = orders(next(case for case in samples() if case.id == "WO-13").values[0])[2]
    assert (praise.limit_text, praise.deadline_at, praise.kind) == (None, None, "表扬")
    assert "limit_text" not in praise.missing


@needs_samples
def test_danger_to_life_is_flagged_and_threats_too() -> None:
    texts = {case.id: case.values[0] for case in samples()}
    assert "突发" in orders(texts["WO-10"])[0].special_flags
    assert {"扬言", "群体", "涉稳"} <= set(orders(texts["WO-18"])[0].special_flags)
    assert orders(texts["WO-13"])[2].special_flags == ()


@needs_samples
@pytest.mark.parametrize(("text", "expected"), samples())
def test_every_sample_looks_like_an_order(text: str, expected: dict[str, Any]) -> None:
    assert looks_like_order(text, PATTERNS)


def only(text: str, **at: str) -> PastedOrder:
    read = orders(text, **at)
    assert len(read) == 1, [order.ticket_no for order in read]
    return read[0]


VERTICAL_TABLE = (
    "工单编号\t20261121000401\n"
    "来电人\t方女士\n"
    "联系电话\t13900000201\n"
    "诉求类型\t投诉\n"
    "主要内容\t榆钱胡同路灯不亮\n"
    "派单时间\t2026-11-21 09:00\n"
    "办理时限\t7天\n"
)
LABEL_ABOVE_VALUE = (
    "工单编号\n"
    "20261121000402\n"
    "来电人\n"
    "吴先生\n"
    "联系电话\n"
    "13900000202\n"
    "主要内容\n"
    "垃圾桶满溢三天无人清运\n"
    "办理时限\n"
    "24小时\n"
)
BAR_TABLE = (
    "| 工单编号 | 来电人 | 联系电话 | 工单类型 | 内容 | 截止时间 |\n"
    "| --- | --- | --- | --- | --- | --- |\n"
    "| 20261121000403 | 马女士 | 13900000203 | 求助 | 井盖破损 | 2026-11-22 10:00 |\n"
)
COMMA_LIST = (
    "单号：20261121000404，类型：建议，反映人：欧阳先生，电话：010-60001234，内容：建议在榆钱小区增设充电桩，时限：15天"
)
NUMBER_LAST = (
    "来电时间：2026-11-21 08:00\n"
    "来电人：罗女士\n"
    "联系电话：13900000205\n"
    "主要内容：楼上漏水\n"
    "工单编号：20261121000405\n"
    "\n"
    "来电时间：2026-11-21 08:10\n"
    "来电人：谢先生\n"
    "联系电话：13900000206\n"
    "主要内容：树枝压线\n"
    "工单编号：20261121000406\n"
)
WITH_HISTORY = (
    "工单编号：20261121000407\n"
    "来电人：罗女士\n"
    "联系电话：13900000205\n"
    "诉求类型：投诉\n"
    "主要内容：楼上仍漏水，此前曾反映20261101000033未解决\n"
    "派单时间：2026-11-21 09:30\n"
    "办理时限：5个工作日\n"
    "历史工单：\n"
    "20261101000033 2026-11-01 漏水 已办结\n"
    "20261015000020 2026-10-15 漏水 已办结\n"
)
FORWARDED = (
    "值班员 2026/11/21 00:05\n"
    "派单23:58，单号20261121000408，诉求人 汤女士 13900000208\n"
    "榆钱小区2号楼暖气管爆裂，多户停暖\n"
    "24小时内回复"
)
SPACED_LABELS = (
    "工 单 编 号： ２０２６１１２１０００４０９\n"
    "来 电 人： 郝先生\n"
    "联系电话：139-0000-0209\n"
    "内　容：夜间烧烤油烟\n"
    "要求 11月22日18:00前答复"
)
TAGGED = (
    "【特急】【投诉】工单编号：20261121000410\n"
    "【来电人】匿名\n"
    "【联系电话】不详\n"
    "【诉求内容】榆钱路口有人被困电梯\n"
    "【派单时间】2026年11月21日 下午3时05分\n"
    "【办理时限】2小时"
)
DASHED_INSIDE = (
    "工单编号：20261121000411\n"
    "------------\n"
    "来电人：邹女士\n"
    "联系电话：13900000211\n"
    "主要内容：共享单车堵塞便道\n"
    "------------\n"
    "派单时间：2026-11-21 10:00\n"
    "办理时限：7天"
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (VERTICAL_TABLE, {"ticket_no": "20261121000401", "caller": "方女士", "phone": "13900000201", "limit": "7天"}),
        (
            LABEL_ABOVE_VALUE,
            {"ticket_no": "20261121000402", "caller": "吴先生", "phone": "13900000202", "limit": "24小时"},
        ),
        (
            BAR_TABLE,
            {"ticket_no": "20261121000403", "caller": "马女士", "kind": "求助", "deadline": "2026-11-22 10:00:00"},
        ),
        (COMMA_LIST, {"ticket_no": "20261121000404", "caller": "欧阳先生", "phone": "010-60001234", "limit": "15天"}),
        (WITH_HISTORY, {"ticket_no": "20261121000407", "limit": "5个工作日", "dispatched_at": "2026-11-21 09:30:00"}),
        (
            FORWARDED,
            {
                "ticket_no": "20261121000408",
                "caller": "汤女士",
                "dispatched_at": "2026-11-20 23:58:00",
                "limit": "24小时",
            },
        ),
        (SPACED_LABELS, {"ticket_no": "20261121000409", "phone": "13900000209", "deadline": "2026-11-22 18:00:00"}),
        (
            TAGGED,
            {
                "urgency": "特急",
                "kind": "投诉",
                "phone": None,
                "dispatched_at": "2026-11-21 15:05:00",
                "limit": "2小时",
            },
        ),
        (DASHED_INSIDE, {"caller": "邹女士", "dispatched_at": "2026-11-21 10:00:00", "limit": "7天"}),
    ],
)
def test_other_layouts_are_read_too(text: str, named: dict[str, Any]) -> None:
    read = as_named(only(text, pasted_at="2026-11-21 18:00"))
    assert {name: read[name] for name in named} == named


def test_orders_whose_number_comes_last_are_cut_at_their_first_field() -> None:
    read = orders(NUMBER_LAST)
    assert [(o.ticket_no, o.caller_name, o.content) for o in read] == [
        ("20261121000405", "罗女士", "楼上漏水"),
        ("20261121000406", "谢先生", "树枝压线"),
    ]


def test_contents_are_kept_as_they_were_written() -> None:
    text = "工单编号：20261121000412\n来电人：邹女士\n主要内容：第一行，\n第二行（Ａ座）。\n派单时间：2026-11-21 10:00"
    assert only(text).content == "第一行，\n第二行（Ａ座）。"


def test_a_text_without_number_is_a_draft_only_with_fields() -> None:
    draft = only("来电人：邹女士\n联系电话：13900000211\n主要内容：单车堵塞便道")
    assert draft.ticket_no is None
    assert "ticket_no" in draft.missing
    assert orders("居民反映单车堵塞便道，请处理") == []
    assert orders("收到") == []
    assert orders("") == []


def test_a_number_with_lookalike_letters_is_flagged_and_not_mended() -> None:
    read = only("工单编号：2O26112100O413\n来电人：邹女士\n联系电话：l3900000211\n主要内容：单车堵塞便道")
    assert read.ticket_no is None
    assert read.caller_phone is None
    assert {(doubt.field, doubt.why) for doubt in read.doubtful} == {
        ("ticket_no", "lookalike"),
        ("caller_phone", "lookalike"),
    }


@pytest.mark.parametrize(
    ("line", "field", "why"),
    [
        ("派单时间：2026-02-30 10:00", "first_dispatched_at", "unreadable"),
        ("派单时间：2026-11-21", "first_dispatched_at", "date_only"),
        ("截止时间：2026-11-28", "deadline_at", "date_only"),
        ("办理时限：尽快", "limit_text", "unreadable"),
        ("联系电话：13900000299", "caller_phone", "two_values"),
        (
            "派单时间：2026-11-21 10:00\n截止时间：2026-11-21 12:00\n办理时限：24小时",
            "deadline_at",
            "differs_from_limit",
        ),
    ],
)
def test_what_is_not_certain_is_said(line: str, field: str, why: str) -> None:
    read = only(f"工单编号：20261121000414\n联系电话：13900000211\n主要内容：单车堵塞便道\n{line}")
    assert (field, why) in {(doubt.field, doubt.why) for doubt in read.doubtful}


def test_deadline_of_the_same_day_is_that_of_the_dispatch_and_not_of_the_call() -> None:
    times = "来电时间：2026-11-20 22:40\n派单时间：2026-11-21 09:10\n截止时间：当日17:30"
    read = only(f"工单编号：20261121000414\n{times}\n主要内容：单车堵塞便道")
    assert local(read.deadline_at) == "2026-11-21 17:30:00"


def test_missing_fields_are_named() -> None:
    assert only("工单编号：20261121000415\n诉求类型：投诉\n主要内容：单车堵塞便道").missing == (
        "first_dispatched_at",
        "caller_name",
        "caller_phone",
        "address",
        "limit_text",
    )


def test_a_secret_caller_is_not_asked_for() -> None:
    read = only("工单编号：20261121000416\n来电人：保密\n联系电话：保密\n主要内容：私搭乱建")
    assert (read.confidential, read.caller_name, read.caller_phone) == (True, None, None)
    assert not {"caller_name", "caller_phone"} & set(read.missing)


def test_each_field_says_where_it_was_read() -> None:
    text = "工单编号：20261121000417\n来电人：邹女士\n主要内容：单车堵塞便道"
    assert {source.field: text[source.start : source.end] for source in only(text).sources} == {
        "ticket_no": "20261121000417",
        "caller_name": "邹女士",
        "content": "单车堵塞便道",
    }


def test_repr_of_an_order_shows_no_identity() -> None:
    shown = repr(only(FORWARDED + "\n工单地址：x"))
    assert "汤" not in shown and "13900000208" not in shown and "榆钱" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "收到",
        "20261118004512：已协调热力公司，暖气阀门明早更换，居民知晓",
        "20261118004512 几点到期？",
        "地址：不对，我们这儿没有5号院",
        "电话打了三次没人接，继续联系",
        "4512 联系电话是多少",
    ],
)
def test_speech_does_not_look_like_an_order(text: str) -> None:
    assert not looks_like_order(text, PATTERNS)


PIECES = st.sampled_from(
    "工单编号： 来电人： 联系电话：保密 【诉求内容】 ------ 20261121000417 2O261121000417 13900000211 "
    "2026-13-45 99:99 时限：七天 "
    "派单 当日17:30前答复 24小时内回复 \n \t | ； ， 历史工单： 张女士 热线-261119-000387 3号楼 "
    "【特急】 截止时间：2026-11-28 内容：".split(" ")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=6), max_size=25).map("".join))
def test_reading_never_raises_and_never_invents_a_number(text: str) -> None:
    for order in orders(text):
        assert order.ticket_no is None or order.ticket_no in half_width(text).upper()
        digits = re.sub("[- ]", "", half_width(text))
        assert order.caller_phone is None or order.caller_phone.replace("-", "") in digits
        for source in order.sources:
            assert 0 <= source.start <= source.end <= len(text)


def test_limit_labelled_chuzhi_is_the_limit_of_the_order() -> None:
    (read,) = orders("工单编号：20261118004512\n主要内容：路灯不亮\n处置时限：24小时")
    assert read.limit_text == "24小时"


OPENING = "工单编号：20261121000401\n诉求类型：投诉\n来电人：方女士\n联系电话：13900000201\n"
ENDING = "派单时间：2026-11-21 09:00\n办理时限：7天\n"
OTHER = "20261101000033"
HEADLESS_ROWS = (
    "1\t20261121000401\t2026/11/19 9:14\t赵先生\t13800000104\t投诉\t垃圾\n"
    "2\t20261121000402\t2026/11/19 9:17\t保密\t保密\t投诉\t电梯"
)
QUOTED_CELL = (
    "工单编号\t来电人\t联系电话\t工单类型\t内容\n"
    f'20261121000401\t方女士\t13900000201\t投诉\t"第一行\n{OTHER}没解决\t乙"\n'
    "20261121000402\t李女士\t13900000202\t投诉\t路灯\n"
)


@pytest.mark.parametrize(
    "said",
    [
        f"路灯不亮\n【{OTHER}】那次也没解决",
        f"楼上漏水，工单编号：{OTHER} 已办结\n仍未解决",
        f"楼上漏水\n工单编号：{OTHER} 那次没解决\n请处理",
        f"楼上漏水，{OTHER}没人管。",
        f"楼上漏水。【{OTHER}】没人管。",
        f"楼上漏水；单号{OTHER}；至今没人来",
        "楼上漏水，2O261101000033没人管",
        f"楼上漏水\n{OTHER}\n至今没人来",
    ],
)
def test_number_inside_the_content_is_no_second_order(said: str) -> None:
    read = only(OPENING + f"主要内容：{said}\n" + ENDING)
    assert (read.ticket_no, read.content, read.limit_text) == ("20261121000401", said, "7天")


@pytest.mark.parametrize(
    "line",
    [
        f"关联工单：{OTHER}",
        f"此前工单{OTHER}已办结",
        f"历史工单：\n工单编号：{OTHER} 来电时间：2026-11-01 09:00 内容：漏水 状态：已办结",
        f"市级编号：{OTHER}",
        f"备注：与{OTHER}同一小区",
    ],
)
def test_number_of_another_order_beside_the_fields_is_no_second_order(line: str) -> None:
    assert only(OPENING + "主要内容：漏水\n" + ENDING + line).ticket_no == "20261121000401"


def test_number_that_could_be_an_order_of_its_own_is_put_to_the_agent() -> None:
    read = only(OPENING + f"主要内容：漏水\n工单编号：{OTHER} 那次没解决\n" + ENDING)
    assert ("ticket_no", OTHER, "mentioned") in {(doubt.field, doubt.text, doubt.why) for doubt in read.doubtful}


@pytest.mark.parametrize(
    "text",
    [
        OPENING + "主要内容：漏水\n历史工单：无\n工单编号：20261121000402\n诉求类型：求助\n来电人：李女士\n",
        OPENING + f"主要内容：漏水\n{OTHER}没管\n\n20261121000402\n诉求类型：求助\n来电人：李女士\n主要内容：路灯\n",
        "【20261121000401】路灯\n来电人：方女士\n电话：13900000201\n【20261121000402】井盖\n来电人：李女士\n电话：13900000202",
        "20261121000401 北柳巷路灯不亮\n20261121000402 榆钱胡同井盖破损",
        f"编号：20261121000401；类型：咨询；内容：社保，单号：{OTHER} 进度；编号：20261121000402；类型：求助；内容：灯",
        FORWARDED.replace("1000408", "1000401")
        + "\n值班员 2026/11/21 00:09\n派单00:03，单号20261121000402，诉求人 李女士 13900000218\n停水\n24小时内回复",
        HEADLESS_ROWS,
        QUOTED_CELL,
    ],
)
def test_orders_that_say_the_same_fields_again_are_two(text: str) -> None:
    assert [read.ticket_no for read in orders(text)] == ["20261121000401", "20261121000402"]


def test_caller_named_zeng_and_a_tag_are_no_history() -> None:
    assert only("来电人：曾女士，工单编号：20261121000401，内容：路灯不亮").ticket_no == "20261121000401"
    assert only("【重复来电】工单编号：20261121000401\n来电人：方女士\n内容：路灯不亮").ticket_no == "20261121000401"


def test_forwarded_chat_ends_the_content_and_is_an_order_without_labels() -> None:
    text = OPENING + "内容：路灯不亮\n陈主任 2026/11/19 15:05\n收到，20261119001688我们在看\n"
    assert only(text).content == "路灯不亮"
    assert looks_like_order(FORWARDED, PATTERNS)


FIELD_LINES = ["诉求类型：投诉", "来电人：方女士", "联系电话：13900000201", "社区：南柳社区", "办理时限：7天"]
MENTIONS = st.sampled_from(
    [f"，见{OTHER}", f"\n{OTHER}那次没修", f"，单号：{OTHER} 没修", f"。【{OTHER}】没修", "，曾报修"]
)


@settings(max_examples=200, deadline=None)
@given(
    st.permutations(["工单编号：{no}", "主要内容：{said}", *FIELD_LINES]),
    st.lists(MENTIONS, max_size=3),
    st.integers(1, 3),
)
def test_orders_in_any_order_of_fields_are_as_many_as_were_pasted(
    lines: list[str], mentions: list[str], n_orders: int
) -> None:
    numbers = [f"2026112100041{index}" for index in range(n_orders)]
    said = "路灯不亮" + "".join(mentions)
    text = "\n\n".join("\n".join(lines).format(no=number, said=said) for number in numbers)
    read = orders(text)
    assert [order.ticket_no for order in read] == numbers
    assert {(order.caller_name, order.limit_text, order.community) for order in read} == {("方女士", "7天", "南柳社区")}
    assert {order.content for order in read} == {said}


@pytest.mark.parametrize(
    ("line", "phone", "is_missing"),
    [
        ("联系电话：138＊＊＊＊0103", "138****0103", False),
        ("联系电话：138XXXX0103", "138****0103", False),
        ("联系电话：1380000****", "1380000****", False),
        ("联系电话：138*****103", "138*****103", False),
        ("联系电话：***********", None, True),
        ("来电人：匿名\n联系电话：已加密", None, False),
        ("来电人：（保密）", None, False),
    ],
)
def test_phone_masked_at_its_source_is_kept_and_a_withheld_one_not_asked_for(
    line: str, phone: str | None, is_missing: bool
) -> None:
    read = only(f"工单编号：20261121000401\n{line}\n内容：路灯不亮\n")
    assert (read.caller_phone, "caller_phone" in read.missing) == (phone, is_missing)


def test_spaces_of_text_recognition_are_taken_out_and_the_joined_number_is_put_to_the_agent() -> None:
    read = only(
        "工单编号： 2026 1121 0004 01\n来 电 人 ： 方 女 士\n联系 电话 ： 139 0000 0201\n诉求 类型：投 诉\n"
        "派单 时间 ： 2026 - 11 - 21 09 : 00\n办理 时限 ： 24 小 时\n"
    )
    assert (read.ticket_no, read.caller_name, read.caller_phone) == ("20261121000401", "方女士", "13900000201")
    assert (read.kind, read.limit_text, local(read.first_dispatched_at)) == ("投诉", "24小时", "2026-11-21 09:00:00")
    assert [(doubt.field, doubt.why) for doubt in read.doubtful] == [("ticket_no", "spaced")]


@pytest.mark.parametrize(
    ("line", "field"),
    [("派单时间：2O26-11-21 09:00", "first_dispatched_at"), ("截止时间：2026-11-2l 19:00", "deadline_at")],
)
def test_moment_with_lookalike_letters_is_flagged_and_not_guessed(line: str, field: str) -> None:
    read = only(f"工单编号：20261121000401\n内容：路灯不亮\n{line}\n")
    assert getattr(read, field) is None
    assert (field, "lookalike") in {(doubt.field, doubt.why) for doubt in read.doubtful}


@pytest.mark.parametrize("flip", [False, True])
def test_platform_deadline_wins_over_that_of_the_unit_whichever_stands_first(flip: bool) -> None:
    lines = ["承办单位截止日期：2026-11-26 09:00", "截止时间：2026-11-28 09:00"]
    read = only("\n".join(["工单编号：20261121000401\n内容：路灯不亮", *(reversed(lines) if flip else lines)]))
    assert local(read.deadline_at) == "2026-11-28 09:00:00"


def test_two_moments_in_one_deadline_are_put_to_the_agent() -> None:
    read = only("工单编号：20261121000401\n内容：路灯\n截止时间：2026-11-28 09:00；2026-11-30 09:00")
    assert ("deadline_at", "two_values") in {(doubt.field, doubt.why) for doubt in read.doubtful}


def test_chat_around_a_forwarded_order_stays_out_of_its_content() -> None:
    order = "坐席02 11-19 15:03\n工单编号：20261119001702\n内容：路灯不亮\n\n"
    assert only(order + "陈主任 11-19 15:05\n收到\n- - - - - -\n请尽快签收\n").content == "路灯不亮"


HEAD = "工单编号：20261121000401\n诉求类型：投诉\n主要内容：路灯不亮\n派单时间：2026-11-21 09:00\n"


@pytest.mark.parametrize(
    ("line", "limit", "deadline"),
    [
        ("办理时限：24h", "24h", None),
        ("办理时限：24H内", "24H", None),
        ("办理时限：24小吋", "24小吋", None),
        ("时限：1.5小时", "1.5小时", None),
        ("时限：1440分钟", "1440分钟", None),
        ("处置期限：7天", "7天", None),
        ("截止时间：24小时", "24小时", None),
        ("截止时间：2026-11-22 02:48", None, "2026-11-22 02:48:00"),
        ("办理时限：2026-11-22 02:48", None, "2026-11-22 02:48:00"),
        ("办理时限：11月22日 18:00前", None, "2026-11-22 18:00:00"),
    ],
)
def test_limit_is_read_however_it_is_written(line: str, limit: str | None, deadline: str | None) -> None:
    (read,) = orders(HEAD + line)
    assert (read.limit_text, local(read.deadline_at)) == (limit, deadline)
    assert limit is None or parse_limit(limit) is not None
    assert "limit_text" not in read.missing and not read.doubtful


@pytest.mark.parametrize("written", ["-1小时", "0分钟", "尽快", "3-5天", "0小时"])
def test_nonsense_limit_is_kept_as_written_and_doubted(written: str) -> None:
    (read,) = orders(HEAD + f"时限：{written}")
    assert (read.limit_text, "limit_text" in read.missing) == (written, False)
    assert [(doubt.field, doubt.why) for doubt in read.doubtful] == [("limit_text", "unreadable")]
    assert parse_limit(written) is None


@pytest.mark.parametrize(
    ("line", "is_secret"),
    [
        ("保密要求：是", True),
        ("保密要求：需要保密", True),
        ("保密要求：不要透露给居委会", True),
        ("保密标识：保密", True),
        ("保密件：是", True),
        ("是否公开：不公开", True),
        ("是否公开：否", True),
        ("隐私：是", True),
        ("特殊标识：保密件", True),
        ("标签：噪音、保密", True),
        ("【保密件】", True),
        ("保密要求：无", False),
        ("保密要求：无需保密", False),
        ("保密标识：普通", False),
        ("保密件：否", False),
        ("是否公开：公开", False),
        ("是否公开：是", False),
        ("隐私：否", False),
        ("标签：不保密", False),
    ],
)
def test_secrecy_is_read_under_all_its_names(line: str, is_secret: bool) -> None:
    (read,) = orders(HEAD + "办理时限：7天\n" + line)
    assert (read.confidential, read.content) == (is_secret, "路灯不亮")


@pytest.mark.parametrize(
    ("line", "flags"),
    [("标签：涉稳", ("涉稳",)), ("特殊标识：扬言、督办", ("扬言", "督办")), ("工单标签：扬言跳楼", ("扬言", "突发"))],
)
def test_marks_of_the_platform_are_flags(line: str, flags: tuple[str, ...]) -> None:
    assert orders(HEAD + line)[0].special_flags == flags


def test_labels_without_a_colon_are_read_where_line_after_line_begins_with_one() -> None:
    (read,) = orders(
        "工单编号 20261121000401\n诉求类型 投诉\n来电人 方女士\n联系电话 13900000201\n问题点位 云杉里6号楼\n"
        "主要内容 路灯不亮，要求维修\n派单时间 2026-11-21 09:00\n办理时限 24小时"
    )
    assert (read.ticket_no, read.kind, read.content) == ("20261121000401", "投诉", "路灯不亮，要求维修")
    assert (read.caller_name, read.address, read.limit_text) == ("方女士", "云杉里6号楼", "24小时")
    assert read.missing == () and not read.doubtful


def test_word_of_the_matter_at_the_beginning_of_a_line_is_no_label() -> None:
    (read,) = orders(HEAD.replace("路灯不亮", "路灯不亮\n时间 很长了\n地点 很难找") + "办理时限：7天")
    assert read.content == "路灯不亮\n时间 很长了\n地点 很难找"


@pytest.mark.parametrize(
    ("line", "kind", "content", "limit"),
    [
        ("20261121000401 投诉 云杉里6号楼路灯不亮 方女士 13900000201", "投诉", "云杉里6号楼路灯不亮", None),
        ("20261121000401，投诉，小区路灯不亮，24小时内办结", "投诉", "小区路灯不亮", "24小时"),
        (
            (
                "张三 10:00\n【新工单】20261121000401 南柳社区云杉里6号楼路灯不亮，来电人方女士13900000201，"
                "派单11-21 09:00，请24小时内办结"
            ),
            None,
            "南柳社区云杉里6号楼路灯不亮",
            "24小时",
        ),
    ],
)
def test_order_on_one_line_keeps_its_matter(line: str, kind: str | None, content: str, limit: str | None) -> None:
    (read,) = orders(line)
    assert (read.ticket_no, read.kind, read.content, read.limit_text) == ("20261121000401", kind, content, limit)


NEW_YEAR = [
    ("2027-01-01 00:10", "派单时间：12-31 23:58\n截止时间：01-01 01:58", "2026-12-31 23:58:00", "2027-01-01 01:58:00"),
    ("2026-12-31 10:00", "派单时间：12-31 09:58\n截止时间：1月7日 09:58", "2026-12-31 09:58:00", "2027-01-07 09:58:00"),
    ("2026-12-31 10:00", "派单时间：09:58\n请于1月7日前办结", "2026-12-31 09:58:00", "2027-01-07 23:59:59"),
    ("2026-11-18 00:05", "派单时间：昨天23:58\n截止：11-18 23:58", "2026-11-17 23:58:00", "2026-11-18 23:58:00"),
    ("2026-11-18 23:50", "派单时间：昨晚20:00\n截止：11-18 20:00", "2026-11-17 20:00:00", "2026-11-18 20:00:00"),
    ("2026-11-18 10:20", "派单时间：今天10:16\n截止：11-18 18:00", "2026-11-18 10:16:00", "2026-11-18 18:00:00"),
    ("2026-11-18 00:05", "派单时间：23:58\n请于次日10点前办结", "2026-11-17 23:58:00", "2026-11-18 10:00:00"),
]


@pytest.mark.parametrize(("pasted_at", "times", "dispatched", "deadline"), NEW_YEAR)
def test_day_without_a_year_is_the_nearest_and_the_next_day_follows_the_dispatch(
    pasted_at: str, times: str, dispatched: str, deadline: str
) -> None:
    [read] = orders(f"工单编号：20261118004512\n类型：投诉\n地址：云杉里\n内容：暖气不热\n{times}", pasted_at)
    assert (local(read.first_dispatched_at), local(read.deadline_at)) == (dispatched, deadline)
    assert not {doubt.field for doubt in read.doubtful} & {"first_dispatched_at", "deadline_at"}


@pytest.mark.parametrize(
    "limit",
    [" 限24小时", "，限24小时", " 限时24小时", " 24小时件", "，24小时内办结", " 派单10:16限24小时", " 限24小时内"],
)
def test_loose_limit_is_read(limit: str) -> None:
    [read] = orders(f"20261118004512 投诉 青禾家园3号楼暖气不热 张女士 13800000101{limit}")
    assert (read.limit_text, read.content) == ("24小时", "青禾家园3号楼暖气不热")


def test_deadline_under_a_short_label_is_compared_with_the_limit() -> None:
    [read] = orders(
        "工单编号：20261118004512\n内容：暖气不热\n派单时间：2026-11-18 10:36 办理时限：24小时 到期：11月20日10:16"
    )
    assert local(read.deadline_at) == "2026-11-20 10:16:00"
    assert ("deadline_at", "differs_from_limit") in {(doubt.field, doubt.why) for doubt in read.doubtful}


def test_matter_behind_a_labelled_number_on_one_line_is_read_of_each_order() -> None:
    pasted = """1、工单编号：20261118004512，投诉，张女士，13800000101，青禾家园3号楼暖气不热，派单10:36，24小时
2、工单编号：20261118004513，求助，李先生，13800000102，云杉里南门三轮车挡路，派单10:31，7天"""
    assert [(read.kind, read.content, read.address, read.limit_text) for read in orders(pasted)] == [
        ("投诉", "青禾家园3号楼暖气不热", "青禾家园3号楼", "24小时"),
        ("求助", "云杉里南门三轮车挡路", "云杉里南门", "7天"),
    ]
