"""Writes the tables of the lifecycle as the page people read, so that page and program cannot differ."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rules.durations import span_text
from rules.lifecycle import MOVES, NEXT, Transition
from rules.policy import Repeat, StagePolicy
from rules.policy_defaults import DEFAULTS
from rules.requests import REQUESTS, RequestRule
from rules.stages import OPEN_STATES, Grade, Outcome, Stage, State

_HEAD = """# The life of a ticket

Written by `rules/lifecycle_page.py` from the tables in `rules/`; a test fails when the two differ.
Write it anew with `python -m rules.lifecycle_page > docs/lifecycle.md`.

"Stops" means with outcome `met`, or `missed` when late; other outcomes are named.
"""


def render_markdown() -> str:
    """Return the whole page."""
    return "\n".join([_HEAD, *_states(), "", *_moves(), "", *_requests(), "", *_clocks()]) + "\n"


def _states() -> list[str]:
    rows = [(f"`{state}`", "yes" if state in OPEN_STATES else "", _codes(NEXT[state])) for state in State]
    return ["## States", "", *_table(("state", "open", "what comes next"), rows)]


def _moves() -> list[str]:
    head = ("move", "from", "to", "stops", "starts", "who", "undo", "besides")
    return ["## What happens", "", *_table(head, [_move(line) for line in MOVES.values()])]


def _move(line: Transition) -> tuple[str, ...]:
    who = ", ".join(line.who) + (", endorsed" if line.endorsed else "")
    target = f"`{line.to_state}`" if line.to_state else "the state before" if line.restores else "stays"
    if line.new_round:
        target = f"a new round in {target}"
    return (
        f"`{line.event}`",
        _from(line.from_states),
        target,
        _stops(line),
        _codes(line.starts),
        who,
        line.undo.replace("_", " "),
        line.note,
    )


def _from(states: frozenset[State]) -> str:
    if not states:
        return "–"
    if states >= OPEN_STATES:
        return ", ".join(["any open", *(f"`{state}`" for state in State if state in states - OPEN_STATES)])
    if len(OPEN_STATES - states) == 1 and states < OPEN_STATES:
        return f"any open but `{next(iter(OPEN_STATES - states))}`"
    return _codes(state for state in State if state in states)


def _stops(line: Transition) -> str:
    cancelled = {stage for stage, outcome in line.stops if outcome is Outcome.CANCELLED}
    kept = set(Stage) - {Stage.PATROL} - cancelled
    named = [(stage, outcome) for stage, outcome in line.stops if outcome is not Outcome.CANCELLED]
    parts = [f"`{stage}`" if outcome is Outcome.MET else f"`{stage}` ({outcome})" for stage, outcome in named]
    if cancelled and len(kept) <= 1:
        parts.append("cancels all" + (f" but `{kept.pop()}`" if kept else ""))
    else:
        parts += [f"`{stage}` (cancelled)" for stage in Stage if stage in cancelled]
    return ", ".join(parts) or "–"


def _requests() -> list[str]:
    head = ("request", "decided by", "allowed in", "when granted", "not urged while pending", "guards")
    return ["## Requests", "", *_table(head, [_request(rule) for rule in REQUESTS.values()])]


def _request(rule: RequestRule) -> tuple[str, ...]:
    guards = {"not once overdue": rule.before_due, "one pending": rule.one_pending, "once": rule.once}
    return (
        f"`{rule.kind}`",
        str(rule.decided_by),
        _from(rule.allowed_states),
        f"`{rule.when_granted}`",
        _codes(rule.unurged),
        ", ".join(words for words, holds in guards.items() if holds) or "–",
    )


def _clocks() -> list[str]:
    head = ("stage", "for", "limit", "steps (relative to due)", "afterwards")
    rows: dict[tuple[Stage, StagePolicy], list[str]] = {}
    for (stage, grade, urgent), policy in DEFAULTS.items():
        rows.setdefault((stage, policy), []).append(f"{grade} urgent" if urgent else str(grade))
    return ["## Clocks", "", *_table(head, [_clock(*key, cases) for key, cases in rows.items()])]


def _clock(stage: Stage, policy: StagePolicy, cases: list[str]) -> tuple[str, ...]:
    steps = "; ".join(f"{step.at.text()} → {', '.join(step.to)}" for step in policy.steps)
    limit = f"the shorter of {policy.limit.text()}" if policy.limit and policy.limit.share else None
    alone = policy.limit.text() if policy.limit else "by the ticket"
    every_case = len(cases) == 2 * len(Grade)
    return (f"`{stage}`", "all" if every_case else ", ".join(cases), limit or alone, steps, _repeat(policy.repeat))


def _repeat(repeat: Repeat | None) -> str:
    if repeat is None:
        return "–"
    words = [f"every {span_text(repeat.every)}"]
    words += [f"urgent every {span_text(repeat.urgent_every)}"] if repeat.urgent_every else []
    words += [f"{repeat.times} times"] if repeat.times else []
    words += ["by day"] if repeat.by_day_only else []
    words += ["by night once"] if repeat.once_by_night else []
    return f"{', '.join(words)} → {', '.join(repeat.to)}"


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words) or "–"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]


if __name__ == "__main__":
    sys.stdout.write(render_markdown())
