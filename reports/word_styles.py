"""Gives a Word document the look of an official paper of a township: A4, its type, header and page numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from reports.word_xml import field, paragraph, parsed, run

PAGE_MM, SIDE_MM = (210, 297), 26
# Above and below what is written, and from the edge to header and footer.
_MM, _DENSE_MM = (30, 28, 16, 15), (20, 17, 11, 9)
# Parts of the library's template that a report does not need or that tell of whoever made the template.
_NOT_OURS = ("thumbnail", "customXml", "stylesWithEffects", "numbering", "extended-properties")
_INSTEAD = {
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "roman"),
    "仿宋": ("FangSong", "modern"),
    "黑体": ("SimHei", "swiss"),
    "楷体": ("KaiTi", "modern"),
    "宋体": ("SimSun", "roman"),
}


@dataclass(frozen=True)
class _Style:
    """One style of paragraphs: sizes in half points, spacing in twentieths of a point."""

    id: str
    name: str
    font: str
    size: int
    before: int = 0
    after: int = 0
    line: int = 0
    justified: str = "left"
    more: str = ""
    level: int | None = None
    next: str = "Normal"


_KEPT = "<w:keepNext/><w:keepLines/>"
_STYLES = (
    _Style("Normal", "Normal", "仿宋", 28, line=500, justified="both"),
    _Style(
        "BodyText",
        "Body Text",
        "仿宋",
        28,
        line=500,
        justified="left",
        more='<w:ind w:firstLineChars="200" w:firstLine="560"/>',
    ),
    _Style("Title", "Title", "方正小标宋简体", 44, before=120, after=120, justified="center", more="<w:keepNext/>"),
    _Style("Subtitle", "Subtitle", "楷体", 28, after=240, justified="center"),
    _Style("Heading1", "heading 1", "黑体", 32, before=240, after=80, more=_KEPT, level=0, next="BodyText"),
    _Style("Caption", "caption", "黑体", 21, before=120, after=60, justified="center"),
    _Style("Picture", "Picture", "仿宋", 28, before=120, justified="center", more="<w:keepNext/>"),
    _Style("TableHead", "Table Head", "黑体", 21, before=30, after=30, justified="center", more="<w:keepNext/>"),
    _Style("TableText", "Table Text", "仿宋", 21, before=20, after=20),
    _Style("TableNumber", "Table Number", "仿宋", 21, before=20, after=20, justified="right"),
    _Style(
        "SmallTableHead", "Small Table Head", "黑体", 18, before=20, after=20, justified="center", more="<w:keepNext/>"
    ),
    _Style("SmallTableText", "Small Table Text", "仿宋", 18, before=10, after=10),
    _Style("SmallTableNumber", "Small Table Number", "仿宋", 18, before=10, after=10, justified="right"),
    _Style("TableEnd", "Table End", "仿宋", 12, line=120),
    _Style("Header", "header", "宋体", 18),
    _Style("Footer", "footer", "宋体", 18, justified="center"),
)
# What a report of one page is set in: eleven points instead of 四号, and less air.
_DENSE: dict[str, dict[str, Any]] = {
    "BodyText": {"size": 22, "line": 330},
    "Title": {"size": 36, "before": 0, "after": 40},
    "Subtitle": {"size": 22, "after": 80},
    "Heading1": {"size": 26, "before": 60, "after": 20},
    "Caption": {"size": 20, "before": 30, "after": 20},
    **{f"Table{part}": {"size": 19, "before": 0, "after": 0} for part in ("Head", "Text", "Number")},
    **{f"SmallTable{part}": {"size": 17, "before": 0, "after": 0} for part in ("Head", "Text", "Number")},
    "TableEnd": {"line": 60},
}
_TABLE_STYLE = (
    '<w:style {ns} w:type="table" w:customStyle="1" w:styleId="ReportTable">'
    '<w:name w:val="Report Table"/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{edge} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for edge, size, colour in (
            ("top", 12, "000000"), ("left", 4, "7F7F7F"), ("bottom", 12, "000000"),
            ("right", 4, "7F7F7F"), ("insideH", 4, "7F7F7F"), ("insideV", 4, "7F7F7F"),
        )
    )
    + '</w:tblBorders><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr></w:style>"
)  # fmt: skip


def blank_document(is_dense: bool) -> Document:
    """Return an empty document with the styles and nothing of the template's own; a dense one is to fit on a page."""
    return docx.Document(BytesIO(_blank(is_dense)))


