"""Decides how long to wait before the long connection is opened again, whatever ended it; no clock, no socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from actions.ports import Channel
from bot.wecom.errcodes import ERRCODES, CodeClass


class Ending(StrEnum):
    """Why there is no connection, or not that one any more."""

    UNREACHABLE = "unreachable"  # no socket, no handshake or no answer to the subscription
    CLOSED = "closed"  # whatever the close code, 1000 and 1001 too, or none at all
    SILENT = "silent"  # two pings in a row without their answer
    NOT_SUBSCRIBED = "not_subscribed"  # 846609: the platform has forgotten the subscription
    QUIET = "quiet"  # nothing proved for long that anybody listens
    DISPLACED = "displaced"  # somebody else subscribed with this bot
    REFUSED = "refused"  # the bot's id or secret is wrong
    DENIED = "denied"  # the subscription was refused for another reason, such as too many of them
    LEASE = "lease"  # another gateway holds the line, or may
    STOPPED = "stopped"  # this process was told to end


@dataclass(frozen=True)
class Wait:
    """The first wait, how it grows at each ending of the kind in a row, and its most; all in seconds."""

    first: float
    most: float
    grows_by: float = 2.0


WAITS: Mapping[Ending, Wait] = {
    Ending.UNREACHABLE: Wait(1, 30),
    Ending.CLOSED: Wait(1, 30),
    Ending.SILENT: Wait(1, 30),
    # At once: whoever speaks meanwhile is not heard. In a row it is no better than a closed one.
    Ending.NOT_SUBSCRIBED: Wait(0, 30),
    Ending.QUIET: Wait(0, 30),
    # Two that take the bot from each other at once would do so for ever.
    Ending.DISPLACED: Wait(60, 600),
    Ending.REFUSED: Wait(600, 600),
    Ending.DENIED: Wait(30, 300),
    Ending.LEASE: Wait(0, 0),
    Ending.STOPPED: Wait(0, 0),
}
# These are waited for in full; the others a random part of up to half less, so that many do not come back at once.
_AT_LEAST = (Ending.DISPLACED, Ending.REFUSED, Ending.DENIED)
# A connection that carried for so long begins a new row.
GOOD_AFTER_SECONDS = 60.0
# Who takes the bot away again within this span is the same one.
PEACE_AFTER_SECONDS = 1800.0


@dataclass(frozen=True)
class Row:
    """How many endings there were in a row, and of which kind the last one was."""

    ending: Ending | None = None
    count: int = 0

    def after(self, ending: Ending, lived_seconds: float) -> Row:
        """Return the row that `ending` makes of this one, the connection having carried for some time (0 = never)."""
        good = PEACE_AFTER_SECONDS if ending is Ending.DISPLACED else GOOD_AFTER_SECONDS
        is_same = self.ending is not None and (ending is Ending.DISPLACED) == (self.ending is Ending.DISPLACED)
        return Row(ending, self.count + 1 if is_same and lived_seconds < good else 1)


def wait_before_next(row: Row, chance: float) -> float:
    """Return how many seconds to wait; `chance` is a random number between 0 and 1."""
    if row.ending is None:
        return 0.0
    rule = WAITS[row.ending]
    steps = row.count - 1 if rule.first else row.count - 2
    if steps < 0:
        return 0.0
    longest = min(rule.most, (rule.first or 1.0) * rule.grows_by ** min(steps, 20))
    return longest * (1 + chance / 4 if row.ending in _AT_LEAST else 1 - chance / 2)


def ending_of_refusal(errcode: int) -> Ending:
    """Return why a subscription was not taken."""
    row = ERRCODES.get(errcode)
    is_set_up_wrong = row is not None and row.class_on(Channel.AIBOT) is CodeClass.CONFIG
    return Ending.REFUSED if is_set_up_wrong else Ending.DENIED
