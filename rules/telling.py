"""Decides which findings people have to be told about now, so that they hear of each once and of no hiccup."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from rules.troubles import CAN_WAIT, Finding, told_every

# Being wrong in this many checks in a row is no hiccup; what can wait is told once it has lasted for ten minutes.
CHECKS_BEFORE_TELLING = 3
CHECKS_OF_WHAT_CAN_WAIT = 60


def count_in_a_row(before: Mapping[str, int], found: Collection[Finding]) -> dict[str, int]:
    """Return for each finding in how many checks in a row it was there; what is gone begins anew."""
    return {finding.code: before.get(finding.code, 0) + 1 for finding in found}


def to_tell(
    found: Collection[Finding],
    in_a_row: Mapping[str, int],
    told_at: Mapping[str, datetime],
    now: datetime,
    *,
    is_night: bool = False,
) -> tuple[Finding, ...]:
    """Return the findings people have to be told about now: they last, and were not told a short while ago.

    Once one trouble is told, the others of this moment are told with it: one message and not several in a minute.
    """
    fresh = [
        finding
        for finding in found
        if finding.code not in told_at or now - told_at[finding.code] >= told_every(finding.trouble)
    ]
    lasting = [finding for finding in fresh if in_a_row.get(finding.code, 0) >= _checks_before_telling(finding)]
    is_told = any(not finding.is_warning for finding in lasting)
    return tuple(
        finding
        for finding in fresh
        if (finding in lasting or (is_told and not finding.is_warning))
        and not (is_night and finding.trouble in CAN_WAIT)
    )


def _checks_before_telling(finding: Finding) -> int:
    return CHECKS_OF_WHAT_CAN_WAIT if finding.trouble in CAN_WAIT else CHECKS_BEFORE_TELLING
