"""Every move that a chat can make is taken back in time, by its own maker, with the clocks as they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from rules.lifecycle import Move
from simulator.message import Via
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, order

Said = tuple[str, str] | tuple[str, str, str]
_REMINDERS = ("【催办", "【紧急·催办")
SIGNED: tuple[Said, ...] = (("zuoxi02", "/签收 4512"),)
VERIFIED = (*SIGNED, ("zuoxi02", "/初核 4512 属实"))
ASSIGNED = (*VERIFIED, ("zuoxi02", "/转办 4512 青禾 协办 城管办"))
ACCEPTED = (*ASSIGNED, ("chenzr", "4512 收到", "wrQINGHE"))
DONE = (*ACCEPTED, ("liwg", "/办结 4512 已联系居民，灯修好了", "wrQINGHE"))
FOLLOWED = (*DONE, ("zuoxi03", "/回访 4512 满意 已解决"))


@dataclass(frozen=True)
class Case:
    """How a move comes about, what undoing it says, who builds on it, and the clock that was late meanwhile."""

    move: Move
    before: Sequence[Said]
    act: Said
    told: str
    other: Said
    late: tuple[str, str, int, str] | None = None
    unit: str | None = None

    def __str__(self) -> str:
        return f"{self.move}: {self.act[1]}"


QINGHE, CHENGGUAN = "青禾家园社区", "城市管理办公室"
CASES = [
    Case(
        Move.SIGN,
        (),
        ("zuoxi02", "/签收 4512"),
        "签收",
        ("zuoxi03", "/初核 4512 属实"),
        ("sign", "10:25", 0, "breached_at"),
    ),
    Case(
        Move.VERIFY_TRUE,
        SIGNED,
        ("zuoxi02", "/初核 4512 属实"),
        "初核",
        ("zuoxi03", "/转办 4512 青禾"),
        ("verify", "10:15", 0, "missed_at"),
    ),
    Case(
        Move.VERIFY_UNREACHED,
        SIGNED,
        ("zuoxi02", "/初核 4512 未接通"),
        "初核",
        ("zuoxi03", "/转办 4512 青禾"),
        ("verify", "10:15", 0, "missed_at"),
    ),
    Case(Move.VERIFY_WRONG, SIGNED, ("zuoxi02", "/初核 4512 不符"), "初核", ("zuoxi03", "/更正 4512 地址 云杉里6号楼")),
    Case(
        Move.ASSIGN,
        VERIFIED,
        ("zuoxi02", "/转办 4512 青禾"),
        "转办",
        ("liwg", "4512 收到", "wrQINGHE"),
        ("assign", "10:35", 0, "breached_at"),
    ),
    Case(Move.ASSIGN_BY_NAMED, VERIFIED, ("zuoxi02", "/转办 4512 请孙主任派"), "转办", ("sunzr", "/转办 4512 青禾")),
    Case(
        Move.ANSWER,
        VERIFIED,
        ("zuoxi02", "/直办 4512 答复 已解释"),
        "直办",
        ("zuoxi03", "/已回复 4512 电话答复"),
        ("assign", "10:35", 0, "breached_at"),
    ),
    Case(
        Move.UNIT_ACCEPT,
        ASSIGNED,
        ("liwg", "4512 收到", "wrQINGHE"),
        "受理",
        ("chenzr", "4512 正在现场修", "wrQINGHE"),
        ("accept", "12:00", 0, "missed_at"),
        QINGHE,
    ),
    Case(
        Move.UNIT_CONTACTED,
        ACCEPTED,
        ("liwg", "/首联 4512 已通话", "wrQINGHE"),
        "首联",
        ("chenzr", "4512 正在现场修", "wrQINGHE"),
        ("first_contact", "15:40", 0, "missed_at"),
        QINGHE,
    ),
    Case(
        Move.UNIT_PROGRESS,
        ASSIGNED,
        ("liwg", "/进展 4512 已到现场", "wrQINGHE"),
        "进展",
        ("chenzr", "4512 已联系居民", "wrQINGHE"),
        ("accept", "12:00", 0, "missed_at"),
        QINGHE,
    ),
    Case(
        Move.UNIT_PROGRESS,
        ACCEPTED,
        ("liwg", "/进展 4512 已到现场", "wrQINGHE"),
        "进展",
        ("chenzr", "4512 已联系居民", "wrQINGHE"),
    ),
    Case(
        Move.UNIT_PROMISE,
        ACCEPTED,
        ("liwg", "/承诺 4512 今天下午", "wrQINGHE"),
        "承诺",
        ("chenzr", "4512 正在现场修", "wrQINGHE"),
    ),
    Case(
        Move.UNIT_PROMISE,
        (*ACCEPTED, ("chenzr", "/承诺 4512 14:00", "wrQINGHE")),
        ("liwg", "/承诺 4512 16:00", "wrQINGHE"),
        "承诺",
        ("chenzr", "4512 正在现场修", "wrQINGHE"),
        ("promise", "14:10", 0, "missed_at"),
        QINGHE,
    ),
    Case(
        Move.UNIT_DONE,
        ACCEPTED,
        ("liwg", "/办结 4512 已联系居民，灯修好了", "wrQINGHE"),
        "首联、单位报办结",
        ("zuoxi02", "/回访 4512 满意 已解决"),
        ("handle", "07:10", 1, "missed_at"),
        QINGHE,
    ),
    Case(
        Move.ASSIST_ACCEPT,
        ASSIGNED,
        ("shenky", "4512 收到", "wrCHENGGUAN"),
        "受理",
        ("fangzr", "4512 我们办完了", "wrCHENGGUAN"),
        ("accept", "12:00", 0, "missed_at"),
        CHENGGUAN,
    ),
    Case(
        Move.ASSIST_DONE,
        ASSIGNED,
        ("shenky", "/办结 4512 树已修剪", "wrCHENGGUAN"),
        "单位报办结",
        ("zuoxi03", "/作废 4512 重复"),
        ("handle", "07:10", 1, "missed_at"),
        CHENGGUAN,
    ),
    Case(
        Move.FOLLOW_UP_SATISFIED,
        DONE,
        ("zuoxi02", "/回访 4512 满意 已解决"),
        "回访",
        ("zuoxi03", "/已回复 4512 电话答复"),
        ("follow_up", "11:35", 0, "missed_at"),
    ),
    Case(
        Move.FOLLOW_UP_UNREACHED, DONE, ("zuoxi02", "/回访 4512 未接通"), "回访", ("zuoxi03", "/回访 4512 满意 已解决")
    ),
    Case(
        Move.FOLLOW_UP_UNSATISFIED,
        DONE,
        ("zuoxi02", "/回访 4512 不满意 未解决 灯又坏了"),
        "回访",
        ("liwg", "4512 正在现场修", "wrQINGHE"),
        ("follow_up", "11:35", 0, "missed_at"),
    ),
    Case(
        Move.REPLIED,
        FOLLOWED,
        ("zuoxi02", "/已回复 4512 电话答复"),
        "平台已回复",
        ("zuoxi03", "/归档 4512"),
        ("platform_reply", "10:05", 1, "breached_at"),
    ),
    Case(
        Move.REPLIED,
        ASSIGNED,
        ("zuoxi02", "/已回复 4512 电话答复"),
        "平台已回复",
        ("zuoxi03", "/归档 4512"),
        ("accept", "12:00", 0, "missed_at"),
        QINGHE,
    ),
]
each = pytest.mark.parametrize("case", CASES, ids=str)


def say(desk: StoryDesk, said: Said) -> str:
    return desk.says(said[0], said[1], *said[2:])


def begin(desk: StoryDesk, case: Case) -> None:
    """Walk to where the move is possible, longer ago than the makers of it could take it back."""
    desk.pastes("zuoxi02", order())
    for said in case.before:
        say(desk, said)
    desk.machine_passes(minutes=11)
    desk.all_read()


def running(desk: StoryDesk) -> dict[tuple[str, str | None, str], str]:
    """Return every running clock with its due."""
    clocks = [clock for clock in desk.ticket().shape["clocks"] if not clock["stopped_at"]]
    return {(clock["stage"], clock["unit"], clock["started_at"]): clock["due_at"] for clock in clocks}


def stands(desk: StoryDesk) -> list[object]:
    shape = desk.ticket().shape
    return [shape["state"], shape["lead_unit"], shape["assist_units"], shape["internal_deadline_at"], running(desk)]


@each
def test_everything_is_as_it_was_and_said_so_wherever_it_had_been_told_for_ten_minutes(
    desk: StoryDesk, case: Case
) -> None:
    begin(desk, case)
    before = stands(desk)
    say(desk, case.act)
    assert stands(desk) != before or case.move in (Move.VERIFY_WRONG, Move.ASSIGN_BY_NAMED, Move.UNIT_PROGRESS)
    heard = {m.chat for m in desk.sim.city.messages() if NUMBER in m.text and is_news(desk, m.text, m.via, m.chat)}
    told = say(desk, (case.act[0], "/撤销 4512", *case.act[2:]))
    assert f"{NUMBER} 已撤销“{case.told}”" in told
    assert stands(desk) == before
    corrected = {m.chat for m in desk.sim.city.messages() if m.text.startswith(f"（更正）{NUMBER}")}
    assert corrected == heard
    say(desk, case.act)
    after = stands(desk)
    desk.machine_passes(minutes=11)
    assert "10分钟内没有您可撤销的操作" in say(desk, (case.act[0], "/撤销 4512", *case.act[2:]))
    assert stands(desk) == after


def is_news(desk: StoryDesk, text: str, via: str, chat: str) -> bool:
    """Tell whether a message came since the story began, pushed and not as an answer or a reminder."""
    place = desk.direct(chat.removeprefix("app:")) if chat.startswith("app:") else desk.group(chat)
    is_new = any(message.text == text for message in place.unread())
    return is_new and via in (Via.PUSH_KEY, Via.APP, Via.AIBOT) and not text.startswith(_REMINDERS)


@each
def test_nobody_takes_back_what_another_built_on(desk: StoryDesk, case: Case) -> None:
    begin(desk, case)
    say(desk, case.act)
    say(desk, case.other)
    after = stands(desk)
    answer = say(desk, (case.act[0], "/撤销 4512", *case.act[2:]))
    assert "不能撤销" in answer, answer
    assert stands(desk) == after


@pytest.mark.parametrize("case", [case for case in CASES if case.late], ids=str)
def test_clock_comes_back_late_when_its_true_due_has_passed(desk: StoryDesk, case: Case) -> None:
    assert case.late is not None
    stage, clock, days, mark = case.late
    begin(desk, case)
    due = desk.ticket().clock(stage, case.unit)["due_at"]
    say(desk, case.act)
    desk.advance_to(clock, days=days)
    assert "已撤销" in say(desk, (case.act[0], "/撤销 4512", *case.act[2:]))
    hour, minute = clock.split(":")
    desk.advance_to(f"{hour}:{int(minute) + 1:02d}")
    clocks = [clock for clock in desk.ticket().shape["clocks"] if not clock["stopped_at"]]
    again = [clock for clock in clocks if (clock["stage"], clock["due_at"], clock["unit"]) == (stage, due, case.unit)]
    assert len(again) == 1 and again[0][mark]


def test_what_was_pasted_is_not_taken_back_once_another_signed_it(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi03", "/签收 4512")
    assert "不能撤销" in desk.says("zuoxi02", "/撤销 4512")
    assert desk.ticket().state == "pending_verify"
