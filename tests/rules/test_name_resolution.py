from __future__ import annotations

import pytest

from rules.name_resolution import Choices, Exact, NamedThing, Nearest, Unknown, edit_distance, resolve_name

TABLE = (
    NamedThing("签收", ("sign",), ("qs",)),
    NamedThing("转办", ("assign", "派单"), ("zb", "pd")),
    NamedThing("直办", ("answer",), ("zb",)),
    NamedThing("市区批复", ("granted",), ("sqpf",)),
    NamedThing("青禾家园社区", ("青禾社区", "青禾"), ("qhjysq", "qhsq", "qh")),
)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("签收", Exact("签收")),
        ("SIGN", Exact("签收")),
        ("派单", Exact("转办")),
        ("青禾", Exact("青禾家园社区")),
        ("qs", Exact("签收")),
        ("ＱＳ", Exact("签收")),
        ("zb", Choices(("转办", "直办"))),
        ("收签", Nearest("签收")),
        ("签受", Nearest("签收")),
        ("assgn", Nearest("转办")),
        ("grantd", Nearest("市区批复")),
        ("市区批示", Nearest("市区批复")),
        ("天气", Unknown()),
        ("x", Unknown()),
        ("", Unknown()),
    ],
)
def test_word_is_resolved_to_what_was_meant(word: str, found: object) -> None:
    assert resolve_name(word, TABLE) == found


@pytest.mark.parametrize(
    ("left", "right", "distance"), [("", "ab", 2), ("ab", "ba", 1), ("签收", "签收", 0), ("kitten", "sitting", 3)]
)
def test_edit_distance_counts_swaps_once(left: str, right: str, distance: int) -> None:
    assert edit_distance(left, right) == distance
