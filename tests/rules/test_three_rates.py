"""The three rates come from valid official call-backs, pooled, weighed and rounded as the city does it."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.callback_words import Satisfied, Solved, read_satisfied, read_solved, read_yes_or_no
from rules.three_rates import (
    Callback,
    RateSettings,
    percent,
    ranked,
    rates,
    rates_by,
    rates_of_counts,
)

BEIJING = RateSettings()
ZHUNGEER = RateSettings(
    response_weight=Decimal("0.30"), resolution_weight=Decimal("0.35"), satisfaction_weight=Decimal("0.35")
)


def called(
    satisfied: Satisfied | None = Satisfied.SATISFIED,
    solved: Solved | None = Solved.SOLVED,
    *,
    contacted: bool | None = True,
    is_valid: bool | None = True,
    unit: str | None = None,
) -> Callback:
    return Callback(is_valid, contacted, solved, satisfied, unit)


def hundred() -> list[Callback]:
    """Valid 100, contacted 99, solved 92, satisfied 85, basically 10: the worked vector of the field."""
    said = [Satisfied.SATISFIED] * 85 + [Satisfied.BASICALLY] * 10 + [Satisfied.UNSATISFIED] * 5
    return [
        called(word, Solved.SOLVED if number < 92 else Solved.UNSOLVED, contacted=number < 99)
        for number, word in enumerate(said)
    ]


@pytest.mark.parametrize(
    ("rules", "satisfaction", "composite"),
    [
        (RateSettings(k=Decimal("0.9")), "94.0", "93.5"),
        (RateSettings(k=Decimal("1")), "95.0", "93.9"),
        (RateSettings(k=Decimal("0.6")), "91.0", "92.3"),
        (ZHUNGEER, "94.0", "94.8"),
    ],
)
def test_worked_vector_of_the_field(rules: RateSettings, satisfaction: str, composite: str) -> None:
    found = rates(hundred(), rules)
    assert (found.valid, found.contacted, found.solved, found.satisfied, found.basically) == (100, 99, 92, 85, 10)
    assert (found.response, found.resolution) == (Decimal("99.0"), Decimal("92.0"))
    assert (found.satisfaction, found.composite) == (Decimal(satisfaction), Decimal(composite))


def test_published_satisfaction_of_xining_comes_out_with_k_of_six_tenths() -> None:
    rules = RateSettings(k=Decimal("0.6"), decimals=2)
    assert rates_of_counts(670, 670, 670, 614, 34, settings=rules).satisfaction == Decimal("94.69")


def test_percentages_are_of_a_hundred_once_and_half_goes_up() -> None:
    assert percent(Fraction(1, 8), 1) == Decimal("12.5")
    assert percent(Fraction(1, 80), 1) == Decimal("1.3")
    assert percent(Fraction(3, 80), 1) == Decimal("3.8")
    assert (percent(Fraction(1), 2), percent(Fraction(0), 0)) == (Decimal("100.00"), Decimal("0"))


def test_composite_comes_from_the_exact_rates_and_not_from_the_rounded() -> None:
    # Rounded first, 0.1 × 33.3 + 0.5 × 66.7 + 0.4 × 66.7 would be 63.4.
    found = rates_of_counts(3, 1, 2, 2, 0, settings=RateSettings(decimals=1))
    assert found.composite == Decimal("63.3")


def test_without_a_valid_call_back_there_is_no_rate() -> None:
    found = rates([called(is_valid=False), called(is_valid=None)], BEIJING)
    assert found.valid == 0
    assert (found.response, found.resolution, found.satisfaction, found.composite) == (None, None, None, None)


@pytest.mark.parametrize("word", [Satisfied.NOT_RATED, Satisfied.NOT_CALLED, Satisfied.NO_ANSWER])
def test_who_rated_nothing_is_no_valid_call_back_whatever_the_column_says(word: Satisfied) -> None:
    assert not called(word, is_valid=True).counts


def test_empty_cell_counts_below_the_line_and_never_above_it() -> None:
    found = rates([called(None, None, contacted=None), called()], BEIJING)
    assert (found.valid, found.contacted, found.solved, found.satisfied) == (2, 1, 1, 1)
    assert found.composite == Decimal("50.0")


@pytest.mark.parametrize(
    ("solved", "counts"),
    [
        (Solved.SOLVED, (1, 1)),
        (Solved.BASICALLY, (0, 1)),
        (Solved.PARTLY, (0, 0)),
        (Solved.UNSOLVED, (0, 0)),
        (Solved.NOT_HANDLED, (0, 0)),
    ],
)
def test_what_counts_as_solved(solved: Solved, counts: tuple[int, int]) -> None:
    both = (RateSettings(), RateSettings(basically_solved_counts=True))
    assert tuple(rates([called(solved=solved)], rules).solved for rules in both) == counts


def test_all_units_together_are_pooled_and_not_the_mean_of_their_rates() -> None:
    small = [called(unit="小社区")]
    large = [called(Satisfied.UNSATISFIED, Solved.UNSOLVED, unit="大社区") for _ in range(9)]
    each = rates_by([*small, *large], lambda one: one.unit, BEIJING)
    assert (each["小社区"].resolution, each["大社区"].resolution) == (Decimal("100.0"), Decimal("0.0"))
    assert rates([*small, *large], BEIJING).resolution == Decimal("10.0")


def test_equal_scores_are_ordered_by_orders_received_and_who_was_not_called_comes_last() -> None:
    rows = [called(unit="甲"), called(unit="乙"), called(unit="乙"), called(unit="丙", is_valid=False)]
    found = rates_by(rows, lambda one: one.unit, BEIJING)
    received = {"甲": 9, "乙": 3, "丙": 99}
    assert [name for name, _ in ranked(found, received, BEIJING)] == ["甲", "乙", "丙"]
    by_valid = RateSettings(tie_break="valid")
    assert [name for name, _ in ranked(found, received, by_valid)] == ["乙", "甲", "丙"]


ANYTHING = st.builds(
    Callback,
    is_valid=st.sampled_from((True, True, False, None)),
    contacted=st.sampled_from((True, False, None)),
    solved=st.sampled_from((*Solved, None)),
    satisfied=st.sampled_from((*Satisfied, None)),
    unit=st.sampled_from(("甲", "乙", None)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANYTHING, max_size=30), st.randoms(use_true_random=False))
def test_order_does_not_matter_sums_are_pooled_and_nothing_passes_a_hundred(
    rows: list[Callback], chance: random.Random
) -> None:
    whole = rates(rows, BEIJING)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert rates(shuffled, BEIJING) == whole
    each = rates_by(rows, lambda one: one.unit, BEIJING).values()
    sums = [sum(getattr(part, name) for part in each) for name in ("valid", "contacted", "solved", "satisfied")]
    assert sums == [whole.valid, whole.contacted, whole.solved, whole.satisfied]
    assert (whole.composite is None) == (whole.valid == 0)
    for share in (whole.response, whole.resolution, whole.satisfaction, whole.composite):
        assert share is None or 0 <= share <= 100


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("满意", Satisfied.SATISFIED),
        (" 非常满意。", Satisfied.SATISFIED),
        ("基本满意", Satisfied.BASICALLY),
        # The formula knows no such grade, and half a 满意 is not given away in silence.
        ("一般", None),
        ("不满意", Satisfied.UNSATISFIED),
        ("否", Satisfied.UNSATISFIED),
        ("未评价", Satisfied.NOT_RATED),
        ("空号", Satisfied.NOT_CALLED),
        ("未接通", Satisfied.NO_ANSWER),
        ("还行吧", None),
        ("满意度", None),
    ],
)
def test_words_of_satisfaction_and_an_unknown_word_is_never_content(written: str, meant: Satisfied | None) -> None:
    assert read_satisfied(written) is meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("解决", Solved.SOLVED),
        ("已解决", Solved.SOLVED),
        ("办成", Solved.SOLVED),
        ("是", Solved.SOLVED),
        ("基本解决", Solved.BASICALLY),
        ("部分解决", Solved.PARTLY),
        ("未解决", Solved.UNSOLVED),
        ("未办成", Solved.UNSOLVED),
        ("不办理（退单）", Solved.NOT_HANDLED),
        ("解决中", None),
    ],
)
def test_words_of_the_solution(written: str, meant: Solved | None) -> None:
    assert read_solved(written) is meant


@pytest.mark.parametrize(
    ("written", "meant"), [("是", True), ("有效", True), ("1", True), ("否", False), ("未联系", False), ("？", None)]
)
def test_yes_and_no(written: str, meant: bool | None) -> None:
    assert read_yes_or_no(written) is meant
