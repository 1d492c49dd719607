"""Starts, stops, pauses and moves clocks; each keeps the policy and the reasons it started with."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.desk import Desk
from actions.lateness import START_UNKNOWN, begins_unknown, correct_breach, mark_missed
from actions.ticket_dues import ClockDue, due_for
from models.clock import Clock
from models.queries import clocks as queries
from models.queries import deliveries as delivery_queries
from models.ticket import Ticket
from models.together import store
from rules.ladder import ClockView, decide, step_to_postpone
from rules.lifecycle import UNIT_STAGES, Grade, Outcome, Stage
from rules.policy import StagePolicy
from rules.raising import raised


def start(
    desk: Desk,
    ticket: Ticket,
    stage: Stage,
    *,
    at: datetime,
    department_id: int | None,
    due_at: datetime | None = None,
    subject: str | None = None,
    seq: int | None = None,
    quietly: bool = True,
) -> Clock | None:
    """Start a clock of a ticket; None when this kind of ticket has no limit there (praise has no deadline).

    With `quietly` a clock that a stated time made overdue says nothing for five minutes, so that the next one can be
    stated. `seq` is known for a ticket that has no clocks yet.
    """
    # A drill goes the whole way and reminds nobody.
    if ticket.is_drill or (due := due_for(desk, ticket, stage, at, due_at)) is None:
        return None
    policy = _policy_for(desk, ticket, stage)
    hushed = quietly and due.at <= desk.now and at < desk.now
    clock = Clock(
        ticket_id=ticket.id,
        department_id=department_id,
        stage=str(stage),
        seq=seq or queries.last_seq(desk.session, ticket.id, department_id, stage) + 1,
        subject=subject,
        started_at=at,
        due_at=due.at,
        quiet_until=desk.now + desk.rules.quiet_after_stated if hushed else None,
        policy=policy.to_json(),
        fired=[],
        postponed=[],
        reasons=list(due.reasons),
    )
    clock.ticket = ticket
    look_again(desk, clock, policy)
    store(desk.session, clock)
    return clock


def stop(desk: Desk, clock: Clock, at: datetime, outcome: Outcome) -> None:
    """Stop a clock at a moment; MET becomes missed when that is late. What it still had to say is superseded."""
    if outcome is Outcome.CANCELLED:
        # Nobody stated when this was done: it is needed no more from now on, and what was missed until now stays.
        at = desk.now
    # What is paused is not late, however long that lasts.
    late = min(at, clock.paused_at or at) > clock.due_at
    if late and outcome in (Outcome.MET, Outcome.ATTEMPTED):
        # Nobody may have looked since the limit passed: after a standstill, or within the same tick.
        mark_missed(desk, clock)
        outcome = Outcome.MISSED if outcome is Outcome.MET else outcome
    clock.stopped_at, clock.outcome, clock.look_again_at = at, str(outcome), None
    if not late and clock.missed_at is not None:
        # The stated time lies before the limit: nobody was late.
        correct_breach(desk, clock, "stated")
    waiting = delivery_queries.open_deliveries_of_clocks(desk.session, [clock.id])
    delivery_queries.end_deliveries(desk.session, waiting, "superseded", "clock stopped", desk.now)


def cancel_all(desk: Desk, ticket: Ticket) -> None:
    """Stop whatever still runs for a ticket, because the ticket is no more."""
    for clock in queries.clocks_of(desk.session, ticket.id, running_only=True):
        stop(desk, clock, desk.now, Outcome.CANCELLED)


def replace(desk: Desk, clock: Clock) -> None:
    """End a clock that another takes over, with what it missed: only the other one counts."""
    if clock.is_running:
        stop(desk, clock, desk.now, Outcome.MOVED)
    clock.outcome = str(Outcome.MOVED)
    if clock.missed_at is not None:
        correct_breach(desk, clock, "moved")


def withdraw(desk: Desk, clock: Clock) -> None:
    """Take back a clock that should not have started; a limit it passed meanwhile was nobody's."""
    if clock.is_running:
        stop(desk, clock, desk.now, Outcome.CANCELLED)
    if clock.missed_at is not None:
        correct_breach(desk, clock, "withdrawn")


def pause(desk: Desk, clock: Clock, at: datetime | None = None) -> None:
    """Let a running clock stand still from now on, or since a stated moment: what it missed after that was no miss."""
    clock.paused_at = at or desk.now
    if clock.missed_at is not None and clock.missed_at > clock.paused_at:
        correct_breach(desk, clock, "stated")
    look_again(desk, clock)


def go_on(desk: Desk, clock: Clock, due: ClockDue, at: datetime) -> None:
    """Let a paused clock run on to its new due, with the reasons for it; what it had missed before stays missed.

    The nights in which a clock stands still anyway are no pause.
    """
    if clock.paused_at is None:
        return
    sleeps = view_of(clock).sleeps
    stood = desk.rules.night.awake_between(clock.paused_at, at) if sleeps else max(at - clock.paused_at, timedelta(0))
    clock.due_at = due.at
    clock.paused_seconds = (clock.paused_seconds or 0) + round(stood.total_seconds())
    clock.paused_at = None
    renewed = {reason["code"] for reason in due.reasons}
    clock.reasons = [*(kept for kept in clock.reasons if kept["code"] not in renewed), *due.reasons]
    look_again(desk, clock)


