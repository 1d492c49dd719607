"""After the desk was away: each clock's highest missed rung, one message for each chat, and from when to when."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from unittest.mock import Mock

import pytest

from actions import releasing, sending
from actions.desk_clock import desk_now, set_clock
from actions.ports import Channel, Wire
from bot.wecom.bodies import group_text, mark_as_repeat
from models.delivery import Delivery
from models.group import Group
from models.person import Person
from models.rota import RotaRow
from simulator.message import Message
from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order

LINE = "（催办今天10:00至13:00停机，刚恢复，以下是现在的情况）\n"


def goes_with_the_machine(desk: StoryDesk) -> None:
    """Let desk time go with machine time, and a scan find that all is well."""
    with desk.runtime.database.transaction() as session:
        set_clock(session, desk.machine(), desk_now(session, desk.machine()), 1.0)
    desk.runtime.scan()
    desk.runtime.send()
    desk.all_read()


def is_away(desk: StoryDesk, **span: float) -> None:
    """Let nothing run for a while; then everything is started again."""
    desk.machine.now += timedelta(**span)
    desk.runtime.scan()
    desk.runtime.send()


def told(desk: StoryDesk, chat: str) -> list[Message]:
    return desk.group(chat).unread()


def test_each_chat_gets_one_message_with_the_highest_missed_rungs_and_the_line(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND)
    desk.pastes("zuoxi02", order(THIRD))
    goes_with_the_machine(desk)
    is_away(desk, hours=3)
    # Acceptance is two hours: both limits passed, and each is told once, whatever was missed before.
    [to_unit] = told(desk, "wrQINGHE")
    assert to_unit.text.startswith(LINE + "【催办】共4项（2项已超时）") and to_unit.text.count("｜受理已超1小时") == 2
    to_desk = [message for message in told(desk, "wrDESK") if message.text.startswith(LINE)]
    assert len(to_desk) == 1 and THIRD in to_desk[0].text and "签收已超2小时40分钟" in to_desk[0].text
    ends = {(row["stage"], row["step"]): row["state"] for row in desk.ticket(THIRD).shape["deliveries"]}
    assert ends["sign", "-10m"] == ends["sign", "-5m"] == ends["sign", "-2m"] == "superseded"
    counted = desk.api("/delivery")
    assert counted["pending"] == counted["failed"] == counted["unknown"] == 0


def test_agent_on_duty_and_supervisor_read_from_when_to_when(desk: StoryDesk) -> None:
    goes_with_the_machine(desk)
    is_away(desk, hours=3)
    desk.group("wrDESK").expects(
        "【停机】催办今天10:00至13:00停了3小时，已恢复", "请再发一次", "补粘贴", mentions=["zuoxi03"]
    )
    desk.direct("sunzr").expects("【停机】催办今天10:00至13:00停了3小时，已恢复")
    desk.group("wrDESK").expects_nothing()
    desk.direct("sunzr").expects_nothing()


def test_longest_list_after_an_outage_still_says_where_the_rest_is(desk: StoryDesk) -> None:
    for tail in range(4600, 4660):
        desk.pastes("zuoxi02", order(f"2026111800{tail}"))
    desk.walks_to_assigned()
    goes_with_the_machine(desk)
    is_away(desk, hours=3)
    [message] = [message for message in told(desk, "wrDESK") if message.text.startswith(LINE)]
    assert "共61件（61件已超时），请逐件处理，单位没答复的请打电话催" in message.text and message.text.endswith(
        "没有列出，发 /待办 查看"
    )
    repeat = mark_as_repeat(Wire(Channel.PUSH_KEY, "", group_text(message.text)), "13:00")
    assert repeat.body["text"]["content"].endswith("没有列出，发 /待办 查看")


def test_most_urgent_comes_first_after_an_outage(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(NUMBER))
    desk.pastes("zuoxi02", order(SECOND, 紧急程度="特急"))
    goes_with_the_machine(desk)
    is_away(desk, hours=3)
    [message] = [message for message in told(desk, "wrDESK") if message.text.startswith(LINE)]
    assert message.text.index(SECOND) < message.text.index(NUMBER)


@pytest.mark.parametrize(("seconds", "is_told"), [(60, False), (119, False), (121, True)])
def test_process_that_is_back_at_once_is_nobody_s_business(desk: StoryDesk, seconds: float, is_told: bool) -> None:
    goes_with_the_machine(desk)
    is_away(desk, seconds=seconds)
    assert bool(told(desk, "wrDESK")) is is_told and not desk.direct("sunzr").unread()


def test_outage_is_noted_once_however_many_workers_come_back(desk: StoryDesk) -> None:
    goes_with_the_machine(desk)
    is_away(desk, minutes=30)
    is_away(desk, seconds=10)
    is_away(desk, seconds=10)
    assert len(told(desk, "wrDESK")) == 1


def test_desk_that_is_away_again_and_again_says_so_at_once_and_then_in_one_message(desk: StoryDesk) -> None:
    goes_with_the_machine(desk)
    for _ in range(4):
        is_away(desk, minutes=4)
        is_away(desk, seconds=30)
    desk.group("wrDESK").expects("【停机】催办今天10:00至10:04停了4分钟，已恢复")
    desk.group("wrDESK").expects_nothing()
    for _ in range(40):
        is_away(desk, seconds=30)
    desk.group("wrDESK").expects("【停机】催办今天10:04至10:17断续停了3次，共12分钟，已恢复", mentions=["zuoxi02"])
    desk.group("wrDESK").expects_nothing()


def test_hand_over_comes_after_two_outages_in_a_row_too(desk: StoryDesk) -> None:
    goes_with_the_machine(desk)
    is_away(desk, hours=3)
    is_away(desk, seconds=30)
    is_away(desk, minutes=3)
    assert desk.runtime.chores.hand_over()
    for _ in range(70):
        is_away(desk, seconds=30)
    assert not desk.runtime.chores.hand_over()


def test_notice_held_for_a_supervisor_keeps_none_from_the_agent_on_duty(desk_at: OpenDesk) -> None:
    desk = desk_at("01:00")
    with desk.runtime.database.transaction() as session:
        # A small office: no group of the desk, and the agent of the night is the supervisor on duty.
        session.query(Group).filter(Group.kind == "desk").update({"push_key": None})
        session.query(RotaRow).filter(RotaRow.kind == "duty").update({"people": ["zuoxi01"]})
        session.query(Person).filter(Person.userid == "zuoxi01").update({"roles": ["agent", "supervisor"]})
    goes_with_the_machine(desk)
    is_away(desk, minutes=15)
    desk.direct("zuoxi01").expects("【停机】催办今天01:00至01:15停了15分钟", "请再发一次")
    is_away(desk, hours=1)
    desk.direct("zuoxi01").expects("【停机】催办今天01:15至02:15停了1小时", "请再发一次")


@pytest.mark.parametrize("has_a_group", [True, False])
def test_notice_that_waited_over_a_change_of_shift_goes_to_who_is_on_duty(desk_at: OpenDesk, has_a_group: bool) -> None:
    desk = desk_at("11:40")
    if not has_a_group:
        with desk.runtime.database.transaction() as session:
            session.query(Group).filter(Group.kind == "desk").update({"push_key": None})
    goes_with_the_machine(desk)
    for _ in range(2):
        is_away(desk, minutes=4)
        is_away(desk, seconds=30)
    desk.all_read()
    for _ in range(60):
        is_away(desk, seconds=30)
    assert desk.direct("zuoxi02").unread() == []
    if has_a_group:
        desk.group("wrDESK").expects("【停机】催办今天11:44至11:48停了4分钟", mentions=["zuoxi03"])
    else:
        desk.direct("zuoxi03").expects("【停机】催办今天11:44至11:48停了4分钟")


def test_clock_set_back_after_a_notice_holds_no_other_one_back(desk: StoryDesk) -> None:
    goes_with_the_machine(desk)
    is_away(desk, minutes=4)
    desk.group("wrDESK").expects("【停机】")
    with desk.runtime.database.transaction() as session:
        for row in session.query(Delivery).filter(Delivery.kind == "outage"):
            row.due_at += timedelta(hours=1)
    is_away(desk, minutes=4)
    desk.group("wrDESK").expects("【停机】催办今天10:04至10:08停了4分钟")


def test_repeat_goes_to_whom_it_was_meant_for_when_nobody_can_tell_who_is_on_duty(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.pastes("zuoxi02", order())
    goes_with_the_machine(desk)
    desk.machine.now += timedelta(minutes=21)
    desk.runtime.scan()
    senders_die(desk)
    desk.all_read()
    monkeypatch.setattr(releasing, "who_hears_it", Mock(side_effect=ValueError("planted")))
    is_away(desk, minutes=7)
    for _ in range(10):
        is_away(desk, seconds=30)
    assert not any("提醒故障" in message.text for message in desk.said_by_the_product())
    ends = {row["person"]: row["state"] for row in desk.ticket().shape["deliveries"] if row["step"] == "0m"}
    assert ends["zuoxi02"] == "sent"
    desk.sim.city.drops.clear()


def test_long_outage_is_told_at_once_whatever_was_told_before(desk: StoryDesk) -> None:
    goes_with_the_machine(desk)
    is_away(desk, minutes=4)
    is_away(desk, hours=1)
    assert len(told(desk, "wrDESK")) == 2


def test_what_explains_the_list_comes_before_it(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    goes_with_the_machine(desk)
    is_away(desk, hours=3)
    first, second = told(desk, "wrDESK")
    assert first.text.startswith("【停机】") and second.text.startswith(LINE)


def test_what_falls_due_after_the_outage_has_no_line(desk: StoryDesk) -> None:
    goes_with_the_machine(desk)
    is_away(desk, minutes=30)
    desk.all_read()
    desk.pastes("zuoxi02", order(派单时间="2026-11-18 10:30:00"))
    for _ in range(70):
        is_away(desk, seconds=10)
    desk.group("wrDESK").expects("【签收提醒】", NUMBER)
    assert all("停机" not in message.text for message in told(desk, "wrDESK"))


def test_supervisor_asleep_reads_of_a_night_s_outage_in_the_morning(desk_at: OpenDesk) -> None:
    desk = desk_at("01:00")
    goes_with_the_machine(desk)
    is_away(desk, hours=2)
    desk.group("wrDESK").expects("【停机】", "今天01:00至03:00")
    assert desk.direct("sunzr").unread() == []
    for _ in range(5 * 60):
        is_away(desk, minutes=1)
    desk.direct("sunzr").expects("【停机】", "今天01:00至03:00停了2小时")


def senders_die(desk: StoryDesk) -> None:
    """Let sender after sender be killed when its message has left and nothing is recorded yet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "record_outcome", Mock(side_effect=KeyboardInterrupt))
        for _ in range(10):
            with suppress(KeyboardInterrupt):
                desk.runtime.send()
            desk.machine.now += timedelta(milliseconds=100)


