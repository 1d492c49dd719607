"""Moves a ticket along its lifecycle table: checks, stops clocks, changes state, writes the story, starts clocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions import clocks
from actions.checking_corrections import have_stated_checked
from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.lapsing import lapse_requests
from actions.refusals import Refusal
from actions.stating import keep_stated
from actions.taking_back import before_values, saved
from models.assignment import Assignment
from models.clock import Clock
from models.event import Event
from models.queries import clocks as queries
from models.ticket import Ticket
from rules.lifecycle import UNIT_STAGES, Move, Stage, State, Transition, transition, why_not


@dataclass(frozen=True)
class Making:
    """How a move is made: when it happened, for which unit, and what its event tells.

    `keep` are stages that the move does not stop after all; `fields` are the ticket's columns it sets;
    `dues` fixes the limit of a clock it starts; `begun` are ids of new assignments; `shares` are the
    columns it sets of a unit's share.
    """

    at: datetime
    department_id: int | None = None
    unit_clocks_for: tuple[int, ...] = ()
    keep: frozenset[Stage] = frozenset()
    skip: frozenset[Stage] = frozenset()
    fields: dict[str, Any] = field(default_factory=dict)
    dues: dict[Stage, datetime] = field(default_factory=dict)
    story: Story = field(default_factory=Story)
    begun: tuple[int, ...] = ()
    shares: tuple[tuple[Assignment, dict[str, Any]], ...] = ()


def require(ticket: Ticket, move: Move) -> Transition:
    """Return the table's line for this move; raises Refusal wrong_state with what comes next instead."""
    state = State(ticket.state)
    line = transition(move, state)
    if line is None:
        following = [str(each) for each in why_not(move, state)]
        raise Refusal("wrong_state", ticket_no=ticket.ticket_no, state=ticket.state, move=str(move), next=following)
    return line


def make(desk: Desk, ticket: Ticket, move: Move, source: Source, making: Making) -> Event:
    """Make a move and return its event; raises Refusal wrong_state. A move that stays put keeps the state."""
    line = require(ticket, move)
    before = before_values(ticket, ("state", *making.fields))
    rows = [saved(share, *values) for share, values in making.shares]
    stopped, in_time = _stop_clocks(desk, ticket, line, making)
    if line.to_state is not None:
        ticket.state = str(line.to_state)
    for row, values in ((ticket, making.fields), *making.shares):
        for name, value in values.items():
            setattr(row, name, value)
    desk.session.flush()
    if line.to_state is not None:
        lapse_requests(desk, ticket, source)
    started = _start_clocks(desk, ticket, line, making)
    undo = {
        "move": str(move),
        "fields": before,
        "stopped": [clock.id for clock in stopped],
        "started": [clock.id for clock in started],
        "begun": list(making.begun),
        "rows": rows,
    }
    story = making.story
    told = Story(story.text, story.original, {**story.facts, "move": str(move)}, undo, story.undoes_id)
    event = record(desk, ticket, line.records, source, told, occurred_at=making.at)
    if making.at < desk.now:
        keep_stated(desk, event, stopped)
        have_stated_checked(desk, ticket, event, in_time)
    return event


def check_stated(desk: Desk, at: datetime | None, not_before: datetime | None, ticket: Ticket) -> datetime:
    """Return the stated moment, or now; raises Refusal when it lies in the future or before what it must follow."""
    if at is None:
        return desk.now
    if at > desk.now:
        raise Refusal("stated_in_future", ticket_no=ticket.ticket_no, at=at, now=desk.now)
    if not_before is not None and at < not_before.replace(second=0, microsecond=0):
        raise Refusal("stated_too_early", ticket_no=ticket.ticket_no, at=at, not_before=not_before)
    # People state whole minutes; a dispatch at 10:16:40 signed "at 10:16" was signed right after it.
    return max(at, not_before) if not_before is not None else at


def _stop_clocks(desk: Desk, ticket: Ticket, line: Transition, making: Making) -> tuple[list[Clock], list[str]]:
    """Stop what the move stops; returns it and the stages whose breach that takes back."""
    outcomes = dict(line.stops)
    stopped: list[Clock] = []
    in_time: list[str] = []
    for clock in queries.clocks_of(desk.session, ticket.id, running_only=True):
        stage = Stage(clock.stage)
        if stage not in outcomes or stage in making.keep:
            continue
        if making.department_id is not None and clock.department_id not in (None, making.department_id):
            continue
        was_breach = clock.breached_at is not None
        clocks.stop(desk, clock, making.at, outcomes[stage])
        stopped.append(clock)
        in_time += [clock.stage] if was_breach and clock.breached_at is None else []
    return stopped, in_time


def _start_clocks(desk: Desk, ticket: Ticket, line: Transition, making: Making) -> list[Clock]:
    started = []
    for stage in line.starts:
        if stage in making.skip:
            continue
        holders: tuple[int | None, ...] = (None,)
        if stage in UNIT_STAGES:
            holders = making.unit_clocks_for or (making.department_id or ticket.lead_unit_id,)
        for department_id in holders:
            clock = clocks.start(
                desk, ticket, stage, at=making.at, department_id=department_id, due_at=making.dues.get(stage)
            )
            if clock is not None:
                started.append(clock)
    return started
