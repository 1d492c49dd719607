"""Lets what takes long be counted before a message's transaction: whoever writes keeps all other writers waiting."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from actions.desk import Desk

Count = Callable[[Desk], str]


class CountFirst(Exception):
    """What a message asks for is to be counted on a session that only reads, and the message answered anew with that.

    Whatever was done for the message until then is rolled back.
    """

    def __init__(self, what: Hashable, count: Count) -> None:
        super().__init__(what)
        self.what, self.count = what, count


def counted(desk: Desk, what: Hashable, count: Count) -> str:
    """Return what `count` says, that reads and never refuses; raises CountFirst where it is to be asked before."""
    if desk.counted_first is None:
        return count(desk)
    if what not in desk.counted_first:
        raise CountFirst(what, count)
    return desk.counted_first[what]
