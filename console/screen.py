"""Shows tables, lines and progress on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text


def show_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; its cells are plain text and never markup."""
    table = Table(box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    Console(highlight=False).print(table)


def progress(what: str) -> Progress:
    """Return a progress bar on stderr, silent where nobody watches: the share that is done and `n_rows` so far."""
    return _bar(what, TextColumn("{task.fields[n_rows]} 行"))


def share(what: str) -> Progress:
    """Return a progress bar that shows nothing but the share that is done."""
    return _bar(what)


def _bar(what: str, *more: TextColumn) -> Progress:
    watching = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), TaskProgressColumn(), *more, TimeRemainingColumn())
    return Progress(*columns, console=watching, transient=True, disable=not watching.is_terminal)
