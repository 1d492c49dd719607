"""Makes orders of the rows of a table; those of a big file are read by a second process while the first one stores."""

from __future__ import annotations

import multiprocessing
import queue
from collections.abc import Generator, Iterator, Mapping
from datetime import date
from itertools import islice
from multiprocessing.process import BaseProcess
from pathlib import Path

import structlog

from actions.order_rows import order_from_row
from actions.preparing import Prepared, prepare
from actions.taking_many import Poisoned
from console.commands import Failed
from console.file_rows import ReadRow, read_rows
from console.sheets import Table, open_table
from console.workbook import Row
from logs import configure_logs
from rules.order_row import CellMistake
from rules.settings import DeskRules

log = structlog.get_logger("intake")

# A second process costs half a second: as much as reading some thousand rows.
BIG_BYTES = 1_000_000
_ROWS_AT_ONCE, _CHUNKS_AHEAD = 100, 20
_LOOK_AFTER_SECONDS = 1.0


Found = Prepared | Poisoned | tuple[CellMistake, ...]

# None: there are no more rows.
_Chunk = list[ReadRow[Found]] | Exception | None


def read_orders(
    file: Path, table: Table, own_names: Mapping[str, str], rules: DeskRules, today: date
) -> Generator[ReadRow[Found]]:
    """Yield what each row of an opened table holds; raises Failed where the file cannot be read on."""
    if file.stat().st_size < BIG_BYTES:
        yield from _orders_of(table, rules, today)
        return
    context = multiprocessing.get_context("spawn")
    chunks: multiprocessing.Queue[_Chunk] = context.Queue(_CHUNKS_AHEAD)
    reader = context.Process(target=_read_elsewhere, args=(chunks, file, own_names, rules, today), daemon=True)
    reader.start()
    try:
        while (chunk := _next(chunks, reader)) is not None:
            yield from chunk
    finally:
        reader.kill()
        reader.join()


def _orders_of(table: Table, rules: DeskRules, today: date) -> Iterator[ReadRow[Found]]:
    return read_rows(table, lambda _, row: _found(table, row, rules, today))


def _found(table: Table, row: Row, rules: DeskRules, today: date) -> Found:
    try:
        order, mistakes = order_from_row(table.header, table.header.headings, row, rules, today)
        return mistakes if order is None else prepare(order, rules.number_patterns)
    except Exception as problem:  # noqa: BLE001 - its message may repeat a row, so only its kind is logged
        log.error("row_failed", problem=type(problem).__name__)
        return Poisoned()


def _read_elsewhere(
    chunks: multiprocessing.Queue[_Chunk], file: Path, own_names: Mapping[str, str], rules: DeskRules, today: date
) -> None:
    configure_logs()
    try:
        with open_table(file, own_names) as table:
            rows = _orders_of(table, rules, today)
            while chunk := list(islice(rows, _ROWS_AT_ONCE)):
                chunks.put(chunk)
        chunks.put(None)
    except Failed as failed:
        chunks.put(failed)
    except Exception as problem:  # noqa: BLE001 - raised again by the first process, without a message that may repeat a row
        chunks.put(RuntimeError(f"reading ended with {type(problem).__name__}"))


def _next(chunks: multiprocessing.Queue[_Chunk], reader: BaseProcess) -> list[ReadRow[Found]] | None:
    while True:
        is_gone = not reader.is_alive()
        try:
            chunk = chunks.get(timeout=_LOOK_AFTER_SECONDS)
        except queue.Empty:
            if is_gone:
                raise RuntimeError(f"the reading process ended with {reader.exitcode}") from None
            continue
        if isinstance(chunk, Exception):
            raise chunk
        return chunk
