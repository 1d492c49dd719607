"""A township that settles nothing else gets the rules of the lifecycle."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from rules.settings import DeskRules
from rules.stages import Stage
from rules.working_time import Calendar

ZONE = ZoneInfo("Asia/Shanghai")


def test_desk_rules_need_only_what_differs_from_town_to_town() -> None:
    calendar = Calendar(frozenset(), frozenset(), frozenset(), ZONE)
    rules = DeskRules("柳湾乡", ZONE, "12345", (), calendar)
    policy = rules.policies.policy_for(Stage.SIGN, None, False)
    assert policy.limit is not None
    assert policy.limit.resolve(None) == timedelta(minutes=20)
    assert rules.throttle.interval(urgent=True) < rules.throttle.interval(urgent=False)
