"""After the unit says done: the citizen is called back, the platform answered, the order archived or begun anew."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk, local
from tests.stories.test_evidence import JPEG, MP3, sends
from tests.stories.town import NUMBER, order


@pytest.fixture
def resolved(desk: StoryDesk) -> StoryDesk:
    """The desk with one order that its unit reports done at 10:30."""
    push = desk.walks_to_assigned()
    desk.advance_to("10:30")
    desk.says("liwg", "已联系居民，已办结", quoting=push)
    desk.all_read()
    return desk


def test_content_citizen_lets_the_platform_be_answered(resolved: StoryDesk) -> None:
    assert "回复平台，回复后发：/已回复 4512" in resolved.says("zuoxi02", "/回访 4512 满意 已解决")
    shown = resolved.ticket()
    assert shown.state == "pending_reply" and shown.stopped("follow_up") == "18 10:30"


def test_discontented_citizen_sends_it_back_half_way_and_tells_unit_and_head_why(resolved: StoryDesk) -> None:
    # 24 h from 10:00; reserve min(15 % of 24 h, 3 h) = 3 h; from 10:30 half of the way to 07:00 is 20:45.
    answer = resolved.says("zuoxi02", "/回访 4512 不满意 未解决 暖气还是不热")
    assert "已退回青禾家园社区继续办理" in answer and "今天20:45" in answer
    shown = resolved.ticket()
    assert shown.state == "handling"
    assert (shown.due("handle"), shown.clock("handle")["outcome"]) == ("18 20:45", None)
    resolved.group("wrQINGHE").expects("退回办理", NUMBER, "不满意", "暖气还是不热", "20:45", mentions=["chenzr"])
    resolved.direct("chenzr").expects("退回办理", NUMBER, "暖气还是不热")
    assert "回访后退回办理，取退回时到 11月19日 07:00（到期减去预留）的中点" in resolved.says("zuoxi02", "/时限 4512")


def test_what_is_sent_back_behind_its_limit_is_asked_for_at_once(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned(dispatched="2026-11-17 10:30:00")
    desk.says("liwg", "已联系居民，已办结", quoting=push)
    desk.advance_to("10:31")
    desk.all_read()
    answer = desk.says("zuoxi02", "/回访 4512 不满意 未解决 暖气还是不热")
    assert "平台时限已到，请单位立即办结" in answer
    desk.group("wrQINGHE").expects("退回办理", "请立即办结（平台今天10:30到期）")


def test_content_citizen_has_to_have_said_whether_it_is_solved(resolved: StoryDesk) -> None:
    assert "缺已解决" in resolved.says("zuoxi02", "/回访 4512 满意")
    assert "没接通就问不到解决没有" in resolved.says("zuoxi02", "/回访 4512 未接通 已解决")
    assert resolved.ticket().state == "resolved" and not resolved.ticket().events("followed_up")


@pytest.mark.parametrize("verdict", ["满意 未解决", "基本满意 部分解决", "不满意 已解决"])
def test_whatever_is_not_wholly_solved_goes_back_with_its_reason(resolved: StoryDesk, verdict: str) -> None:
    resolved.says("zuoxi02", f"/回访 4512 {verdict} 还有一间不热")
    assert resolved.ticket().state == "handling"
    resolved.group("wrQINGHE").expects("退回办理", f"原因：回访{verdict.replace(' ', '、')}：还有一间不热。")


def test_reason_that_is_missing_is_asked_for_and_only_then_the_unit_is_told(resolved: StoryDesk) -> None:
    asked = resolved.says("zuoxi02", "/回访 4512 不满意")
    assert "请写诉求人哪里不满意" in asked and "青禾家园社区" in asked
    assert resolved.ticket().state == "resolved"
    resolved.group("wrQINGHE").expects_nothing()
    # A question is no reason.
    assert "请写诉求人哪里不满意" in resolved.says("zuoxi02", "要写多少？")
    assert "已退回青禾家园社区继续办理" in resolved.says("zuoxi02", "师傅来过，还是不热")
    resolved.group("wrQINGHE").expects("原因：回访不满意：师傅来过，还是不热。", mentions=["chenzr"])
    [event] = resolved.ticket().events("followed_up")
    assert event["text"] == "不满意：师傅来过，还是不热"


def test_reason_asked_for_can_be_dropped(resolved: StoryDesk) -> None:
    resolved.says("zuoxi02", "/回访 4512 满意 未解决")
    assert "没有改动" in resolved.says("zuoxi02", "算了")
    assert resolved.ticket().state == "resolved" and not resolved.ticket().events("followed_up")


def test_recording_is_asked_for_once_and_becomes_the_evidence_of_that_call(resolved: StoryDesk) -> None:
    assert "有通话录音请接着发给我" in resolved.says("zuoxi02", "/回访 4512 满意 已解决", "aibot")
    sends(resolved, "zuoxi02", ("image", JPEG), chat="aibot")
    assert "已记" in sends(resolved, "zuoxi02", ("file", MP3), chat="aibot", name="通话.mp3")
    sends(resolved, "zuoxi02", ("file", MP3 + b" another"), chat="aibot", name="另一段.mp3")
    shown = resolved.ticket()
    of_call = [(each["kind"], each["recording_of"] and local(each["recording_of"])) for each in shown.shape["evidence"]]
    assert of_call == [("image", None), ("audio", "18 10:30"), ("audio", None)]
    assert shown.events("followed_up")[0]["text"] == "满意、已解决：有录音"
    assert "回访：坐席11月18日 10:30 吴桐 满意、已解决（有录音）" in resolved.says("zuoxi02", "/查 4512")


def test_recording_is_sent_elsewhere_where_no_file_can_follow(resolved: StoryDesk) -> None:
    assert "录音请从这里传" in resolved.says("zuoxi02", "/回访 4512 满意 已解决")
    resolved.says("zuoxi02", "/撤销 4512")
    assert "/已回复 4512\n有通话录音请私聊我发：/证据 4512" in resolved.says(
        "zuoxi02", "/回访 4512 满意 已解决", "wrDESK"
    )
    assert "回访：坐席11月18日 10:30 吴桐 满意、已解决" in resolved.says("zuoxi02", "/查 4512")


def test_citizen_who_does_not_answer_is_tried_three_times(resolved: StoryDesk) -> None:
    # The desk's own limit is 12:00: another time of day, and half an hour is left.
    assert "第1次未接通。下次拨打：今天11:30。" in resolved.says("zuoxi02", "/回访 4512 没人接")
    resolved.advance_to("11:31")
    resolved.direct("zuoxi02").expects("回访提醒")
    resolved.direct("zuoxi02").expects("回访电话", NUMBER)
    # Nothing that counts fits before 12:00 any more, so nothing is asked to be earlier.
    assert "第2次未接通。下次拨打：今天16:31。" in resolved.says("zuoxi02", "/回访 4512 未接通")
    assert resolved.says("zuoxi02", "/回复稿 4512").count("回访只打了2次") == 1
    resolved.advance_to("12:01")
    resolved.direct("sunzr").expects("回访超时", "回访还没有结果")
    resolved.advance_to("17:40")
    resolved.all_read()
    assert "已满三次，待回复平台。请在明天10:00前回复平台" in resolved.says("zuoxi03", "/回访 4512 未接通")
    assert resolved.ticket().state == "resolved"
    # What was tried three times is not asked for any more.
    assert NUMBER not in resolved.says("sunzr", "/超时")
    assert "经三次电话回访，均未接通。" in resolved.says("zuoxi03", "/回复稿 4512")
    resolved.advance_to("19:45")
    resolved.direct("sunzr").expects_nothing()
    assert "已撤销" in resolved.says("zuoxi03", "/撤销 4512") and NUMBER in resolved.says("sunzr", "/超时")
    assert "已满三次" in resolved.says("zuoxi03", "/回访 4512 未接通")
    assert "已记回复平台" in resolved.says("zuoxi03", "/已回复 4512 三次未接通")
    assert resolved.ticket().state == "replied"


def test_tries_at_one_time_of_day_count_once_and_after_the_third_none_begins_anew(resolved: StoryDesk) -> None:
    resolved.says("zuoxi02", "/回访 4512 未接通")
    for _ in range(2):
        again = resolved.says("zuoxi02", "/回访 4512 未接通")
        assert "不另计次（已记1次）" in again and "下次拨打：今天11:30" in again
    resolved.advance_to("12:31")
    resolved.says("zuoxi03", "/回访 4512 未接通")
    resolved.advance_to("17:40")
    for _ in range(2):
        assert "已满三次" in resolved.says("zuoxi03", "/回访 4512 未接通")


def test_next_try_comes_before_the_platform_has_to_be_answered(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned(limit="2小时")
    desk.advance_to("10:20")
    desk.says("liwg", "已联系居民，已办结", quoting=push)
    # The limit of 2 hours ends at 12:00: not at 12:20, but with time left for the reply.
    assert "下次拨打：今天11:20" in desk.says("zuoxi02", "/回访 4512 未接通")
    desk.advance_to("11:21")
    desk.says("zuoxi02", "/回访 4512 未接通")
    again = desk.says("zuoxi02", "/回访 4512 未接通")
    assert "不另计次（已记2次）" in again and "来不及换时段再打" in again
    assert "请在今天12:00前回复平台：/已回复 4512 回访未接通" in again


@pytest.mark.parametrize(("words", "wrong"), [("不满 未解决", "不满"), ("没接", "没接")])
def test_mistyped_verdict_is_told_what_can_be_written(resolved: StoryDesk, words: str, wrong: str) -> None:
    answer = resolved.says("zuoxi02", f"/回访 4512 {words}")
    assert f"没看懂“{wrong}" in answer and "不满意、未接通" in answer
    assert resolved.ticket().state == "resolved"


def test_reply_without_evidence_needs_a_reason(resolved: StoryDesk) -> None:
    resolved.says("zuoxi02", "/回访 4512 满意 已解决")
    assert "没有证据，请写明理由" in resolved.says("zuoxi02", "/已回复 4512")
    assert resolved.ticket().state == "pending_reply"
    assert "已记回复平台（今天10:30）" in resolved.says("zuoxi02", "/已回复 4512 电话答复，无需照片")
    shown = resolved.ticket()
    assert shown.state == "replied"
    assert all(clock["stopped_at"] for clock in shown.shape["clocks"])


def test_replied_order_is_archived_by_itself_after_fifteen_days(resolved: StoryDesk) -> None:
    resolved.says("zuoxi02", "/回访 4512 满意 已解决")
    resolved.says("zuoxi02", "/已回复 4512 电话答复")
    resolved.advance_to("10:29", days=15)
    assert resolved.runtime.chores.archive() == 0
    resolved.advance_to("10:31")
    assert resolved.runtime.chores.archive() == 1
    assert resolved.ticket().state == "archived"
    assert resolved.ticket().events("archived")[0]["actor"] is None


def test_order_dispatched_again_is_a_new_round_with_its_full_ladder(resolved: StoryDesk) -> None:
    resolved.says("zuoxi02", "/回访 4512 满意 已解决")
    resolved.says("zuoxi02", "/已回复 4512 电话答复")
    resolved.advance_to("11:00")
    answer = resolved.pastes("zuoxi02", order(dispatched="2026-11-18 11:00:00"))
    assert "第2次派单" in answer and "请在今天11:20前签收" in answer
    assert (resolved.ticket().round, resolved.ticket().state) == (2, "pending_sign")
    assert resolved.ticket(round=1).state == "replied"
    for clock in ("11:10", "11:15", "11:18", "11:20"):
        resolved.direct("zuoxi02").expects_nothing()
        resolved.advance_to(clock)
        resolved.direct("zuoxi02").expects("签收", NUMBER)
    resolved.direct("sunzr").expects("签收超时", NUMBER)


def test_done_of_the_unit_never_archives(resolved: StoryDesk) -> None:
    resolved.says("liwg", f"{NUMBER} 已办结", "wrQINGHE")
    assert resolved.ticket().state == "resolved"
    assert "现在是" in resolved.says("zuoxi02", "/归档 4512")
    assert resolved.ticket().state == "resolved"


def test_forgotten_follow_up_is_asked_for_and_then_reaches_the_supervisor(resolved: StoryDesk) -> None:
    # Half the reserve of three hours.
    assert resolved.ticket().due("follow_up") == "18 12:00"
    resolved.advance_to("11:15")
    resolved.direct("zuoxi02").expects("回访提醒", NUMBER)
    resolved.direct("sunzr").expects_nothing()
    resolved.advance_to("12:00")
    resolved.direct("sunzr").expects("回访超时", NUMBER)
