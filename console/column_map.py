"""Reads the file by which a township says what its own headings mean."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from console.commands import Failed
from rules.order_columns import Header, Vocabulary


def map_option(example: str) -> Callable[[Any], Any]:
    """Return the option --map of a command that reads tables; `example` is a line of such a file."""
    meant = f'TOML，把本地表头对到字段：{example}；对到 "" 的列不读'
    return click.option(
        "--map", "map_file", metavar="文件", type=click.Path(path_type=Path, readable=False), help=meant
    )


def read_map(file: Path, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the field of each heading, '' for a column that is not to be read; raises Failed."""
    try:
        names = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Failed(f"{file.name}: 不是 UTF-8 编码的 TOML 文件") from None
    strange = [str(name) for name, meant in names.items() if meant != "" and meant not in vocabulary.fields]
    if strange:
        known = "、".join(sorted(vocabulary.fields))
        raise Failed(f"{file.name}: {'、'.join(strange)} 对到的不是字段名；字段有：{known}")
    return names


def tell_of_absent(own_names: Iterable[str], header: Header) -> None:
    """A heading of the map that the file does not have may be mistyped; one map may also serve several exports."""
    absent = header.without(own_names)
    if absent:
        click.echo(f"注意：文件里没有 --map 写的表头“{'”“'.join(absent)}”")