@pytest.mark.parametrize(("at", "back_after", "told"), [(11, 180, "已超"), (21, 150, "已超")])
def test_agent_who_went_home_gets_no_repeat_of_what_others_hear_now(
    desk: StoryDesk, at: int, back_after: int, told: str
) -> None:
    desk.pastes("zuoxi02", order())
    goes_with_the_machine(desk)
    desk.machine.now += timedelta(minutes=at)
    desk.runtime.scan()
    senders_die(desk)
    desk.all_read()
    is_away(desk, minutes=back_after)
    for _ in range(6):
        is_away(desk, seconds=10)
    assert desk.direct("zuoxi02").unread() == []
    assert any(NUMBER in message.text and told in message.text for message in desk.direct("zuoxi03").unread())
    assert not any("补发" in message.text and "还有" in message.text for message in desk.group("wrDESK").unread())


def test_lower_step_that_was_on_its_way_is_not_repeated_to_an_agent_who_went_home(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    goes_with_the_machine(desk)
    desk.sim.fault("message/send", "hang", seconds=0.0, times=None)
    is_away(desk, minutes=10, seconds=30)
    desk.all_read()
    desk.sim.city.faults.clear()
    is_away(desk, hours=3)
    assert desk.direct("zuoxi02").unread() == []
    desk.direct("zuoxi03").expects(NUMBER, "签收", "已超2小时50分钟")


def test_agent_whose_shift_began_while_the_desk_was_away_is_handed_over_to_afterwards(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    goes_with_the_machine(desk)
    is_away(desk, hours=3)
    desk.all_read()
    assert desk.runtime.chores.hand_over()
    assert not desk.runtime.chores.hand_over()
    desk.runtime.send()
    desk.group("wrDESK").expects("【交接班】午班 郑岚 接班", "在办1件", mentions=["zuoxi03"])
