"""A machine whose wall clock jumps writes no breach and reminds nobody until the clocks agree again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from machine_clock import MachineClock
from simulator.callbacks import How
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, order

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Machine:
    """The machine under a story: time passes on it, and its wall clock may be wrong."""

    def __init__(self, desk: StoryDesk) -> None:
        self.start, self.gone, self.wrong_by = desk.machine(), timedelta(), timedelta()
        clock = MachineClock(
            desk.runtime.config.thresholds.clock_jump,
            lambda: self.start + self.gone + self.wrong_by,
            lambda: self.gone.total_seconds(),
            lambda: "boot",
        )
        for part in (desk.runtime, desk.runtime.dispatcher, desk.runtime.sender):
            part.clock = clock
        desk.runtime.machine = clock
        desk.runtime.set_speed(1.0)


def test_sign_during_a_jump_is_in_time_and_nobody_is_reminded(desk: StoryDesk) -> None:
    machine = Machine(desk)
    desk.pastes("zuoxi02", order())
    # By now the first reminder is due: only the hold keeps it back.
    machine.gone, machine.wrong_by = 11 * MINUTE, HOUR
    desk.machine.now += 11 * MINUTE
    assert desk.runtime.scan() == 0
    assert "已签收" in desk.says("zuoxi02", "/签收 4512")
    signing = desk.ticket().clock("sign")
    assert (signing["outcome"], signing["breached_at"]) == ("met", None)
    assert not [event for event in desk.ticket().shape["events"] if event["kind"] in ("breached", "reminded")]


def test_reminders_go_on_when_the_clocks_agree_again(desk: StoryDesk) -> None:
    machine = Machine(desk)
    desk.pastes("zuoxi02", order())
    machine.gone, machine.wrong_by = 5 * MINUTE, HOUR
    desk.runtime.scan()
    machine.gone, machine.wrong_by = 11 * MINUTE, timedelta()
    desk.runtime.scan()
    desk.runtime.send()
    desk.group("wrDESK").expects("签收", NUMBER)


@pytest.mark.parametrize("is_a_correction", [True, False])
def test_platform_is_heard_whichever_of_the_two_clocks_is_right(desk: StoryDesk, is_a_correction: bool) -> None:
    machine = Machine(desk)
    machine.wrong_by = HOUR
    desk.machine.now += HOUR if is_a_correction else timedelta()
    heard = desk.hears("zuoxi02", "/值班")
    assert [exchange.status for exchange in heard.exchanges] == [200]


def test_old_request_is_refused_during_a_jump_too(desk: StoryDesk) -> None:
    machine = Machine(desk)
    machine.wrong_by = HOUR
    heard = desk.hears("zuoxi02", "/值班", how=How(tries=1, skew_seconds=-600))
    assert [exchange.status for exchange in heard.exchanges] == [403]
