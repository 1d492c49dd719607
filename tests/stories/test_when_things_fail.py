"""When lines break, bugs bite or strangers speak: nothing is lost, nothing is done twice, nobody sees a trace."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from actions import audiences, signing
from actions.outbox import Due, put
from models.queries import clocks as clock_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from simulator.callbacks import How
from tests.stories.desk import StoryDesk
from tests.stories.town import CALLER_NAME, NUMBER, SECOND, order

_REFERENCE = re.compile(r"编号 ([0-9a-f]{6})")


def test_redelivered_message_gets_the_same_answer_and_has_one_effect(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    heard = desk.hears("zuoxi02", "/签收 4512", how=How(deliveries=3))
    assert [exchange.status for exchange in heard.exchanges] == [200] * 3
    assert len({exchange.text for exchange in heard.exchanges}) == 1
    assert "已签收" in (heard.answer or "")
    assert desk.ticket().kinds == ["created", "signed"]


def test_redelivered_paste_is_one_order(desk: StoryDesk) -> None:
    heard = desk.hears("zuoxi02", order(), how=How(deliveries=2))
    assert all("已登记】" in (exchange.text or "") for exchange in heard.exchanges)
    assert desk.ticket().kinds == ["created"]


@pytest.mark.parametrize("chat", ["app", "wrDESK"])
def test_bug_ends_after_three_tries_as_one_sentence_with_a_reference(
    desk: StoryDesk, chat: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    desk.pastes("zuoxi02", order())
    tries = 0

    def broken(*_arguments: Any) -> None:
        nonlocal tries
        tries += 1
        raise RuntimeError(f"planted, about {CALLER_NAME}")

    monkeypatch.setattr(signing, "sign", broken)
    heard = desk.hears("zuoxi02", "/签收 4512", chat)
    assert (heard.exchanges[0].status, heard.answer) == (200, None)
    for _ in range(4):
        desk.machine_passes(seconds=11)
        desk.runtime.sweep()
        desk.runtime.send()
    assert tries == 3
    where = desk.direct("zuoxi02") if chat == "app" else desk.group(chat)
    found = _REFERENCE.search(where.expects("处理这条消息时出错，已记录").text)
    where.expects_nothing()
    logged = capfd.readouterr().out
    assert found and found[1] in logged and CALLER_NAME not in logged
    assert desk.ticket().state == "pending_sign"


def test_passing_trouble_is_made_good_by_the_sweep_and_answered_late(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.pastes("zuoxi02", order())
    with monkeypatch.context() as patch:
        patch.setattr(signing, "sign", lambda *_: 1 / 0)
        assert desk.says("zuoxi02", "/签收 4512") == ""
    desk.machine_passes(seconds=11)
    assert desk.runtime.sweep() == 1
    desk.runtime.send()
    desk.direct("zuoxi02").expects(NUMBER, "已签收")
    desk.machine_passes(seconds=11)
    assert desk.runtime.sweep() == 0
    assert desk.ticket().state == "pending_verify"


def test_reminder_arrives_once_when_the_platform_is_back(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.sim.fault("*", "errcode", errcode=-1, times=None)
    desk.advance_to("10:10")
    desk.group("wrDESK").expects_nothing()
    desk.sim.city.faults.clear()
    desk.machine_passes(minutes=2)
    desk.runtime.send()
    desk.group("wrDESK").expects("签收提醒", NUMBER)
    desk.machine_passes(minutes=2)
    desk.runtime.send()
    desk.group("wrDESK").expects_nothing()


def test_push_that_was_taken_without_an_answer_is_repeated_once_and_says_so(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.sim.fault("webhook/send", "accept_then_cut")
    desk.advance_to("10:10")
    first = desk.group("wrDESK").expects("签收提醒", NUMBER)
    repeat = desk.group("wrDESK").expects("（补发）", "签收提醒", NUMBER)
    assert repeat.text == "（补发）" + first.text
    desk.machine_passes(minutes=2)
    desk.runtime.send()
    desk.group("wrDESK").expects_nothing()
    assert desk.api("/delivery")["unknown"] == 0


def test_direct_message_taken_without_an_answer_is_shown_once(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.sim.fault("message/send", "accept_then_cut")
    desk.advance_to("10:10")
    desk.direct("zuoxi02").expects("签收提醒", NUMBER)
    desk.direct("zuoxi02").expects_nothing()
    assert [drop.reason for drop in desk.sim.city.drops] == ["duplicate"]
    desk.sim.city.drops.clear()


def test_stranger_gets_one_sentence(desk: StoryDesk) -> None:
    assert "没有登记在册" in desk.says("moshengren", "你好")
    assert "没有登记在册" in desk.says("moshengren", "/签收 4512", "wrDESK")


def test_group_nobody_bound_gets_one_sentence_until_an_administrator_binds_it(desk: StoryDesk) -> None:
    assert "本群还没有绑定单位" in desk.says("liwg", "收到", "wrSTRANGE")
    assert "本群还没有绑定单位" in desk.says("zuoxi02", "/签收 4512", "wrSTRANGE")
    assert "/绑定" not in desk.says("liwg", "/帮助", "wrSTRANGE")
    assert "不能用 /绑定" in desk.says("zuoxi02", "/绑定 便民中心", "wrSTRANGE")
    assert "本群已绑定便民服务中心" in desk.says("guanli", "/绑定 便民中心", "wrSTRANGE")


@pytest.mark.parametrize("key", ["abc1", "6f1a-2b", "ｋｅｙ９"])
def test_push_key_typed_in_a_group_is_not_repeated_there(desk: StoryDesk, key: str) -> None:
    answer = desk.says("guanli", f"/绑定 便民中心群 {key}", "wrSTRANGE")
    assert "立即撤回" in answer and "私聊我发" in answer and key not in answer


def test_forged_and_stale_callbacks_are_refused_and_do_nothing(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for how in (How(bad_signature=True, tries=1), How(skew_seconds=-600, tries=1), How(receiveid="wwELSE", tries=1)):
        heard = desk.hears("zuoxi02", "/签收 4512", how=how)
        assert [exchange.status for exchange in heard.exchanges] == [403]
    assert desk.ticket().state == "pending_sign"


def test_copied_push_never_moves_a_ticket(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "请不要复制" in desk.says("liwg", push.text, "wrQINGHE")
    assert desk.ticket().state == "assigned"


def test_copied_answer_is_no_word_of_the_unit(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    answers = [desk.says("liwg", text, quoting=push) for text in ("收到", "已联系居民", "物业修好了")]
    before = desk.ticket()
    for answer in answers:
        assert "请不要复制" in desk.says("liwg", answer, "wrQINGHE")
    assert (desk.ticket().kinds, desk.ticket().state) == (before.kinds, before.state)


def test_one_clock_that_cannot_be_read_silences_no_other_and_nothing_is_told_twice(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.pastes("zuoxi02", order(number))
    with desk.runtime.database.transaction() as session:
        poisoned = queries.latest_round(session, NUMBER, None)
        assert poisoned is not None
        for clock in clock_queries.clocks_of(session, poisoned.id):
            clock.policy = {"steps": "unreadable"}
    desk.advance_to("10:11")
    [told] = [row for row in desk.ticket(SECOND).shape["deliveries"] if row["person"] == "zuoxi02"]
    assert (told["stage"], told["step"], told["state"]) == ("sign", "-10m", "sent")
    assert [event["kind"] for event in desk.ticket(SECOND).shape["events"]].count("reminded") == 1
    assert "reminded" not in desk.ticket(NUMBER).kinds


def test_head_of_a_unit_who_cannot_be_told_is_to_be_phoned_by_the_agent_on_duty(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    desk.sim.fault("message/send", "errcode", errcode=81013, target="chenzr", times=None)
    desk.says("zuoxi02", "/催办 4512")
    desk.runtime.send()
    desk.group("wrSUPERVISORS").expects("请电话通知", "陈主任", NUMBER, mentions=["zuoxi02"])
    assert "待打电话1个" in desk.says("zuoxi02", "/交班") and NUMBER in desk.says("zuoxi02", "/交班")


def test_app_that_is_closed_asks_for_one_call_for_each_person_and_nobody_to_phone_himself(desk: StoryDesk) -> None:
    numbers = [f"2026111800{tail}" for tail in range(4512, 4518)]
    for number in numbers:
        desk.pastes("zuoxi02", order(number))
    desk.all_read()
    desk.sim.fault("message/send", "errcode", errcode=60020, times=None)
    for clock in ("10:10", "10:15", "10:18"):
        desk.advance_to(clock)
    # The agent on duty was told in the desk's group by name.
    desk.group("wrSUPERVISORS").expects("【请处理】应用私信全部发不出去", "请电话转告管理员")
    desk.group("wrSUPERVISORS").expects_nothing()
    desk.advance_to("10:20")
    asked = [message.text for message in desk.group("wrSUPERVISORS").unread() if "请电话通知" in message.text]
    assert asked == [
        f"【请电话通知】孙主任的私信发不出去，请值班坐席立即打电话转告：工单{'、'.join(numbers)}，明细发：/查 单号"
    ]


def test_order_that_the_group_of_its_unit_refuses_goes_to_the_head_and_is_to_be_phoned(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实"):
        desk.says("zuoxi02", command)
    desk.all_read()
    desk.sim.fault("webhook/send", "errcode", errcode=93000, target="key-qinghe", times=None)
    # Nobody knows yet whether it arrives, so nobody says that it did.
    assert "正发往单位群" in desk.says("zuoxi02", "/转办 4512 青禾")
    desk.runtime.send()
    desk.direct("chenzr").expects("新工单", NUMBER)
    desk.group("wrSUPERVISORS").expects(
        "【请电话通知】“青禾家园社区接诉即办群”的群消息发不出去，请值班坐席立即打电话转告", NUMBER, mentions=["zuoxi02"]
    )
    assert "待打电话1个" in desk.says("zuoxi02", "/交班")


def test_order_that_neither_the_group_nor_the_head_can_get_asks_for_one_call(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实"):
        desk.says("zuoxi02", command)
    desk.sim.fault("webhook/send", "errcode", errcode=93000, target="key-qinghe", times=None)
    desk.sim.fault("message/send", "errcode", errcode=60020, target="chenzr", times=None)
    desk.says("zuoxi02", "/转办 4512 青禾")
    for _ in range(3):
        desk.runtime.send()
    asked = [message.text for message in desk.group("wrSUPERVISORS").unread() if "请电话通知" in message.text]
    assert len(asked) == 1 and "青禾家园社区接诉即办群" in asked[0]


def test_agent_whom_the_app_and_then_the_group_refuse_is_to_be_phoned_once(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.all_read()
    desk.sim.fault("message/send", "errcode", errcode=60020, times=None)
    desk.sim.fault("webhook/send", "errcode", errcode=-1, target="key-desk", times=None)
    desk.advance_to("10:10")
    desk.group("wrSUPERVISORS").expects("【请处理】应用私信全部发不出去", "请电话转告管理员")
    desk.group("wrSUPERVISORS").expects_nothing()
    desk.sim.city.faults.clear()
    desk.sim.fault("webhook/send", "errcode", errcode=93000, target="key-desk", times=None)
    for _ in range(4):
        desk.machine.now += timedelta(seconds=10)
        desk.runtime.send()
    desk.group("wrSUPERVISORS").expects("【请电话通知】吴桐的私信发不出去", NUMBER)
    desk.group("wrSUPERVISORS").expects_nothing()


def test_nobody_who_is_to_be_phoned_is_left_out_however_many_there_are(desk: StoryDesk) -> None:
    numbers = [f"2026111800{tail}" for tail in range(4512, 4522)]
    for number in numbers:
        desk.pastes("zuoxi02", order(number))
    people = [f"heads{each:02d}" for each in range(70)]
    with desk.runtime.database.transaction() as session:
        now = desk.runtime.desk(session)
        group = audiences.supervisors_group(now)
        assert group is not None
        for userid in people:
            for ticket in session.query(Ticket):
                due = Due(
                    "test", 1, "please_phone", f"group:{group.id}", "on_duty", now.now, step=f"{userid}{ticket.id}"
                )
                put(now, replace(due, ticket_id=ticket.id, facts={"userid": userid}, mentions=("zuoxi02",)))
    desk.runtime.send()
    told = [message.text for message in desk.group("wrSUPERVISORS").unread() if "请电话通知" in message.text]
    assert len(told) <= 4
    lines = {line for text in told for line in text.splitlines()}
    assert lines >= {f"{userid}的私信：工单{numbers[0]}等10件" for userid in people}
