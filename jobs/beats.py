"""Which jobs tick, how often and on which queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from rules.watching import SCAN_EVERY


@dataclass(frozen=True)
class Beat:
    """A job and how often it ticks: in desk time (deadlines) or in machine time (everything else).

    A job that takes longer than `within` is cut off.
    """

    job: str
    queue: str
    every: timedelta
    in_desk_time: bool = False
    within: timedelta = timedelta(minutes=3)


# The order is the order of need: what is due, then what is to be sent, then what was left behind.
BEATS = (
    Beat("scan_deadlines", "ticks", SCAN_EVERY, in_desk_time=True),
    Beat("send_outbox", "send", timedelta(seconds=3)),
    Beat("fetch_files", "files", timedelta(seconds=3), within=timedelta(minutes=8)),
    Beat("issue", "reports", timedelta(seconds=3), within=timedelta(minutes=8)),
    Beat("sweep", "ticks", timedelta(seconds=5)),
    Beat("hand_over", "ticks", timedelta(minutes=1), in_desk_time=True),
    Beat("resume", "ticks", timedelta(minutes=1), in_desk_time=True),
    Beat("order_reports", "ticks", timedelta(minutes=1), in_desk_time=True),
    Beat("archive", "ticks", timedelta(hours=1), in_desk_time=True),
    Beat("learn", "ticks", timedelta(minutes=1), in_desk_time=True),
    Beat("welcome", "ticks", timedelta(minutes=5), in_desk_time=True),
    Beat("tidy", "ticks", timedelta(minutes=10)),
    Beat("refresh_contacts", "ticks", timedelta(minutes=10)),
)
