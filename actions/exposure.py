"""Finds what running limits could still cost, the most money at risk first, with who is on shift when they run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from actions.desk import Desk
from actions.lateness import is_breach
from actions.shifts import agent_before
from models.clock import Clock
from models.queries import ledger as queries
from rules.exposure import AtRisk, by_money_at_risk
from rules.penalties import FAULT_OF_STAGE, Yuan, sum_of
from rules.roster import OnDuty
from rules.stages import Stage


@dataclass(frozen=True)
class Exposed:
    """A fined limit that runs and could still be missed, with what that would cost."""

    clock: Clock
    risk: AtRisk


def exposure(desk: Desk) -> list[Exposed]:
    """Return the fined limits that run and have not run out, the most money at risk first."""
    stages = [str(stage) for stage in desk.rules.breach_stages if stage in FAULT_OF_STAGE]
    running = queries.running_in_stages(desk.session, stages, desk.now)
    clocks = {clock.id: clock for clock in running if is_breach(desk, clock.stage, clock.reasons)}
    risks = [_risk(desk, clock) for clock in clocks.values()]
    return [Exposed(clocks[risk.key], risk) for risk in by_money_at_risk(risks, desk.now)]


def at_stake(found: list[Exposed], desk: Desk, within: timedelta | None = None) -> Yuan:
    """Return what all of them could cost, or those that run out within a span."""
    return sum_of(each.risk.amount for each in found if within is None or each.risk.due_at - desk.now <= within)


def on_shift_then(desk: Desk, each: Exposed) -> OnDuty | None:
    """Return the agent on shift when a limit runs out."""
    return agent_before(desk, each.risk.due_at)


def _risk(desk: Desk, clock: Clock) -> AtRisk:
    fault = FAULT_OF_STAGE[Stage(clock.stage)]
    return AtRisk(clock.id, fault, desk.rules.penalties.range_of(fault), clock.started_at, clock.due_at)
