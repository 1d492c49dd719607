"""Requests by night, of sensitive orders, and as a table of who gave what back to whom."""

from __future__ import annotations

from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, order


def test_by_night_only_the_agent_on_duty_hears_of_a_request_and_the_morning_hears_the_last_of_it(
    desk_at: OpenDesk,
) -> None:
    desk = desk_at("20:00")
    desk.walks_to_assigned(dispatched="2026-11-18 20:00:00", limit="7天")
    desk.advance_to("23:00")
    desk.all_read()
    desk.says("liwg", "/延期 4512 到11月28日 配件没到")
    desk.group("wrDESK").expects("提出申请", "延期申请1")
    desk.direct("sunzr").expects_nothing()
    desk.group("wrQINGHE").expects_nothing()
    desk.advance_to("07:30", days=1)
    assert [m for m in desk.direct("sunzr").unread() if "待您审批" in m.text]
    assert [m for m in desk.group("wrQINGHE").unread() if "提出申请" in m.text]


def test_request_taken_back_by_night_is_never_put_to_the_supervisor(desk_at: OpenDesk) -> None:
    desk = desk_at("20:00")
    desk.walks_to_assigned(dispatched="2026-11-18 20:00:00", limit="7天")
    desk.advance_to("23:00")
    desk.says("liwg", "/延期 4512 到11月28日 配件没到")
    desk.says("liwg", "/撤回 1")
    desk.all_read()
    desk.advance_to("07:30", days=1)
    assert not [m for m in desk.direct("sunzr").unread() if "待您审批" in m.text]


def test_what_waits_for_the_morning_is_not_said_once_it_is_undone(desk_at: OpenDesk) -> None:
    desk = desk_at("20:00")
    desk.walks_to_assigned(dispatched="2026-11-18 20:00:00", limit="7天")
    desk.advance_to("23:00")
    desk.says("liwg", "/延期 4512 到11月28日 配件没到")
    desk.all_read()
    desk.says("liwg", "/撤销 4512")
    desk.advance_to("07:30", days=1)
    told = [*desk.direct("sunzr").unread(), *desk.group("wrQINGHE").unread()]
    assert not [message.text for message in told if "延期" in message.text]


def test_urgent_request_wakes_the_supervisor_who_has_ten_minutes(desk_at: OpenDesk) -> None:
    desk = desk_at("23:00")
    desk.walks_to_assigned(dispatched="2026-11-18 23:00:00", limit="4小时")
    desk.all_read()
    desk.says("liwg", "/退单 4512 不是我们辖区")
    desk.direct("sunzr").expects("待您审批", "23:10前审批")
    desk.advance_to("23:10")
    assert [m for m in desk.direct("sunzr").unread() if "审批超时" in m.text]


def test_reason_of_a_sensitive_order_stays_out_of_the_groups(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(主要内容="市民扬言要跳楼，要求解决供暖。"))
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾"):
        desk.says("zuoxi02", command)
    desk.all_read()
    assert "楼顶" not in desk.says("chenzr", "/延期 4512 人还在楼顶", "wrQINGHE")
    assert "楼顶" not in desk.says("chenzr", "/延期 4512 到11月21日 人还在楼顶", "wrQINGHE")
    desk.direct("sunzr").expects("待您审批", "人还在楼顶")
    assert "楼顶" not in desk.group("wrDESK").expects("提出申请", "延期申请1").text
    desk.says("sunzr", "/驳回 1 先劝下楼顶的人")
    assert "楼顶" not in desk.group("wrQINGHE").expects("审批结果", "主管未同意").text