def run_again(desk: Desk, clock: Clock) -> None:
    """Let a stopped clock run on with its true due; when that has passed it is missed as if it had never stopped."""
    clock.stopped_at = clock.outcome = None
    look_again(desk, clock)


def postpone_next_step(desk: Desk, clock: Clock) -> bool:
    """Put off the clock's next step unless it is the last one before due; tells whether there was one."""
    policy, view = policy_of(clock), view_of(clock)
    key = step_to_postpone(policy, view, clock.fired, desk.now, desk.rules.night)
    if key is not None:
        clock.postponed = [*clock.postponed, key]
        look_again(desk, clock)
    return key is not None


def raise_ladder(desk: Desk, ticket: Ticket) -> None:
    """Let the unit's reminders of a ticket begin one rung higher from now on; never more than one."""
    if ticket.starts_higher:
        return
    ticket.starts_higher = True
    for clock in queries.clocks_of(desk.session, ticket.id, running_only=True):
        if clock.stage in UNIT_STAGES:
            clock.policy = raised(policy_of(clock)).to_json()
            look_again(desk, clock)


def look_again(desk: Desk, clock: Clock, policy: StagePolicy | None = None) -> None:
    """Set when the clock is looked at next; at once when something is due already, never while it has to be silent."""
    if clock.is_silent:
        clock.look_again_at = None
        return
    decision = decide(policy or policy_of(clock), view_of(clock), clock.fired, desk.now, desk.rules.night)
    has_to_speak = decision.fire is not None or (desk.now >= clock.due_at and clock.missed_at is None)
    quiet = clock.quiet_until is not None and desk.now < clock.quiet_until
    clock.look_again_at = desk.now if has_to_speak and not quiet else decision.look_again_at


def policy_of(clock: Clock) -> StagePolicy:
    """Return the policy the clock started under."""
    return StagePolicy.from_json(clock.policy)


def view_of(clock: Clock) -> ClockView:
    """Return the clock as the ladder sees it."""
    return ClockView(
        stage=Stage(clock.stage),
        started_at=clock.started_at,
        due_at=clock.due_at,
        urgent=bool(clock.ticket and clock.ticket.is_urgent),
        paused=timedelta(seconds=clock.paused_seconds or 0),
        quiet_until=clock.quiet_until,
        snoozed_until=clock.snoozed_until,
        postponed=frozenset(clock.postponed),
    )


def due_of(desk: Desk, ticket: Ticket, stage: Stage, department_id: int | None = None) -> datetime | None:
    """Return when a running clock of a ticket is due; None when none runs."""
    for clock in queries.clocks_of(desk.session, ticket.id, running_only=True):
        if clock.stage == stage and department_id in (None, clock.department_id):
            return clock.due_at
    return None


def next_due(desk: Desk, ticket: Ticket, unit_id: int | None = None) -> datetime | None:
    """Return the earliest due of a ticket's running clocks, of those of one unit when it is named."""
    running = queries.running_clocks_of(desk.session, [ticket.id])
    return min((clock.due_at for clock in running if unit_id in (None, clock.department_id)), default=None)


def was_missed(desk: Desk, ticket: Ticket, stage: Stage) -> bool:
    """Tell whether the newest clock of a stage passed its limit; a corrected one may begin before its forerunner."""
    found = [clock for clock in queries.clocks_of(desk.session, ticket.id) if clock.stage == stage]
    return bool(found) and max(found, key=lambda clock: clock.id).missed_at is not None


def restart(desk: Desk, ticket: Ticket, clock: Clock, *, due_at: datetime | None = None) -> None:
    """Replace a running clock by one with the due that the ticket's corrected deadline gives it, if that is another.

    A limit that would have passed before it was known passes now; one that was missed stays so unless there is time.
    """
    stage = Stage(clock.stage)
    # The official limit counts from the dispatch, which may be known only now, or no more.
    started_at = ticket.came_at if stage is Stage.PLATFORM_REPLY else clock.started_at
    due = due_for(desk, ticket, stage, started_at, due_at)
    if due is not None:
        if clock.missed_at is not None and due.at <= desk.now:
            return
        is_same = (due.at, started_at) == (clock.due_at, clock.started_at)
        if is_same and _policy_for(desk, ticket, stage).to_json() == clock.policy:
            return
        if due.at < desk.now and stage not in (Stage.HANDLE, Stage.PLATFORM_REPLY):
            due_at = desk.now
    replace(desk, clock)
    successor = start(desk, ticket, stage, at=started_at, department_id=clock.department_id, due_at=due_at)
    if successor is not None and stage is Stage.PLATFORM_REPLY and begins_unknown(ticket, stage):
        successor.reasons = [*successor.reasons, START_UNKNOWN]
    if successor is not None and clock.paused_at is not None:
        successor.paused_at = clock.paused_at
        look_again(desk, successor)


def _policy_for(desk: Desk, ticket: Ticket, stage: Stage) -> StagePolicy:
    grade = Grade(ticket.grade) if ticket.grade else None
    policy = desk.rules.policies.policy_for(stage, grade, ticket.is_urgent)
    # The citizen's second call is the unit's matter: the desk's own reminders stay as they are.
    return raised(policy) if ticket.starts_higher and stage in UNIT_STAGES else policy
