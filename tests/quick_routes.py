"""Lets Flask make what builds a URL only when one is built: half of what opening a desk for a story costs."""

from __future__ import annotations

from functools import cache
from typing import Any

from werkzeug.routing import Rule

_compile = Rule._compile_builder


@cache
def build_urls_when_asked() -> None:
    """Have every rule that is bound from now on put its builders off; routing and the URLs stay what they are."""
    Rule._compile_builder = _put_off  # type: ignore[method-assign,assignment]


def _put_off(rule: Rule, append_unknown: bool = True) -> Any:
    builders: list[Any] = []

    def build(_rule: Rule, *words: Any, **values: Any) -> Any:
        if not builders:
            builders.append(_compile(rule, append_unknown))
        return builders[0](rule, *words, **values)

    return build
