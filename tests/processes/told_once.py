"""What has to hold of a sign ladder after whatever happened to the processes."""

from __future__ import annotations

from bot.wecom.bodies import REPEAT_MARK
from chaos.town import Town

DESK, SUPERVISORS = "wrDESK", "wrSUPERVISORS"


def breach_told(town: Town, number: str) -> list[str]:
    """Return what the supervisors' group was told of a limit that passed; of hot spots it hears as well."""
    return [text for text in town.told(SUPERVISORS, number) if "热点提示" not in text]


def all_accounted_for(town: Town) -> bool:
    counted = town.balance()
    assert counted["due"] == sum(counted[end] for end in ("sent", "superseded", "failed", "unknown", "pending", "held"))
    return counted["pending"] == 0


def every_step_was_told_once_or_superseded(town: Town, number: str) -> None:
    """Each step up to the limit has one end, each one sent is one bubble, and the last was told to everybody."""
    steps = town.sign_steps(number)
    assert set(steps) == {"-10m", "-5m", "-2m", "0m"} and steps["0m"] == {"sent"}, steps
    assert all(ends in ({"sent"}, {"superseded"}) for ends in steps.values()), steps
    told = town.told(DESK, number)
    # Two steps that wait for one chat at the same time are one line of one message.
    assert 0 < len(told) == len(set(told)) <= sum(ends == {"sent"} for ends in steps.values()), told
    assert not any(text.startswith(REPEAT_MARK) for text in told)
    assert len(breach_told(town, number)) == 1
