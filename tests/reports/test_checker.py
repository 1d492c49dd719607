"""Whatever is changed in finished papers, or said wrongly in all of them, is found; what is right is let through."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.desk import Desk
from benchmarks.township_year import Year
from models.database import Database
from models.sealing import Keyring, install_keyring
from reports.checking import check
from reports.freezing import freeze
from reports.outlines.every import outline
from reports.papers import papers
from rules.report_periods import ReportKind, period_of
from tests.reports.planting import Made, in_word, in_workbook
from tests.reports.plants import PLANTED, nothing
from tests.township import RULES

NOW = datetime(2026, 11, 26, 16, tzinfo=UTC)
NUMBERS = {"daily": "RB-20261126-1", "weekly": "ZB-20261126-1", "monthly": "YB-20261126-1"}
KIND = ReportKind.DAILY


def made(file: Path, kind: ReportKind) -> Made:
    """Return a report of an invented year."""
    install_keyring(Keyring([b"k" * 32]))
    database = Database(f"sqlite:///{file}")
    with database.reading() as session:
        data = freeze(Desk(session, NOW, NOW, RULES), kind, period_of(kind, NOW, RULES.zone), NUMBERS[kind])
    database.close()
    said = outline(data)
    return Made(data, said, papers(said))


@pytest.fixture(scope="module")
def report(small_year: tuple[Path, Year]) -> Made:
    return made(small_year[0], KIND)


def test_clean_papers_yield_no_complaint(report: Made) -> None:
    assert [wrong.text for wrong in check(report.data, report.papers)] == []


def test_opening_and_saving_alone_yields_no_complaint(report: Made) -> None:
    for touched in (in_word(nothing), in_workbook(nothing)):
        assert [wrong.text for wrong in check(report.data, touched(report))] == []


@pytest.mark.parametrize("name", PLANTED)
def test_what_was_planted_is_found(report: Made, name: str) -> None:
    plant, expected = PLANTED[name]
    found = check(report.data, plant(report))
    assert {wrong.code for wrong in found} >= expected, [(wrong.code, wrong.text) for wrong in found]
