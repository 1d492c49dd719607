"""The policies of one township: the defaults with what its configuration says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rules.durations import Cap
from rules.policy import Repeat, StagePolicy, Step
from rules.policy_defaults import DEFAULTS
from rules.stages import Grade, Stage


@dataclass(frozen=True)
class Override:
    """What a configuration says otherwise about one stage; None = as before."""

    limit: Cap | None = None
    steps: tuple[Step, ...] | None = None
    repeat: Mapping[str, Any] | None = None

    def over(self, policy: StagePolicy) -> StagePolicy:
        """Return `policy` with these words over it; what a repeat leaves out stays as it was."""
        changed: dict[str, Any] = {}
        if self.limit is not None:
            changed["limit"] = self.limit
        if self.steps is not None:
            changed["steps"] = self.steps
        if self.repeat is not None:
            changed["repeat"] = replace(policy.repeat, **self.repeat) if policy.repeat else Repeat(**self.repeat)
        return replace(policy, **changed)


@dataclass(frozen=True)
class PolicyBook:
    """Answers which policy a new clock starts under."""

    overrides: Mapping[tuple[Stage, Grade | None], Override] = field(default_factory=dict)

    def policy_for(self, stage: Stage, grade: Grade | None, urgent: bool) -> StagePolicy:
        """Return the policy; a ticket without a grade goes by that of seven days."""
        known = grade or Grade.G7D
        policy = DEFAULTS[stage, known, urgent]
        for key in ((stage, None), (stage, known)):
            if key in self.overrides:
                policy = self.overrides[key].over(policy)
        return policy
