"""Goes through those that wait to be served, so that what hangs does not keep the others waiting for long."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

_Waiting = TypeVar("_Waiting")
# The platform answers well within this; what takes longer is given no answer.
_HANGS_SECONDS = 4.0


@dataclass
class Turns:
    """Serves from the urgent end of a queue; after something hung from the other one, also in the next round.

    Nobody can tell beforehand who else will hang. Those next to what hung most likely wait at the same dead place.
    With `one_hangs` the round is over for all of them once something hung: what hung itself has its turn last then.
    """

    one_hangs: bool = False
    from_the_end: bool = False

    def serve(self, work: Callable[[_Waiting], int], waiting: Iterable[_Waiting], until: float) -> int:
        """Work on one after the other while there is time; returns the sum of what they give."""
        queue, total = deque(waiting), 0
        while queue and (began_at := time.monotonic()) < until:
            total += work(queue.pop() if self.from_the_end else queue.popleft())
            if time.monotonic() - began_at >= _HANGS_SECONDS:
                if self.one_hangs:
                    return total
                self.from_the_end = not self.from_the_end
        if not queue:
            self.from_the_end = False
        return total
