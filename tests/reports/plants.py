"""Every error that is planted into a report, and by which complaint it must be found."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from docx.oxml import OxmlElement
from openpyxl import Workbook

from reports.outline import Block, Chart, Figure, Outline, Paragraph, Table
from reports.papers import Papers
from tests.reports.planting import (
    Made,
    Word,
    everywhere,
    in_first_section,
    in_summary,
    in_word,
    in_workbook,
    lies,
    put,
    rewritten,
    rows_of,
    said,
    shown_as,
    tables_changed,
    text_of,
    typed,
    write,
)

Plant = Callable[[Made], Papers]
_FIGURES = "指标"


def is_count(figure: Figure) -> bool:
    return isinstance(figure.value, int) and figure.value > 9


def is_rate(figure: Figure) -> bool:
    return "/" in figure.shown and "%" in figure.shown


def is_change(figure: Figure) -> bool:
    return figure.shown.startswith(("上升", "下降"))


def is_unit(figure: Figure) -> bool:
    return str(figure.value).endswith(("社区", "办公室", "公司", "中心", "执法队"))


def swap_numbers(word: Word) -> None:
    numbers = word.counts(False)
    one, other = next((one, other) for one in numbers for other in numbers if text_of(one) != text_of(other))
    was = text_of(one)
    write(one, text_of(other))
    write(other, was)


def refer(reference: str | None) -> Callable[[Word], None]:
    """Let the first control refer to another cell, to that of another control when none is named."""

    def change(word: Word) -> None:
        first, *others = [next(control.iter("{*}tag")) for control in word.controls()]
        (name,) = first.attrib
        first.attrib[name] = reference or next(tag.attrib[name] for tag in others if tag.attrib != first.attrib)

    return change


def unwrap(word: Word) -> None:
    control = word.counts(False)[0]
    word.append(control.getparent(), text_of(control))
    control.getparent().remove(control)


def vanish(word: Word) -> None:
    run = next(word.paragraph("BodyText").iter("{*}r"))
    properties = OxmlElement("w:rPr")
    properties.append(OxmlElement("w:vanish"))
    run.insert(0, properties)


def without_first_section(word: Word) -> None:
    heading = word.paragraph("Heading1")
    while (
        not str(heading.getnext().tag).endswith("}p")
        or heading.getnext().find("{*}pPr/{*}pStyle") is None
        or ("Heading1" not in str(heading.getnext().find("{*}pPr/{*}pStyle").attrib))
    ):
        word.body.remove(heading.getnext())


def remove_row(word: Word) -> None:
    row = word.rows()[1]
    row.getparent().remove(row)


def longer_figure(book: Workbook) -> None:
    rows = book[_FIGURES].iter_rows(min_row=2)
    cell = next(row[3] for row in rows if str(row[3].value).isdigit() and int(str(row[2].value)) > 9)
    cell.value = f"{cell.value}1"


def hide_row(book: Workbook) -> None:
    book.worksheets[1].row_dimensions[2].hidden = True


def hide_sheet(book: Workbook) -> None:
    book.worksheets[1].sheet_state = "hidden"


def figure_again(book: Workbook) -> None:
    book[_FIGURES].append([cell.value for cell in book[_FIGURES][2]])


def bumped(figure: Figure) -> Figure:
    n = int(str(figure.value)) + 1
    return replace(figure, value=n, shown=str(n))


def a_tenth_more(shown: str) -> str:
    return re.sub(r"(\d+\.\d)%", lambda found: f"{Decimal(found[1]) + Decimal('0.1')}%", shown)


def other_way(shown: str) -> str:
    return shown.replace("上升", "下降") if "上升" in shown else shown.replace("下降", "上升")


def first_number_more(text: str) -> str:
    return re.sub(r"\d+", lambda found: str(int(found[0]) + 1), text, count=1)


def cut(made: Made) -> Papers:
    return replace(made.papers, docx=made.papers.docx[:2000])


def without_workbook(made: Made) -> Papers:
    return replace(made.papers, xlsx=b"")


def other_unit(figure: Figure) -> Figure:
    return replace(figure, value=f"{figure.value}室", shown=f"{figure.shown}室")


def is_share(figure: Figure) -> bool:
    return figure.key.endswith(".share") and "/" in figure.shown


def is_category(figure: Figure) -> bool:
    return figure.key.startswith("category.") and figure.key.endswith(".name")


def of_total(lie: Callable[[Figure], Figure]) -> Callable[[Outline], Outline]:
    """Lie about the first sum of a table, there alone."""

    def changed(table: Table) -> Table:
        if not table.has_total:
            return table
        *rows, (name, total, *rest) = table.rows
        assert isinstance(total, Figure)
        other = replace(lie(total), key=f"unit.没有的单位.{total.key}")
        return replace(table, rows=(*rows, (name, other, *rest)))

    return lambda outline: tables_changed(outline, changed)


def swap_units(outline: Outline) -> Outline:
    """Let the names of two units stand before each other's figures."""

    def changed(table: Table) -> Table:
        if table.name != "承办单位情况":
            return table
        (one, *its), (other, *theirs), *rest = table.rows
        return replace(table, rows=((other, *its), (one, *theirs), *rest))

    return tables_changed(outline, changed)


