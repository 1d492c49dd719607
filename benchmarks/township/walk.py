"""Walks the steps of one order through the table of its life and writes what each leaves behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from actions.desk import Desk
from actions.journal import Source, Story, note
from benchmarks.township.book import Book
from benchmarks.township.clock_rows import Clocks
from benchmarks.township.life import Step
from benchmarks.township.town import Unit
from models.assignment import Assignment
from models.call_task import CallTask
from models.followup import FollowUp
from models.request import Request
from models.ticket import Ticket
from models.together import store_values
from rules.deadlines import Official, grade_of
from rules.lifecycle import CLOSED_STATES, Move, Stage, State, transition

_STATED_AS = {
    Move.SIGN: "signed_at", Move.VERIFY_TRUE: "verified_at", Move.VERIFY_UNREACHED: "verified_at",
    Move.ASSIGN: "assigned_at", Move.TRANSFERRED: "assigned_at", Move.UNIT_ACCEPT: "accepted_at",
    Move.UNIT_CONTACTED: "contacted_at", Move.UNIT_DONE: "resolved_at", Move.ANSWER: "resolved_at",
    Move.REPLIED: "replied_at", Move.ARCHIVE: "archived_at",
}  # fmt: skip
_REQUESTED = {
    Move.TRANSFERRED: "transfer", Move.RETURNED_TO_CITY: "return_to_city", Move.EXTENDED: "extension",
    Move.SUSPENDED: "suspend", Move.EXCLUDED: "exclude", Move.VOID: "void", Move.MERGE: "merge",
}  # fmt: skip
_LEADS = frozenset({Move.ASSIGN, Move.TRANSFERRED})
_OF_LEAD = {"accepted_at": "accepted_at", "contacted_at": "contacted_at", "resolved_at": "done_at"}
_FOLLOW_UPS = frozenset({Move.FOLLOW_UP_SATISFIED, Move.FOLLOW_UP_UNREACHED, Move.FOLLOW_UP_UNSATISFIED})
_TASKS = frozenset({Stage.TASK, Stage.PROMISE, Stage.REQUEST})
_ASKED_BEFORE, _ENDORSED_BEFORE, _SUBMITTED_BEFORE = timedelta(hours=4), timedelta(hours=3), timedelta(hours=2.5)


class Walk:
    """Walks the steps of one order through the table of its life."""

    def __init__(self, book: Book, row: dict[str, Any], ticket: Ticket, clocks: Clocks) -> None:
        self.book, self.row, self.ticket, self.clocks = book, row, ticket, clocks
        self.share: dict[str, Any] | None = None
        self.missed: list[Step] = []

    def take(self, step: Step) -> None:
        line = transition(step.move, State(self.row["state"]))
        if line is None:
            raise ValueError(f"{step.move} from {self.row['state']}")
        if step.move in _REQUESTED:
            self._request(step)
        for stage, outcome in line.stops:
            self.clocks.stop(stage, step.at, outcome)
        self._fields(step)
        for stage in line.starts:
            self._start(stage, step)
        if step.move is Move.SUSPENDED:
            self.row["suspended_from"] = self.row["state"]
        self.row["state"] = str(line.to_state or self.row["state"])
        if step.move in _FOLLOW_UPS:
            self._follow_up(step)
        facts = {**step.facts, "move": str(step.move)}
        plain = {name: each.isoformat() if isinstance(each, datetime) else each for name, each in facts.items()}
        desk = Desk(self.book.session, step.at, step.at, self.book.rules)
        source = Source(actor=self._actor(step), intent="resolved" if step.move is Move.UNIT_DONE else None)
        note(desk, self.ticket, line.records, source, Story(text=step.text, facts=plain), occurred_at=step.at)

    def end(self) -> None:
        state = State(self.row["state"])
        suspended_at = self.row.pop("suspended_at", None)
        self.clocks.leave_running(suspended_at)
        if state in CLOSED_STATES and self.share is not None:
            self.share["ended_at"] = self.row["archived_at"] or self.book.until

    def _start(self, stage: Stage, step: Step) -> None:
        if stage in _TASKS:
            return
        if step.move is Move.FOLLOW_UP_UNSATISFIED:
            self.clocks.reopen_handle(step.at)
        else:
            began = self.row["first_dispatched_at"] if stage is Stage.PLATFORM_REPLY else step.at
            self.clocks.start(stage, began)

    def _fields(self, step: Step) -> None:
        column = _STATED_AS.get(step.move)
        if column:
            self.row[column] = step.at
            if self.share is not None and column in _OF_LEAD:
                self.share[_OF_LEAD[column]] = step.at
        if step.move in _LEADS:
            self._give_to(self.book.town.units[step.facts["lead"]], step.at)
        elif step.move is Move.FOLLOW_UP_UNSATISFIED:
            self.row["resolved_at"] = None
        elif step.move is Move.EXTENDED:
            self._extend(step.facts["deadline_at"])
        elif step.move is Move.MERGE and step.facts["into"] in self.book.known:
            self.row["merged_into_id"] = self.book.known[step.facts["into"]].id
        elif step.move is Move.EXCLUDED:
            self.row["is_excluded"] = True
        elif step.move is Move.SUSPENDED:
            self.row["resume_at"] = self.book.until + timedelta(days=60)
            self.row["suspended_at"] = step.at

    def _give_to(self, unit: Unit, at: datetime) -> None:
        if self.share is not None:
            self.share["ended_at"] = at
        self.row["lead_unit_id"], self.row["accepted_at"], self.row["contacted_at"] = unit.id, None, None
        self.clocks.unit = unit
        internal = self.clocks.dues().internal_deadline(at)
        self.row["internal_deadline_at"] = internal.due_at if internal else None
        self.share = {
            "ticket_id": self.ticket.id, "department_id": unit.id, "role": "lead", "assigned_at": at,
            "accepted_at": None, "accepted_by": unit.staff[0], "contacted_at": None, "done_at": None, "ended_at": None,
        }  # fmt: skip
        store_values(self.book.session, Assignment, self.share)

    def _extend(self, deadline_at: datetime) -> None:
        was = self.clocks.official
        limit = deadline_at - self.row["first_dispatched_at"]
        self.clocks.official = Official(deadline_at, was.basis, grade_of(limit), limit, was.is_urgent, was.reasons)
        self.row["deadline_at"] = deadline_at

    def _follow_up(self, step: Step) -> None:
        reached = step.move is not Move.FOLLOW_UP_UNREACHED
        store_values(self.book.session, FollowUp, {
            "ticket_id": self.ticket.id, "origin": "desk", "called_at": step.at,
            "called_by": self.book.town.agent(step.at).userid, "is_valid": reached, "contacted": reached,
            "satisfied": step.facts["satisfied"] if reached else None, "solved": step.facts.get("solved"), "note": None,
        })  # fmt: skip
        self._call_task(step, reached)

    def _call_task(self, step: Step, reached: bool) -> None:
        self.missed = self.missed if reached else [*self.missed, step]
        if not self.missed or not (reached or len(self.missed) == 1):
            return
        tries = [each.at.isoformat() for each in self.missed]
        if reached:
            task = {"closed_at": step.at, "outcome": "reached", "next_try_at": None, "tries": tries}
            self._task.update(task)
            self.missed = []
            return
        self._task: dict[str, Any] = {
            "ticket_id": self.ticket.id, "clock_id": None, "purpose": "follow_up", "department_id": None,
            "created_at": step.at, "tries": tries, "next_try_at": step.at + timedelta(hours=2), "closed_at": None,
            "outcome": None,
        }  # fmt: skip
        store_values(self.book.session, CallTask, self._task)

    def _request(self, step: Step) -> None:
        unit, official = self.clocks.unit, self.book.town.supervisor
        by_unit = unit is not None and step.move not in (Move.VOID, Move.MERGE)
        to = self.book.town.units.get(step.facts.get("lead", ""))
        store_values(self.book.session, Request, {
            "ticket_id": self.ticket.id, "kind": _REQUESTED[step.move], "state": "granted",
            "prepared_by": unit.lead if unit and by_unit else self._actor(step),
            "prepared_at": max(step.at - _ASKED_BEFORE, self.row["created_at"]), "reason": step.text,
            "until": step.facts.get("deadline_at"), "caller_told": True if step.move is Move.EXTENDED else None,
            "from_unit_id": unit.id if unit else None, "unit_id": to.id if to else None, "survivor_id": None,
            "decided_by": official, "decided_at": max(step.at - _ENDORSED_BEFORE, self.row["created_at"]),
            "opinion": None, "submitted_at": max(step.at - _SUBMITTED_BEFORE, self.row["created_at"]),
            "new_deadline_at": step.facts.get("deadline_at"), "closed_at": step.at,
        })  # fmt: skip

    def _actor(self, step: Step) -> str | None:
        if step.by == "unit" and self.clocks.unit is not None:
            staff = self.clocks.unit.staff
            return staff[self.ticket.id % len(staff)]
        return self.book.town.agent(step.at).userid if step.by else None
