"""Writes one order with its life into the database: ticket, caller, units, events, call-backs, requests, relations."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from actions.desk import Desk
from actions.journal import Source, Story, note
from actions.ticket_facts import reasons_as_json
from benchmarks.township.calls import Call
from benchmarks.township.clock_rows import Clocks
from benchmarks.township.life import Life, OfficialCall, Step
from benchmarks.township.town import Town, Unit
from models.assignment import Assignment
from models.call_task import CallTask
from models.caller import Caller
from models.database import Session
from models.followup import FollowUp
from models.official_callback import OfficialCallback
from models.relation import Relation
from models.request import Request
from models.sealing import keyring
from models.ticket import Ticket
from models.together import store_values
from rules.deadlines import Official, OrderFacts, grade_of, official_deadline
from rules.lifecycle import CLOSED_STATES, EventKind, Move, Stage, State, transition
from rules.rooms import public_address
from rules.same_matter import place_key
from rules.settings import DeskRules

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


@dataclass(frozen=True)
class Written:
    """What later orders may refer to of an order that was written."""

    id: int
    ticket_no: str
    replied_at: datetime | None


@dataclass
class Writer:
    """Writes orders and what has happened to them until a moment."""

    session: Session
    rules: DeskRules
    town: Town
    until: datetime
    known: dict[str, Written] = field(default_factory=dict)

    def write(self, call: Call, life: Life, round_number: int = 1) -> Written:
        """Write one round of an order."""
        official = life.dues.official
        row = _ticket(self.rules, call, life, official, round_number)
        ticket = Ticket()
        ticket.id = store_values(self.session, Ticket, row)
        self._caller(ticket.id, call)
        clocks = Clocks(self.session, self.rules, self.town, ticket, official, self.until)
        clocks.start(Stage.SIGN, life.dispatched_at)
        clocks.start(Stage.PLATFORM_REPLY, life.dispatched_at)
        self._note(ticket, EventKind.CREATED, life.created_at, None, {"move": str(Move.INTAKE)})
        if call.again and call.again in self.known:
            self._relate(ticket.id, self.known[call.again], life.created_at)
        walk = _Walk(self, row, ticket, clocks)
        for step in life.steps:
            if step.at > self.until:
                break
            walk.take(step)
        walk.end()
        if life.official is not None and life.official.at <= self.until and row["replied_at"]:
            self._official(row, ticket.id, clocks.unit, life.official)
        written = self.known[call.ticket_no] = Written(ticket.id, call.ticket_no, row["replied_at"])
        return written

    def _note(self, ticket: Ticket, kind: EventKind, at: datetime, step: Step | None, facts: dict[str, Any]) -> None:
        actor = self.town.agent(at).userid
        text = step.text if step else None
        desk = Desk(self.session, at, at, self.rules)
        note(desk, ticket, kind, Source(actor=actor), Story(text=text, facts=facts), occurred_at=at)

    def _official(self, row: dict[str, Any], ticket_id: int, unit: Unit | None, told: OfficialCall) -> None:
        day = self.rules.day_of(told.at)
        unanswered = "无人接听" if not told.is_valid else None
        store_values(self.session, OfficialCallback, {
            "platform": row["platform"], "ticket_no": row["ticket_no"], "ticket_id": ticket_id,
            "called_at": told.at.replace(microsecond=0), "is_valid": told.is_valid, "contacted": told.contacted,
            "solved": ("解决" if told.solved else "未解决") if told.is_valid else None,
            "satisfied": told.satisfied or unanswered, "unit": unit.name if unit else None,
            "category": row["category_path"][0], "note": None,
            "file_sha256": hashlib.sha256(day.isoformat().encode()).hexdigest(), "row_number": ticket_id,
            "imported_at": told.at + timedelta(hours=20), "former": [],
        })  # fmt: skip

    def _caller(self, ticket_id: int, call: Call) -> None:
        who = call.citizen
        phone_hash, name_hash = _hashes(who.phone, who.name)
        values = {"ticket_id": ticket_id, "name": who.name, "phone": who.phone, "address": call.address}
        store_values(self.session, Caller, {**values, "former": None, "phone_hash": phone_hash, "name_hash": name_hash})

    def _relate(self, ticket_id: int, earlier: Written, at: datetime) -> None:
        values = {"ticket_id": ticket_id, "earlier_id": earlier.id, "earlier_no": earlier.ticket_no}
        store_values(self.session, Relation, {**values, "found_by": "caller", "is_same_matter": True, "found_at": at})


class _Walk:
    """Walks the steps of one order through the table of its life."""

    def __init__(self, writer: Writer, row: dict[str, Any], ticket: Ticket, clocks: Clocks) -> None:
        self.writer, self.row, self.ticket, self.clocks = writer, row, ticket, clocks
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
        desk = Desk(self.writer.session, step.at, step.at, self.writer.rules)
        source = Source(actor=self._actor(step), intent="resolved" if step.move is Move.UNIT_DONE else None)
        note(desk, self.ticket, line.records, source, Story(text=step.text, facts=plain), occurred_at=step.at)

    def end(self) -> None:
        state = State(self.row["state"])
        suspended_at = self.row.pop("suspended_at", None)
        self.clocks.leave_running(suspended_at)
        if state in CLOSED_STATES and self.share is not None:
            self.share["ended_at"] = self.row["archived_at"] or self.writer.until

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
            self._give_to(self.writer.town.units[step.facts["lead"]], step.at)
        elif step.move is Move.FOLLOW_UP_UNSATISFIED:
            self.row["resolved_at"] = None
        elif step.move is Move.EXTENDED:
            self._extend(step.facts["deadline_at"])
        elif step.move is Move.MERGE and step.facts["into"] in self.writer.known:
            self.row["merged_into_id"] = self.writer.known[step.facts["into"]].id
        elif step.move is Move.EXCLUDED:
            self.row["is_excluded"] = True
        elif step.move is Move.SUSPENDED:
            self.row["resume_at"] = self.writer.until + timedelta(days=60)
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
        store_values(self.writer.session, Assignment, self.share)

    def _extend(self, deadline_at: datetime) -> None:
        was = self.clocks.official
        limit = deadline_at - self.row["first_dispatched_at"]
        self.clocks.official = Official(deadline_at, was.basis, grade_of(limit), limit, was.is_urgent, was.reasons)
        self.row["deadline_at"] = deadline_at

    def _follow_up(self, step: Step) -> None:
        reached = step.move is not Move.FOLLOW_UP_UNREACHED
        store_values(self.writer.session, FollowUp, {
            "ticket_id": self.ticket.id, "origin": "desk", "called_at": step.at,
            "called_by": self.writer.town.agent(step.at).userid, "is_valid": reached, "contacted": reached,
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
        store_values(self.writer.session, CallTask, self._task)

    def _request(self, step: Step) -> None:
        unit, official = self.clocks.unit, self.writer.town.supervisor
        by_unit = unit is not None and step.move not in (Move.VOID, Move.MERGE)
        to = self.writer.town.units.get(step.facts.get("lead", ""))
        store_values(self.writer.session, Request, {
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
        return self.writer.town.agent(step.at).userid if step.by else None


def official_of(rules: DeskRules, call: Call, dispatched_at: datetime) -> Official:
    """Return the official deadline of a call that was dispatched at a moment."""
    facts = OrderFacts(call.kind, None, call.limit_text, emergency=bool({"突发", "扬言"} & set(call.flags)))
    return official_deadline(facts, dispatched_at, rules.calendar)


def _ticket(rules: DeskRules, call: Call, life: Life, official: Official, round_number: int) -> dict[str, Any]:
    address, key = _public(call.open_address)
    original = f"来电人：{call.citizen.name} 电话：{call.citizen.phone}\n地址：{call.address}\n{call.told}"
    return {
        "platform": rules.default_platform, "ticket_no": call.ticket_no, "tail": call.ticket_no[-4:],
        "round": round_number, "state": str(State.PENDING_SIGN), "is_drill": False, "is_excluded": False,
        "kind": call.kind, "grade": str(official.grade) if official.grade else None, "urgency": None,
        "is_urgent": official.is_urgent, "starts_higher": call.again is not None, "confidential": call.confidential,
        "category_path": list(call.matter.path), "special_flags": list(call.flags),
        "title": f"关于{call.place.name}{call.matter.path[-1]}的问题", "content": call.told, "original": original,
        "address": address, "community": call.place.community, "place_key": key, "people_count": None, "missing": [],
        "limit_text": call.limit_text, "contact_limit_text": None, "deadline_at": official.deadline_at,
        "deadline_basis": str(official.basis), "deadline_reasons": reasons_as_json(official.reasons),
        "internal_deadline_at": None, "reported_at": call.called_at, "first_dispatched_at": life.dispatched_at,
        "signed_at": None, "verified_at": None, "assigned_at": None, "accepted_at": None, "contacted_at": None,
        "resolved_at": None, "replied_at": None, "archived_at": None, "suspended_from": None, "resume_at": None,
        "created_at": life.created_at, "lead_unit_id": None, "named_dispatcher": None, "merged_into_id": None,
    }  # fmt: skip


@lru_cache(maxsize=20_000)
def _public(address: str) -> tuple[str, str | None]:
    return public_address(address) or address, place_key(address)


@lru_cache(maxsize=20_000)
def _hashes(phone: str, name: str) -> tuple[str, str]:
    keys = keyring()
    return keys.lookup_hash(f"phone:{phone}"), keys.lookup_hash(f"name:{name}")
