"""Compares what people had to hear with what they heard, and what was done with what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from chaos.evidence import Evidence, Verdict
from chaos.ladder import Clock
from chaos.orders import Order
from chaos.reading import is_marked, without_mark
from chaos.telling import STOPPED_BY, compare

# Clocks of the machine and the API's whole seconds.
_SLACK = timedelta(seconds=3)
# A bubble stands there a little before its sender has noted it.
_RECORDED_WITHIN_SECONDS = 2.0


def judge(evidence: Evidence) -> Verdict:
    """Return what was lost, told twice and late."""
    verdict = Verdict(n_marked=sum(is_marked(one) for one in evidence.seen))
    _same_words_twice(evidence, verdict)
    for order in evidence.orders:
        if order.known_at is None:
            verdict.losses += [f"no answer to {act.text[:40]!r}" for act in order.acts if act.taken_at is not None]
            continue
        ticket = evidence.tickets[order.number]
        if ticket is None:
            verdict.losses.append(f"order {order.number} was taken in and is gone")
            continue
        _effects(order, ticket, verdict)
        _deliveries(evidence, ticket, verdict)
        for clock in _clocks(evidence, order, ticket, verdict):
            compare(evidence, order, clock, verdict)
    return verdict


def _same_words_twice(evidence: Evidence, verdict: Verdict) -> None:
    """The same words twice in a chat are one thing told twice, unless two steps came to be told in one minute."""
    said: dict[tuple[str, str], list[float]] = {}
    for one in evidence.seen:
        if one.is_pushed and not is_marked(one):
            said.setdefault((one.chat, one.text), []).append(one.at)
    for (chat, text), moments in said.items():
        if len(moments) > 1 and len(moments) > _steps_told(evidence, chat, text, moments):
            verdict.duplicates.append(f"{len(moments)} times in {chat}: {text[:60]}")


def _steps_told(evidence: Evidence, chat: str, text: str, moments: Sequence[float]) -> int:
    """Return how many steps of an order in a text were told in a chat about those moments, the least of its orders."""
    counts = []
    for number, ticket in evidence.tickets.items():
        if ticket is None or number not in text:
            continue
        steps = set()
        for row in ticket["deliveries"]:
            place = f"app:{row['person']}" if row["person"] else row["chat"]
            sent_at = _moment(row["sent_at"])
            if row["state"] != "sent" or sent_at is None or place not in (chat, evidence.group_names.get(chat)):
                continue
            if any(abs(evidence.at.real(sent_at) - moment) < _RECORDED_WITHIN_SECONDS for moment in moments):
                steps.add((row["kind"], row["stage"], row["step"], row["occurrence"]))
        counts.append(len(steps))
    return min(counts, default=0)


def _effects(order: Order, ticket: dict[str, Any], verdict: Verdict) -> None:
    """Each word the desk took over has an answer and exactly one effect."""
    kinds = Counter(event["kind"] for event in ticket["events"])
    for act in order.acts:
        if act.taken_at is not None and act.answered_at is None:
            verdict.losses.append(f"no answer to {act.text[:40]!r} in {act.chat}")
        if act.taken_at is not None and kinds[act.event] == 0:
            verdict.losses.append(f"no effect of {act.text[:40]!r} in {act.chat}")
        if kinds[act.event] > 1:
            verdict.duplicates.append(f"{order.number} was {act.event} {kinds[act.event]} times")


def _deliveries(evidence: Evidence, ticket: dict[str, Any], verdict: Verdict) -> None:
    """What is called sent was seen; what the desk itself calls open, failed or unknown is counted."""
    words = {without_mark(one.text) for one in evidence.seen}
    for row in ticket["deliveries"]:
        if datetime.fromisoformat(row["due_at"]) > evidence.at.desk(evidence.until):
            continue
        verdict.ends[row["state"]] += 1
        alone = row["state"] == "sent" and not row["merged"] and row["text"]
        if alone and not any(text.startswith(row["text"]) for text in words):
            verdict.losses.append(f"called sent and never seen: {ticket['ticket_no']} {row['kind']} {row['step']}")


def _clocks(evidence: Evidence, order: Order, ticket: dict[str, Any], verdict: Verdict) -> list[Clock]:
    """Return the clocks that had to run, with the moments the desk states where they fit what was done."""
    stated = {row["stage"]: row for row in ticket["clocks"]}
    found: list[Clock] = []
    starts_at: datetime | None = order.dispatched_at
    known_at = order.known_at
    for stage, event in STOPPED_BY.items():
        row = stated.get(stage)
        if row is None or starts_at is None or known_at is None:
            if starts_at is not None:
                verdict.losses.append(f"{order.number} has no clock {stage}")
            break
        started_at, stopped_at = _moment(row["started_at"]), _moment(row["stopped_at"])
        assert started_at is not None
        if abs(started_at - starts_at) > _SLACK:
            verdict.losses.append(f"{order.number} {stage} began at {started_at}, not {starts_at}")
        if not _stopped_when_it_was_said(evidence, order, event, stopped_at):
            verdict.losses.append(f"{order.number} {stage} stopped at {stopped_at}, which nobody said")
        unit = order.unit if stage == "accept" else None
        desk_knew = max(evidence.at.desk(known_at), started_at)
        found.append(Clock(order.number, stage, started_at, stopped_at, desk_knew, order.whole, unit))
        act = order.act(event)
        known_at = act.answered_at if act else None
        starts_at = stopped_at if known_at is not None else None
    return found


def _stopped_when_it_was_said(evidence: Evidence, order: Order, event: str, stopped_at: datetime | None) -> bool:
    acts = [act for act in (order.act(event), order.act("replied")) if act is not None and act.asked_at]
    if stopped_at is None:
        return not any(act.taken_at is not None and act.answered_at is not None for act in acts)
    slack = _SLACK * max(1.0, evidence.at.speed)
    for act in acts:
        latest = evidence.at.desk(act.answered_at) if act.answered_at is not None else stopped_at
        if evidence.at.desk(act.asked_at) - slack <= stopped_at <= latest + slack:
            return True
    return False


def _moment(stated: str | None) -> datetime | None:
    return datetime.fromisoformat(stated) if stated else None
