"""Compares the rungs of one clock with what each chat was told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from chaos.evidence import Evidence, Verdict, Wait
from chaos.ladder import STAGES, Clock, Rung, repeats_of, rungs_of
from chaos.orders import Order
from chaos.platform import Seen
from chaos.reading import is_marked, left_told

# The event that stops a clock before the order is replied.
STOPPED_BY = {"sign": "signed", "verify": "verified", "assign": "assigned", "accept": "accepted"}
# Spans are worded to the minute.
_WORDED_WITHIN = timedelta(minutes=1)


def compare(evidence: Evidence, order: Order, clock: Clock, verdict: Verdict) -> None:
    """Compare each chat's rungs with what it was told."""
    rungs = rungs_of(clock)
    act = order.act(STOPPED_BY[clock.stage]) or order.act("replied")
    stops_at = evidence.at.real(clock.stopped_at) if clock.stopped_at else None
    silent_from = max(stops_at, act.answered_at) if stops_at and act and act.answered_at else stops_at
    for chat in dict.fromkeys(rung.chat for rung in rungs):
        mine = [rung for rung in rungs if rung.chat == chat]
        told = _told(evidence, clock, chat)
        for rung in mine:
            due_at = evidence.at.real(rung.due_at)
            if due_at > evidence.until or (stops_at is not None and due_at >= stops_at - 0.5):
                continue
            heard_at = _first_heard(rung, due_at, told)
            ends = [moment for moment in (heard_at, silent_from) if moment is not None]
            if ends:
                verdict.waits.append(Wait(rung, due_at, min(ends)))
            else:
                verdict.losses.append(f"never heard: {rung}")
        slots = sorted(evidence.at.real(moment) for moment in _slots(evidence, clock, chat, mine))
        _too_often(clock, chat, slots, told, verdict)


def _told(evidence: Evidence, clock: Clock, chat: str) -> list[tuple[Seen, timedelta]]:
    word, found = STAGES[clock.stage].word, []
    for one in sorted(evidence.seen, key=lambda seen: seen.at):
        if one.chat == chat and one.is_pushed:
            left = left_told(one.text, clock.number, word)
            found += [(one, left)] if left is not None else []
    return found


def _first_heard(rung: Rung, due_at: float, told: Sequence[tuple[Seen, timedelta]]) -> float | None:
    """Return when a chat first heard of a rung or of a higher one."""
    for one, left in told:
        if one.at >= due_at - 1.5 and left <= rung.left + _WORDED_WITHIN and not (rung.left == timedelta(0) < left):
            return one.at
    return None


def _slots(evidence: Evidence, clock: Clock, chat: str, rungs: Sequence[Rung]) -> list[datetime]:
    """Return the moments from which a chat may be told once each: the desk may know of an order before it says so."""
    last = evidence.at.desk(max((one.at for one in evidence.seen), default=evidence.until))
    return [*(rung.stands_at for rung in rungs), *repeats_of(clock, chat, last)]


def _too_often(
    clock: Clock, chat: str, slots: Sequence[float], told: Sequence[tuple[Seen, timedelta]], verdict: Verdict
) -> None:
    """Give each unmarked telling the earliest slot left; one without a slot was told twice."""
    taken = 0
    for one, _left in told:
        if is_marked(one):
            continue
        if taken >= len(slots) or slots[taken] > one.at + 1.5:
            verdict.duplicates.append(f"{clock.number} {clock.stage} once more in {chat}: {one.text[:60]}")
        taken += 1