def set_margins(document: Document, site: str, number: str, *, is_dense: bool) -> None:
    """Write the township and the report's number above each page, and which page of how many below."""
    top, bottom, header, footer = _DENSE_MM if is_dense else _MM
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin = section.right_margin = Mm(SIDE_MM)
    section.header_distance, section.footer_distance = Mm(header), Mm(footer)
    reach = round((PAGE_MM[0] - 2 * SIDE_MM) * 1440 / 25.4)
    border = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="7F7F7F"/></w:pBdr>'
    tab = f'{border}<w:tabs><w:tab w:val="right" w:pos="{reach}"/></w:tabs>'
    head = paragraph("Header", f"{run(site)}<w:r><w:tab/></w:r>{run(number)}", tab)
    pages = f"{run('第 ')}{field('PAGE', '1')}{run(' 页 共 ')}{field('NUMPAGES', '1')}{run(' 页')}"
    for part, content in ((section.header, head), (section.footer, paragraph("Footer", pages))):
        part.is_linked_to_previous = False
        root = part._element
        for old in list(root):
            root.remove(old)
        root.extend(parsed(content))


@lru_cache(maxsize=2)
def _blank(is_dense: bool) -> bytes:
    """The library's template, rid of its styles, pictures and of whoever made it."""
    document = docx.Document()
    package, part = document.part.package, document.part
    for holder in (package, part):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.rpartition("/")[2] in _NOT_OURS:
                del holder.rels[key]
    styles = document.styles.element
    for old in styles.findall(qn("w:style")) + styles.findall(qn("w:latentStyles")):
        styles.remove(old)
    defaults = styles.find(qn("w:docDefaults"))
    styles.replace(defaults, parse_xml(_DEFAULTS))
    for style in _STYLES:
        styles.append(parse_xml(_written(replace(style, **_DENSE.get(style.id, {})) if is_dense else style)))
    styles.append(parse_xml(_TABLE_STYLE.format(ns=nsdecls("w"))))
    _set_language(document)
    _set_fonts(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


_DEFAULTS = (
    f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋" w:cs="Times New Roman"/>'
    '<w:kern w:val="2"/><w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
)


def _written(style: _Style) -> str:
    default = ' w:default="1"' if style.id == "Normal" else ""
    basis = "" if default else '<w:basedOn w:val="Normal"/>'
    line = f'w:line="{style.line}" w:lineRule="exact"' if style.line else 'w:line="240" w:lineRule="auto"'
    level = "" if style.level is None else f'<w:outlineLvl w:val="{style.level}"/>'
    indent = style.more if style.more.startswith("<w:ind") else ""
    kept = "" if indent else style.more
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="{style.id}"{default}>'
        f'<w:name w:val="{style.name}"/>{basis}<w:next w:val="{style.next if basis else "Normal"}"/><w:qFormat/>'
        f'<w:pPr>{kept}<w:widowControl/><w:spacing w:before="{style.before}" w:after="{style.after}" {line}/>'
        f'{indent}<w:jc w:val="{style.justified}"/>{level}</w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{style.font}"/>'
        f'<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/></w:rPr></w:style>'
    )


def _set_language(document: Document) -> None:
    settings = document.settings.element
    for name in ("w:rsids", "w:proofState", "w:savePreviewPicture"):
        for old in settings.findall(qn(name)):
            settings.remove(old)
    theme = settings.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:eastAsia"), "zh-CN")


def _set_fonts(document: Document) -> None:
    """Name what stands in for a font that a machine does not have."""
    part = next(
        relation.target_part for relation in document.part.rels.values() if relation.reltype.endswith("/fontTable")
    )
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="{family}"/>'
        '<w:pitch w:val="auto"/></w:font>'
        for name, (other, family) in _INSTEAD.items()
    )
    part._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()
    )
