"""Whatever is written into the access log is listed in the clerk's words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from console.reveal_log import ACTIONS, CHANNELS
from rules.chat import Source

ROOT = Path(__file__).parents[2]
ROOMS = ("actions", "bot", "console", "models", "web")
# What writes an entry, or hands the channel on to what does.
WRITING = ("AccessEntry", "reveal", "orders_of_caller", "keep_log")


def written(what: str) -> set[str]:
    """Every literal that is written into the access log as its action or channel."""
    sources = (path.read_text(encoding="utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    trees = (ast.parse(source) for source in sources if any(f"{name}(" in source for name in WRITING))
    found = (each for tree in trees for node in ast.walk(tree) for each in named(node, what))
    return {each.value for each in found if isinstance(each, ast.Constant)}


def named(node: ast.AST, what: str) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in WRITING:
        yield from (each.value for each in node.keywords if each.arg == what)
    elif isinstance(node, ast.FunctionDef) and node.name in WRITING:
        for each in ast.walk(node):
            if isinstance(each, ast.Dict):
                keys = [getattr(key, "value", None) for key in each.keys]
                yield from (value for key, value in zip(keys, each.values, strict=True) if key == what)


def test_every_action_and_channel_has_its_words() -> None:
    assert written("action") == ACTIONS.keys()
    assert written("channel") | set(Source) == CHANNELS.keys()
