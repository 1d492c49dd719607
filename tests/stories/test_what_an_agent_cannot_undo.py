"""What an agent alone cannot make better: deadlines, breaches, vanished orders; and what the record tells of it."""

from __future__ import annotations

from typing import Any

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, order


def event_texts(desk: StoryDesk, kind: str) -> list[str]:
    return [event["text"] or "" for event in desk.ticket().shape["events"] if event["kind"] == kind]


def test_written_deadline_is_not_moved_later_by_a_correction(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit="24小时"))
    before = desk.ticket().shape["deadline_at"]
    assert "须经平台批准延期" in desk.says("zuoxi02", "/更正 4512 截止 11-25 12:00")
    assert "须经平台批准延期" in desk.says("zuoxi02", "/更正 4512 时限 7天")
    assert desk.ticket().shape["deadline_at"] == before


def test_overdue_deadline_is_not_moved_at_all_and_the_breach_stays(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="2小时")
    desk.advance_to("12:05")
    assert "已过时限" in desk.says("zuoxi03", "/更正 4512 截止 11-20 12:00")
    assert desk.ticket().clock("platform_reply")["breached_at"] is not None
    assert desk.ticket().clock("handle")["missed_at"] is not None


def test_earlier_deadline_says_who_corrected_it(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit="24小时"))
    desk.says("zuoxi02", "/更正 4512 截止 11-18 18:00")
    assert "吴桐更正截止，原为 11月19日 10:00 到期" in desk.says("zuoxi02", "/时限 4512")


def test_guessed_deadline_may_be_corrected_and_the_supervisor_hears_of_the_miss_taken_back(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="")
    desk.advance_to("10:01", days=7)
    assert desk.ticket().clock("platform_reply")["missed_at"] is not None
    desk.direct("sunzr").is_read()
    desk.says("zuoxi02", "/更正 4512 时限 30天")
    assert any("请核对更正" in message.text for message in desk.direct("sunzr").unread())


def test_mistyped_limit_of_an_order_that_stated_none_stays_correctable(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit=""))
    desk.says("zuoxi02", "/更正 4512 时限 2小时")
    assert "已更正时限" in desk.says("zuoxi02", "/更正 4512 时限 24小时")
    desk.says("zuoxi02", "/更正 4512 截止 11-18 18:00")
    assert "已更正时限" in desk.says("zuoxi02", "/更正 4512 时限 5天")
    assert desk.ticket().due("platform_reply") == "23 10:00"
    assert len(desk.ticket().events("corrected")) == 4


def test_order_whose_signing_is_overdue_cannot_be_made_to_vanish(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched="2026-11-18 09:35:00"))
    assert "/作废" in desk.says("zuoxi02", "/撤销")
    desk.advance_to("10:06")
    assert desk.ticket().state == "pending_sign"
    assert desk.ticket().clock("sign")["breached_at"] is not None


def test_unknown_dispatch_is_never_a_breach_until_it_is_supplied(desk: StoryDesk) -> None:
    pasted = order(dispatched="", 来电时间="2026-11-18 08:30:00")
    assert "不计考核" in desk.pastes("zuoxi02", pasted)
    desk.advance_to("10:05")
    assert desk.ticket().clock("sign")["breached_at"] is None
    desk.says("zuoxi02", "/更正 4512 派单时间 09:40")
    desk.advance_to("10:11")
    signing = desk.ticket().clock("sign")
    assert (signing["started_at"][11:16], signing["breached_at"][11:16]) == ("09:40", "10:00")


def signing_of(desk: StoryDesk) -> dict[str, Any]:
    [signing] = [c for c in desk.ticket().shape["clocks"] if c["stage"] == "sign" and c["outcome"] != "moved"]
    return dict(signing)


