"""Back to the city, suspended or excluded: prepared, endorsed, submitted, and only the platform's word counts."""

from __future__ import annotations

from tests.stories.desk import StoryDesk, local
from tests.stories.town import NUMBER, order


def walks_to_submitted(desk: StoryDesk, command: str) -> str:
    """Prepare a request by an agent and bring it to the platform; returns the answer to its preparation."""
    said = desk.says("zuoxi02", command)
    desk.says("sunzr", "/同意 1")
    desk.says("zuoxi02", "/已报 1")
    desk.all_read()
    return said


def test_order_goes_back_to_the_city_only_when_the_city_takes_it(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "退回市区申请1" in walks_to_submitted(desk, "/退单 4512 市区 不属本乡管辖")
    assert desk.ticket().state == "assigned"
    assert "已退回市区" in desk.says("zuoxi02", "/市区批复 1 同意")
    desk.group("wrQINGHE").expects("平台批复", "已退回市区，不用再办理")
    shown = desk.ticket()
    assert shown.state == "returned"
    assert all(clock["stopped_at"] for clock in shown.shape["clocks"])


def test_order_that_no_unit_has_can_only_go_back_to_the_city(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "退回市区申请1" in desk.says("zuoxi02", "/退单 4512 不属本乡管辖")


def test_suspended_order_stands_still_and_goes_on_by_itself_at_its_date(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="7天")
    desk.says("liwg", "收到", "wrQINGHE")
    before = desk.ticket()
    assert "挂账到11月25日 18:00" in walks_to_submitted(desk, "/挂账 4512 到11月25日 等项目立项")
    assert desk.ticket().state == "accepted"
    assert "暂停计时" in desk.says("zuoxi02", "/市区批复 1 同意")
    desk.group("wrQINGHE").expects("平台批复", "已挂账到11月25日 18:00")
    assert desk.ticket().state == "suspended"
    desk.all_read()
    desk.advance_to("17:00", days=7)
    assert not [m for m in desk.group("wrQINGHE").unread() if NUMBER in m.text]
    desk.advance_to("18:00")
    desk.group("wrQINGHE").expects("恢复办理", NUMBER, "继续计时", "引用本条@催办助手 回复进展")
    after = desk.ticket()
    assert after.state == "accepted" and "resumed" in after.kinds
    # It stood still from the 18th at ten to the 25th at six.
    assert (before.due("platform_reply"), after.due("platform_reply")) == ("25 10:00", "02 18:00")
    assert local(after.shape["deadline_at"]) == "02 18:00"
    assert after.clock("handle")["paused_seconds"] == 7 * 86400 + 8 * 3600
    assert "挂账不计时" in desk.says("zuoxi02", "/时限 4512")
    assert "已挂账过一次" in desk.says("zuoxi02", "/挂账 4512 到12月25日 等项目立项")


def test_clocks_that_go_on_keep_out_of_the_night_and_the_unit_is_reminded_before_them(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="7天")
    desk.says("liwg", "收到", "wrQINGHE")
    walks_to_submitted(desk, "/挂账 4512 到12月1日 等项目立项")
    desk.advance_to("15:00")
    desk.says("zuoxi03", "/市区批复 1 同意")
    desk.advance_to("09:00", days=4)
    assert "请在11月27日 18:00前办结" in desk.says("zuoxi02", "/恢复 4512")
    after = desk.ticket()
    # Twenty-one waking hours were left for the first contact; the reply is due as much later as it stood.
    assert (after.due("first_contact"), after.due("handle"), after.due("platform_reply")) == (
        "23 16:00",
        "27 18:00",
        "29 04:00",
    )
    assert local(after.shape["internal_deadline_at"]) == "27 18:00"
    why = desk.says("zuoxi02", "/时限 4512")
    assert "夜间不计，共 2天2小时" in why and "挂账期间不计时，共 2天2小时" in why
    assert "原为 11月28日 04:00，在休息时间" in why and "挂账期间不计时，共 3天18小时" in why
    desk.all_read()
    desk.advance_to("21:00")
    desk.group("wrQINGHE").expects("首联提醒", "明天16:00")
    desk.advance_to("07:00", days=1)
    for group in ("wrQINGHE", "wrSUPERVISORS"):
        desk.group(group).expects_nothing()
    desk.advance_to("15:00")
    desk.group("wrQINGHE").expects("首联提醒", "今天16:00", mentions=["liwg", "chenzr"])


def test_what_a_unit_says_of_a_suspended_order_is_kept_and_read_by_the_agent(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="7天")
    walks_to_submitted(desk, "/挂账 4512 到12月1日 等项目立项")
    desk.says("zuoxi02", "/市区批复 1 同意")
    desk.all_read()
    said = desk.says("liwg", "4512 修好了，已联系居民", "wrQINGHE")
    assert said == f"{NUMBER} 挂账到12月1日 18:00，期间暂停计时。您说的已记下，并转值班坐席。"
    desk.group("wrDESK").expects("单位留言", NUMBER, "修好了", f"/恢复 {NUMBER}")
    shown = desk.ticket()
    assert shown.state == "suspended" and shown.events("unit_message")[-1]["intent"] == "resolved"
    said = desk.says("liwg", "4512 什么时候到期", "wrQINGHE")
    assert "暂停计时" in said and "前联系" not in said
    assert desk.says("liwg", "4512 收到", "wrQINGHE") == f"{NUMBER} 挂账到12月1日 18:00，期间暂停计时。"


def test_suspended_order_is_resumed_earlier_by_an_agent_who_may_take_that_back(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="7天")
    walks_to_submitted(desk, "/挂账 4512 到明年3月1日 等项目立项")
    desk.says("zuoxi02", "/市区批复 1 同意")
    desk.advance_to("11:00")
    desk.all_read()
    said = desk.says("zuoxi02", "/恢复 4512")
    assert "已恢复，现为“已转办”" in said and "11月25日 11:00" in said
    desk.group("wrQINGHE").expects("恢复办理")
    assert desk.ticket().due("platform_reply") == "25 11:00"
    desk.says("zuoxi02", "/撤销 4512")
    shown = desk.ticket()
    assert (shown.state, shown.due("platform_reply"), local(shown.shape["deadline_at"])) == (
        "suspended",
        "25 10:00",
        "25 10:00",
    )
    assert "不能申请延期" in desk.says("zuoxi02", "/延期 4512 到12月1日 配件没到")


def test_nothing_is_suspended_for_longer_than_a_year(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "最长一年（到2027年11月18日10:00）" in desk.says("zuoxi02", "/挂账 4512 到2027年12月1日 等项目立项")
    assert "还缺到什么时候" in desk.says("zuoxi02", "/挂账 4512 等项目立项")


def test_excluded_order_stays_due(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    before = desk.ticket()
    walks_to_submitted(desk, "/剔除 4512 诉求人恶意重复来电")
    assert "照常办理" in desk.says("zuoxi02", "/市区批复 1 同意")
    after = desk.ticket()
    assert (after.state, after.due("handle")) == ("assigned", before.due("handle"))
    assert "excluded" in after.kinds
    assert "已经剔除" in desk.says("zuoxi02", "/剔除 4512 再来一次")


def test_platforms_date_and_new_limit_are_read_from_what_the_agent_writes(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="7天")
    walks_to_submitted(desk, "/延期 4512 到12月1日 配件没到")
    desk.advance_to("10:30")
    said = desk.says("zuoxi02", "/市区批复 1 同意 10:20 到11月28日12:00 只同意三天")
    assert "平台到期改为11月28日 12:00（原11月25日 10:00）" in said
    shown = desk.ticket()
    granted = shown.events("request_granted")[0]
    assert (local(granted["occurred_at"]), granted["text"]) == ("18 10:20", "延期申请1：只同意三天")
    assert local(shown.shape["deadline_at"]) == "28 12:00"


def test_grant_typed_wrong_is_taken_back_with_the_true_dues(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="7天")
    before = desk.ticket()
    walks_to_submitted(desk, "/延期 4512 到12月1日 配件没到")
    desk.says("zuoxi02", "/市区批复 1 同意")
    desk.all_read()
    desk.says("zuoxi02", "/撤销 4512")
    desk.group("wrQINGHE").expects("更正", "平台同意延期申请1")
    after = desk.ticket()
    assert after.shape["requests"][0]["state"] == "submitted"
    assert local(after.shape["deadline_at"]) == "25 10:00"
    running = {c["stage"]: local(c["due_at"]) for c in after.shape["clocks"] if c["stopped_at"] is None}
    assert running == {s: before.due(s) for s in ("accept", "first_contact", "handle", "platform_reply")}


def test_limit_that_had_passed_stays_missed_when_more_time_is_given_later(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="4小时")
    walks_to_submitted(desk, "/延期 4512 到11月20日 配件没到")
    desk.advance_to("14:10")
    desk.says("zuoxi03", "/市区批复 1 同意")
    shown = desk.ticket()
    old, new = (c for c in shown.shape["clocks"] if c["stage"] == "platform_reply")
    assert (old["outcome"], local(old["breached_at"])) == ("moved", "18 14:00")
    assert local(new["due_at"]) == "20 18:00" and new["breached_at"] is None


def test_grant_of_before_the_limit_takes_the_breach_back_and_the_supervisor_checks_it(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="4小时")
    walks_to_submitted(desk, "/延期 4512 到11月20日 配件没到")
    desk.advance_to("14:10")
    desk.all_read()
    desk.says("zuoxi03", "/市区批复 1 同意 13:50")
    shown = desk.ticket()
    old = next(c for c in shown.shape["clocks"] if c["stage"] == "platform_reply")
    assert (old["outcome"], old["breached_at"]) == ("moved", None)
    assert [m for m in desk.direct("sunzr").unread() if "请核对更正" in m.text]


def test_order_that_came_in_suspended_is_resumed_to_where_it_was(desk: StoryDesk) -> None:
    row = {
        "ticket_no": NUMBER,
        "state": "suspended",
        "lead_unit": "青禾家园社区",
        "first_dispatched_at": "2026-11-17T18:00:00+08:00",
        "assigned_at": "2026-11-17T18:20:00+08:00",
        "accepted_at": "2026-11-17T18:30:00+08:00",
        "limit_text": "7天",
    }
    assert desk.api("/tickets", post={"tickets": [row]})["results"][0]["outcome"] == "created"
    assert "现为“已受理”" in desk.says("zuoxi02", "/恢复 4512")
    assert desk.ticket().state == "accepted"


def test_reply_to_the_platform_ends_what_was_still_asked_of_it(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    walks_to_submitted(desk, "/延期 4512 到11月21日 配件没到")
    desk.says("zuoxi02", "/已回复 4512 电话答复，无需照片")
    assert [m for m in desk.direct("sunzr").unread() if "申请失效" in m.text and "已回复" in m.text]
    assert desk.ticket().shape["requests"][0]["state"] == "withdrawn"
    assert "已随工单失效" in desk.says("zuoxi02", "/市区批复 1 同意")


def test_day_of_the_decision_written_in_full_ends_no_suspension(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    walks_to_submitted(desk, "/挂账 4512 到2026年12月20日 等供暖管网改造 已告知居民")
    assert "已挂账到12月20日 18:00" in desk.says("zuoxi02", "/市区批复 1 同意 2026-11-18")
