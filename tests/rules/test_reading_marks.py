"""The examination of reading sees every mistake that costs something."""

from __future__ import annotations

import pytest

from rules.intents import read_reply
from rules.reading_marks import Example, Mark, Marks, mark, per_class
from rules.ticket_number import compile_patterns

PATTERNS = compile_patterns([r"20\d{12}"])


def marked(text: str, meanings: dict[str, str], tickets: str = "4512 4513", *, is_clear: bool = True) -> Mark:
    return mark(Example(text, meanings, is_clear), read_reply(text, PATTERNS), tickets.split())


def test_reading_that_agrees_in_every_part_is_right() -> None:
    assert marked("4512修好了，4513还没弄", {"4512": "resolved", "4513": "progress"}).is_right
    assert not marked("4512修好了，4513还没弄", {"4512": "resolved", "4513": "resolved"}).is_right
    assert not marked("4512修好了", {"4512": "resolved", "4513": "resolved"}).is_right


@pytest.mark.parametrize(
    ("text", "meanings", "is_wrong"),
    [
        ("4512修好了", {"4513": "resolved"}, True),
        ("4512还没弄", {"": "progress"}, True),
        ("4512修好了", {"4512": "resolved"}, False),
        ("修好了", {"4512": "resolved"}, False),  # overlooked: it is asked about
        ("4514修好了", {"": "resolved"}, False),  # there is no such ticket
    ],
)
def test_ticket_that_the_text_does_not_name_is_a_wrong_one(text: str, meanings: dict[str, str], is_wrong: bool) -> None:
    assert marked(text, meanings).is_wrong_ticket is is_wrong


@pytest.mark.parametrize(
    ("text", "meanings", "is_false"),
    [
        ("修好了，居民满意", {"": "progress"}, True),
        ("4512修好了，居民满意", {"4512": "return"}, True),
        ("4512修好了，4513修好了", {"4512": "resolved", "4513": "progress"}, True),
        ("修好了，居民满意", {"": "resolved"}, False),
        ("修好了照旧漏", {"": "progress"}, False),  # it is asked about first
        ("还没修好", {"": "resolved"}, False),  # wrong, but nothing is closed by it
    ],
)
def test_what_would_close_on_words_that_do_not_say_done_is_counted(
    text: str, meanings: dict[str, str], is_false: bool
) -> None:
    assert marked(text, meanings).is_falsely_done is is_false


def test_clear_words_that_are_asked_about_are_counted() -> None:
    asked, plain = marked("修好了照旧漏", {"": "progress"}), marked("收到", {"": "ack"})
    unclear = marked("修好了照旧漏", {"": "progress"}, is_clear=False)
    assert Marks([asked, plain, unclear]).asked_though_clear == (1, 2)


def test_confusion_counts_ticket_by_ticket() -> None:
    marks = Marks([marked("4512修好了，4513还没弄", {"4512": "resolved", "4513": "ack"})])
    assert marks.confusion == {("resolved", "resolved"): 1, ("ack", "progress"): 1}
    figures = {intent: rest for intent, *rest in per_class(marks.confusion)}
    assert (figures["ack"], figures["progress"], figures["resolved"]) == ([1, 0, 0], [0, 0, 1], [1, 1, 1])
