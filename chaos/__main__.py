"""Kills, freezes, flushes and lies to a whole installation, and tells what came of it: make chaos."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from chaos.evidence import Wait
from chaos.run import Outcome, Plan, Run, forget

# What a kill may cost at most, where nobody else is at fault.
GOAL_SECONDS = 30.0
_MOST_SHOWN = 30


def main() -> int:
    """Run; 0 when nothing was lost and nothing told twice, else 1."""
    plan = _asked()
    folder = Path(tempfile.mkdtemp(prefix="cuiban-chaos-", dir="/tmp"))
    _say(f"seed {plan.seed}, {len(plan.blows())} events; {folder}")
    began_at = time.monotonic()
    outcome = Run(plan, folder, _say).go()
    for line in report(outcome, plan):
        _say(line)
    _say(f"{time.monotonic() - began_at:.0f} s in all; again: {command(plan)}")
    if outcome.is_good:
        forget(folder)
        return 0
    _say(f"NOT GOOD; logs and what was judged (evidence.json) are kept in {folder}")
    return 1


def report(outcome: Outcome, plan: Plan) -> list[str]:
    """Return what is to be told of a run, line by line."""
    verdict, balance, hurting = outcome.verdict, outcome.balance, outcome.hurting
    faults = ", ".join(f"{count} {kind}" for kind, count in sorted(outcome.struck.items()))
    lies = [span for span in hurting.spans if span.kind == "lie"]
    balances = " – balances" if outcome.balances else " – DOES NOT BALANCE"
    lines = [
        f"faults           {sum(outcome.struck.values())}: {faults}; {hurting.n_killed} processes killed",
        f"work             {len(outcome.orders)} orders, {_n_acts(outcome)} messages to the bot, speed {plan.speed:g}",
        f"balance          {', '.join(f'{name} {count}' for name, count in balance.items())}{balances}",
        f"ends             {', '.join(f'{count} {end}' for end, count in sorted(verdict.ends.items()))}",
        f"steps due        {len(verdict.waits)} (of every chat, by the contract's table)",
        f"told twice       {len(verdict.duplicates)}",
        f"marked repeats   {verdict.n_marked}",
        f"lost             {len(verdict.losses)}",
        f"worst lateness   {_worst(verdict.waits_without(), outcome)}",
        f"  without lies   {_worst(verdict.waits_without(lies), outcome)}",
        f"  only kills     {_worst(verdict.waits_without(hurting.spans), outcome)} (goal {GOAL_SECONDS:g} s)",
        f"recovered        {'never' if outcome.recovered_after is None else f'after {outcome.recovered_after:.1f} s'}",
    ]
    lines += [f"  LOST {each}" for each in verdict.losses[:_MOST_SHOWN]]
    return lines + [f"  TWICE {each}" for each in verdict.duplicates[:_MOST_SHOWN]]


def command(plan: Plan) -> str:
    """Return the command that replays a plan."""
    length = f"--events {plan.events}" if plan.events is not None else f"--minutes {plan.minutes:g}"
    kind = "postgresql" if plan.postgresql else "sqlite"
    rest = f"--speed {plan.speed:g} --every {plan.every_seconds:g}"
    rest += (f" --only {plan.only}" if plan.only else "") + (" --line" if plan.line else "")
    return f'make chaos ARGS="{length} --seed {plan.seed} --database {kind} {rest}"'


def _n_acts(outcome: Outcome) -> int:
    return sum(act.taken_at is not None for order in outcome.orders for act in order.acts)


def _worst(waits: Sequence[Wait], outcome: Outcome) -> str:
    if not waits:
        return "nothing was due"
    longest = waits[0]
    due = f"due at {longest.due_at - outcome.began_at:.0f} s"
    return f"{longest.seconds:.1f} s ({longest.rung}, {due}) of {len(waits)}"


def _asked() -> Plan:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=float, help="how long (10)")
    length.add_argument("--events", type=int, help="how many things are done to it instead")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9), help="replays a run")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--speed", type=float, default=10.0, help="of desk time (10)")
    parser.add_argument("--every", type=float, default=7.0, help="seconds between two events, about (7)")
    parser.add_argument("--only", choices=["kill", "freeze", "flush", "lie", "line"], help="do nothing else")
    parser.add_argument("--line", action="store_true", help="the AI bot has its long connection")
    asked = parser.parse_args()
    minutes = asked.minutes or (None if asked.events else 10.0)
    return Plan(
        asked.seed,
        minutes,
        asked.events,
        asked.database == "postgresql",
        asked.speed,
        every_seconds=asked.every,
        only=asked.only,
        line=asked.line,
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
