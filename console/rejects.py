"""Keeps rows of an imported file that ask for more, with the reasons, for its owner's eyes only."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from console.private_csv import opened_anew, put
from rules.order_cells import cell_text
from rules.order_columns import Cell


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
            put(self._text, self._headings)
        put(self._text, [str(line), "；".join(reasons), *map(cell_text, row)])

    def write(self) -> None:
        """Write the file anew, readable by its owner only; remove an old one when there is nothing to keep."""
        if self._text is None:
            self.path.unlink(missing_ok=True)
            return
        self._text.seek(0)
        with opened_anew(self.path) as stream:
            shutil.copyfileobj(self._text, stream)
