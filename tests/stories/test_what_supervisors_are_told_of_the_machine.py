"""When the machine behind the bot fails, supervisors read what to do meanwhile, and read when it is over."""

from __future__ import annotations

import pytest

from bot.alarms import CHECKS_BEFORE_RECOVERY
from jobs.beats import BEATS
from jobs.ticking import DONE
from jobs.watchdog import Watchdog
from models.queries import machinery
from rules.watching import BEATING
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, order

SUPERVISOR, GROUP = "sunzr", "wrSUPERVISORS"


class Machine:
    """The machine of a story under its watchdog; all processes live unless they are said to be dead."""

    def __init__(self, desk: StoryDesk) -> None:
        self.desk = desk
        self.watchdog = Watchdog(desk.runtime, desk.machine(), ping=lambda _url: None)

    def goes_on(self, checks: int, *, dead: str = "") -> None:
        for _ in range(checks):
            self.desk.machine_passes(seconds=10)
            with self.desk.runtime.database.transaction() as session:
                for name in {*BEATING, "scan", *(DONE + beat.job for beat in BEATS)} - {dead}:
                    machinery.beat(session, name, self.desk.machine())
            self.watchdog.check()


@pytest.fixture
def machine(desk: StoryDesk) -> Machine:
    return Machine(desk)


def test_reminders_nobody_sends_are_told_and_so_is_their_end(desk: StoryDesk, machine: Machine) -> None:
    with desk.runtime.database.transaction() as session:
        machinery.beat(session, "watchdog", desk.machine())
    desk.pastes("zuoxi02", order())
    desk.machine_passes(minutes=1)
    sending = desk.runtime.sender.run
    desk.runtime.sender.run = lambda: 0  # type: ignore[method-assign]
    desk.advance_to("10:10")
    machine.goes_on(16, dead="worker:send")
    told = desk.direct(SUPERVISOR).expects("【系统告警】柳湾乡催办系统：", "有提醒积压", "没有发出", "到期工单打电话催")
    assert NUMBER not in told.text
    said = desk.says("zuoxi02", "/系统状态")
    assert "问题：有提醒积压" in said and "待发：2条，最早的等了" in said and "进程无响应：发送进程" in said
    desk.runtime.sender.run = sending  # type: ignore[method-assign]
    desk.runtime.send()
    machine.goes_on(CHECKS_BEFORE_RECOVERY)
    desk.direct(SUPERVISOR).expects("【系统恢复】柳湾乡催办系统：", "提醒发送", "已恢复正常", "不用再逐件打电话")
    desk.direct(SUPERVISOR).expects_nothing()
    assert "问题" not in desk.says("zuoxi02", "/系统状态")


def test_app_that_is_closed_to_us_is_told_in_the_supervisors_group(desk: StoryDesk, machine: Machine) -> None:
    desk.pastes("zuoxi02", order())
    desk.sim.fault("message/send", "errcode", errcode=60020, times=None)
    desk.advance_to("10:10")
    desk.group(GROUP).is_read()
    machine.goes_on(3)
    desk.group(GROUP).expects("【系统告警】", "应用私信", "都发不出去（错误60020）", mentions=[SUPERVISOR])
    assert "问题：应用私信" in desk.says("zuoxi02", "/系统状态", "wrDESK")


def test_group_whose_robot_was_removed_is_told_by_its_name(desk: StoryDesk, machine: Machine) -> None:
    desk.walks_to_assigned()
    desk.sim.fault("webhook/send", "errcode", errcode=93000, times=1)
    desk.says("sunzr", f"/催办 {NUMBER}")
    desk.direct(SUPERVISOR).is_read()
    machine.goes_on(9)
    desk.direct(SUPERVISOR).expects("【系统提醒】", "“青禾家园社区接诉即办群”的群推送被企业微信拒收（错误93000）")
    said = desk.says("zuoxi02", "/系统状态")
    assert "注意：“青禾家园社区接诉即办群”" in said and "问题" not in said


def test_state_of_the_machine_says_nothing_secret_and_is_short(desk: StoryDesk, machine: Machine) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:10")
    machine.goes_on(1)
    said = desk.says("zuoxi02", "/系统状态", "wrDESK")
    assert "待发：没有积压" in said and "每分钟额度：" in said and "进程：全部正常" in said
    assert NUMBER not in said and len(said) < 300 and "key" not in said
