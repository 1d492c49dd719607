"""Compares the words on paper, line by line, with those that the frozen data give when the report is worded again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from reports.checking.docx_reading import Line
from reports.checking.wrong import Wrong
from reports.outline import Chart, Figure, Outline, Part, Table
from reports.paper_text import NOTHING_HERE, clean, numeral, words_of

_KEY, _CELL = "\ufffc", "\t"
_OTHERS = frozenset({"Title", "Subtitle", "TableEnd", "Picture"})


@dataclass(frozen=True)
class Said:
    """A paragraph or a row of a table: its words with a gap for each figure, the figures' keys, and where it stands."""

    words: str
    keys: tuple[str, ...]
    where: str
    shown: str = ""


def wrong_words(outline: Outline, lines: list[Line], key_of: Callable[[str], str | None]) -> Iterator[Wrong]:
    """Yield lines that are missing, too many or others, and figures that refer to another cell than theirs."""
    meant, found = list(_meant(outline)), list(_found(lines, key_of))
    matcher = SequenceMatcher(None, [one.words for one in meant], [one.words for one in found], autojunk=False)
    for kind, first, end, begin, until in matcher.get_opcodes():
        for one, other in zip_longest(meant[first:end], found[begin:until]):
            if other is None:
                yield Wrong("missing_text", "正文", _plain(one.words))
            elif one is None:
                yield Wrong("extra_text", other.where, "", _plain(other.words))
            elif kind == "replace":
                yield Wrong("text_differs", other.where, _plain(one.words), _plain(other.words))
            elif one.keys != other.keys:
                yield from _other_cells(one, other)


def _other_cells(one: Said, other: Said) -> Iterator[Wrong]:
    for wanted, key in zip(one.keys, other.keys, strict=True):
        if wanted != key:
            yield Wrong("wrong_cell", other.where, wanted, key)


def _plain(words: str) -> str:
    return words.replace(_KEY, "…").replace(_CELL, " | ")


def _meant(outline: Outline) -> Iterator[Said]:
    n_tables = n_charts = 0
    for order, section in enumerate(outline.sections, 1):
        yield Said(clean(f"{numeral(order)}、{section.heading}"), (), "")
        if not section.blocks:
            yield Said(NOTHING_HERE, (), "")
        for block in section.blocks:
            if isinstance(block, Table):
                n_tables += 1
                yield Said(clean(f"表{n_tables}　{block.name}"), (), "")
                yield from _table(block)
            elif isinstance(block, Chart):
                n_charts += 1
                yield Said(clean(f"图{n_charts}　{block.name}"), (), "")
                if not block.labels:
                    yield Said(NOTHING_HERE, (), "")
            else:
                yield _of(block.parts)


def _table(table: Table) -> Iterator[Said]:
    if not table.rows:
        yield Said(NOTHING_HERE, (), "")
        return
    yield Said(_CELL.join(map(clean, table.columns)), (), "")
    for row in table.rows[: table.on_paper]:
        cells = [_of((part,)) for part in row]
        yield Said(_CELL.join(cell.words for cell in cells), tuple(key for cell in cells for key in cell.keys), "")


def _of(parts: tuple[Part, ...]) -> Said:
    words = "".join(_KEY if isinstance(part, Figure) else clean(part) for part in parts)
    return Said(words, tuple(clean(part.key) for part in parts if isinstance(part, Figure)), "")


def _found(lines: list[Line], key_of: Callable[[str], str | None]) -> Iterator[Said]:
    for row, together in groupby(lines, key=lambda line: line.cell[:2] if line.cell else None):
        cells = list(together)
        if row is None:
            yield from (_said([line], key_of, line.where) for line in cells if line.style not in _OTHERS)
        else:
            yield _said(cells, key_of, f"第{row[0]}个表第{row[1]}行")


def _said(cells: list[Line], key_of: Callable[[str], str | None], where: str) -> Said:
    keys = tuple(
        key_of(piece.reference) or "" for cell in cells for piece in cell.pieces if piece.reference is not None
    )
    return Said(_CELL.join(cell.own for cell in cells), keys, where)


def wrong_summary(outline: Outline, summary: str, more: Collection[str]) -> Iterator[Wrong]:
    """Yield lines of the summary that are others; the last may say that there is more."""
    meant = ["".join(map(words_of, line.parts)) for line in outline.summary]
    found = summary.split("\n") if summary else []
    if len(found) > 1 and found[-1] in more and found[:-1] == meant[: len(found) - 1]:
        return
    for number, (one, other) in enumerate(zip_longest(meant, found, fillvalue=""), 1):
        if one != other:
            yield Wrong("summary_differs", f"摘要第{number}行", one, other)
