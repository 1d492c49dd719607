"""More time: prepared by a unit or an agent, endorsed by a supervisor, given by the platform alone."""

from __future__ import annotations

from tests.stories.desk import StoryDesk, local
from tests.stories.town import IDENTITY, NUMBER

EXTEND = "/延期 4512 到11月21日18:00 配件没到 已告知居民"


def test_unit_asks_for_more_time_and_gets_it_from_the_platform(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "收到", "wrQINGHE")
    desk.all_read()
    before = desk.ticket()
    said = desk.says("liwg", EXTEND, "wrQINGHE")
    assert "延期申请1" in said and "11月21日 18:00" in said and "/撤回 1" in said and "批准前时限不变" in said
    desk.direct("sunzr").expects("待您审批", "延期申请1", NUMBER, "李网格（青禾家园社区）", "配件没到", "已告知诉求人")
    desk.group("wrDESK").expects("提出申请", "延期申请1", "李网格")
    desk.group("wrQINGHE").expects_nothing()
    assert [(r["kind"], r["state"], r["by"]) for r in desk.ticket().shape["requests"]] == [
        ("extension", "prepared", "liwg")
    ]

    assert "等坐席报平台" in desk.says("sunzr", "/同意 1 确有困难")
    desk.group("wrDESK").expects("待报平台", "延期申请1", "/已报 1", mentions=["zuoxi02"])
    desk.group("wrQINGHE").expects("审批结果", "主管已同意", "批复前时限不变", mentions=["liwg"])
    desk.direct("liwg").expects_nothing()
    assert desk.ticket().due("platform_reply") == before.due("platform_reply")

    assert "/市区批复 1 同意" in desk.says("zuoxi02", "/已报 1")
    assert desk.ticket().shape["requests"][0]["state"] == "submitted"
    desk.all_read()
    said = desk.says("zuoxi02", "/市区批复 1 同意")
    assert "平台到期改为11月21日 18:00（原11月19日 10:00）" in said
    desk.group("wrQINGHE").expects("平台批复", "平台已同意", "11月21日 18:00", "前办结")
    desk.direct("sunzr").expects("平台批复")
    after = desk.ticket()
    assert after.shape["requests"][0]["state"] == "granted"
    assert local(after.shape["deadline_at"]) == "21 18:00"
    moved = [c for c in after.shape["clocks"] if c["outcome"] == "moved"]
    assert [(c["stage"], local(c["due_at"])) for c in moved] == [
        ("platform_reply", before.due("platform_reply")),
        ("handle", before.due("handle")),
    ]
    assert (after.due("platform_reply"), after.due("handle")) == ("21 18:00", "20 18:00")
    assert {"request_prepared", "request_endorsed", "request_submitted", "request_granted", "deadline_moved"} <= set(
        after.kinds
    )
    assert "平台同意延期（申请1）" in desk.says("zuoxi02", "/时限 4512")


