"""What an agent alone may put right is bounded by the order, and what gets easier by it reaches the supervisor."""

from __future__ import annotations

from actions.journal import digest_of
from models.event import Event
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, order


def checks(desk: StoryDesk) -> list[str]:
    """Every 请核对更正 the supervisor has got, over and over."""
    return [m.text for m in desk.direct("sunzr").unread() if "请核对更正" in m.text]


def test_written_limit_holds_where_only_the_dispatch_was_unknown(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched="", limit="24小时", 来电时间="2026-11-18 09:55:00"))
    desk.says("zuoxi02", "/更正 4512 派单时间 09:58")
    desk.says("zuoxi02", "/签收 4512")
    assert "须经平台批准延期" in desk.says("zuoxi02", "/更正 4512 截止 12-30 12:00")
    assert "须经平台批准延期" in desk.says("zuoxi02", "/更正 4512 时限 7天")
    assert desk.ticket().due("platform_reply") == "19 09:58"


def test_supplied_dispatch_that_makes_an_order_due_later_is_checked(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched="", limit="24小时", 来电时间="2026-11-18 09:30:00"))
    desk.says("zuoxi02", "/更正 4512 派单时间 09:58")
    [check] = checks(desk)
    assert "吴桐把派单时间由“无”改为“11月18日 09:58”，到期时间由明天09:30变为明天09:58" in check
    assert "暂估" not in check


def test_deadline_nobody_wrote_is_free_and_checked_when_it_moves_later(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit=""))
    assert "已更正截止" in desk.says("zuoxi02", "/更正 4512 截止 11-30 12:00")
    [check] = checks(desk)
    assert "吴桐把截止由“11月25日 10:00”改为“11月30日 12:00”。" in check
    desk.says("zuoxi02", "/更正 4512 截止 11-24 12:00")
    assert len(checks(desk)) == 1


def test_corrections_while_an_overdue_order_is_asked_about_are_checked(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched="2026-11-18 05:00:00", limit="2小时"))
    desk.says("zuoxi02", "/更正 4512 派单时间 09:55")
    [check] = checks(desk)
    assert "签收" in check and "平台回复" in check and "原来的超时不再计" in check
    assert "须经平台批准延期" in desk.says("zuoxi02", "/更正 4512 截止 11-25 12:00")
    assert desk.ticket().due("platform_reply") == "18 11:55"
    desk.says("zuoxi02", "/撤销")
    assert "吴桐撤销了更正" not in "".join(checks(desk))


def test_overdue_order_taken_back_while_it_is_asked_about_is_checked(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched="2026-11-18 05:00:00", limit="2小时"))
    desk.says("zuoxi02", "/撤销")
    assert desk.ticket().state == "voided"
    [check] = checks(desk)
    assert NUMBER in check and "吴桐撤销了登记，平台回复、签收原来的超时不再计" in check


def test_order_taken_back_a_minute_before_its_signing_is_late_is_checked(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit="24小时"))
    desk.advance_to("10:09")
    desk.says("zuoxi02", "/撤销")
    assert checks(desk) == []
    desk.pastes("zuoxi02", order("20261118004519", limit="24小时", dispatched="2026-11-18 09:50:00"))
    desk.says("zuoxi02", "/撤销")
    [check] = checks(desk)
    assert "签收当时即将到期" in check


def test_stated_time_that_takes_a_breach_back_is_checked(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit="2小时"))
    desk.advance_to("10:25")
    desk.says("zuoxi02", "/签收 4512 10:12")
    [check] = checks(desk)
    assert "吴桐补录“签收”的时间为11月18日 10:12，签收原来的超时不再计。" in check
    for command in ("/初核 4512 属实", "/直办 4512 答复 已解释"):
        desk.says("zuoxi02", command)
    desk.advance_to("12:30")
    desk.says("zuoxi03", "/已回复 4512 11:50 电话答复")
    assert "郑岚补录“平台已回复”的时间为11月18日 11:50，平台回复原来的超时不再计。" in checks(desk)[-1]


def test_stated_time_of_what_was_in_time_or_stays_late_needs_no_check(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:19")
    desk.says("zuoxi02", "/签收 4512 10:12")
    desk.pastes("zuoxi02", order(SECOND))
    desk.advance_to("10:30")
    desk.says("zuoxi02", "/签收 4513 10:25")
    assert checks(desk) == []


def test_urgency_that_comes_with_a_second_copy_makes_the_order_urgent(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="24小时")
    desk.pastes("zuoxi02", order(limit="24小时", 紧急程度="特急"))
    assert "｜紧急" in desk.says("zuoxi02", "/查 4512").splitlines()[0]
    assert desk.ticket().due("platform_reply") == "19 10:00"
    assert checks(desk) == []


def test_kind_that_takes_the_urgency_away_is_said_and_checked(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="2小时")
    assert "不再按紧急件提醒" in desk.says("zuoxi02", "/更正 4512 类型 咨询")
    [check] = checks(desk)
    assert "吴桐把类型由“投诉”改为“咨询”，不再按紧急件提醒" in check
    assert "改按紧急件提醒" in desk.says("zuoxi02", "/更正 4512 类型 投诉")


def test_record_tells_why_a_breach_counts_no_more_and_the_reply_counts_from_the_dispatch(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched="", limit="24小时", 来电时间="2026-11-18 08:30:00"))
    desk.says("zuoxi02", "/更正 4512 派单时间 01:55")
    desk.advance_to("10:06")
    desk.says("zuoxi02", "/更正 4512 派单时间 09:55")
    [text] = [e["text"] for e in desk.ticket().events("corrected") if "超时不计" in e["text"]]
    assert text == "签收超时不计，时限已更正重算"
    assert desk.ticket().clock("platform_reply")["started_at"][11:16] == "09:55"


def test_digest_covers_what_an_event_takes_back(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/撤销")
    with desk.runtime.database.reading() as session:
        [undone] = session.query(Event).filter(Event.kind == "undone")
        assert digest_of(undone) == undone.digest
        session.expunge(undone)
        undone.undoes_id = None
        assert digest_of(undone) != undone.digest
