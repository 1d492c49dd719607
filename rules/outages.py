"""Decides when the desk was away so long that people have to know, and what they missed by that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.watching import longest_scan_silence

# A process that is killed is back within half a minute, and nobody need hear of that.
_TOLD_FROM = timedelta(minutes=2)
# What is shorter is the desk's own matter.
_OFFICIALS_FROM = timedelta(minutes=10)


@dataclass(frozen=True)
class Away:
    """A span of desk time in which no clock was looked at."""

    began_at: datetime
    ended_at: datetime

    @property
    def officials_hear_of_it(self) -> bool:
        """Tell whether supervisors are told as well."""
        return self.ended_at - self.began_at >= _OFFICIALS_FROM

    def kept_back(self, due_at: datetime, written_at: datetime) -> bool:
        """Tell whether something that was due at one moment could only be written down at another because of it."""
        return self.began_at < due_at < self.ended_at <= written_at


def is_outage(silence: timedelta, speed: float) -> bool:
    """Tell whether so long without a finished scan (machine time) is an outage. Scans come by desk time."""
    return speed > 0 and silence >= longest_scan_silence(_TOLD_FROM, speed)
