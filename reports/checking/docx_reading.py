"""Reads a finished docx again, from its bytes: every paragraph with what in it is a reference to a cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.oxml.ns import qn

_TAB, _BREAKS = qn("w:tab"), frozenset({qn("w:br"), qn("w:cr")})
_TEXT, _RUN, _CELL, _ROW, _TABLE = qn("w:t"), qn("w:r"), qn("w:tc"), qn("w:tr"), qn("w:tbl")
_CONTROL, _CONTENT, _PARAGRAPH = qn("w:sdt"), qn("w:sdtContent"), qn("w:p")
_FIELD, _INSTRUCTION = qn("w:fldSimple"), qn("w:instr")
_CHANGES = tuple(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:comment", "w:commentReference")))
_HIDDEN = tuple(map(qn, ("w:vanish", "w:webHidden", "w:specVanish")))


class Damaged(Exception):
    """The bytes are no document that can be read."""


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph; `reference` is the cell they are to come from, None for words of their own."""

    text: str
    reference: str | None = None


@dataclass
class Line:
    """A paragraph or a cell: where it stands, its style, and its pieces; `cell` is (table, row, column) from 1 on."""

    where: str
    style: str
    pieces: tuple[Piece, ...]
    cell: tuple[int, int, int] | None = None

    @property
    def text(self) -> str:
        """Return all of its words."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def own(self) -> str:
        """Return the words that refer to nothing, a gap in the place of each that does."""
        return "".join("\ufffc" if piece.reference is not None else piece.text for piece in self.pieces)

    @property
    def is_heading(self) -> bool:
        """Tell whether it is the heading of a section."""
        return self.style.startswith("Heading") or self.style.isdigit()


@dataclass
class Document:
    """A docx as it was read: the lines of its body, those around it, and what should not be in it."""

    lines: list[Line] = field(default_factory=list)
    around: list[Line] = field(default_factory=list)
    has_changes: bool = False
    has_hidden: bool = False
    n_pictures: int = 0


def read_docx(given: bytes) -> Document:
    """Read a docx as Word would show it, hidden text and changes included; raises Damaged."""
    try:
        opened = docx.Document(io.BytesIO(given))
        body = opened.element.body
        found = Document(lines=list(_lines(body, "正文")))
        for section in opened.sections:
            for part, name in ((section.header, "页眉"), (section.footer, "页脚")):
                found.around += _lines(part._element, name)
        found.has_changes = any(next(body.iter(name), None) is not None for name in _CHANGES)
        found.has_hidden = any(next(body.iter(name), None) is not None for name in _HIDDEN)
        found.n_pictures = len(opened.inline_shapes)
        _look_for_other_stories(given, found)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as problem:
        raise Damaged(str(problem)) from problem
    except Exception as problem:
        # The readers of the parts raise errors of their own for what is no XML.
        if type(problem).__module__.split(".")[0] not in ("lxml", "docx"):
            raise
        raise Damaged(str(problem)) from problem
    return found


def _look_for_other_stories(given: bytes, found: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(given)) as parts:
        if parts.testzip() is not None:
            raise Damaged("a part of the document is broken")
        names = parts.namelist()
    found.has_changes |= any(name.rsplit("/", 1)[-1].startswith("comments") for name in names)
    found.has_hidden |= any(name.rsplit("/", 1)[-1] in ("footnotes.xml", "endnotes.xml") for name in names)


def _lines(root: Any, name: str) -> Iterator[Line]:
    """Yield the paragraphs and cells of a story as they are read; the library's own lists know no controls."""
    n_paragraphs = n_tables = 0
    for block in _blocks(root):
        if block.tag == _PARAGRAPH:
            n_paragraphs += 1
            yield Line(f"{name}第{n_paragraphs}段", _style(block), tuple(_pieces(block, None)))
        else:
            n_tables += 1
            for row, cells in enumerate(_below(block, _ROW), 1):
                for column, cell in enumerate(_below(cells, _CELL), 1):
                    yield _cell(cell, (n_tables, row, column))


def _cell(cell: Any, at: tuple[int, int, int]) -> Line:
    pieces = tuple(piece for block in cell.iter(_PARAGRAPH) for piece in _pieces(block, None))
    first = next(cell.iter(_PARAGRAPH), None)
    style = _style(first) if first is not None else ""
    return Line(f"第{at[0]}个表第{at[1]}行第{at[2]}列", style, pieces, at)


def _blocks(root: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, those in controls of whole blocks among them."""
    for child in root:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag in (_CONTROL, _CONTENT):
            yield from _blocks(child)


def _below(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (_CONTROL, _CONTENT):
            yield from _below(child, tag)


def _pieces(element: Any, reference: str | None) -> Iterator[Piece]:
    """Yield the words of a paragraph; those of one content control are one piece."""
    for child in element:
        if child.tag == _CONTROL and reference is None:
            content = child.find(_CONTENT)
            words = "".join(piece.text for piece in _pieces(content, "")) if content is not None else ""
            yield Piece(words, _tag(child))
        elif child.tag == _TEXT:
            yield Piece(child.text or "", reference)
        elif child.tag in _BREAKS:
            yield Piece("\n", reference)
        elif child.tag == _TAB and element.tag == _RUN:
            yield Piece("\t", reference)
        elif child.tag == _FIELD and "PAGE" in str(child.get(_INSTRUCTION)):
            # Word counts its pages itself.
            continue
        elif len(child):
            yield from _pieces(child, reference)


def _tag(control: Any) -> str:
    found = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    return str(found.get(qn("w:val"))) if found is not None else ""


def _style(paragraph: Any) -> str:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return str(found.get(qn("w:val"))) if found is not None else ""
