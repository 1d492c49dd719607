"""The judge of chaos sees what is lost, told twice and late, and its ladder is the contract's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chaos.evidence import Evidence, Verdict
from chaos.hurting import Span
from chaos.ladder import DESK, STAGES, SUPERVISORS, UNITS, Clock, agent_at, rungs_of
from chaos.orders import Act, DeskTime, Order
from chaos.platform import Seen, in_plain_words
from chaos.reading import left_told
from chaos.verdict import judge
from rules.policy_defaults import DEFAULTS
from rules.stages import Grade, Stage

NUMBER = "20261118000001"
TEN = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# Desk time begins at ten at second 1000 and runs as fast as the machine's.
AT = DeskTime(TEN, 1000.0, 1.0, natural_from=1000.0 + 25 * 60)


def told(minute: float, left: int, chat: str = DESK, mark: str = "") -> Seen:
    how = f"签收提醒】{NUMBER}｜路灯不亮，还有{left}分钟到期" if left else f"签收超时】{NUMBER}｜路灯不亮，已到时限"
    return Seen(1, chat, "push", f"{mark}【{how}（今天10:20）。", "push_key", None, 1000.0 + minute * 60)


def ladder(*, without: int | None = None) -> list[Seen]:
    """Everything an unsigned order has to say to everybody, perhaps without one bubble."""
    chats = (DESK, f"app:{agent_at(TEN)}")
    said = [told(minute, 20 - minute, chat) for chat in chats for minute in (10, 15, 18, 20)]
    said += [told(20, 0, "app:sunzr"), told(20, 0, SUPERVISORS)]
    return [one for place, one in enumerate(said) if place != without]


def ticket(**fields: Any) -> dict[str, Any]:
    clock = {"stage": "sign", "started_at": TEN.isoformat(), "stopped_at": None}
    return {"ticket_no": NUMBER, "events": [{"kind": "created"}], "clocks": [clock], "deliveries": [], **fields}


def judged(seen: Sequence[Seen], found: dict[str, Any] | None, *acts: Act) -> Verdict:
    order = Order(NUMBER, TEN, "24小时", UNITS[0], is_pasted=False, delivered_at=1001.0, acts=list(acts))
    return judge(Evidence([order], seen, {NUMBER: found}, {DESK: "坐席群"}, AT))


def test_ladder_told_once_is_neither_lost_nor_doubled_nor_late() -> None:
    verdict = judged(ladder(), ticket())
    assert (verdict.losses, verdict.duplicates, len(verdict.waits)) == ([], [], 10)
    assert max(wait.seconds for wait in verdict.waits) == 0


def test_order_the_desk_reminds_of_before_it_answers_is_not_told_twice() -> None:
    order = Order(NUMBER, TEN, "24小时", UNITS[0], is_pasted=False, delivered_at=1000.0 + 12 * 60, acts=[])
    verdict = judge(Evidence([order], ladder(), {NUMBER: ticket()}, {DESK: "坐席群"}, AT))
    assert (verdict.losses, verdict.duplicates) == ([], [])


@pytest.mark.parametrize(("known", "n_lost"), [(19.9, 4), (20.1, 0)])
def test_order_that_comes_in_overdue_is_left_alone_for_five_minutes(known: float, n_lost: int) -> None:
    # The run ends at 10:25, a little before the five minutes are over.
    order = Order(NUMBER, TEN, "24小时", UNITS[0], is_pasted=False, delivered_at=1000.0 + known * 60, acts=[])
    verdict = judge(Evidence([order], [], {NUMBER: ticket()}, {DESK: "坐席群"}, AT))
    assert len([loss for loss in verdict.losses if "-0m" in loss]) == n_lost


@pytest.mark.parametrize("place", [3, 7, 8, 9])
def test_last_step_that_a_chat_never_heard_of_is_lost(place: int) -> None:
    assert len(judged(ladder(without=place), ticket()).losses) == 1


def test_step_is_heard_when_a_higher_one_is_and_the_wait_counts() -> None:
    verdict = judged(ladder(without=1), ticket())
    assert verdict.losses == [] and max(wait.seconds for wait in verdict.waits) == 180


def test_same_step_again_is_told_twice_unless_it_is_marked() -> None:
    again = told(18.3, 2)
    assert len(judged([*ladder(), again], ticket()).duplicates) >= 1
    marked = judged([*ladder(), told(18.3, 2, mark="（补发）")], ticket())
    assert (marked.duplicates, marked.n_marked) == ([], 1)


def test_two_steps_told_in_one_minute_in_the_same_words_are_no_double() -> None:
    rows = [
        {"kind": "reminder", "stage": "sign", "step": step, "occurrence": 1, "person": None, "chat": "坐席群"}
        | {"state": "sent", "sent_at": (TEN + 18 * MINUTE).isoformat(), "due_at": TEN.isoformat(), "merged": True}
        for step in ("-5m", "-2m")
    ]
    late = [*ladder(without=1), told(18, 2)]
    assert judged(late, ticket(deliveries=rows)).duplicates == []
    assert len(judged(late, ticket(deliveries=rows[:1])).duplicates) == 1


def test_what_is_called_sent_has_to_be_seen() -> None:
    row = {"kind": "order", "stage": None, "step": "order:1", "occurrence": 1, "person": None, "chat": "坐席群"}
    row |= {"state": "sent", "sent_at": TEN.isoformat(), "due_at": TEN.isoformat(), "merged": False, "text": "新工单"}
    assert judged(ladder(), ticket(deliveries=[row])).losses == [f"called sent and never seen: {NUMBER} order order:1"]


def test_order_that_is_gone_is_lost() -> None:
    assert judged([], None).losses == [f"order {NUMBER} was taken in and is gone"]


def test_word_taken_over_needs_an_answer_and_one_effect() -> None:
    signing = Act("signed", "zuoxi03", DESK, f"/签收 {NUMBER}", asked_at=1600, taken_at=1601)
    stopped = [{"stage": "sign", "started_at": TEN.isoformat(), "stopped_at": (TEN + 10 * MINUTE).isoformat()}]
    unanswered = judged(ladder(), ticket(clocks=stopped, events=[{"kind": "signed"}]), signing)
    assert [loss.split("'")[0] for loss in unanswered.losses] == ["no answer to "]
    signing.answered_at = 1601
    assert any("no effect" in loss for loss in judged(ladder(), ticket(), signing).losses)
    twice = judged(ladder(), ticket(clocks=stopped, events=[{"kind": "signed"}] * 2), signing)
    assert twice.duplicates[0] == f"{NUMBER} was signed 2 times"


@pytest.mark.parametrize("stage", list(STAGES))
@pytest.mark.parametrize(("grade", "urgent", "hours"), [(Grade.G24H, False, 24), (Grade.G2H, True, 2)])
def test_ladder_of_chaos_is_the_one_the_product_starts_with(stage: str, grade: Grade, urgent: bool, hours: int) -> None:
    policy, whole = DEFAULTS[Stage(stage), grade, urgent], timedelta(hours=hours)
    assert policy.limit is not None
    limit = policy.limit.resolve(whole)
    assert limit == STAGES[stage].limit(whole)
    mine = {rung.left for rung in rungs_of(Clock(NUMBER, stage, TEN, None, TEN, whole, UNITS[0]))}
    # The product counts whole seconds.
    assert {round(left.total_seconds()) for left in mine} == {
        round(-step.at.resolve(limit).total_seconds()) for step in policy.steps
    }


def test_only_what_can_have_kept_a_reminder_back_excuses_it() -> None:
    frozen, sender = Span("freeze", 0, 9, ("watchdog",)), Span("freeze", 0, 9, ("watchdog", "worker-send"))
    assert not frozen.concerns(DESK) and sender.concerns(DESK)
    pushes, tokens = Span("lie", 0, 9, ("webhook/send",)), Span("lie", 0, 9, ("gettoken",))
    assert pushes.concerns(DESK) and not pushes.concerns("app:sunzr")
    assert tokens.concerns("app:sunzr") and not tokens.concerns(DESK)


def test_card_is_read_as_the_reminder_it_stands_for() -> None:
    card = "紧急·受理超时\n路灯不亮，已超4分钟（时限今天09:44）。\n单号：20261118000018\n时限：今天09:44"
    told = in_plain_words(card)
    assert told == "【紧急·受理超时】20261118000018｜路灯不亮，已超4分钟（时限今天09:44）。"
    assert in_plain_words(f"（补发）{card}") == f"（补发）{told}"
    assert left_told(told, "20261118000018", "受理") == timedelta(0)
