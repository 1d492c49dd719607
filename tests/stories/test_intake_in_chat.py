"""Orders pasted into chats: taken once, put side by side when they differ, and kept out of groups."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order


def test_same_order_pasted_twice_is_shown_and_not_doubled(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    answer = desk.pastes("zuoxi03", order())
    assert "已登记过" in answer and "没有重复建单" in answer and "10:20" in answer
    assert len(desk.api("/tickets")["tickets"]) == 1
    assert desk.ticket().kinds == ["created"]


def test_other_deadline_is_put_to_the_agent_and_never_taken_silently(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    before = desk.ticket().shape["deadline_at"]
    assert "时限与原来不一致，未改动" in desk.pastes("zuoxi02", order(limit="7天"))
    assert desk.ticket().shape["deadline_at"] == before
    desk.group("wrDESK").expects("请核对时限", NUMBER, "未改动", mentions=["zuoxi02"])


def test_three_orders_in_one_paste_are_three_tickets(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", "\n\n".join(order(number) for number in (NUMBER, SECOND, THIRD)))
    assert answer.count("已登记") == 3
    assert {t["ticket_no"] for t in desk.api("/tickets")["tickets"]} == {NUMBER, SECOND, THIRD}


def test_praise_has_no_deadline_but_is_signed_in_time(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(诉求类型="表扬", 主要内容="市民来电表扬社区工作人员热心。", limit=""))
    assert "无办理时限" in answer
    shown = desk.ticket()
    assert shown.shape["deadline_at"] is None and not shown.has_clock("platform_reply")
    assert shown.due("sign") == "18 10:20"


def test_order_without_a_limit_gets_seven_days_and_the_agent_is_asked(desk: StoryDesk) -> None:
    assert "暂按7天" in desk.pastes("zuoxi02", order(limit=""))
    desk.group("wrDESK").expects("请补时限", NUMBER)
    assert desk.ticket().shape["deadline_basis"] == "assumed"
    assert "已更正时限" in desk.says("zuoxi02", "/更正 4512 时限 24小时")
    assert desk.ticket().due("platform_reply") == "19 10:00"


def test_paste_without_a_number_is_a_draft_until_the_number_follows(desk: StoryDesk) -> None:
    assert "没看到工单编号" in desk.pastes("zuoxi02", order(""))
    assert desk.api("/tickets")["tickets"] == []
    assert "已登记" in desk.says("zuoxi02", f"编号 {NUMBER}")
    assert desk.ticket().shape["community"] == "青禾家园社区"


def test_paste_in_the_desk_group_is_taken_masked_and_asked_to_be_withdrawn(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(), "wrDESK")
    assert "已登记" in answer and answer.endswith("含来电人信息，请撤回本条。")
    assert desk.ticket().state == "pending_sign"


def test_paste_in_the_group_of_a_unit_is_refused_with_the_same_request(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(), "wrQINGHE")
    assert "撤回" in answer and "私聊" in answer
    assert not desk.knows(NUMBER)


def test_command_of_intake_in_the_group_of_a_unit_is_refused_with_the_same_request(desk: StoryDesk) -> None:
    answer = desk.says("zuoxi02", f"/登记 {order()}", "wrQINGHE")
    assert "撤回" in answer and "私聊" in answer
    assert not desk.knows(NUMBER)


def test_unit_cannot_register_orders(desk: StoryDesk) -> None:
    desk.pastes("liwg", order())
    assert not desk.knows(NUMBER)


def test_matter_of_a_confidential_order_goes_to_the_head_and_not_into_the_group(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(是否保密="是", 主要内容="举报某商户夜间占道经营，请求保密。"))
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    desk.says("zuoxi02", "/转办 4512 青禾")
    post = desk.group("wrQINGHE").expects("新工单", NUMBER, "敏感件")
    assert "占道" not in post.text and "青禾家园二期" not in post.text
    desk.direct("chenzr").expects("新工单", NUMBER, "占道经营")
    desk.advance_to("12:00")
    assert all("占道" not in message.text for message in desk.sim.city.messages("wrQINGHE"))


def test_same_ticket_is_found_by_pinyin_initials_synonyms_and_full_width_signs(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.pastes("zuoxi02", order(SECOND))
    desk.pastes("zuoxi02", order(THIRD))
    assert "已签收" in desk.says("zuoxi02", "／ｓｉｇｎ　４５１２")
    assert "已签收" in desk.says("zuoxi02", "/qs 4513")
    assert "已签收" in desk.says("zuoxi02", "@催办助手 签收 4514", "wrDESK")
    assert "没有这个命令" in desk.says("zuoxi02", "/签手 4514")
    assert "是哪一个" in desk.says("zuoxi02", "/zb 4512")


def test_limit_that_nobody_can_read_is_said_back_and_never_called_absent(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(limit="-1小时"))
    assert "单上写的时限“-1小时”看不懂，请补：/更正 4512 时限" in answer and "没写" not in answer
    desk.group("wrDESK").expects("请补时限", "“-1小时”看不懂")
    answer = desk.pastes("zuoxi02", order(SECOND, limit="", 截止时间="2000-01-01"))
    assert "早于派单时间，请补" in answer and "没写" not in answer
    desk.advance_to("10:06")
    desk.group("wrDESK").expects("请补时限", "早于派单时间")
    assert "已更正时限" in desk.says("zuoxi02", "/更正 4512 时限 24h")
    assert desk.ticket().due("platform_reply") == "19 10:00"


@pytest.mark.parametrize("who", ["zuoxi02", "sunzr", "zhaoxz", "guanli", "liwg", "moshengren"])
@pytest.mark.parametrize("chat", ["wrDESK", "wrSUPERVISORS", "wrQINGHE", "wrSTRANGE"])
def test_whoever_shows_a_caller_to_a_group_is_asked_to_withdraw_it(desk: StoryDesk, who: str, chat: str) -> None:
    for paste in (order(), f"/登记 {order(SECOND)}"):
        answer = desk.says(who, paste, chat)
        assert answer.count("撤回") == 1 and answer.endswith("\n含来电人信息，请撤回本条。")
    assert desk.knows(NUMBER) == (who == "zuoxi02" and chat == "wrDESK")


def test_paste_without_its_caller_need_not_be_withdrawn(desk: StoryDesk) -> None:
    paste = order(来电人="", 联系电话="", 主要内容="路灯不亮，要求尽快解决。", 问题点位="青禾家园北门")
    assert "撤回" not in desk.pastes("zuoxi02", paste, "wrDESK")
    assert "撤回" not in desk.pastes("zuoxi02", order(SECOND))


def test_official_who_pastes_is_told_who_registers(desk: StoryDesk) -> None:
    assert "工单由坐席登记" in desk.pastes("sunzr", order())
    assert not desk.knows(NUMBER)


def test_callers_room_is_in_no_post_however_it_is_repeated(desk: StoryDesk) -> None:
    words = {"问题点位": "青禾家园二期2单元2904", "主要内容": "我家住2904，2单元2904漏水，1703元的维修费也没退。"}
    desk.walks_to_assigned(**words)
    shape = desk.ticket().shape
    assert "2904" not in f"{shape['title']}{shape['content']}{shape['address']}"
    assert "青禾家园二期" in shape["address"] and "1703元" in shape["content"]
    assert not any("单元2904" in message.text or "住2904" in message.text for message in desk.said_by_the_product())


def test_order_that_would_be_long_overdue_is_asked_about_before_anybody_is_woken(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(dispatched="2026-10-18 10:00:00"))
    assert "2026-10-18 10:00，照此已超期30天，请核对" in answer
    assert "/更正 4512 派单时间 11-18 几点几分" in answer and "/撤销 4512" in answer
    desk.advance_to("10:10")
    desk.direct("zhaoxz").expects_nothing()
    desk.direct("sunzr").expects_nothing()
    assert "已更正派单时间" in desk.says("zuoxi02", "/更正 4512 派单时间 10:05")
    assert (desk.ticket().shape["deadline_at"][8:16], desk.ticket().state) == ("19T10:05", "pending_sign")
    desk.says("zuoxi02", "/签收 4512")
    desk.advance_to("10:30")
    desk.direct("zhaoxz").expects_nothing()


def test_order_that_would_be_long_overdue_can_be_taken_back_at_once(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched="2026-10-18 10:00:00"))
    assert "已撤销" in desk.says("zuoxi02", "/撤销 4512")
    assert desk.ticket().state == "voided"


def test_order_that_nobody_puts_right_counts_as_it_is_written(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched="2026-10-18 10:00:00"))
    desk.advance_to("10:16")
    assert desk.direct("zhaoxz").unread()
    assert desk.ticket().clock("sign")["breached_at"] is not None
    assert "不能更正" in desk.says("zuoxi02", "/更正 4512 派单时间 10:05")
    assert "/作废" in desk.says("zuoxi02", "/撤销 4512")


def test_dispatch_that_makes_the_signing_late_says_so(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched=None))
    desk.advance_to("10:12")
    desk.says("zuoxi02", "/签收 4512")
    assert "照此签收算超时" not in desk.says("zuoxi02", "/更正 4512 派单时间 09:55")
    assert "照此签收算超时" in desk.says("zuoxi02", "/更正 4512 派单时间 09:50")


def test_order_that_is_a_little_late_is_not_asked_about(desk: StoryDesk) -> None:
    assert "请核对。" not in desk.pastes("zuoxi02", order(dispatched="2026-11-17 09:00:00"))


def test_twenty_orders_without_a_limit_are_two_messages_and_not_twenty(desk: StoryDesk) -> None:
    numbers = [f"202611180046{n:02d}" for n in range(20)]
    for number in numbers:
        desk.pastes("zuoxi02", order(number, limit=""))
    desk.says("zuoxi02", f"/更正 {numbers[5]} 时限 24小时")
    desk.advance_to("10:06")
    asked = [message.text for message in desk.group("wrDESK").unread() if "请补时限" in message.text]
    assert len(asked) == 2 and numbers[0] in asked[0]
    assert "18件" in asked[1] and numbers[19] in asked[1] and numbers[5] not in asked[1]


def test_command_with_an_order_on_one_line_has_a_title(desk: StoryDesk) -> None:
    assert "小区路灯不亮" in desk.says("zuoxi02", f"/登记 {NUMBER} 投诉 小区路灯不亮 24小时内办结")
    assert desk.ticket().shape["title"] == "小区路灯不亮"


@pytest.mark.parametrize(
    "content",
    [
        "物业通知缴费，截止时间：2026-11-18 12:00，居民不满",
        "市民称前次工单，办理时限：2小时，未办结",
        "市民来电，派单时间：2026-11-17 22:00，至今无人处理",
    ],
)
def test_words_of_the_citizen_move_no_clock(desk: StoryDesk, content: str) -> None:
    desk.pastes("zuoxi02", order(主要内容=content, limit="7天"))
    shown = desk.ticket()
    assert (shown.due("platform_reply"), shown.due("sign")) == ("25 10:00", "18 10:20")
    assert "居民不满" in shown.shape["content"] or content[-4:] in shown.shape["content"]


def test_line_of_history_above_an_order_moves_no_clock(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", "【历史派单】派单时间：2026-11-17 09:00 承办单位：柳湾乡\n" + order())
    assert desk.ticket().due("sign") == "18 10:20"


def test_history_below_an_order_raises_no_question(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order() + "\n历史记录：\n派单时间：2026-11-17 09:00\n办理时限：2小时")
    assert "不止一个" not in answer and desk.ticket().due("sign") == "18 10:20"


def test_dispatch_written_twice_is_asked_about_and_stays_correctable(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", "派单时间：2026-11-18 09:00\n" + order())
    assert "派单时间写了不止一个，暂按11-18 09:00" in answer
    desk.advance_to("10:05")
    desk.direct("sunzr").expects_nothing()
    assert "已更正派单时间" in desk.says("zuoxi02", "/更正 4512 派单时间 10:00")
    assert desk.ticket().due("sign") == "18 10:20"


def test_limit_for_a_first_answer_is_not_the_limit_of_the_order(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(limit="30分钟内到场，7天办结"))
    assert "紧急" not in answer and desk.ticket().due("platform_reply") == "25 10:00"


def test_two_limits_that_say_different_things_are_asked_about(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(limit="24小时/2个工作日"))
    assert "时限写了不止一个" in answer
    assert "已更正时限" in desk.says("zuoxi02", "/更正 4512 时限 7天")
    assert desk.ticket().due("platform_reply") == "25 10:00"


def test_two_deadlines_of_an_order_are_asked_about(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(limit="", 截止时间="2026-11-20 10:00", 反馈截止="2026-11-19 10:00"))
    assert "截止时间写了不止一个" in answer and "到期：明天10:00" in answer


def test_platform_clock_a_minute_ahead_says_now(desk: StoryDesk) -> None:
    assert "已登记" in desk.pastes("zuoxi02", order(dispatched="2026-11-18 10:01:30"))
    assert desk.ticket().due("sign") == "18 10:20"


def test_other_order_under_a_known_number_is_shown_and_questioned(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "请核对单号" not in desk.pastes("zuoxi02", order())
    answer = desk.pastes("zuoxi02", order(主要内容="云杉里电梯停运。", 问题点位="云杉里6号楼"))
    assert "青禾家园二期" in answer and "这次的来电人或内容与已登记的不同，请核对单号" in answer


def test_whatever_is_doubtful_or_missing_is_one_short_list_with_what_to_type(desk: StoryDesk) -> None:
    words = {
        "诉求类型": "牛奶",
        "联系电话": "139O0000501",
        "问题点位": "",
        "所属社区": "",
        "主要内容": "暖气不热，要求维修。",
    }
    answer = desk.pastes("zuoxi02", order(dispatched="2O26-11-18 10:00:00", limit="", **words))
    assert "类型“牛奶”看不懂，没有采用。请补：/更正 4512 类型 …" in answer
    assert "联系电话里有像数字的字母（O像0，l、I像1），没有采用。请补：/更正 4512 联系电话 …" in answer
    assert "派单时间“2O26-11-18 10:00:00”里有像数字的字母" in answer and "/更正 4512 派单时间 11-18 几点几分" in answer
    assert "缺：地址。补一项发一条：/更正 4512 地址 …" in answer
    assert "139O" not in answer and answer.count("类型") == 2
    for correction in ("类型 投诉", "联系电话 13912345678", "地址 云杉里6号楼"):
        assert "已更正" in desk.says("zuoxi02", f"/更正 4512 {correction}")
    assert "请在今天10:18前签收" in desk.says("zuoxi02", "/更正 4512 派单时间 09:58")


def test_what_is_printed_as_an_example_is_not_taken_for_a_value(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(诉求类型="牛奶"))
    assert "还缺内容" in desk.says("zuoxi02", "/更正 4512 类型 …")


def test_number_of_an_order_is_not_corrected_but_the_way_out_is_told(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for written in (f"单号 {SECOND}", f"工单编号：{SECOND}", f"编号改为{SECOND}", f"单号{SECOND}"):
        answer = desk.says("zuoxi02", f"/更正 4512 {written}")
        assert "单号不能更正" in answer and "/撤销 4512" in answer
    assert "已更正联系电话" in desk.says("zuoxi02", "/更正 4512 联系电话 13912345678")


def test_deadline_before_its_dispatch_is_said_once(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(limit="", 截止时间="2026-11-17 10:00"))
    assert answer.count("早于派单时间") == 1 and "请补：/更正 4512 时限" in answer


def test_in_a_group_who_called_is_asked_for_in_direct_chat(desk: StoryDesk) -> None:
    answer = desk.pastes(
        "zuoxi02", order(来电人="", 联系电话="", 主要内容="路灯不亮。", 问题点位="青禾家园北门"), "wrDESK"
    )
    assert "缺：来电人、联系电话。私聊我补一项发一条：/更正 4512 来电人 …" in answer


@pytest.mark.parametrize("heading", ["【催办】", "【新工单】", "【敏感件】\n"])
def test_order_of_the_platform_under_a_heading_of_ours_is_registered(desk: StoryDesk, heading: str) -> None:
    assert "已登记" in desk.pastes("zuoxi02", heading + order())
    desk.says("zuoxi02", "/签收 4512")
    pushed = desk.group("wrDESK").unread()
    assert all("已登记" not in desk.says("zuoxi02", message.text) for message in pushed)


def test_title_taken_from_several_lines_is_one_line(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(主要内容="路灯不亮，\n已有三天。", 来电人="保密"))
    assert desk.ticket().shape["title"] == "路灯不亮， 已有三天"


@pytest.mark.parametrize(
    "words",
    [
        "来电人：联系不上 电话：停机 地址：找不到",
        "派单10:02收到，2小时内联系居民，电话13900000101",
        "居民电话13900000101，约明天上门，24小时内答复",
    ],
)
def test_unit_that_writes_like_an_order_about_its_own_one_is_heard(desk: StoryDesk, words: str) -> None:
    desk.walks_to_assigned()
    assert "工单由坐席登记" not in desk.says("liwg", f"{NUMBER} {words}", "wrQINGHE")
    assert any(event["kind"] == "unit_message" for event in desk.ticket().shape["events"])
    assert "工单由坐席登记" in desk.says("liwg", order(), "wrQINGHE")


def test_dispatch_before_the_day_its_number_names_is_asked_about_and_correctable(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(dispatched="2026-11-08 10:00:00", limit="15天"))
    assert "派单时间“2026-11-08 10:00:00”比单号里的日期还早，暂按11-08 10:00" in answer
    desk.advance_to("10:05")
    desk.direct("sunzr").expects_nothing()
    assert "请在今天10:15前签收" in desk.says("zuoxi02", "/更正 4512 派单时间 09:55")


def test_deadline_of_the_unit_alone_is_said_to_be_one(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(limit="", 承办单位截止时间="2026-11-20 10:00"))
    assert "承办单位的，没看到平台的截止时间，暂按它算" in answer


def test_second_paste_of_another_caller_fills_nothing_in_and_says_so(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(问题点位=None))
    answer = desk.pastes("zuoxi02", order(来电人="刘金凤", 联系电话="13600000001", 问题点位="云杉里6号楼"))
    assert "这次的来电人或内容与已登记的不同，请核对单号" in answer and "补上" not in answer
    assert desk.ticket().shape["address"] is None


def test_what_a_second_paste_filled_in_is_taken_back(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched="", 诉求类型=""))
    desk.advance_to("10:05")
    before = desk.ticket().shape
    assert "补上了原来缺的内容" in desk.pastes("zuoxi02", order(dispatched="2026-11-18 09:40:00"))
    assert next(clock["due_at"][11:16] for clock in desk.ticket().shape["clocks"] if not clock["outcome"]) == "10:00"
    assert "已撤销“补全类型、派单时间”，现为待签收，时限今天10:20" in desk.says("zuoxi02", "/撤销")
    after = desk.ticket().shape
    for name in ("kind", "first_dispatched_at", "deadline_at", "deadline_basis", "grade"):
        assert after[name] == before[name]
    assert "已更正派单时间" in desk.says("zuoxi02", "/更正 4512 派单时间 09:58")