def in_charts(lie: Callable[[Figure], Figure]) -> Callable[[Outline], Outline]:
    """Draw the first chart from other figures than its table's."""

    def block(one: Block) -> Block:
        if not isinstance(one, Chart):
            return one
        first, *others = one.series
        if not first.figures:
            return one
        figures = (replace(lie(first.figures[0]), key=f"place.{one.name}.received_count"), *first.figures[1:])
        return replace(one, series=(replace(first, figures=figures), *others))

    return lambda outline: replace(
        outline, sections=tuple(replace(s, blocks=tuple(map(block, s.blocks))) for s in outline.sections)
    )


def other_picture(made: Made) -> Papers:
    (one, picture), (other, _), *_rest = made.papers.charts.items()
    return replace(made.papers, charts={**made.papers.charts, one: made.papers.charts[other] + picture[:0]})


def cut_picture(made: Made) -> Papers:
    name, picture = next(iter(made.papers.charts.items()))
    return replace(made.papers, charts={**made.papers.charts, name: picture[:-40]})


def without_a_bar(outline: Outline) -> Outline:
    """Draw every chart without its last place."""

    def block(one: Block) -> Block:
        if not isinstance(one, Chart) or len(one.labels) < 2:
            return one
        series = tuple(replace(each, figures=each.figures[:-1]) for each in one.series)
        return replace(one, labels=one.labels[:-1], series=series)

    sections = tuple(replace(s, blocks=tuple(map(block, s.blocks))) for s in outline.sections)
    return replace(outline, sections=sections)


def without_picture(made: Made) -> Papers:
    """Take a picture out of the Word file and out of the files alike."""

    def change(word: Word) -> None:
        picture = next(word.body.iter("{*}drawing"))
        picture.getparent().remove(picture)

    name = next(iter(made.papers.charts))
    rest = {other: picture for other, picture in made.papers.charts.items() if other != name}
    return replace(in_word(change)(made), charts=rest)


def swap_pictures(word: Word) -> None:
    one, other, *_ = word.body.iter("{*}blip")
    (embed,) = (name for name in one.attrib if name.endswith("embed"))
    one.attrib[embed], other.attrib[embed] = other.attrib[embed], one.attrib[embed]


def without_last_figure(book: Workbook) -> None:
    book[_FIGURES].delete_rows(book[_FIGURES].max_row)


