from __future__ import annotations

from typing import Any

import pytest

from rules.linking import (
    Ambiguous,
    Candidate,
    How,
    Link,
    Linked,
    MessageFacts,
    NotAboutATicket,
    Unknown,
    link,
)

OWN = frozenset({7})
A = Candidate("20261118004512", OWN)
B = Candidate("20261118004513", OWN)
CLOSED = Candidate("20261019004512", OWN, is_open=False)
OTHERS = Candidate("20261118001207", frozenset({9}))
ALL = (A, B, CLOSED, OTHERS)


def said(**evidence: Any) -> MessageFacts:
    return MessageFacts(unit_ids=OWN, **evidence)


def found(link_: Link) -> list[tuple[str, How]]:
    assert isinstance(link_, Linked), link_
    return [(entry.ticket.ticket_no, entry.how) for entry in link_.tickets]


@pytest.mark.parametrize(
    ("facts", "tickets"),
    [
        (said(numbers=(A.ticket_no,)), [(A.ticket_no, How.NUMBER)]),
        (said(quoted=(A.ticket_no, A.ticket_no, B.ticket_no), lines=(3,)), [(B.ticket_no, How.QUOTE)]),
        (said(quoted=(A.ticket_no, A.ticket_no)), [(A.ticket_no, How.QUOTE)]),
        (said(numbers=(A.ticket_no, B.ticket_no)), [(A.ticket_no, How.NUMBER), (B.ticket_no, How.NUMBER)]),
        (said(tails=("4513",)), [(B.ticket_no, How.TAIL)]),
        (said(tails=("4512",)), [(A.ticket_no, How.TAIL)]),
        (said(numbers=(CLOSED.ticket_no,)), [(CLOSED.ticket_no, How.NUMBER)]),
        (said(numbers=(A.ticket_no,), tails=("4512",)), [(A.ticket_no, How.NUMBER)]),
        (said(quoted=(A.ticket_no,)), [(A.ticket_no, How.QUOTE)]),
        (said(quoted=(A.ticket_no, B.ticket_no), lines=(2,)), [(B.ticket_no, How.QUOTE)]),
        (said(quoted=(A.ticket_no, B.ticket_no), tails=("4513",)), [(B.ticket_no, How.TAIL)]),
        (said(quoted=("20990101000000", B.ticket_no), lines=(2,)), [(B.ticket_no, How.QUOTE)]),
        (said(card=A.ticket_no, tails=("4513",)), [(A.ticket_no, How.CARD)]),
        (said(chosen=B.ticket_no), [(B.ticket_no, How.CHOSEN)]),
    ],
)
def test_evidence_points_to_its_ticket(facts: MessageFacts, tickets: list[tuple[str, How]]) -> None:
    assert found(link(facts, ALL)) == tickets


def test_plain_ack_on_a_bundle_takes_all_lines_of_the_speakers_unit() -> None:
    facts = said(quoted=(A.ticket_no, B.ticket_no, OTHERS.ticket_no), is_plain_ack=True)
    assert found(link(facts, ALL)) == [(A.ticket_no, How.QUOTE), (B.ticket_no, How.QUOTE)]


def test_anything_else_on_a_bundle_is_asked_about() -> None:
    assert link(said(quoted=(A.ticket_no, B.ticket_no)), ALL) == Ambiguous((A, B), "bundle")


def test_a_line_the_bundle_does_not_have_is_asked_about() -> None:
    assert link(said(quoted=(A.ticket_no, B.ticket_no), lines=(3,)), ALL) == Ambiguous((A, B), "line")


def test_number_against_the_quote_is_asked_about() -> None:
    facts = said(quoted=(A.ticket_no,), numbers=(B.ticket_no,))
    assert link(facts, ALL) == Ambiguous((B, A), "quote_contradicted")


def test_tail_of_two_open_tickets_is_asked_about() -> None:
    twin = Candidate("20261118104513", OWN)
    assert link(said(tails=("4513",)), (*ALL, twin)) == Ambiguous((B, twin), "tail")


def test_tail_in_the_quoted_push_wins_over_others() -> None:
    twin = Candidate("20261118104513", OWN)
    assert found(link(said(tails=("4513",), quoted=(B.ticket_no,)), (*ALL, twin))) == [(B.ticket_no, How.TAIL)]


def test_number_nobody_knows_is_said() -> None:
    assert link(said(numbers=("20990101000000", A.ticket_no)), ALL) == Unknown(("20990101000000",))
    assert link(said(quoted=("20990101000000",)), ALL) == Unknown(("20990101000000",))


def test_only_open_ticket_of_the_unit_is_meant_without_evidence() -> None:
    assert found(link(said(), (A, CLOSED, OTHERS))) == [(A.ticket_no, How.ONLY_OPEN)]


def test_several_open_tickets_are_asked_about() -> None:
    assert link(said(), ALL) == Ambiguous((A, B), "several_open")


def test_no_open_ticket_or_no_word_about_work_is_about_none() -> None:
    assert link(said(), (CLOSED, OTHERS)) == NotAboutATicket()
    assert link(said(is_about_work=False), (A,)) == NotAboutATicket()


def test_latest_round_of_a_number_counts() -> None:
    again = Candidate(A.ticket_no, OWN, round=2)
    first = Candidate(A.ticket_no, OWN, is_open=False, round=1)
    result = link(said(numbers=(A.ticket_no,)), (again, first))
    assert isinstance(result, Linked) and result.tickets[0].ticket is again


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (said(quoted=(A.ticket_no, B.ticket_no), lines=(0,)), "line"),
        (said(quoted=(A.ticket_no,), lines=(0,)), "line"),
        (said(quoted=(A.ticket_no, B.ticket_no), lines=(0,), is_plain_ack=True), "line"),
        (said(lines=(0,)), "several_open"),
    ],
)
def test_lines_meant_but_not_named_are_asked_about(facts: MessageFacts, reason: str) -> None:
    asked = link(facts, (A, B))
    assert isinstance(asked, Ambiguous) and asked.reason == reason


def test_even_the_only_open_ticket_is_not_taken_for_one_of_the_others() -> None:
    assert isinstance(link(said(lines=(0,)), (A,)), Ambiguous)
