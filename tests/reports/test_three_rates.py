"""The three rates of a report come from the hotline's valid call-backs alone, weighed as the city does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from reports.checking.official_figures import official_figure
from reports.dataset import DataSet, Heading
from reports.figure_register import figures_of
from reports.outlines.calling import lost_points, three_rates
from reports.outlines.figures import Figures
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


def shown(*rows: dict[str, object], settings: RateSettings = BEIJING) -> dict[str, str]:
    blocks = three_rates(Figures(frozen(*rows, settings=settings)))
    return {figure.key: figure.shown for block in blocks for figure in figures_of(block)}


def test_worked_vector_of_the_field_stands_in_the_report() -> None:
    found = shown(*hundred())
    assert (found["official.valid_count"], found["official.response_rate"]) == ("100", "99/100 = 99.0%")
    # The frozen settings stand beside them, and the same is told by category.
    assert (found["rates.k"], found["rates.resolution_weight"]) == ("0.9", "0.50")
    assert found["category.未明确.official.composite_score"] == "93.5"
    assert (found["official.satisfaction_rate"], found["official.composite_score"]) == ("94.0%", "93.5")
    # Nothing to compare with is no change.
    assert found["official.resolution_rate.pop"] == "—"


@pytest.mark.parametrize(("k", "score"), [("1", "93.90"), ("0.6", "92.30")])
def test_frozen_settings_are_those_of_the_city(k: str, score: str) -> None:
    found = shown(*hundred(), settings=RateSettings(k=Decimal(k), decimals=2))
    assert found["official.composite_score"] == score


@pytest.mark.parametrize(("counts", "lost"), [(True, "1"), (False, "2")])
def test_nearly_solved_is_lost_only_where_the_city_does_not_count_it(counts: bool, lost: str) -> None:
    settings = RateSettings(basically_solved_counts=counts)
    data = frozen({"solved": "基本解决"}, {"solved": "未解决"}, settings=settings)
    told = {each.key: each.shown for block in lost_points(Figures(data), 9) for each in figures_of(block)}
    again = official_figure(data, "lost.not_solved_count")
    assert told["lost.not_solved_count"] == lost
    assert again is not None
    assert again.shown == lost


def test_a_subject_keeps_the_call_backs_of_its_orders_that_came_long_before() -> None:
    data = frozen({"ticket_id": 77, "unit": "甲社区"}, {"ticket_id": 78, "unit": "乙社区"}, {"unit": "甲社区"})
    data.narrow("unit = :unit", official="unit = :unit", unit="甲社区")
    assert [row["id"] for row in data.rows("SELECT id FROM official ORDER BY id")] == [1, 3]


def test_rates_are_counted_again_by_unit_and_category() -> None:
    data = frozen(*hundred())
    for block in three_rates(Figures(data)):
        for figure in figures_of(block):
            again = official_figure(data, figure.key)
            if again is not None:
                assert (again.value, again.shown) == (figure.value, figure.shown), figure.key
            else:
                assert figure.key.endswith(".name") or figure.key.startswith("span."), figure.key


def test_period_without_a_valid_call_back_has_no_rate() -> None:
    found = shown({"is_valid": 0}, {"satisfied": "未评价"})
    assert not [key for key in found if "rate" in key or "score" in key]