def test_nobody_reads_the_caller_in_what_is_told_of_a_request(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", f"/延期 4512 到11月21日 {IDENTITY[0]}家{IDENTITY[2]}没人，电话{IDENTITY[1]}打不通", "wrQINGHE")
    desk.says("sunzr", "/同意 1")
    desk.says("zuoxi02", "/已报 1")
    desk.says("zuoxi02", f"/市区批复 1 不同意 请继续联系{IDENTITY[0]}")
    told = [m.text for m in desk.said_by_the_product() if "延期申请1" in m.text]
    assert len(told) > 6
    assert not [text for text in told if any(word in text for word in IDENTITY)]


def test_request_that_lacks_its_reason_or_date_is_asked_for_with_a_filled_example(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "还缺理由" in desk.says("liwg", "/延期 4512 到11月21日", "wrQINGHE")
    said = desk.says("liwg", "/延期 4512 楼上不让进 未告知居民", "wrQINGHE")
    assert "还缺到什么时候" in said and "/延期 20261118004512 到11月22日10:00 楼上不让进 未告知居民" in said
    assert desk.ticket().shape["requests"] == []


def test_more_time_is_no_longer_asked_for_once_it_is_over(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="4小时")
    desk.advance_to("14:00")
    assert "已过时限" in desk.says("liwg", EXTEND, "wrQINGHE")
    assert desk.ticket().shape["requests"] == []


def test_who_leaves_out_whether_the_caller_knows_is_asked_to_tell_him(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "请记得告知诉求人" in desk.says("liwg", "/延期 4512 到11月21日 配件没到", "wrQINGHE")
    desk.direct("sunzr").expects("待您审批", "没说是否告知诉求人")
    desk.says("liwg", "/撤回 1", "wrQINGHE")
    assert "请记得告知" not in desk.says("liwg", EXTEND, "wrQINGHE")


def test_date_that_gives_no_more_time_is_refused(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "没有延后" in desk.says("liwg", "/延期 4512 到明天上午9点 配件没到", "wrQINGHE")
    assert "延期申请1" in desk.says("liwg", "/延期 4512 3天 配件没到", "wrQINGHE")
    assert local(desk.ticket().shape["requests"][0]["until"]) == "22 10:00"
    assert "已有延期申请1在办" in desk.says("zuoxi02", "/延期 4512 5天 配件没到")


def test_agent_endorses_nothing_and_a_refusal_of_the_platform_leaves_the_limits(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    before = desk.ticket()
    desk.says("zuoxi02", EXTEND)
    assert "不能用 /同意" in desk.says("zuoxi02", "/同意 1")
    assert "还在等主管审批" in desk.says("zuoxi02", "/已报 1")
    desk.says("sunzr", "/同意 1")
    desk.says("zuoxi02", "/已报 1")
    desk.all_read()
    assert "不能撤回" in desk.says("zuoxi02", "/撤回 1")
    assert "平台不同意" in desk.says("zuoxi02", "/市区批复 1 不同意 理由不充分")
    desk.group("wrQINGHE").expects("平台批复", "平台未同意，意见：理由不充分", "照常办理")
    after = desk.ticket()
    assert after.shape["requests"][0]["state"] == "refused"
    assert after.due("platform_reply") == before.due("platform_reply") and after.due("handle") == before.due("handle")


def test_who_prepared_it_takes_it_back_and_all_who_were_told_hear_that(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", EXTEND, "wrQINGHE")
    desk.all_read()
    assert "只能由提出的人撤回" in desk.says("chenzr", "/撤回 1", "wrQINGHE")
    assert "已撤回" in desk.says("liwg", "/撤回 1")
    desk.direct("sunzr").expects("申请撤回", "延期申请1", "李网格")
    desk.group("wrDESK").expects("申请撤回")
    desk.group("wrQINGHE").expects("申请撤回")
    assert "已撤回" in desk.says("sunzr", "/同意 1")
    assert desk.ticket().clock("request")["outcome"] == "cancelled"


def test_preparation_is_taken_back_by_undo_as_well(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", EXTEND, "wrQINGHE")
    desk.all_read()
    assert "撤销" in desk.says("liwg", "/撤销 4512", "wrQINGHE")
    desk.direct("sunzr").expects("更正", "提出延期申请1", "已撤销")
    assert desk.ticket().shape["requests"][0]["state"] == "withdrawn"
    desk.advance_to("12:30")
    assert not [m for m in desk.direct("sunzr").unread() if "审批" in m.text]


def test_supervisor_who_waits_is_reminded_and_the_agent_who_has_to_submit(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="7天")
    desk.says("liwg", "/延期 4512 到11月28日 配件没到", "wrQINGHE")
    desk.all_read()
    desk.advance_to("11:30")
    desk.direct("sunzr").expects("审批提醒", NUMBER, "延期申请1", "/同意 1", "/驳回 1")
    desk.advance_to("12:00")
    desk.direct("sunzr").expects("审批超时")
    desk.says("sunzr", "/同意 1")
    desk.all_read()
    desk.advance_to("12:30")
    desk.direct("zuoxi03").expects("报平台提醒", "延期申请1", "/已报 1")
    desk.says("zuoxi03", "/已报 1")
    desk.all_read()
    desk.advance_to("13:30")
    assert not [m for m in desk.direct("zuoxi03").unread() if "报平台" in m.text]


def test_supervisor_cannot_agree_to_more_time_once_the_limit_has_passed(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="4小时")
    desk.says("liwg", EXTEND, "wrQINGHE")
    desk.advance_to("14:01")
    assert "已过时限" in desk.says("sunzr", "/同意 1")
    assert desk.ticket().shape["requests"][0]["state"] == "prepared"
    assert "已驳回" in desk.says("sunzr", "/驳回 1 已超时")
