"""Lets a ladder begin one rung higher: whoever would be told at the next rung is told at this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rules.policy import Audience, StagePolicy, Step

# Above the last rung that names somebody new stands the superior of whom it addresses.
_SUPERIOR = {
    Audience.UNIT: Audience.UNIT_LEAD,
    Audience.UNIT_LEAD: Audience.SUPERVISOR,
    Audience.ON_DUTY: Audience.SUPERVISOR,
    Audience.NAMED: Audience.SUPERVISOR,
    Audience.SUPERVISOR: Audience.LEADER,
}
_BY_RANK = (
    Audience.UNIT,
    Audience.NAMED,
    Audience.ON_DUTY,
    Audience.UNIT_LEAD,
    Audience.SUPERVISOR,
    Audience.LEADER,
    Audience.LEADERS,
)


def raised(policy: StagePolicy) -> StagePolicy:
    """Return the policy with every step one rung higher; moments, keys and repeats stay as they are."""
    steps = policy.steps
    return replace(policy, steps=tuple(_raised(step, steps[at + 1 :]) for at, step in enumerate(steps)))


def _raised(step: Step, above: Sequence[Step]) -> Step:
    higher = next((other.to for other in above if not set(other.to) <= set(step.to)), None)
    if higher is None:
        superior = _SUPERIOR.get(max(step.to, key=_BY_RANK.index))
        higher = (superior,) if superior else ()
    return replace(step, to=tuple(dict.fromkeys((*step.to, *higher))))
