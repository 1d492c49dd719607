"""A short run of `make chaos`: what is done is the same every time, what the machine makes of it is not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from chaos.__main__ import report
from chaos.run import Plan, Run

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


def test_nothing_is_lost_and_nothing_told_twice_in_a_short_run_of_chaos(tmp_path: Path) -> None:
    # This seed kills every program, several at once, freezes, flushes and lets a push be shown without an answer.
    plan = Plan(1494, events=10, speed=40, every_seconds=1.5, longest_freeze=4, order_every=timedelta(minutes=2))
    told: list[str] = []
    outcome = Run(plan, tmp_path, told.append).go()
    story = "\n".join([*told, *report(outcome, plan)])
    assert outcome.is_good, story
    assert outcome.hurting.n_killed >= 12 and len(outcome.verdict.waits) > 8, story


def test_the_seed_alone_decides_what_is_done() -> None:
    assert Plan(5, events=300).blows() == Plan(5, events=300).blows()
    assert Plan(5, events=300).blows() != Plan(6, events=300).blows()
    kinds = {blow.kind for blow in Plan(5, events=300, postgresql=True).blows()}
    assert kinds == {"kill", "freeze", "flush", "lie", "database"}
