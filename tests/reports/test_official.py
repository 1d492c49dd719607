"""The three rates of a report come from the hotline's call-backs alone, and other SQL finds the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from reports.checking.official_figures import official_figure
from reports.dataset import DataSet, Heading
from reports.figure_register import figures_of
from reports.outline import Figure, Section, Table
from reports.outlines.figures import Figures
from reports.outlines.official import official_section
from rules.report_periods import Period, ReportKind, compared_period, official_period, period_of
from rules.three_rates import RateSettings
from tests.actions.town import ZONE

NOW = datetime(2026, 11, 26, 8, 30, tzinfo=ZONE)
BEIJING = RateSettings()
START = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


def frozen(*rows: dict[str, object], settings: RateSettings = BEIJING) -> DataSet:
    period = period_of(ReportKind.MONTHLY, NOW, ZONE)
    heading = Heading("YB-202611-1", ReportKind.MONTHLY, period, NOW, "柳湾乡", ZONE)
    spans = {"official": official_period(NOW, ZONE), "official_before": compared_period(NOW, ZONE)}
    data = DataSet.begin(heading, {**spans, "this": period, "previous": Period(START, START)}, NOW)
    data.state("rates", {name: str(value) for name, value in vars(settings).items()})
    plain = {"ticket_no": "20261101000001", "is_valid": 1, "contacted": 1, "solved": "解决", "satisfied": "满意"}
    at = ({"id": n, "called_at": START + timedelta(minutes=n), **plain, **row} for n, row in enumerate(rows, 1))
    data.add("official", at)
    return data


def hundred() -> list[dict[str, object]]:
    said = ["满意"] * 85 + ["基本满意"] * 10 + ["不满意"] * 5
    rows: list[dict[str, object]] = [
        {
            "satisfied": word,
            "solved": "解决" if n < 92 else "未解决",
            "contacted": n < 99,
            "unit": "甲乙"[n % 2] + "社区",
        }
        for n, word in enumerate(said)
    ]
    # What is not valid, or rates nothing whatever the platform says, is nowhere.
    nowhere: list[dict[str, object]] = [{"is_valid": 0}, {"satisfied": "未评价"}, {"is_valid": None, "unit": "丙社区"}]
    return rows + nowhere


def figures_in(section: Section) -> Iterator[Figure]:
    for block in section.blocks:
        yield from figures_of(block)


def shown(section: Section) -> dict[str, str]:
    return {figure.key: figure.shown for figure in figures_in(section)}


def test_worked_vector_of_the_field_stands_in_the_report() -> None:
    section = official_section(Figures(frozen(*hundred())))
    found = shown(section)
    assert found["official.valid_count"] == "100"
    assert found["official.response_rate"] == "99/100 = 99.0%"
    assert (found["official.satisfaction_rate"], found["official.composite"]) == ("94.0%", "93.5")
    assert (found["official.first_day"], found["official.last_day"]) == ("2026-10-19", "2026-11-25")
    by_unit = next(each for each in section.blocks if isinstance(each, Table) and "承办单位" in each.name)
    assert len(by_unit.rows) == 3 and by_unit.rows[-1][0] == "合计"
    # Nothing to compare with is no change.
    assert found["official.composite.pop"] == "—"


@pytest.mark.parametrize(
    "settings", [RateSettings(), RateSettings(decimals=2, basically_solved_counts=True), RateSettings(decimals=0)]
)
def test_other_sql_finds_the_same_for_every_figure(settings: RateSettings) -> None:
    before: list[dict[str, object]] = [
        {"id": 900 + n, "called_at": datetime(2026, 9, 20, 2, n, tzinfo=UTC), "solved": word, "category": "供热"}
        for n, word in enumerate(("解决", "基本解决", "未解决"))
    ]
    data = frozen(*hundred(), {"contacted": None, "satisfied": None, "category": "供热"}, *before, settings=settings)
    figures = list(figures_in(official_section(Figures(data))))
    assert len({figure.key for figure in figures}) > 40
    for figure in figures:
        expected = official_figure(data, figure.key)
        assert expected is not None, figure.key
        assert (expected.value, expected.shown) == (figure.value, figure.shown), figure.key
    assert official_figure(data, "official.valid") is None
    assert official_figure(data, "received_count") is None


def test_period_without_a_valid_call_back_has_no_rate() -> None:
    section = official_section(Figures(frozen({"is_valid": 0})))
    found = shown(section)
    assert (found["official.valid_count"], found["official.composite"]) == ("0", "—")
    assert not [block for block in section.blocks if isinstance(block, Table)]