def test_table_says_which_unit_gave_what_back_to_whom_and_how_it_was_decided(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    desk.says("liwg", "/退单 4512 不是我们辖区", "wrQINGHE")
    desk.says("liwg", "/转派 4513 城管办 该处由其管理", "wrQINGHE")
    desk.says("sunzr", "/驳回 1 就在你们辖区")
    desk.says("sunzr", "/同意 2")
    table = desk.says("sunzr", "/查 退单").splitlines()
    assert "2件" in table[0]
    assert f"{SECOND} 青禾家园社区→城市管理办公室" in table[1]
    assert "李网格：该处由其管理" in table[1] and "已同意（孙主任" in table[1]
    assert f"{NUMBER} 青禾家园社区→坐席" in table[2]
    assert "不是我们辖区" in table[2] and "主管未同意（孙主任" in table[2] and "就在你们辖区" in table[2]
    assert desk.says("zuoxi02", "/查 退单").splitlines()[1:] == table[1:]
    assert NUMBER in desk.says("liwg", "/查 退单", "wrQINGHE")
    assert "没有退单" in desk.says("duwg", "/查 退单", "wrBEILIU")


def test_table_tells_no_group_why_a_sensitive_order_was_given_back(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(主要内容="市民扬言要跳楼，要求解决供暖。"))
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾"):
        desk.says("zuoxi02", command)
    desk.says("chenzr", "/退单 4512 人在楼顶，不归我们")
    desk.says("sunzr", "/驳回 1 先劝下楼顶的人")
    for userid, chat in (("zuoxi02", "wrDESK"), ("chenzr", "wrQINGHE"), ("sunzr", "wrSUPERVISORS")):
        table = desk.says(userid, "/查 退单", chat)
        assert NUMBER in table and "敏感件" in table and "楼顶" not in table
    assert "人在楼顶" in desk.says("sunzr", "/查 退单")


def test_pending_request_stands_in_what_people_look_up_and_in_the_handover(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="7天")
    desk.says("liwg", "/延期 4512 到11月28日 配件没到", "wrQINGHE")
    assert "申请：延期申请1（延期到11月28日 18:00，待主管审批）" in desk.says("liwg", "/查 4512", "wrQINGHE")
    desk.says("sunzr", "/同意 1")
    assert "待报平台" in desk.says("zuoxi02", "/查 4512")
    assert "待报平台1项：延期申请1" in desk.says("zuoxi02", "/交班")


def test_numbers_of_two_requests_in_one_line_are_not_read_as_an_opinion(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "/延期 4512 到11月21日 配件没到", "wrQINGHE")
    assert "一次只写一个申请号" in desk.says("sunzr", "/同意 1 2")
    assert desk.ticket().shape["requests"][0]["state"] == "prepared"


def test_limit_that_the_city_has_moved_is_not_put_to_the_agent_again_by_a_feed(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("zuoxi02", "/延期 4512 到11月21日 配件没到")
    desk.says("sunzr", "/同意 1")
    desk.says("zuoxi02", "/已报 1")
    desk.says("zuoxi02", "/市区批复 1 同意")
    desk.all_read()
    row = {"ticket_no": NUMBER, "limit_text": "24小时", "first_dispatched_at": "2026-11-18T10:00:00+08:00"}
    desk.api("/tickets", post={"tickets": [row]})
    desk.advance_to("10:01")
    assert not [m for m in desk.group("wrDESK").unread() if "请核对时限" in m.text]


def test_quoted_push_names_its_request(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "/延期 4512 到11月21日 配件没到", "wrQINGHE")
    push = desk.group("wrDESK").expects("提出申请")
    assert "还在等主管审批" in desk.says("zuoxi02", "/已报", quoting=push)


def test_who_forgets_the_number_of_a_request_or_writes_that_of_the_order_is_shown_what_waits(desk: StoryDesk) -> None:
    assert "没有在办的申请" in desk.says("sunzr", "/同意")
    desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    desk.says("liwg", "/延期 4512 到11月21日 配件没到", "wrQINGHE")
    desk.says("liwg", "/转派 4513 城管办 该处由其管理", "wrQINGHE")
    said = desk.says("sunzr", "/同意")
    assert f"1：延期，{NUMBER}，待主管审批" in said and f"2：转派，{SECOND}" in said
    said = desk.says("sunzr", "/同意 4512")
    assert "没有申请4512" in said and f"1：延期，{NUMBER}" in said and SECOND not in said
    assert NUMBER not in desk.says("duwg", "/撤回", "wrBEILIU")


def test_assisting_units_hear_that_the_order_was_taken_from_them_too(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 北柳巷"):
        desk.says("zuoxi02", command)
    desk.says("liwg", "/退单 4512 不是我们辖区", "wrQINGHE")
    desk.all_read()
    desk.says("sunzr", "/同意 1")
    desk.group("wrBEILIU").expects("审批结果", NUMBER, "已退回坐席", "原单位不用再办")
    desk.group("wrQINGHE").expects("审批结果", NUMBER)


def test_what_the_supervisor_said_is_never_told_as_the_words_of_the_platform(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "/延期 4512 到11月21日 配件没到", "wrQINGHE")
    desk.says("sunzr", "/同意 1 确有困难")
    desk.says("zuoxi02", "/已报 1")
    desk.all_read()
    desk.says("zuoxi02", "/市区批复 1 不同意")
    assert "确有困难" not in desk.group("wrQINGHE").expects("平台批复", "平台未同意").text
    said = {event["kind"]: event["text"] for event in desk.ticket().shape["events"]}
    assert said["request_endorsed"] == "延期申请1：确有困难" and said["request_refused"] == "延期申请1"


def test_request_that_lapsed_was_taken_back_by_nobody(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "/退单 4512 不是我们辖区", "wrQINGHE")
    desk.says("liwg", "4512 修好了，已联系居民", "wrQINGHE")
    assert "申请1已随工单失效" in desk.says("sunzr", "/同意 1")
    assert "已失效（今天10:00）" in desk.says("sunzr", "/查 退单")


def test_official_sees_in_his_list_which_request_waits_for_him(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", "收到", "wrQINGHE")
    desk.says("liwg", "/延期 4512 到11月21日 配件没到", "wrQINGHE")
    assert "主管：申请1审批剩2小时" in desk.says("sunzr", "/待办")
    desk.says("sunzr", "/同意 1")
    assert "坐席：报平台剩1小时" in desk.says("zuoxi02", "/待办")


def test_order_that_goes_on_after_its_unit_was_done_is_for_the_desk(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="7天")
    desk.says("liwg", "修好了，已联系居民", "wrQINGHE")
    desk.says("zuoxi02", "/挂账 4512 到11月20日 居民出差")
    desk.says("sunzr", "/同意 1")
    desk.says("zuoxi02", "/已报 1")
    desk.says("zuoxi02", "/市区批复 1 同意")
    desk.all_read()
    desk.says("zuoxi02", "/恢复 4512")
    told = desk.group("wrQINGHE").expects("恢复办理", "请值班坐席接着办理").text
    assert "引用本条" not in told
