"""Whatever is changed in finished papers, or said wrongly in all of them, is found; what is right is let through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

import reports.papers
from actions.desk import Desk
from benchmarks.township_year import Year
from models.database import Database
from models.sealing import Keyring, install_keyring
from reports.checking import checks
from reports.checking.checks import check
from reports.freezing import freeze
from reports.outlines.every import outline
from reports.papers import papers
from rules.report_periods import ReportKind, period_of
from rules.report_subject import Subject
from tests.reports.planting import Made, in_word, in_workbook
from tests.reports.plants import PLANTED, PLANTED_IN_A_MONTH, PLANTED_IN_A_WEEK, Plant, nothing
from tests.township import RULES

NOW = datetime(2026, 11, 26, 16, tzinfo=UTC)
NUMBERS = {"daily": "RB", "weekly": "ZB", "monthly": "YB", "special": "ZX", "incident": "TF"}


def made(file: Path, kind: ReportKind, subject: Subject | None = None) -> Made:
    """Return a report of an invented year."""
    install_keyring(Keyring([b"k" * 32]))
    database = Database(f"sqlite:///{file}")
    with database.reading() as session:
        period, number = period_of(kind, NOW, RULES.zone), f"{NUMBERS[kind]}-20261126-1"
        data = freeze(Desk(session, NOW, NOW, RULES), kind, period, number, subject)
    database.close()
    said = outline(data)
    return Made(data, said, papers(said))


@pytest.fixture(scope="module", autouse=True)
def each_thing_once() -> Iterator[None]:
    """Draw, write and read once what several lying papers share; the checker itself looks at each of them anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reports.papers, "draw", cache(reports.papers.draw))
        for name in ("read_docx", "read_xlsx", "outline"):
            patch.setattr(checks, name, cache(getattr(checks, name)))
        yield


@pytest.fixture(scope="module")
def daily(small_year: tuple[Path, Year]) -> Made:
    return made(small_year[0], ReportKind.DAILY)


@pytest.fixture(scope="module")
def weekly(small_year: tuple[Path, Year]) -> Made:
    return made(small_year[0], ReportKind.WEEKLY)


@pytest.fixture(scope="module")
def monthly(small_year: tuple[Path, Year]) -> Made:
    return made(small_year[0], ReportKind.MONTHLY)


def complaints(report: Made) -> list[str]:
    return [wrong.text for wrong in check(report.data, report.papers)]


def test_clean_papers_yield_no_complaint(
    small_year: tuple[Path, Year], daily: Made, weekly: Made, monthly: Made
) -> None:
    file, year = small_year
    spot = year.hot_spots[-1]
    assert complaints(daily) == []
    assert complaints(monthly) == []
    assert complaints(weekly) == []
    assert complaints(made(file, ReportKind.SPECIAL, Subject(category="供热"))) == []
    assert complaints(made(file, ReportKind.INCIDENT, Subject(ticket_nos=spot.ticket_nos[:2]))) == []


def test_opening_and_saving_alone_yields_no_complaint(daily: Made) -> None:
    for touched in (in_word(nothing), in_workbook(nothing)):
        assert [wrong.text for wrong in check(daily.data, touched(daily))] == []


@pytest.mark.parametrize("name", PLANTED)
def test_what_was_planted_is_found(daily: Made, name: str) -> None:
    look_for(daily, *PLANTED[name])


@pytest.mark.parametrize("name", PLANTED_IN_A_WEEK)
def test_what_was_planted_in_a_week_is_found(weekly: Made, name: str) -> None:
    look_for(weekly, *PLANTED_IN_A_WEEK[name])


@pytest.mark.parametrize("name", PLANTED_IN_A_MONTH)
def test_what_was_planted_in_a_month_is_found(monthly: Made, name: str) -> None:
    look_for(monthly, *PLANTED_IN_A_MONTH[name])


def look_for(report: Made, plant: Plant, expected: set[str]) -> None:
    found = check(report.data, plant(report))
    assert {wrong.code for wrong in found} >= expected, [(wrong.code, wrong.text) for wrong in found]
