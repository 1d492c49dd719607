"""Draws the life of one order: every step with its moment, from the dispatch to the archive, late ones among them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.township.calls import Call
from benchmarks.township.ways import WAYS, Ways
from rules.stage_dues import Dues
from rules.stages import Move, Stage

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_ANSWERED_BY_DESK = {"咨询": 0.6, "表扬": 0.8}
_OPENS, _CLOSES = 8, 20
_DESK = Ways(0.4, 0.03, 1.0)
# Of those who are not content only so many tell the desk.
_SAYS_SO = 0.4


@dataclass(frozen=True)
class Step:
    """One move of an order; `by` is agent, unit or None for what happens by itself."""

    move: Move
    at: datetime
    by: str | None = "agent"
    text: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OfficialCall:
    """The hotline's own call-back after the reply."""

    at: datetime
    is_valid: bool
    contacted: bool
    solved: bool
    satisfied: str | None


@dataclass
class Life:
    """The steps of one round of an order, in order."""

    dues: Dues
    dispatched_at: datetime
    created_at: datetime
    deadline_at: datetime
    may_wait: bool = False
    steps: list[Step] = field(default_factory=list)
    official: OfficialCall | None = None


@dataclass
class Fate:
    """Draws lives; `units` are those an order can be passed on to."""

    chance: random.Random
    zone: ZoneInfo
    units: tuple[str, ...]

    def live(self, call: Call, unit: str, dispatched_at: datetime, dues: Dues, *, may_wait: bool) -> Life:
        """Return the life of an order that was dispatched at a moment and belongs to a unit.

        Few are suspended, and only those that `may_wait`: the others would have been resumed by now.
        """
        signed_at = dispatched_at + self._sign(dispatched_at)
        seen_after = min(timedelta(seconds=self.chance.randint(40, 200)), (signed_at - dispatched_at) / 2)
        life = Life(dues, dispatched_at, dispatched_at + seen_after, dispatched_at + call.deadline_after, may_wait)
        life.steps.append(Step(Move.SIGN, signed_at))
        verified_at = self._verify(life, signed_at)
        if self.chance.random() < _ANSWERED_BY_DESK.get(call.kind, 0.0):
            self._answer(life, verified_at)
        else:
            self._hand_over(life, call, unit, verified_at)
        return life

    def _sign(self, at: datetime) -> timedelta:
        by_night = self._hour(at) >= 22 or self._hour(at) < 7
        if self.chance.random() < (0.035 if by_night else 0.010):
            return self.chance.uniform(20.5, 65) * MINUTE
        return min(self._about(7.0 if by_night else 5.0, 0.45), 19.8) * MINUTE

    def _verify(self, life: Life, signed_at: datetime) -> datetime:
        late = self.chance.random() < 0.025
        at = signed_at + (self.chance.uniform(10.5, 40) if late else min(self._about(5.0, 0.4), 9.8)) * MINUTE
        by_night = self._hour(at) >= 22 or self._hour(at) < 7
        tried = self.chance.random() < (0.6 if by_night else 0.06)
        how = ("夜间" if by_night else "未接通") if tried else "属实"
        move = Move.VERIFY_UNREACHED if tried else Move.VERIFY_TRUE
        life.steps.append(Step(move, at, facts={"verdict": how}))
        return at

    def _answer(self, life: Life, verified_at: datetime) -> None:
        at = verified_at + self._about(12, 0.6) * MINUTE
        life.steps.append(Step(Move.ANSWER, at, text="已电话答复来电人。"))
        self._reply(life, at, pleased=0.93)

    def _hand_over(self, life: Life, call: Call, unit: str, verified_at: datetime) -> None:
        limit = min(30 * MINUTE, call.deadline_after * 0.08)
        share = self.chance.uniform(1.05, 2.5) if self.chance.random() < 0.02 else min(self._about(0.35, 0.5), 0.97)
        assigned_at = verified_at + limit * share
        drawn = self.chance.random()
        if drawn < 0.003:
            life.steps.append(Step(Move.VOID, assigned_at, text="平台撤回"))
            return
        life.steps.append(Step(Move.ASSIGN, assigned_at, facts={"lead": unit}))
        if call.again and drawn < 0.05:
            life.steps.append(Step(Move.MERGE, assigned_at + 30 * MINUTE, facts={"into": call.again}))
        elif drawn < 0.035:
            self._give_back(life, assigned_at)
        else:
            self._work(life, call, unit, assigned_at)

    def _give_back(self, life: Life, assigned_at: datetime) -> None:
        asked_at = self._by_day(assigned_at + self._about(4, 0.5) * HOUR)
        reason = self.chance.choice(("不属于本乡辖区", "产权单位为区属企业", "属于市级部门职责"))
        life.steps.append(Step(Move.UNIT_ACCEPT, min(asked_at, assigned_at + HOUR), "unit"))
        life.steps.append(Step(Move.RETURNED_TO_CITY, self._by_day(asked_at + 5 * HOUR), text=reason))

    def _work(self, life: Life, call: Call, unit: str, assigned_at: datetime) -> None:
        chance, ways = self.chance, WAYS[unit]
        if chance.random() < 0.03:
            unit = chance.choice([other for other in self.units if other != unit])
            assigned_at = self._by_day(assigned_at + self._about(2, 0.4) * HOUR)
            ways = WAYS[unit]
            life.steps.append(Step(Move.TRANSFERRED, assigned_at, facts={"lead": unit}))
        accepted_at = self._within(life, Stage.ACCEPT, assigned_at, ways, ways.late)
        life.steps.append(Step(Move.UNIT_ACCEPT, accepted_at, "unit", "收到，马上安排"))
        contacted_at = self._within(life, Stage.FIRST_CONTACT, assigned_at, ways, ways.late / 2)
        contacted_at = max(accepted_at + 5 * MINUTE, contacted_at)
        done_at = self._within(life, Stage.HANDLE, assigned_at, ways, ways.late)
        done_at = max(contacted_at + 20 * MINUTE, done_at)
        life.steps.append(Step(Move.UNIT_CONTACTED, contacted_at, "unit", "已联系来电人"))
        if chance.random() < 0.5:
            between = contacted_at + (done_at - contacted_at) * chance.uniform(0.2, 0.8)
            life.steps.append(Step(Move.UNIT_PROGRESS, between, "unit", "正在处理，已到现场"))
        self._extra_time(life, call, ways, done_at)
        done_at = max(done_at, life.steps[-1].at + MINUTE)
        if life.may_wait and chance.random() < 0.012:
            life.steps.append(Step(Move.SUSPENDED, life.steps[-1].at + HOUR, text="需区里统一立项改造"))
            return
        life.steps.append(Step(Move.UNIT_DONE, done_at, "unit", "已处理完毕"))
        self._follow_up(life, ways, done_at)

    def _within(self, life: Life, stage: Stage, began_at: datetime, ways: Ways, late: float) -> datetime:
        """Return when a unit does something that is due: seldom late, by day if the limit leaves one."""
        due = life.dues.due(stage, began_at)
        room = (due.due_at if due else life.deadline_at) - began_at
        if self.chance.random() < late:
            most = 1.2 if stage is Stage.HANDLE else 1.6
            return self._by_day(began_at + room * self.chance.uniform(1.02, most))
        at = began_at + room * min(self._about(ways.pace, 0.45), 0.93)
        by_day = self._by_day(at)
        return by_day if by_day <= began_at + room else at

    def _extra_time(self, life: Life, call: Call, ways: Ways, done_at: datetime) -> None:
        """Some orders are given more time, and are then handled in it."""
        if call.grade in ("g2h", "g24h") or self.chance.random() >= 0.06:
            return
        at = life.dispatched_at + call.deadline_after * self.chance.uniform(0.45, 0.65)
        if not life.steps[-1].at < at < done_at:
            return
        new = life.deadline_at + timedelta(days=self.chance.choice((3, 5, 7)))
        life.steps.append(Step(Move.EXTENDED, at, text="施工周期较长，已向来电人说明", facts={"deadline_at": new}))
        life.deadline_at = new

    def _follow_up(self, life: Life, ways: Ways, done_at: datetime) -> None:
        at = self._within(life, Stage.FOLLOW_UP, done_at, _DESK, _DESK.late)
        n_missed = self.chance.choices((0, 1, 2, 3), (0.85, 0.11, 0.03, 0.01))[0]
        for _ in range(n_missed):
            life.steps.append(Step(Move.FOLLOW_UP_UNREACHED, at, facts={"satisfied": "未接通"}))
            at += min(4 * HOUR, max(life.deadline_at - at, 4 * HOUR) / 5)
        if n_missed == 3:
            self._reply(life, at, ways.pleased)
        elif self.chance.random() >= (1 - ways.pleased) * _SAYS_SO:
            self._content(life, at)
            self._reply(life, at, ways.pleased)
        else:
            self._sent_back(life, ways, at)

    def _content(self, life: Life, at: datetime) -> None:
        verdict = self.chance.choices(("满意", "基本满意"), (0.86, 0.14))[0]
        life.steps.append(Step(Move.FOLLOW_UP_SATISFIED, at, facts={"satisfied": verdict, "solved": "已解决"}))

    def _sent_back(self, life: Life, ways: Ways, at: datetime) -> None:
        verdict, solved = self.chance.choice((("不满意", "未解决"), ("不满意", "部分解决"), ("基本满意", "部分解决")))
        life.steps.append(Step(Move.FOLLOW_UP_UNSATISFIED, at, facts={"satisfied": verdict, "solved": solved}))
        due = life.dues.reopened_handle(at)
        left = max((due.due_at if due else life.deadline_at) - at, HOUR)
        done_at = at + left * (self.chance.uniform(1.05, 1.5) if self.chance.random() < ways.late else 0.6)
        life.steps.append(Step(Move.UNIT_DONE, done_at, "unit", "已再次上门处理"))
        called_at = done_at + min(HOUR, left * 0.1)
        self._content(life, called_at)
        self._reply(life, called_at, ways.pleased - 0.1)

    def _reply(self, life: Life, after: datetime, pleased: float) -> None:
        at = after + self._about(25, 0.8) * MINUTE
        late = self.chance.random() < 0.012
        if late:
            at = max(at, life.deadline_at + self.chance.uniform(5, 600) * MINUTE)
        elif after < life.deadline_at < at:
            at = after + (life.deadline_at - after) * 0.8
        life.steps.append(Step(Move.REPLIED, at, text="已在平台回复。"))
        if self.chance.random() < 0.015:
            life.steps.append(Step(Move.EXCLUDED, at + 20 * HOUR, text="诉求超出乡级职责"))
        if self.chance.random() < 0.45:
            life.official = self._official(at, pleased)
        content = life.official is not None and life.official.is_valid and life.official.solved
        archived_at = life.official.at + HOUR if life.official and content else at + 15 * DAY
        life.steps.append(Step(Move.ARCHIVE, archived_at, None))

    def _official(self, replied_at: datetime, pleased: float) -> OfficialCall:
        chance = self.chance
        at = self._by_day(replied_at + chance.uniform(1.5, 7) * DAY)
        if chance.random() >= 0.82:
            return OfficialCall(at, False, False, False, None)
        satisfied = chance.choices(("满意", "基本满意", "不满意"), (pleased, 0.08, max(0.02, 0.92 - pleased)))[0]
        solved = chance.random() < (0.35 if satisfied == "不满意" else 0.97)
        return OfficialCall(at, True, chance.random() < 0.975, solved, satisfied)

    def _about(self, median: float, spread: float) -> float:
        return median * self.chance.lognormvariate(0.0, spread)

    def _hour(self, at: datetime) -> int:
        return at.astimezone(self.zone).hour

    def _by_day(self, at: datetime) -> datetime:
        """Return the moment itself by day, else some time of the next morning."""
        local = at.astimezone(self.zone)
        if _OPENS <= local.hour < _CLOSES:
            return at
        morning = local.replace(hour=_OPENS, minute=0, second=0, microsecond=0)
        later = morning if local.hour < _OPENS else morning + DAY
        return later.astimezone(UTC) + timedelta(minutes=self.chance.uniform(2, 90))