def test_mistyped_dispatch_is_corrected_and_the_supervisor_hears(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched="", 来电时间="2026-11-18 08:30:00"))
    desk.says("zuoxi02", "/更正 4512 派单时间 01:55")
    desk.advance_to("10:06")
    assert signing_of(desk)["breached_at"] is not None
    desk.direct("sunzr").is_read()
    assert "已更正派单时间" in desk.says("zuoxi02", "/更正 4512 派单时间 09:55")
    assert (signing_of(desk)["due_at"][11:16], signing_of(desk)["breached_at"]) == ("10:15", None)
    assert any("请核对更正" in message.text for message in desk.direct("sunzr").unread())
    desk.says("zuoxi02", "/签收 4512 10:01")
    assert "不会是" in desk.says("zuoxi02", "/更正 4512 派单时间 10:03")
    assert "已更正派单时间" in desk.says("zuoxi02", "/更正 4512 派单时间 09:35")
    assert (signing_of(desk)["outcome"], signing_of(desk)["breached_at"][11:16]) == ("missed", "09:55")


def test_undo_of_a_supplied_dispatch_lets_signing_and_reply_count_as_before(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched=""))
    desk.advance_to("10:05")
    before = {stage: desk.ticket().clock(stage) for stage in ("sign", "platform_reply")}
    desk.says("zuoxi02", "/更正 4512 派单时间 08:16")
    assert "现为待签收，时限今天10:20" in desk.says("zuoxi02", "/撤销")
    assert {stage: desk.ticket().clock(stage) for stage in before} == before
    desk.advance_to("10:21")
    # Nobody stated a dispatch: what is late now is told, and is no breach.
    assert (signing_of(desk)["missed_at"][11:16], signing_of(desk)["breached_at"]) == ("10:20", None)


def test_undo_of_a_supplied_dispatch_takes_its_breach_out_of_a_signed_order(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched=""))
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/更正 4512 派单时间 09:16")
    assert signing_of(desk)["breached_at"][11:16] == "09:36"
    desk.says("zuoxi02", "/撤销")
    assert (signing_of(desk)["outcome"], signing_of(desk)["breached_at"]) == ("met", None)
    assert any("请核对更正" in message.text for message in desk.direct("sunzr").unread())


