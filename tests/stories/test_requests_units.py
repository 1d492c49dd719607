"""To another unit, with another unit, or back to the desk: a supervisor decides, and until then the unit stays lead."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, order


def states(desk: StoryDesk) -> list[tuple[str, str]]:
    """Return kind and state of each request of the order."""
    return [(each["kind"], each["state"]) for each in desk.ticket().shape["requests"]]


def test_unit_that_wants_to_be_rid_of_an_order_keeps_it_until_the_supervisor_agrees(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    said = desk.says("liwg", "/转派 4512 城管办 该处由其管理", "wrQINGHE")
    assert "转派申请1" in said and "转派给城市管理办公室" in said and "批准前仍由本单位负责" in said
    desk.direct("sunzr").expects("待您审批", "转派给城市管理办公室", "该处由其管理")
    shown = desk.ticket()
    assert (shown.state, shown.shape["lead_unit"]) == ("assigned", "青禾家园社区")
    desk.all_read()

    assert "已转派给城市管理办公室" in desk.says("sunzr", "/同意 1")
    post = desk.group("wrCHENGGUAN").expects("新工单", NUMBER)
    assert "13912345678" not in post.text
    desk.group("wrQINGHE").expects("审批结果", "已转派给城市管理办公室", "原单位不用再办", mentions=["liwg"])
    desk.group("wrDESK").expects("审批结果")
    shown = desk.ticket()
    assert (shown.state, shown.shape["lead_unit"]) == ("assigned", "城市管理办公室")
    assert states(desk) == [("transfer", "granted")]
    for stage in ("accept", "first_contact", "handle"):
        assert shown.clock(stage, "青禾家园社区")["outcome"] == "cancelled"
        assert shown.clock(stage, "城市管理办公室")["stopped_at"] is None
    assert "已记受理" in desk.says("shenky", "/受理 4512", "wrCHENGGUAN")
    assert "没有找到工单" in desk.says("liwg", "/进展 4512 在修", "wrQINGHE")


def test_accept_and_handle_are_not_urged_while_a_transfer_waits_but_official_clocks_run(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="4小时")
    desk.says("liwg", "/退单 4512 不是我们辖区", "wrQINGHE")
    desk.all_read()
    desk.advance_to("11:40")
    assert not [m for m in desk.group("wrQINGHE").unread() if "受理" in m.text or "办理" in m.text]
    assert not [m for m in desk.direct("chenzr").unread() if "受理" in m.text or "办理" in m.text]
    assert [m for m in desk.group("wrQINGHE").unread() if "首联" in m.text]
    desk.all_read()
    desk.says("sunzr", "/驳回 1 就在你们辖区")
    desk.group("wrQINGHE").expects("审批结果", "主管未同意，意见：就在你们辖区", "照常办理")
    desk.all_read()
    desk.advance_to("11:41")
    assert [m for m in desk.group("wrQINGHE").unread() if "受理超时" in m.text or "催办" in m.text]
    desk.advance_to("13:35")
    assert [m for m in desk.direct("zuoxi03").unread() if "平台回复" in m.text]


def test_returned_order_waits_at_the_desk_for_another_unit(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "退回坐席申请1" in desk.says("liwg", "/退单 4512 不是我们辖区 已告知居民", "wrQINGHE")
    desk.all_read()
    said = desk.says("sunzr", "/同意 1")
    assert "等坐席重新转办" in said
    desk.group("wrDESK").expects("审批结果", "已退回坐席")
    shown = desk.ticket()
    assert (shown.state, shown.shape["lead_unit"]) == ("pending_assign", None)
    assert shown.clock("assign")["stopped_at"] is None and shown.clock("handle")["outcome"] == "cancelled"
    assert "已转北柳巷社区" in desk.says("zuoxi02", "/转办 4512 北柳巷")
    desk.group("wrBEILIU").expects("新工单", NUMBER)


def test_agent_is_asked_whether_an_order_goes_back_to_the_city_or_from_the_unit(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    said = desk.says("zuoxi02", "/退单 4512 不属本乡")
    assert "/退单 20261118004512 市区 不属本乡" in said and "/退单 20261118004512 坐席 不属本乡" in said
    assert states(desk) == []


def test_assisting_unit_gets_its_part_and_the_lead_stays(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "请北柳巷社区协办" in desk.says("liwg", "/协办 4512 北柳巷 需要一同到场", "wrQINGHE")
    desk.all_read()
    desk.says("sunzr", "/同意 1")
    desk.group("wrBEILIU").expects("协办工单", NUMBER)
    desk.group("wrQINGHE").expects("审批结果", "已请北柳巷社区协办")
    shown = desk.ticket()
    assert (shown.shape["lead_unit"], shown.shape["assist_units"]) == ("青禾家园社区", ["北柳巷社区"])
    assert shown.clock("handle", "北柳巷社区")["stopped_at"] is None
    assert "已经在北柳巷社区名下" in desk.says("liwg", "/协办 4512 北柳巷 再来一次", "wrQINGHE")


def test_request_names_its_unit_and_its_reason_or_is_asked_for_them(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "还缺单位和理由" in desk.says("liwg", "/转派 4512", "wrQINGHE")
    said = desk.says("liwg", "/转派 4512 城管办", "wrQINGHE")
    assert "还缺理由" in said and "/转派 20261118004512 城市管理办公室 该处由其管理" in said
    assert "没有单位" in desk.says("liwg", "/转派 4512 水务局 水管在路上", "wrQINGHE")
    assert states(desk) == []


def test_order_that_is_to_go_to_two_units_is_asked_about_and_goes_to_neither(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    said = desk.says("liwg", "/转派 4512 城管办、便民中心 该处由其管理", "wrQINGHE")
    assert "只能给一个单位" in said and "/协办" in said
    assert states(desk) == []


@pytest.mark.parametrize("units", ["城管办和便民中心", "城管办、便民中心"])
def test_each_unit_named_in_the_command_that_is_to_help_has_a_request_of_its_own(desk: StoryDesk, units: str) -> None:
    desk.walks_to_assigned()
    said = desk.says("liwg", f"/协办 4512 {units} 需要一同到场", "wrQINGHE")
    assert "请城市管理办公室协办：需要一同到场" in said and "请便民服务中心协办：需要一同到场" in said
    assert states(desk) == [("assist", "prepared"), ("assist", "prepared")]


def test_second_request_to_the_same_unit_is_refused_while_one_waits(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "/协办 4512 城管办 需要一同到场", "wrQINGHE")
    assert "已有协办申请1在办" in desk.says("liwg", "/协办 4512 城管办 再说一遍", "wrQINGHE")
    assert "请便民服务中心协办" in desk.says("liwg", "/协办 4512 便民中心 需要一同到场", "wrQINGHE")


def test_done_makes_a_pending_transfer_needless_and_taking_that_back_brings_it_again(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "/转派 4512 城管办 该处由其管理", "wrQINGHE")
    desk.all_read()
    desk.says("liwg", "/办结 4512 已修好，已联系居民", "wrQINGHE")
    desk.direct("sunzr").expects("申请失效", "转派申请1", "待回访")
    assert states(desk) == [("transfer", "withdrawn")]
    desk.says("liwg", "/撤销 4512", "wrQINGHE")
    assert states(desk) == [("transfer", "prepared")]
    assert desk.ticket().clock("request")["stopped_at"] is None


def test_two_orders_about_one_matter_go_on_under_one_number(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    assert f"并入{SECOND}" in desk.says("zuoxi02", "/并单 4512 到 4513")
    desk.all_read()
    assert "已并入" in desk.says("sunzr", "/同意 1")
    desk.group("wrQINGHE").expects("再次来电", SECOND, "已并入本件")
    desk.group("wrQINGHE").expects("审批结果", f"已并入{SECOND}", "不用再单独办理")
    shown = desk.ticket()
    assert shown.state == "merged" and shown.clock("platform_reply")["stopped_at"] is None
    assert shown.clock("handle")["outcome"] == "cancelled"
    desk.says("liwg", "/办结 4513 已修好，已联系居民", "wrQINGHE")
    desk.says("zuoxi02", "/回访 4513 满意 已解决")
    said = desk.says("zuoxi02", "/已回复 4513 电话答复，无需照片")
    assert f"并入的 {NUMBER} 在平台上也要回复" in said and "/已回复 4512 已随主单答复" in said
    desk.all_read()
    desk.advance_to("9:30", days=1)
    assert [m for m in desk.group("wrDESK").unread() if "平台回复" in m.text and NUMBER in m.text]
    assert "（已并单）已记回复平台" in desk.says("zuoxi02", "/已回复 4512 已随主单答复")
    shown = desk.ticket()
    assert (shown.state, shown.clock("platform_reply")["outcome"]) == ("merged", "met")
    assert "不用再操作" in desk.says("zuoxi02", "/已回复 4512 已随主单答复")


def test_order_that_another_was_merged_into_is_called_in_again_for_its_unit_and_climbs_sooner(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND, to="北柳巷", 来电人="李建国", 联系电话="13800009999")
    desk.says("zuoxi02", "/并单 4513 到 4512 同一件事")
    desk.all_read()
    desk.says("sunzr", "/同意 1")
    told = desk.group("wrQINGHE").expects("再次来电", NUMBER, "已并入本件", "累计第2次", "引用本条@催办助手 回复")
    assert SECOND not in told.text
    desk.group("wrBEILIU").expects("审批结果", SECOND)
    assert "重复来电，提醒提前升一级" in desk.says("zuoxi02", "/时限 4512")
    story = desk.says("zuoxi02", "/查 4512")
    assert f"关联：{SECOND}（已并入本单）" in story and f"再次来电｜并入的{SECOND}" in story
    assert f"关联：{NUMBER}（本单已并入）" in desk.says("zuoxi02", "/查 4513")
    desk.says("sunzr", "/撤销 4513")
    desk.group("wrQINGHE").expects("更正", NUMBER)
    assert "提前升一级" not in desk.says("zuoxi02", "/时限 4512")
    desk.all_read()
    # Half of the time to accept: the group alone hears, as before.
    desk.advance_to("11:00")
    desk.direct("chenzr").expects_nothing()


def test_granted_transfer_is_taken_back_by_the_supervisor_until_the_unit_answered(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "/转派 4512 城管办 该处由其管理", "wrQINGHE")
    desk.says("sunzr", "/同意 1")
    desk.all_read()
    assert "转派" in desk.says("sunzr", "/撤销 4512")
    desk.group("wrCHENGGUAN").expects("更正", "转派")
    shown = desk.ticket()
    assert (shown.shape["lead_unit"], states(desk)) == ("青禾家园社区", [("transfer", "prepared")])
    assert shown.clock("accept", "青禾家园社区")["stopped_at"] is None
    desk.says("sunzr", "/同意 1")
    desk.says("shenky", "收到", "wrCHENGGUAN")
    assert "不能撤销" in desk.says("sunzr", "/撤销 4512")


def test_leader_agrees_in_place_of_the_supervisor_and_a_void_stays(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/作废 4512 单号录错")
    desk.all_read()
    assert "已作废" in desk.says("zhaoxz", "/同意 1")
    assert states(desk) == [("void", "granted")]
    assert "不能撤销" in desk.says("zhaoxz", "/撤销 4512")


def test_orders_that_were_to_go_into_each_other_do_not_both_vanish(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    desk.says("zuoxi02", "/并单 4512 到 4513")
    desk.says("zuoxi02", "/并单 4513 到 4512")
    desk.says("sunzr", "/同意 1")
    assert "不能并入" in desk.says("sunzr", "/同意 2")
    assert desk.ticket(SECOND).state == "assigned"
