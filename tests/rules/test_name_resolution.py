"""A command is found by name, synonym and initials, and a mistyped one by what it is nearest to."""

from __future__ import annotations

import pytest

from rules.name_resolution import Choices, Exact, NamedThing, Near, Unknown, edit_distance, nearest_names, resolve_name

TABLE = (
    NamedThing("签收", ("sign",), ("qs",), ("qianshou",)),
    NamedThing("转办", ("assign", "派单"), ("zb", "pd"), ("zhuanban", "paidan")),
    NamedThing("直办", ("answer",), ("zb",), ("zhiban",)),
    NamedThing("催办", ("urge", "催一下"), ("cb", "cyx"), ("cuiban", "cuiyixia"), ("督办",)),
    NamedThing("市区批复", ("granted",), ("sqpf",), ("shiqupifu",)),
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
        ("收签", Unknown()),
        ("督办", Unknown()),
        ("天气", Unknown()),
        ("x", Unknown()),
        ("", Unknown()),
    ],
)
def test_word_is_resolved_to_what_was_meant(word: str, found: object) -> None:
    assert resolve_name(word, TABLE) == found


@pytest.mark.parametrize(
    ("word", "sound", "near"),
    [
        ("督办", "duban", Near("催办", is_sure=True)),
        ("摧办", "cuiban", Near("催办", is_sure=True)),
        ("催辦", "cuiban", Near("催办", is_sure=True)),
        ("cuiban", "cuiban", Near("催办", is_sure=True)),
        ("催", "cui", Near("催办", is_sure=True)),
        ("cuiy", "cuiy", Near("催办", is_sure=True)),
        ("cuibang", "cuibang", Near("催办", is_sure=False)),
        ("收签", "shouqian", Near("签收", is_sure=False)),
        ("签受", "qianshou", Near("签收", is_sure=True)),
        ("assgn", "assgn", Near("转办", is_sure=False)),
        ("grantd", "grantd", Near("市区批复", is_sure=False)),
        ("市区批示", "shiqupishi", Near("市区批复", is_sure=False)),
    ],
)
def test_word_that_names_nothing_brings_the_nearest_to_mind(word: str, sound: str, near: Near) -> None:
    assert nearest_names(word, sound, TABLE)[0] == near


@pytest.mark.parametrize("word", ["天气", "x", "", "foo"])
def test_word_that_is_like_nothing_brings_nothing_to_mind(word: str) -> None:
    assert nearest_names(word, word, TABLE) == ()


@pytest.mark.parametrize(
    ("left", "right", "distance"), [("", "ab", 2), ("ab", "ba", 1), ("签收", "签收", 0), ("kitten", "sitting", 3)]
)
def test_edit_distance_counts_swaps_once(left: str, right: str, distance: int) -> None:
    assert edit_distance(left, right) == distance
