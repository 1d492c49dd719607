"""Looks at the pictures of a report: those in the Word file are those that were drawn, of figures as they stand."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn

from reports.checking.wrong import Wrong
from reports.checking.xlsx_reading import Book
from reports.outline import Chart, Outline
from reports.paper_charts import MOST_BARS
from reports.paper_text import clean
from reports.papers import Papers

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
DRAWN_FROM = "Description"


def wrong_pictures(papers: Papers, book: Book, outline: Outline) -> Iterator[Wrong]:
    """Yield pictures that are damaged, missing on paper, or drawn from other figures than theirs in the workbook."""
    shown = {row.key: row.shown for row in book.figures}
    charts = [block for section in outline.sections for block in section.blocks if isinstance(block, Chart)]
    meant = {one.name: _figures_of(one) for one in charts if one.labels}
    yield from (Wrong("missing_file", f"图“{name}”") for name in meant if name not in papers.charts)
    in_order = [hashlib.sha256(papers.charts[name]).hexdigest() for name in meant if name in papers.charts]
    if list(_placed(papers.docx)) != in_order:
        yield Wrong("chart_differs", "Word 文件", "、".join(meant), "图的位置或数量不对")
    on_paper = set(_pictures(papers.docx))
    drawn = {hashlib.sha256(picture).hexdigest() for picture in papers.charts.values()}
    for name, picture in papers.charts.items():
        if hashlib.sha256(picture).hexdigest() not in on_paper:
            yield Wrong("chart_differs", f"图“{name}”")
        told = _told(picture)
        if told is None:
            yield Wrong("damaged", f"图“{name}”")
            continue
        for key in sorted(meant.get(name, set()) - told.keys()):
            yield Wrong("chart_differs", f"图“{name}” {key}", shown.get(key, ""))
        for key, text in told.items():
            if shown.get(key) != text or key not in meant.get(name, ()):
                yield Wrong("chart_differs", f"图“{name}” {key}", shown.get(key, ""), text)
    if len(on_paper - drawn):
        yield Wrong("chart_differs", "Word 文件", "", "多出图片")


def _figures_of(chart: Chart) -> set[str]:
    """Return the keys of what a chart draws: of many bars the first, of lines all."""
    n = MOST_BARS if chart.kind in ("bar", "pareto") else len(chart.labels)
    return {clean(figure.key) for series in chart.series for figure in series.figures[:n]}


def _placed(given: bytes) -> Iterator[str]:
    """Yield the pictures of a Word file in the order in which a reader meets them."""
    opened = docx.Document(io.BytesIO(given))
    for blip in opened.element.body.iter(qn("a:blip")):
        part = opened.part.related_parts.get(blip.get(qn("r:embed")))
        yield hashlib.sha256(part.blob).hexdigest() if part is not None else ""


def _pictures(docx: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as parts:
        for name in parts.namelist():
            if name.startswith("word/media/"):
                yield hashlib.sha256(parts.read(name)).hexdigest()


def _told(picture: bytes) -> dict[str, str] | None:
    """Return from which figures a picture says that it was drawn; None when it is no whole PNG or does not say."""
    if not picture.startswith(_SIGNATURE):
        return None
    at = len(_SIGNATURE)
    while at + 12 <= len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        kind, content = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        if picture[at + 8 + length : at + 12 + length] != struct.pack(">I", zlib.crc32(kind + content)):
            return None
        keyword, _, rest = content.partition(b"\0")
        if kind in (b"tEXt", b"iTXt") and keyword == DRAWN_FROM.encode():
            text = rest if kind == b"tEXt" else rest[2:].split(b"\0", 2)[2]
            found = json.loads(text.decode())
            return dict(found) if isinstance(found, dict) else None
        at += 12 + length
    return None
