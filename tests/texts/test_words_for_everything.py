"""Whatever the desk may refuse, announce or record has Chinese words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.beats import BEATS
from rules.order_labels import FIELD_OF
from rules.permissions import DenyCode
from rules.stages import EventKind, Stage, State
from texts import notices, refusals
from texts.names import EVENTS, NOTICES, STAGES, STATES
from texts.order_gaps import DOUBTS, FIELDS
from texts.reminders import ReminderFacts, reminder
from texts.watching import JOBS

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("rules", "actions", "reports", "texts", "bot", "web", "jobs", "console")


def words_given_to(called: str, *, place: int = 0) -> Iterator[str]:
    """Return the literals given as one positional argument of every call of `called` in the house."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) == called:
                yield from (each.value for each in _literals(node, place) if isinstance(each.value, str))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _literals(call: ast.Call, place: int) -> Iterator[ast.Constant]:
    for argument in call.args[place : place + 1]:
        yield from (node for node in ast.walk(argument) if isinstance(node, ast.Constant))


def test_every_field_and_doubt_of_a_pasted_order_has_words() -> None:
    assert set(FIELD_OF.values()) - {"other"} <= set(FIELDS)
    doubts = {
        word
        for word in [*words_given_to("Doubt", place=2), *words_given_to("take_back", place=1)]
        if "_" in word or word.isalpha()
    }
    assert doubts and doubts <= set(DOUBTS)


def test_every_refusal_has_words() -> None:
    raised = {word for word in words_given_to("Refusal") if word.isidentifier()}
    assert len(raised) > 20
    assert raised - set(refusals.CODES) == set()


def test_every_job_that_may_fail_has_a_name_for_people() -> None:
    assert {beat.job for beat in BEATS} == set(JOBS)


def test_every_denial_has_words() -> None:
    assert {str(code) for code in DenyCode} - set(refusals.CODES) == set()


def test_every_notice_has_a_subject_in_the_record() -> None:
    assert set(NOTICES) == set(notices.CODES)


def test_every_state_stage_and_event_has_a_chinese_name() -> None:
    for names, kinds in ((STATES, State), (STAGES, Stage), (EVENTS, EventKind)):
        assert {str(kind) for kind in kinds} - names.keys() == set()
        assert not any(name.isascii() for name in names.values())


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_can_remind_whoever_is_to_act(stage: Stage) -> None:
    now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    for who in ({}, {"in_group": False}, {"to_officials": True}, {"to_desk": True}):
        facts = ReminderFacts(
            stage=stage, due_at=now + timedelta(minutes=5), now=now, zone=UTC, ticket_no="4512", unit="城管队", **who
        )
        assert len(reminder(facts)) > 20 and "{" not in reminder(facts)


def test_every_notice_has_words() -> None:
    told = set(words_given_to("notify", place=1))
    assert len(told) >= 5
    # A code put together at run time shows only how it begins.
    begun = {word for word in told if word.endswith("_") and any(code.startswith(word) for code in notices.CODES)}
    assert told - begun - set(notices.CODES) == set()
