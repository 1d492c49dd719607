"""What the imports have in common: the rows of a file that say something, its digest, and how the command ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from actions.order_rows import holds_no_order
from console.commands import Failed
from console.sheets import Table, is_heading
from console.workbook import Row

# Like 1 and 2 of every command a promise to scripts.
SOME_REJECTED = 3

_Found = TypeVar("_Found")


@dataclass(frozen=True)
class ReadRow(Generic[_Found]):
    """A row with its line in the file, what was found in it, and how much of the file was read by then (0 to 1)."""

    line: int
    row: Row = field(repr=False)
    found: _Found
    share_read: float


def read_rows(table: Table, read: Callable[[int, Row], _Found]) -> Iterator[ReadRow[_Found]]:
    """Yield every row that is neither empty nor the header once more, as `read` makes it out of line and row."""
    header = table.header
    for line, row in enumerate(table.rows, start=header.row + 2):
        if not holds_no_order(row) and not is_heading(row, header):
            yield ReadRow(line, row, read(line, row), table.share_read())


def sha256_of(file: Path) -> str:
    """Return the digest by which a file is known again, whatever it is called."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def end(n_rejected: int, n_rows: int, *, dry_run: bool) -> None:
    """End an import: with 1 when no row at all was taken, with 3 when some were not."""
    if not n_rejected:
        return
    if n_rejected == n_rows:
        raise Failed("一行也导不进" if dry_run else "一行也没有导入")
    tail = "导不进，其余可以导入" if dry_run else "没有导入，其余已导入"
    raise Failed(f"{n_rejected} 行{tail}", SOME_REJECTED)
