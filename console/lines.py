"""One line of the doctor's report, and how it is shown on a terminal of any width."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.console import Console
from rich.text import Text

OK, NOTE, WRONG = "OK", "注意", "错误"
_NAMED_AT_MOST = 8
_LEVEL_CELLS, _GAP = 4, "  "
# A command with the words behind it stays together, and a sign that ends a sentence with what it ends.
_PIECE = re.compile(r" ?[!-~]+[，。；：、）”]*|.[，。；：、）”]*", re.DOTALL)
_STYLES = {OK: "green", NOTE: "yellow", WRONG: "bold red"}


@dataclass(frozen=True)
class Line:
    """How bad, what, how it stands, and what to do about it."""

    level: str
    what: str
    said: str
    do: str = ""


def listing(
    what: str, lacking: Iterable[str], fine: str, problem: str, do: str, *, level: str = NOTE, names_all: bool = False
) -> Line:
    """Return the line for what some lack, naming the first of them or all; `problem` follows their number."""
    named = list(lacking)
    if not named:
        return Line(OK, what, fine)
    at_most = len(named) if names_all else _NAMED_AT_MOST
    shown = "、".join(named[:at_most]) + ("等" if len(named) > at_most else "")
    return Line(level, what, f"{len(named)} 个{problem}：{shown}", do)


def show_lines(lines: Iterable[Line]) -> None:
    """Print the report; what to do stands below what is wrong, so that nothing is squeezed on a narrow terminal."""
    console, shown = Console(highlight=False), list(lines)
    named = max((cell_len(line.what) for line in shown), default=0)
    begin = _LEVEL_CELLS + named + 2 * len(_GAP)
    for line in shown:
        do = f"→ {line.do}" if line.do and line.level != OK else ""
        said, style = _folded(line.said, console.width - begin), _STYLES[line.level]
        head = Text.assemble(
            (set_cell_size(line.level, _LEVEL_CELLS), style), _GAP, set_cell_size(line.what, named), _GAP
        )
        console.print(head + Text(said[0]), soft_wrap=True)
        for rest in (*said[1:], *(_folded(do, console.width - begin) if do else ())):
            console.print(Text(" " * begin + rest), soft_wrap=True)


def _folded(text: str, cells: int) -> list[str]:
    """Break a text where Chinese may be broken, which is anywhere, but no command, path or address that fits."""
    folded: list[str] = []
    line = ""
    for piece in _PIECE.findall(text):
        if cell_len(line + piece) > cells:
            folded, line = [*folded, line.rstrip()] if line else folded, ""
            *whole, piece = chop_cells(piece.lstrip(), cells) or [""]
            folded += whole
        line += piece
    return [*folded, line]
