"""Writes the clocks of an order, what they missed and the reminders that went out meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from actions.desk import Desk
from actions.journal import SYSTEM, Story, note
from actions.ticket_facts import reasons_as_json
from benchmarks.township.town import Town, Unit
from models.clock import Clock
from models.database import Session
from models.delivery import Delivery
from models.orm import Constant
from models.ticket import Ticket
from models.together import store_values
from rules.deadlines import Official
from rules.ladder import ClockView, decide
from rules.policy import Audience, Severity, StagePolicy
from rules.settings import DeskRules
from rules.stage_dues import Due, Dues
from rules.stages import UNIT_STAGES, EventKind, Outcome, Stage

_OVER: dict[str, Any] = Constant(limit=None, steps=[])
_OFFICIALS = frozenset({Audience.SUPERVISOR, Audience.LEADER, Audience.LEADERS})
_SENT_AFTER = timedelta(seconds=9)


@dataclass
class Clocks:
    """The clocks of one order until a moment; `unit` is who has it now."""

    session: Session
    rules: DeskRules
    town: Town
    ticket: Ticket
    official: Official
    until: datetime
    unit: Unit | None = None
    _running: dict[Stage, dict[str, Any]] = field(default_factory=dict)
    _begun: dict[tuple[Stage, int | None], int] = field(default_factory=dict)

    def start(self, stage: Stage, at: datetime, due: Due | None = None) -> None:
        """Start a clock of a stage; nothing where the order has no such limit."""
        due = due or self.dues().due(stage, at)
        if due is None:
            return
        unit_id = self.unit.id if self.unit and stage in UNIT_STAGES else None
        seq = self._begun[stage, unit_id] = self._begun.get((stage, unit_id), 0) + 1
        row: dict[str, Any] = {
            "ticket_id": self.ticket.id, "department_id": unit_id, "stage": str(stage), "seq": seq, "subject": None,
            "started_at": at, "due_at": due.due_at, "stopped_at": None, "outcome": None, "missed_at": None,
            "breached_at": None, "paused_at": None, "paused_seconds": 0, "quiet_until": None, "snoozed_until": None,
            "unurged_by": None, "postponed": [], "look_again_at": None, "policy": _OVER, "fired": [],
            "reasons": [] if stage is not Stage.PLATFORM_REPLY else reasons_as_json(due.reasons), "failures": 0,
        }  # fmt: skip
        store_values(self.session, Clock, row)
        self._running[stage] = row

    def stop(self, stage: Stage, at: datetime, outcome: Outcome) -> None:
        """Stop the running clock of a stage, if there is one: late is missed, whatever was reminded is written down."""
        row = self._running.pop(stage, None)
        if row is None:
            return
        row["stopped_at"], row["outcome"] = at, str(outcome)
        if outcome is not Outcome.MOVED and at > row["due_at"]:
            self._miss(row)
            row["outcome"] = str(Outcome.MISSED if outcome is Outcome.MET else outcome)
        self._remind(row, self._policy(stage), at)

    def reopen_handle(self, at: datetime) -> None:
        """Start handling anew, half-way to what is left."""
        self.start(Stage.HANDLE, at, self.dues().reopened_handle(at))

    def leave_running(self, suspended_at: datetime | None) -> None:
        """Write down of what still runs what it has missed and said by now, and when it speaks next."""
        for stage, row in self._running.items():
            policy = self._policy(stage)
            row["policy"] = policy.to_json()
            row["paused_at"] = suspended_at
            by = suspended_at or self.until
            if row["due_at"] <= by:
                self._miss(row)
            row["fired"] = self._remind(row, policy, by)
            view = ClockView(stage, row["started_at"], row["due_at"], urgent=self.official.is_urgent)
            decision = decide(policy, view, row["fired"], self.until, self.rules.night)
            row["look_again_at"] = None if suspended_at else decision.look_again_at

    def dues(self) -> Dues:
        """Return when the stages of the order are due."""
        return Dues(self.official, self.rules.policies, self.rules.night)

    def _policy(self, stage: Stage) -> StagePolicy:
        return self.rules.policies.policy_for(stage, self.official.grade, self.official.is_urgent)

    def _miss(self, row: dict[str, Any]) -> None:
        stage, due_at = Stage(row["stage"]), row["due_at"]
        is_breach = stage in self.rules.breach_stages
        row["missed_at"], row["breached_at"] = due_at, due_at if is_breach else None
        agent = self.town.agent(due_at - timedelta(seconds=1))
        unit = self.unit.name if self.unit and row["department_id"] else None
        facts = {"stage": row["stage"], "unit": unit, "on_duty": agent.userid, "shift": agent.shift}
        self._note(EventKind.BREACHED if is_breach else EventKind.MISSED, due_at, facts)

    def _remind(self, row: dict[str, Any], policy: StagePolicy, by: datetime) -> list[str]:
        """Write the reminders of a clock that were due until a moment, and return their keys."""
        limit = row["due_at"] - row["started_at"]
        said: list[str] = []
        for step in policy.steps:
            at = row["due_at"] + step.at.resolve(limit)
            if not row["started_at"] < at < by:
                continue
            said.append(step.key)
            severity = step.severity_for(limit)
            for audience in step.to:
                self._send(row, step.key, audience, severity, at)
            kind = EventKind.ESCALATED if _OFFICIALS & set(step.to) else EventKind.REMINDED
            unit = self.unit.name if self.unit and row["department_id"] else None
            to = [str(audience) for audience in step.to]
            facts = {"stage": row["stage"], "clock": row["id"], "step": step.key, "severity": str(severity)}
            self._note(kind, at, {**facts, "to": to, "unit": unit})
        return said

    def _send(self, row: dict[str, Any], step: str, audience: Audience, severity: Severity, at: datetime) -> None:
        destination, mentions = self._destination(audience, at)
        values = {
            "cause_kind": "clock", "cause_id": row["id"], "step": step, "occurrence": 1, "audience": str(audience),
            "destination": destination, "kind": "reminder", "severity": str(severity), "ticket_id": self.ticket.id,
            "clock_id": row["id"], "mentions": list(mentions), "facts": {"stage": row["stage"]}, "due_at": at,
            "created_at": at, "created_real_at": at, "release_at": None, "state": "sent",
            "ended_at": at + _SENT_AFTER, "end_reason": None, "message_id": None,
        }  # fmt: skip
        store_values(self.session, Delivery, values)

    def _destination(self, audience: Audience, at: datetime) -> tuple[str, Iterable[str]]:
        match audience:
            case Audience.UNIT | Audience.UNIT_LEAD if self.unit and self.unit.group_id:
                return f"group:{self.unit.group_id}", (self.unit.lead,) if audience is Audience.UNIT_LEAD else ()
            case Audience.SUPERVISOR:
                return f"user:{self.town.supervisor}", ()
            case Audience.LEADER | Audience.LEADERS:
                return f"user:{self.town.leader}", ()
        return f"group:{self.town.desk_group_id}", (self.town.agent(at).userid,)

    def _note(self, kind: EventKind, at: datetime, facts: dict[str, Any]) -> None:
        desk = Desk(self.session, at, at, self.rules)
        note(desk, self.ticket, kind, SYSTEM, Story(facts=facts), occurred_at=at)
