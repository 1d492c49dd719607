"""The model that reads replies: fitted on the phrases that are kept, and good enough on what nobody tuned for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.intents import Intent, read_reply
from rules.reading_marks import Example, Marks, interval, mark, per_class
from rules.reply_features import features_of
from rules.reply_model import reply_model
from rules.ticket_number import compile_patterns

PATTERNS = compile_patterns([r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}", r"SJF-\d{8}-\d{4}"])
TRAINING = Path(__file__).resolve().parents[2] / "training"
COSTLY = ("resolved", "extension", "return", "transfer", "exclude")


def unseen() -> Iterator[Example]:
    """The examination nothing was tuned on; its figures are looked at, never its rows."""
    for file in sorted((TRAINING / "unseen").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            meanings = row.get("per_ticket") or dict.fromkeys(row["tickets"] or [""], row["intent"])
            yield Example(row["text"], meanings, row["clear"])


@pytest.fixture(scope="module")
def marks() -> Marks:
    examples = list(unseen())
    tickets = {name for example in examples for name in example.meanings if name}
    return Marks([mark(each, read_reply(each.text, PATTERNS), tickets) for each in examples])


def test_weights_were_fitted_on_the_phrases_that_are_kept() -> None:
    digest = hashlib.sha256()
    for file in sorted((TRAINING / "phrases").glob("*.tsv")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    assert reply_model().taught_by == digest.hexdigest(), "run make train"


def test_examination_is_the_one_that_was_frozen() -> None:
    for line in (TRAINING / "unseen" / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((TRAINING / "unseen" / name).read_bytes()).hexdigest() == digest


def test_no_line_of_the_examination_was_taught() -> None:
    taught = {
        line.split("\t")[1]
        for file in (TRAINING / "phrases").glob("*.tsv")
        for line in file.read_text(encoding="utf-8").splitlines()
    }
    assert sum(example.text in taught for example in unseen()) == 0


def test_examination_has_enough_of_what_is_costly(marks: Marks) -> None:
    meant = {intent: n for intent, n, _, _ in per_class(marks.confusion)}
    assert len(marks.marks) >= 300
    assert all(meant[intent] >= 40 for intent in (*COSTLY, "progress"))


def test_what_nobody_tuned_for_is_read_right(marks: Marks) -> None:
    assert marks.n_right / len(marks.marks) >= 0.95
    asked, clear = marks.asked_though_clear
    assert asked / clear <= 0.05


def test_nothing_nobody_tuned_for_is_taken_for_done(marks: Marks) -> None:
    assert sum(each.is_falsely_done for each in marks.marks) == 0


def test_no_ticket_is_taken_that_nobody_named(marks: Marks) -> None:
    assert sum(each.is_wrong_ticket for each in marks.marks) == 0


def test_every_intent_has_its_reasons() -> None:
    weighed = reply_model().weigh("能不能宽限两天，配件没到")
    assert weighed.likeliest == "extension"
    assert sum(weighed.likelihood.values()) == pytest.approx(1)
    assert "宽限" in "".join(reply_model().why(weighed, "extension"))


@given(st.text(max_size=300))
def test_any_text_is_weighed(text: str) -> None:
    weighed = reply_model().weigh(text)
    assert set(weighed.likelihood) == set(map(str, Intent))
    assert all("\t" not in feature and "\n" not in feature for feature in features_of(text))


def test_interval_holds_what_is_known_of_it() -> None:
    low, high = interval(95, 100)
    assert (round(low, 3), round(high, 3)) == (0.888, 0.978)
    assert interval(0, 0) == (0.0, 1.0)
