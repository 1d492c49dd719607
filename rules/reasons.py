"""The lines that explain a limit: a code and its facts, worded elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ReasonCode(StrEnum):
    """One line of the explanation of a limit."""

    DEADLINE_ON_TICKET = "deadline_on_ticket"
    LIMIT_ON_TICKET = "limit_on_ticket"
    WORKING_DAYS_ON_TICKET = "working_days_on_ticket"
    WEEKDAYS_GUESSED = "weekdays_guessed"
    LIMIT_UNREADABLE = "limit_unreadable"
    LIMIT_DISAGREES = "limit_disagrees"
    DEADLINE_BEFORE_DISPATCH = "deadline_before_dispatch"
    GRADE_ON_TICKET = "grade_on_ticket"
    ASSUMED = "assumed"
    PRAISE_HAS_NONE = "praise_has_none"
    GRADE = "grade"
    URGENT = "urgent"
    RESERVE = "reserve"
    STAGE_LIMIT = "stage_limit"
    CONTACT_LIMIT_ON_TICKET = "contact_limit_on_ticket"
    LATEST = "latest"
    NIGHTS_LEFT_OUT = "nights_left_out"
    MOVED_BEFORE_REST = "moved_before_rest"
    MOVED_AFTER_REST = "moved_after_rest"
    HALF_WAY = "half_way"
    NO_TIME_LEFT = "no_time_left"
    START_UNKNOWN = "start_unknown"
    CORRECTED = "corrected"
    EXTENDED = "extended"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class Reason:
    """One line of an explanation: a code and the facts that fill it (spans, moments, words)."""

    code: ReasonCode
    facts: dict[str, Any] = field(default_factory=dict)
