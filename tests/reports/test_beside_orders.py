"""What reports tell beside the orders, on rows made by hand, and that it is counted again from those rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from actions.desk import Desk
from models.database import Database
from models.platform_times import Reconciliation
from reports.checking import check
from reports.checking.beside_orders import beside_orders
from reports.dataset import DataSet
from reports.figure_register import figures_of
from reports.freezing import freeze
from reports.outline import Block, Figure, Paragraph
from reports.outlines.every import outline
from reports.outlines.figures import Figures
from reports.outlines.reconciling import compared
from reports.papers import papers
from rules.reconciling import MATTERS, Kind
from rules.report_periods import ReportKind
from tests.reports.hand import DAY, at, data_set, order
from tests.township import RULES


def words_of(*blocks: Block) -> str:
    """Return what paragraphs say, as it is read."""
    said = [block for block in blocks if isinstance(block, Paragraph)]
    return "".join(part.shown if isinstance(part, Figure) else part for block in said for part in block.parts)


def counted_again(data: DataSet, blocks: Iterable[Block]) -> None:
    figures = [figure for block in blocks for figure in figures_of(block)]
    assert figures
    for figure in figures:
        expected = beside_orders(data, figure.key)
        assert expected is not None, figure.key
        assert (expected.value, expected.shown) == (figure.value, figure.shown), figure.key


def a_comparison(moment: str, **differences: int) -> DataSet:
    data = data_set()
    told = {"id": 4, "made_at": at(moment), "n_rows": 120, "matched": 117, "confirmed": 5, "contradicted": 1}
    data.add("comparison", [told])
    data.add("differences", ({"kind": kind, "n": n, "is_grave": kind in MATTERS} for kind, n in differences.items()))
    return data


def test_daily_report_tells_what_the_last_comparison_found() -> None:
    data = a_comparison("25 17:40", late_there=2, missing_here=1, time=9)
    line = compared(Figures(data))
    assert words_of(line) == (
        "与平台对账：11-25 17:40比对，平台120行，对上117件；补录核实5项、不符1项；不一致12处，其中影响扣款或漏登的3处。"
    )
    counted_again(data, [line])


def test_comparison_without_a_difference_says_none() -> None:
    assert "不一致0处，其中影响扣款或漏登的0处" in words_of(compared(Figures(a_comparison("26 08:00"))))


def test_day_without_a_comparison_is_said_to_have_none() -> None:
    assert words_of(compared(Figures(data_set()))) == "与平台对账：当日未比对，以前也没有比对过。"
    older = a_comparison("24 17:40", late_there=2)
    line = compared(Figures(older))
    assert words_of(line) == "与平台对账：当日未比对，上次比对是11-24 17:40。"
    counted_again(older, [line])


def test_finished_papers_with_a_comparison_yield_no_complaint() -> None:
    data = a_comparison("25 17:40", late_there=2, missing_here=1, time=9)
    data.add("tickets", [order(1, "25 09:00")])
    for name in ("received_count", "received_count.previous", "closed_count", "open_count"):
        data.state(f"total.{name}", 0)
    assert [wrong.text for wrong in check(data, papers(outline(data)))] == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_grave_kind_is_counted_again_as_grave(kind: Kind) -> None:
    counted_again(data := a_comparison("25 17:40", **{str(kind): 3}), [compared(Figures(data))])


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def test_last_comparison_that_came_to_its_end_is_frozen(database: Database) -> None:
    plain = {"by": "import", "file_name": "export.csv", "sha256": "0" * 64}
    counts = {"rows": 7, "matched": 6, "confirmed": 1, "differences": {"late_there": 1, "unit": 2}}
    with database.transaction() as session:
        for moment, ended, found in (
            ("25 09:00", "25 09:01", {"rows": 3}),
            ("25 18:00", "25 18:01", counts),
            ("25 19:00", None, {}),
            ("26 10:00", "26 10:01", {"rows": 9}),
        ):
            finished_at = at(ended) if ended else None
            session.add(Reconciliation(made_at=at(moment), finished_at=finished_at, counts=found, **plain))
    with database.snapshot() as session:
        now = at("26 08:30")
        data = freeze(Desk(session, now, now, RULES), ReportKind.DAILY, DAY, "RB-20261126-1")
    (run,) = data.rows("SELECT * FROM comparison")
    assert (run["n_rows"], run["matched"], run["confirmed"], run["contradicted"]) == (7, 6, 1, 0)
    assert [tuple(row) for row in data.rows("SELECT * FROM differences")] == [("late_there", 1, 1), ("unit", 2, 0)]
