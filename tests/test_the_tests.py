"""Every test asserts something, and none passes time by sleeping."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
# Those of other packages that fail by themselves: playwright's `expect` and schemathesis' `call_and_validate`.
CHECKING_CALLS = {"pytest.raises", "pytest.fail", "pytest.warns", "expect", "case.call_and_validate"}
# The one test whose subject is sleeping.
MAY_SLEEP = {"test_long_sleep_is_an_offence"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions_in(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def calls_in(function: Function) -> Iterator[ast.expr]:
    return (node.func for node in ast.walk(function) if isinstance(node, ast.Call))


def name_of(called: ast.expr) -> str:
    """Return the last part of what is called: `check` for `town.check(…)`."""
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def asserts_itself(function: Function) -> bool:
    if any(isinstance(node, ast.Assert) for node in ast.walk(function)):
        return True
    return any(ast.unparse(called) in CHECKING_CALLS for called in calls_in(function))


def checking_functions(trees: list[ast.Module]) -> set[str]:
    """Return the names under which every function asserts, itself or by calling another that does."""
    by_name: dict[str, list[Function]] = {}
    for tree in trees:
        for function in functions_in(tree):
            by_name.setdefault(function.name, []).append(function)
    checking = {name for name, functions in by_name.items() if all(map(asserts_itself, functions))}
    while True:
        more = {
            name
            for name, functions in by_name.items()
            if name not in checking
            and all(asserts_itself(one) or not checking.isdisjoint(map(name_of, calls_in(one))) for one in functions)
        }
        if not more:
            return checking
        checking |= more


def idle_tests(trees: dict[str, ast.Module]) -> list[str]:
    """Return each test that asserts nothing, neither itself nor through what it calls."""
    checking = checking_functions(list(trees.values()))
    return [
        f"{place}:{function.lineno} {function.name} asserts nothing"
        for place, tree in trees.items()
        for function in functions_in(tree)
        if function.name.startswith("test_")
        and not asserts_itself(function)
        and checking.isdisjoint(map(name_of, calls_in(function)))
    ]


def sleeping_tests(trees: dict[str, ast.Module]) -> list[str]:
    """Return each function of a test module that sleeps; only the servers around the tests may wait for their turn."""
    return [
        f"{place}:{function.lineno} {function.name} sleeps: walk desk time or wait for a condition"
        for place, tree in trees.items()
        if place.rpartition("/")[2].startswith("test_")
        for function in functions_in(tree)
        if function.name not in MAY_SLEEP and "sleep" in map(name_of, calls_in(function))
    ]


def all_trees() -> dict[str, ast.Module]:
    paths = sorted(TESTS.rglob("*.py"))
    return {str(path.relative_to(TESTS)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def test_every_test_asserts_something() -> None:
    assert idle_tests(all_trees()) == []


def test_no_test_sleeps() -> None:
    assert sleeping_tests(all_trees()) == []


@pytest.mark.parametrize(
    ("body", "is_idle"),
    [
        ("assert x", False),
        ("with pytest.raises(ValueError): f()", False),
        ("check(x)", False),
        ("through(x)", False),
        ("town.look(x)", True),
        ("x = 1", True),
    ],
)
def test_idle_test_is_told(body: str, is_idle: bool) -> None:
    helpers = "def check(x):\n    assert x\ndef through(x):\n    check(x)\ndef look(x):\n    pass\n"
    trees = {"test_x.py": ast.parse(f"{helpers}def test_it():\n    {body}\n")}
    assert idle_tests(trees) == (["test_x.py:7 test_it asserts nothing"] if is_idle else [])


def test_sleeping_test_is_told() -> None:
    source = ast.parse("def test_it():\n    time.sleep(1)\n    assert True\n")
    assert sleeping_tests({"jobs/test_x.py": source, "servers.py": source}) == [
        "jobs/test_x.py:1 test_it sleeps: walk desk time or wait for a condition"
    ]