def test_dispatch_on_the_order_is_the_platforms_word(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "不能更正" in desk.says("zuoxi02", "/更正 4512 派单时间 09:55")


def test_dispatch_comes_with_a_later_copy_of_the_order(desk: StoryDesk) -> None:
    pasted = order(dispatched="", 来电时间="2026-11-18 08:30:00")
    desk.pastes("zuoxi02", pasted)
    desk.pastes("zuoxi02", order())
    assert desk.ticket().clock("sign")["due_at"][11:16] == "10:20"
    assert desk.ticket().shape["first_dispatched_at"][11:16] == "10:00"


def test_record_tells_verdicts_units_corrections_and_what_was_taken_back(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/更正 4512 地址 云杉里6号楼", "/转办 4512 青禾 协办 北柳巷"):
        desk.says("zuoxi02", command)
    desk.says("zuoxi02", "/撤销")
    assert event_texts(desk, "verified") == ["属实"]
    assert event_texts(desk, "corrected")[0].endswith("改为“云杉里6号楼”")
    assert event_texts(desk, "assigned") == ["主办青禾家园社区，协办北柳巷社区"]
    assert event_texts(desk, "undone") == ["转办"]


def test_record_tells_how_the_citizen_answered(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，已办结", quoting=post)
    desk.says("zuoxi02", "/回访 4512 不满意 部分解决 还有一户不热")
    assert event_texts(desk, "followed_up") + event_texts(desk, "reopened") == ["不满意、部分解决：还有一户不热"]


def test_breach_at_the_minute_of_the_change_of_shift_is_the_leaving_agents(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit="2小时", dispatched="2026-11-18 10:00:00"))
    desk.advance_to("12:01")
    [breach] = [text for text in event_texts(desk, "breached") if "午班" in text or "早班" in text][-1:]
    assert "早班" in breach
    assert NUMBER in desk.says("sunzr", "/超时")


def test_drill_is_posted_nowhere_reminds_nobody_and_counts_in_no_hand_over(desk: StoryDesk) -> None:
    number = next(word for word in desk.says("zuoxi02", "/试一下").split() if word.startswith("2000"))[:14]
    for command in (f"/签收 {number}", f"/初核 {number} 属实"):
        desk.says("zuoxi02", command)
    assert "练习工单不发群" in desk.says("zuoxi02", f"/转办 {number} 青禾")
    desk.advance_to("12:30")
    desk.group("wrQINGHE").expects_nothing()
    desk.direct("chenzr").expects_nothing()
    desk.says("zuoxi02", f"/作废 {number} 练完了")
    assert number not in desk.says("zuoxi02", "/交班")


def test_corrected_date_without_a_year_is_the_nearest_one_and_is_said_back(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit="24小时"))
    assert "早于派单" in desk.says("zuoxi02", "/更正 4512 截止 11-17 18:00")
    assert "现为今天18:00到期" in desk.says("zuoxi02", "/更正 4512 截止 11-18 18:00")


def test_offered_dispatch_cannot_be_sent_as_printed(desk: StoryDesk) -> None:
    answer = desk.pastes("zuoxi02", order(dispatched="", 来电时间="2026-11-18 09:30:00"))
    offered = next(line for line in answer.splitlines() if "派单时间 " in line).partition("补：")[2]
    assert "不能作派单时间" in desk.says("zuoxi02", offered)
    assert desk.ticket().shape["first_dispatched_at"] is None


def test_mistyped_limit_is_taken_back_with_its_clocks(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit="24小时"))
    desk.says("zuoxi02", "/更正 4512 时限 2小时")
    assert desk.ticket().due("platform_reply") == "18 12:00"
    told = desk.says("zuoxi02", "/时限 4512")
    assert "更正后的时限“2小时”" in told and "吴桐更正时限（单上写“24小时”）" in told
    assert "单上写时限“2小时”" not in told
    assert "已撤销“更正时限”，改回“24小时”" in desk.says("zuoxi02", "/撤销")
    shown = desk.ticket()
    assert (shown.due("platform_reply"), shown.shape["grade"]) == ("19 10:00", "g24h")
    assert "单上写时限“24小时”" in desk.says("zuoxi02", "/时限 4512")
    assert "须经平台批准延期" in desk.says("zuoxi02", "/更正 4512 时限 7天")


def test_correction_back_to_what_the_order_said_is_allowed_and_no_further(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit="24小时"))
    desk.says("zuoxi02", "/更正 4512 时限 2小时")
    desk.says("zuoxi02", "/更正 4512 时限 4小时")
    assert "须经平台批准延期" in desk.says("zuoxi02", "/更正 4512 时限 2天")
    assert "现为明天10:00到期" in desk.says("zuoxi02", "/更正 4512 时限 24小时")
    assert "单上写时限“24小时”" in desk.says("zuoxi02", "/时限 4512")


def test_correction_back_is_allowed_after_the_wrong_limit_has_passed_and_the_supervisor_hears(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit="24小时"))
    desk.says("zuoxi02", "/更正 4512 时限 2小时")
    desk.advance_to("12:01")
    desk.direct("sunzr").is_read()
    assert "现为明天10:00到期" in desk.says("zuoxi02", "/更正 4512 时限 24小时")
    assert any("请核对更正" in message.text for message in desk.direct("sunzr").unread())
    assert desk.ticket().clock("platform_reply")["missed_at"] is None


def test_command_printed_about_another_deadline_is_one_that_is_taken(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit="24小时"))
    desk.pastes("zuoxi02", order(limit="7天"))
    later = desk.group("wrDESK").expects("请核对时限", NUMBER, "改晚须经平台批准延期", "/已回复").text
    assert "/更正" not in later
    desk.pastes("zuoxi02", order(limit="12小时"))
    earlier = desk.group("wrDESK").expects("请核对时限", "要改请发：").text
    assert "现为今天22:00到期" in desk.says("zuoxi02", earlier.partition("要改请发：")[2])
