"""Reads the tables that the desk edits while everything runs, and again as soon as they change."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from config import Config
from config.mistakes import ConfigError, Mistake
from rules.desk_tables import DeskTables, TableMistake, read_aliases, read_categories

log = structlog.get_logger("desk_files")
# Excel in China saves as the one, or as the other where UTF-8 is chosen.
_ENCODINGS = ("utf-8-sig", "gb18030")
_BIGGEST_BYTES = 4_000_000
_Read = Callable[[Sequence[Sequence[str]]], tuple[dict[Any, Any], list[TableMistake]]]


def check_tables(config: Config) -> None:
    """Raise ConfigError with everything that is wrong in either table."""
    for file, read in _files(config):
        _read(file, read)


@dataclass
class Tables:
    """The tables as they stand in their files; one that is broken while everything runs stays as it was."""

    config: Config
    _seen: dict[Path, tuple[int, int]] = field(default_factory=dict)
    _found: dict[Path, dict[Any, Any]] = field(default_factory=dict)

    def __call__(self) -> DeskTables:
        for file, read in _files(self.config):
            stamp = _stamp(file)
            if self._seen.get(file) == stamp:
                continue
            self._seen[file] = stamp
            try:
                self._found[file] = _read(file, read)
            except ConfigError as wrong:
                log.warning("table_not_taken", file=file.name, mistakes=len(wrong.mistakes))
        data = self.config.data
        categories = self._found.get(data.categories, {}) if data.categories else {}
        return DeskTables(categories, self._found.get(data.aliases, {}) if data.aliases else {})


def _files(config: Config) -> Iterator[tuple[Path, _Read]]:
    if config.data.categories is not None:
        yield config.data.categories, read_categories
    if config.data.aliases is not None:
        yield config.data.aliases, read_aliases


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return (0, 0)
    return found.st_mtime_ns, found.st_size


def _read(file: Path, read: _Read) -> dict[Any, Any]:
    found, mistakes = read(_rows(file))
    if mistakes:
        raise ConfigError(file, [Mistake("", each.problem, each.line) for each in mistakes])
    return found


def _rows(file: Path) -> list[list[str]]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise ConfigError(file, [Mistake("", f"读不了：{error.strerror}")]) from None
    if len(raw) > _BIGGEST_BYTES:
        raise ConfigError(file, [Mistake("", "太大，不像是这张表")])
    for encoding in _ENCODINGS:
        try:
            return list(csv.reader(io.StringIO(raw.decode(encoding))))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise ConfigError(file, [Mistake("", "编码认不出，请存为 UTF-8 或 GB18030 的 csv")])
