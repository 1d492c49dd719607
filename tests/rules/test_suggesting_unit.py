"""Who is suggested for a new order: what most similar ones agree on, and nobody when they do not."""

from __future__ import annotations

import pytest

from rules.suggesting_unit import Handled, Suggested, suggest

LAMP = ("市政", "道路设施", "路灯不亮")


@pytest.mark.parametrize(
    ("handled", "unit_id"),
    [
        ([], None),
        ([Handled(1, 0.9, 7)], None),
        ([Handled(1, 0.9, 7), Handled(2, 0.5, 7)], 7),
        ([Handled(1, 0.9, 7), Handled(2, 0.9, 8)], None),
        ([Handled(1, 0.9, 7), Handled(2, 0.9, 7), Handled(3, 0.4, 8)], 7),
        ([Handled(1, 0.4, 7), Handled(2, 0.4, 7), Handled(3, 0.9, 8)], None),
    ],
)
def test_two_must_agree_and_most_of_the_weight_must_be_theirs(handled: list[Handled], unit_id: int | None) -> None:
    assert suggest(handled, None).unit_id == unit_id


def test_the_reason_names_those_that_agree_the_likest_first() -> None:
    handled = [Handled(1, 0.5, 7, category=LAMP), Handled(2, 0.9, 7, category=LAMP), Handled(3, 0.4, 8)]
    assert suggest(handled, None) == Suggested(7, LAMP, (2, 1))


def test_what_each_community_does_for_itself_goes_to_the_community_of_the_place() -> None:
    handled = [Handled(1, 0.9, 7, by_own_community=True), Handled(2, 0.9, 8, by_own_community=True)]
    assert suggest(handled, 9).unit_id == 9
    assert suggest(handled, None).unit_id is None
