"""Says what is wrong in a configuration file: which key, on which line, and what was probably meant."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel

Key = tuple[str | int, ...]
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w\-.\"' ]+?)\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"\s*([\w\-.\"']+)\s*=")


@dataclass(frozen=True)
class Mistake:
    """One thing wrong: the key's path, the problem in words, and the line (0 = nowhere in the file)."""

    key: str
    problem: str
    line: int = 0
    hint: str = ""


class ConfigError(Exception):
    """Everything wrong with one configuration file."""

    def __init__(self, path: Path, mistakes: Sequence[Mistake]) -> None:
        self.path = path
        self.mistakes = tuple(sorted(mistakes, key=lambda one: (one.line or 1_000_000, one.key)))
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Return one line per mistake: file, line, key, problem, hint."""
        return [self._line(one) for one in self.mistakes]

    def _line(self, one: Mistake) -> str:
        place = f"{self.path}:{one.line}" if one.line else str(self.path)
        hint = f"（{one.hint}）" if one.hint else ""
        return f"{place}: {one.key} {one.problem}{hint}" if one.key else f"{place}: {one.problem}{hint}"


def written(key: Key) -> str:
    """Write a key's path as people do: security.api_tokens[0].name."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key).lstrip(".")


def line_of(text: str, key: Key) -> int:
    """Return the line where `key`, or else its nearest parent, is written; 0 when none of them is."""
    lines: dict[Key, int] = {}
    for number, found in _keys_of(text):
        lines.setdefault(found, number)
    for length in range(len(key), 0, -1):
        if line := lines.get(key[:length]):
            return line
    return 0


def _keys_of(text: str) -> Iterator[tuple[int, Key]]:
    table: Key = ()
    counts: dict[Key, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _counted(_parts(header[2]), counts, opens_new=header[1] == "[[")
            yield number, table
        elif assignment := _ASSIGNMENT.match(line):
            yield number, table + _parts(assignment[1])


def _counted(parts: Key, counts: dict[Key, int], *, opens_new: bool) -> Key:
    """Put the index of the last element behind each array of tables in a header's path."""
    path: Key = ()
    for position, part in enumerate(parts):
        path += (part,)
        if opens_new and position == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def _parts(dotted: str) -> Key:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def nearest_key(shape: type[BaseModel], key: Key) -> str:
    """Return a hint with the known key most like the last part of an unknown `key`, or an empty text."""
    parent = _shape_at(shape, key[:-1])
    if parent is None:
        return ""
    known = list(parent.model_fields)
    if near := get_close_matches(str(key[-1]), known, n=1):
        return f"是不是 {near[0]}？"
    return f"这里可以写：{'、'.join(known)}"


def _shape_at(shape: type[BaseModel] | None, key: Key) -> type[BaseModel] | None:
    for part in key:
        if isinstance(part, int):
            continue
        field = shape.model_fields.get(part) if shape else None
        shape = next(models_in(field.annotation), None) if field else None
    return shape


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for inner in typing.get_args(annotation):
        yield from models_in(inner)
