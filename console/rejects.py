"""Keeps rows of an imported file that ask for more, with the reasons, for its owner's eyes only."""

from __future__ import annotations

import csv
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from rules.order_cells import cell_text
from rules.order_columns import Cell

# A spreadsheet runs what begins like this as a formula when it opens a CSV, unless it is a number or a phone.
_FORMULA = ("=", "@", "+", "-", "＝", "＠", "＋", "－", "\t", "\r", "\n")
_FIGURES = re.compile("[+-][0-9][0-9 .,-]*")


class Rejects:
    """The file beside an imported one that keeps the rows it could not take, or that are still to be taken."""

    def __init__(
        self, imported: Path, headings: Sequence[Cell], *, ending: str = "rejects", why: str = "未导入原因"
    ) -> None:
        self.path = imported.with_name(f"{imported.name}.{ending}.csv")
        self._headings = ["行号", why, *map(cell_text, headings)]
        # In a file that has no name and only this process reads: it holds what the rows held, however many.
        self._text: IO[str] | None = None

    def add(self, line: int, reasons: Sequence[str], row: Sequence[Cell]) -> None:
        """Keep a row with its line in the imported file."""
        if self._text is None:
            handle, name = tempfile.mkstemp()
            Path(name).unlink()
            self._text = os.fdopen(handle, "w+", encoding="utf-8-sig", newline="")
            _put(self._text, self._headings)
        _put(self._text, [str(line), "；".join(reasons), *map(cell_text, row)])

    def write(self) -> None:
        """Write the file anew, readable by its owner only; remove an old one when there is nothing to keep."""
        self.path.unlink(missing_ok=True)
        if self._text is None:
            return
        self._text.seek(0)
        # Made new and closed to others before the first byte.
        made = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w", encoding="utf-8-sig", newline="") as stream:
            shutil.copyfileobj(self._text, stream)


def _put(stream: IO[str], cells: Sequence[str]) -> None:
    csv.writer(stream).writerow([_harmless(cell) for cell in cells])


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) and not _FIGURES.fullmatch(text) else text
