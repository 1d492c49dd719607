"""Takes back a person's own last action: a compensating event, the clocks with their true dues, a correction post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from actions import alerting, cards, clocks
from actions.asking_first import is_asked
from actions.audiences import Target
from actions.checking_corrections import have_checked, standing
from actions.correcting import TELLS_THE_MATTER
from actions.correcting_caller import put_caller_back
from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.moving_deadline import Correction, let_clocks_follow
from actions.notices import notify
from actions.refusals import Refusal
from actions.stated_limit import held_deadline
from actions.taking_back import put_back, set_values
from models.assignment import Assignment
from models.clock import Clock
from models.event import Event
from models.inbox import InboxRow
from models.queries import clocks as clock_queries
from models.queries import deliveries as delivery_queries
from models.queries import study
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import MOVES, REQUEST_EVENTS, EventKind, Move, Outcome, Stage, State, Undo

# What the bot itself writes after an action does not make it somebody else's; that it archives or resumes does.
_BY_THE_CLOCK = frozenset({"reminded", "escalated", "missed", "breached", "corrected", "called_again", "urged"})
# These change nothing that could be taken back.
_NO_ACTION = frozenset({EventKind.UNDONE, EventKind.REVEALED, EventKind.UNIT_MESSAGE, EventKind.PATROLLED})
_WITHOUT_A_MOVE = frozenset({EventKind.CORRECTED, EventKind.UPDATED, EventKind.EVIDENCE, *REQUEST_EVENTS})
_TOLD = ("purpose", "by_desk", "field", "before", "request_id", "filled")


def undo_last(desk: Desk, source: Source, ticket: Ticket | None) -> tuple[Ticket, Event]:
    """Take back the last action of a person (on one ticket, or at all); returns the ticket and the event that tells.

    An action is everything that one message did to one ticket. Raises Refusal when there is none, the
    table does not let it be undone, or somebody acted on it since.
    """
    action = _last_action(desk, source.actor or "", ticket)
    if not action or action[-1].ticket_id is None:
        raise Refusal("nothing_to_undo", minutes=int(desk.rules.undo_window.total_seconds() // 60))
    chief = action[-1]
    target = desk.session.get_one(Ticket, action[-1].ticket_id)
    _check_table(desk, target, action)
    before = standing(desk, target)
    for event in reversed(action):
        held = held_deadline(desk, target)
        _reverse(desk, target, event.undo or {})
        if moved_by := (event.undo or {}).get("moved_by"):
            let_clocks_follow(desk, target, Correction(moved_by, event, held))
    if any(event.facts.get("field") in TELLS_THE_MATTER for event in action):
        study.forget_words_of(desk.session, target.id)
    alerted = alerting.told_of(desk, target) if _is_intake(chief) else []
    if _is_intake(chief):
        target.state = str(State.VOIDED)
        clocks.cancel_all(desk, target)
    _run_stopped(desk, target, action)
    cards.take_back(desk, action)
    facts = {"undone": chief.kind, "parts": _parts(action)}
    undone = record(desk, target, EventKind.UNDONE, source, Story(facts=facts, undoes_id=chief.id))
    _correct_posts(desk, target, action, undone)
    alerting.withdraw(desk, target, undone, alerted)
    have_checked(desk, target, undone, before)
    return target, undone


def _parts(action: Sequence[Event]) -> list[dict[str, Any]]:
    """Return what was done by each event of an action, as far as whoever hears of its undoing has to know."""
    return [_part(row) for row in action]


def _part(row: Event) -> dict[str, Any]:
    of_request = {}
    if "request_id" in row.facts:
        of_request = {"request_kind": row.facts["kind"], "move": row.facts.get("move")}
    return {"kind": row.kind, **of_request, **{name: row.facts[name] for name in _TOLD if name in row.facts}}


def could_take_back(desk: Desk, actor: str, event: Event) -> bool:
    """Tell whether /撤销 of this person would take back this event at this moment."""
    ticket = desk.session.get_one(Ticket, event.ticket_id)
    action = _last_action(desk, actor, ticket)
    if event.id not in {each.id for each in action}:
        return False
    try:
        _check_table(desk, ticket, action)
    except Refusal:
        return False
    return True


def done_beside(desk: Desk, actor: str, undone: Event) -> list[Ticket]:
    """Return the other tickets that the message did something to and whose part of it can still be taken back."""
    chief = desk.session.get_one(Event, undone.undoes_id)
    rows = queries.last_events_by(desk.session, actor, datetime.min.replace(tzinfo=desk.now.tzinfo))
    same = [row for row in reversed(rows) if row.inbox_id is not None and row.inbox_id == chief.inbox_id]
    last = {row.ticket_id: row for row in same if row.ticket_id is not None and _is_action(row)}
    found = [row for row in last.values() if row.ticket_id != chief.ticket_id and could_take_back(desk, actor, row)]
    return [desk.session.get_one(Ticket, row.ticket_id) for row in found]


def _last_action(desk: Desk, actor: str, ticket: Ticket | None) -> list[Event]:
    """The events of the last action not yet taken back, in order; empty when it is too long ago."""
    # The window is machine time, so that a fast desk clock does not shorten it; desk time only narrows the search.
    since = datetime.min.replace(tzinfo=desk.now.tzinfo)
    rows = queries.last_events_by(desk.session, actor, since, ticket.id if ticket is not None else None)
    undone = {row.undoes_id for row in rows if row.undoes_id}
    actions: dict[tuple[int | None, int], list[Event]] = {}
    for row in rows:
        if _is_action(row) and row.ticket_id is not None:
            key = (row.ticket_id, row.inbox_id if row.inbox_id is not None else -row.id)
            actions.setdefault(key, []).insert(0, row)
    for action in actions.values():
        if not undone & {row.id for row in action}:
            return action if _is_fresh(desk, action[-1]) else []
    return []


def _is_action(row: Event) -> bool:
    # A copy of a known order that only said something else changed nothing either.
    return row.kind not in _NO_ACTION and row.facts.get("filled") != []


def _is_fresh(desk: Desk, row: Event) -> bool:
    said = desk.session.get(InboxRow, row.inbox_id) if row.inbox_id else None
    at, now = (said.received_at, desk.real_now) if said else (row.recorded_at, desk.now)
    return now - at <= desk.rules.undo_window


def _check_table(desk: Desk, ticket: Ticket, action: Sequence[Event]) -> None:
    chief = action[-1]
    for event in action:
        if not _may_be_undone(event):
            raise Refusal("cannot_undo", ticket_no=ticket.ticket_no, kind=event.kind)
    later = _acts_after(desk, ticket, action)
    if later:
        raise Refusal("acted_upon", ticket_no=ticket.ticket_no, by=later[0].actor, kind=later[0].kind)
    if _is_intake(chief) and _is_sign_overdue(desk, ticket) and not is_asked(desk, ticket):
        # An order whose signing is overdue is not made to vanish: that takes an official.
        raise Refusal("overdue_intake", ticket_no=ticket.ticket_no)
    if _is_intake(chief) and ticket.state != State.PENDING_SIGN:
        raise Refusal("cannot_undo", ticket_no=ticket.ticket_no, kind=chief.kind)


def _may_be_undone(event: Event) -> bool:
    if event.kind in _WITHOUT_A_MOVE:
        return event.undo is not None
    line = MOVES.get(Move(event.facts["move"])) if "move" in event.facts else None
    return event.undo is not None and line is not None and line.undo is not Undo.NO


def _acts_after(desk: Desk, ticket: Ticket, action: Sequence[Event]) -> list[Event]:
    """What people did to the ticket since, without what they took back again."""
    mine = {event.id for event in action}
    story = queries.later_events(desk.session, ticket.id, action[0].id)
    taken_back = {_key(row) for row in story if row.id in {each.undoes_id for each in story}}
    return [
        row
        for row in story
        if row.id not in mine
        # A person's own later words are no act of somebody else's.
        and not (row.kind == EventKind.UNIT_MESSAGE and row.actor == action[-1].actor)
        and not (row.actor is None and row.kind in _BY_THE_CLOCK)
        and row.kind not in (EventKind.UNDONE, EventKind.REVEALED, EventKind.EVIDENCE)
        and _key(row) not in taken_back
        and _key(row) != _key(action[-1])
    ]


def _key(row: Event) -> tuple[str | None, int]:
    return row.actor, row.inbox_id if row.inbox_id is not None else -row.id


def _is_sign_overdue(desk: Desk, ticket: Ticket) -> bool:
    due_at = clocks.due_of(desk, ticket, Stage.SIGN)
    return due_at is not None and due_at <= desk.now


def _is_intake(event: Event) -> bool:
    return "move" in event.facts and MOVES[Move(event.facts["move"])].undo is Undo.UNTIL_SIGNED


def _reverse(desk: Desk, ticket: Ticket, undo: dict[str, Any]) -> None:
    for clock_id in undo.get("started", ()):
        clocks.withdraw(desk, desk.session.get_one(Clock, clock_id))
    set_values(ticket, undo.get("fields", {}))
    if column := undo.get("caller"):
        put_caller_back(ticket, column)
    for assignment_id in undo.get("begun", ()):
        desk.session.get_one(Assignment, assignment_id).ended_at = desk.now
    put_back(desk.session, undo.get("rows", ()))
    desk.session.flush()


def _run_stopped(desk: Desk, ticket: Ticket, action: Sequence[Event]) -> None:
    """What the action stopped runs on, unless the action had started it itself; the others know their next step."""
    started = {clock_id for event in action for clock_id in (event.undo or {}).get("started", ())}
    for event in action:
        for clock_id in (event.undo or {}).get("stopped", ()):
            clock = desk.session.get_one(Clock, clock_id)
            if clock_id not in started and clock.outcome != Outcome.UNKNOWN:
                clocks.run_again(desk, clock)
    for clock in clock_queries.clocks_of(desk.session, ticket.id, running_only=True):
        clocks.look_again(desk, clock)


def _correct_posts(desk: Desk, ticket: Ticket, action: Sequence[Event], undone: Event) -> None:
    """Where something went out about the action, say that it was taken back; what still waits is never said."""
    mine = delivery_queries.deliveries_of_events(desk.session, [event.id for event in action])
    waiting = [row.id for row in mine if row.state in ("pending", "held") and row.message_id is None]
    delivery_queries.end_deliveries(desk.session, waiting, "superseded", "taken back", desk.now)
    said = {
        (row.destination, row.ticket_id): row
        for row in mine
        if row.id not in waiting and row.state in ("pending", "sent", "unknown")
    }
    facts = {"parts": _parts(action)}
    for (place, about), row in sorted(said.items(), key=lambda each: each[0][0]):
        to, audience = [Target(place)], row.audience
        if about in (None, ticket.id):
            notify(desk, "taken_back", undone.id, to, audience=audience, ticket=ticket, facts=facts)
        else:
            # An order taken in by mistake had its unit told that a citizen called again about an older one.
            older = desk.session.get_one(Ticket, about)
            was = {"was": row.step}
            notify(desk, "repeat_taken_back", undone.id, to, audience=audience, ticket=older, facts=was)