PLANTED: dict[str, tuple[Plant, set[str]]] = {
    "a digit of a paragraph": (in_word(lambda w: write(w.counts(False)[0], "99999")), {"differs_from_cell"}),
    "a digit of a table": (in_word(lambda w: write(w.counts(True)[0], "99999")), {"differs_from_cell"}),
    "two figures swapped": (in_word(swap_numbers), {"differs_from_cell"}),
    "a control of another cell": (in_word(refer(None)), {"wrong_cell"}),
    "a control of no cell": (in_word(refer("指标!D9999")), {"bad_reference"}),
    "a figure typed over its control": (in_word(unwrap), {"stray_digit"}),
    "a number typed at the end": (typed("另有12件待核。"), {"stray_digit"}),
    "words typed at the end": (typed("情况良好。"), {"text_differs"}),
    "a paragraph removed": (in_word(lambda w: w.body.remove(w.paragraph("BodyText"))), {"missing_text"}),
    "a row removed": (in_word(remove_row), {"missing_text"}),
    "a row twice": (in_word(lambda w: w.rows()[1].addnext(copy.deepcopy(w.rows()[1]))), {"extra_text"}),
    "two rows swapped": (in_word(lambda w: w.rows()[1].addprevious(w.rows()[2])), {"extra_text"}),
    "another month in the title": (rewritten("Title", lambda text: f"{text}（十月）"), {"wrong_title"}),
    "another number of the report": (rewritten("Subtitle", lambda t: t.replace("-1　", "-2　")), {"wrong_number"}),
    "another period": (rewritten("Subtitle", lambda t: re.sub(r"\d+月", "1月", t)), {"wrong_period"}),
    "a heading changed": (rewritten("Heading1", lambda text: f"{text}和别的"), {"text_differs"}),
    "a section emptied": (in_word(without_first_section), {"empty_section"}),
    "a change left open": (in_word(lambda w: w.paragraph("BodyText").append(OxmlElement("w:ins"))), {"tracked_change"}),
    "words hidden": (in_word(vanish), {"hidden"}),
    "a phone smuggled in": (typed("联系电话13900001234"), {"identity"}),
    "an identity card smuggled in": (typed("身份证110101199003071234"), {"identity"}),
    "a caller's name smuggled in": (typed("市民王建国反映"), {"identity"}),
    "a titled name smuggled in": (typed("赵大勇先生来电"), {"identity"}),
    "a sign twice": (typed("情况良好。。现已归档。"), {"doubled"}),
    "a gap between words": (typed("情况 良好。"), {"doubled"}),
    "an unknown order": (typed("见20260101999999号工单"), {"unknown_ticket"}),
    "another weekday": (typed("2026年11月26日（星期五）"), {"wrong_weekday"}),
    "a day that is none": (typed("2026年11月31日"), {"impossible_date"}),
    "a day of another time": (typed("2021年3月4日"), {"date_outside"}),
    "a placeholder left": (typed("{count}"), {"remains"}),
    "None left": (typed("None"), {"remains"}),
    "a cut file": (cut, {"damaged"}),
    "no workbook": (without_workbook, {"damaged"}),
    "a figure of the workbook": (in_workbook(longer_figure), {"wrong_figure"}),
    "a value of the workbook": (put(_FIGURES, "C2", 99999), {"wrong_shown"}),
    "a cell of a table's sheet": (put(1, "B2", 99999), {"differs_from_cell"}),
    "a heading of a sheet": (put(1, "A1", "别的"), {"differs_from_cell"}),
    "a sheet missing": (in_workbook(lambda book: book.remove(book.worksheets[1])), {"missing_sheet"}),
    "a sheet too many": (in_workbook(lambda book: book.create_sheet("备注")), {"extra_sheet"}),
    "a sheet hidden": (in_workbook(hide_sheet), {"hidden"}),
    "a row hidden": (in_workbook(hide_row), {"hidden"}),
    "a formula": (put(1, "B2", "=1+1"), {"formula"}),
    "a phone in the workbook": (put(1, "H40", "电话13900001234"), {"identity"}),
    "a figure twice": (in_workbook(figure_again), {"figure_twice"}),
    "an unknown figure": (put(_FIGURES, "A2", "no.such_metric"), {"unknown_figure"}),
    "another name of a figure": (put(_FIGURES, "B2", "别的名称"), {"text_differs"}),
    "another basis of a figure": (put(_FIGURES, "E2", "另行统计"), {"text_differs"}),
    "a figure without a key": (put(_FIGURES, "C999", 99), {"extra_text"}),
    "a figure beside the others": (put(_FIGURES, "H2", 99), {"extra_text"}),
    "a figure missing in the workbook": (in_workbook(without_last_figure), {"missing_figure"}),
    "a true figure nobody says": (
        put(_FIGURES, "A2", "place.没有的地方.received_count"),
        {"unreferenced", "missing_figure"},
    ),
    "another digit in the summary": (in_summary(first_number_more), {"summary_differs"}),
    "a line of the summary missing": (in_summary(lambda text: text.partition("\n")[2]), {"summary_differs"}),
    "a phone in the summary": (in_summary(lambda text: f"{text}\n13900001234"), {"identity"}),
    "a count, everywhere alike": (everywhere(lies(is_count, bumped)), {"wrong_figure"}),
    "a rate off by a tenth": (shown_as(is_rate, a_tenth_more), {"wrong_shown"}),
    "a rate of 104 %": (shown_as(is_rate, lambda _: "26/25 = 104.0%"), {"rate_out_of_range"}),
    "a numerator above": (shown_as(is_rate, lambda _: "30/25 = 100.0%"), {"part_over_whole"}),
    "percent for points": (
        shown_as(lambda f: f.shown.endswith("个百分点"), lambda s: s.replace("个百分点", "%")),
        {"percent_for_points"},
    ),
    "down for up": (shown_as(is_change, other_way), {"wrong_direction"}),
    "another base named": (said("环比", "同比"), {"wrong_base"}),
    "a sentence of its own": (in_first_section(Paragraph(("本期情况平稳。",))), {"extra_text"}),
    "a row left out everywhere": (rows_of(lambda rows: rows[1:]), {"missing_text"}),
}


# These need what a monthly report has: sums, shares, charts and the official rates.
# The invented months have no whole one before them, and nothing is compared with part of a month.
PLANTED_IN_A_WEEK: dict[str, tuple[Plant, set[str]]] = {
    "points for percent": (
        shown_as(lambda f: is_change(f) and f.shown.endswith("%"), lambda s: s.replace("%", "个百分点")),
        {"points_for_percent"},
    ),
}

PLANTED_IN_A_MONTH: dict[str, tuple[Plant, set[str]]] = {
    "0 instead of nothing": (
        shown_as(lambda f: f.shown == "—" and "rate" in f.key, lambda _: "0.0%", Decimal(0)),
        {"nothing_shown_as_zero"},
    ),
    "a unit misspelt": (everywhere(lies(is_unit, other_unit)), {"wrong_figure", "unknown_name"}),
    "a total that is not the sum": (everywhere(of_total(bumped)), {"wrong_total", "wrong_figure"}),
    "a share off by a tenth": (shown_as(is_share, a_tenth_more), {"wrong_shown"}),
    "shares beyond the whole": (
        shown_as(is_share, lambda _: "90/100 = 90.0%"),
        {"shares_not_whole", "wrong_figure"},
    ),
    "two units swapped": (everywhere(swap_units), {"wrong_cell"}),
    "a picture missing everywhere": (without_picture, {"missing_file"}),
    "two pictures swapped": (in_word(swap_pictures), {"chart_differs"}),
    "a bar left out": (everywhere(without_a_bar), {"chart_differs"}),
    "another picture": (other_picture, {"chart_differs"}),
    "a picture of other figures": (everywhere(in_charts(bumped)), {"chart_differs"}),
    "a picture cut": (cut_picture, {"chart_differs"}),
    "a category misspelt": (everywhere(lies(is_category, other_unit)), {"wrong_figure", "unknown_name"}),
    "an official rate": (shown_as(lambda f: f.key == "official.resolution_rate", a_tenth_more), {"wrong_figure"}),
    "a composite score": (shown_as(lambda f: f.key == "official.composite_score", lambda _: "99.9"), {"wrong_figure"}),
    "a moment": (shown_as(lambda f: f.key == "as_of", lambda _: "11-01 08:00"), {"wrong_figure"}),
    "a state of an order": (shown_as(lambda f: f.key.endswith(".state"), lambda _: "已作废"), {"wrong_figure"}),
    "how late an order is": (shown_as(lambda f: f.key.endswith(".late_by"), lambda _: "1分钟"), {"wrong_figure"}),
}


def nothing(_: Any) -> None:
    """Open and save again."""
