"""The three rates of a report come from the hotline's valid call-backs alone, weighed as the city does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from reports.dataset import DataSet, Heading
from reports.figure_register import figures_of
from reports.outlines.calling import three_rates
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
    assert (found["official.valid_count"], found["official.contacted_count"]) == ("100", "99")
    assert (found["official.satisfaction_rate"], found["official.composite_score"]) == ("94.0%", "93.5")
    # Nothing to compare with is no change.
    assert found["official.resolution_rate.pop"] == "—"


@pytest.mark.parametrize(("k", "score"), [("1", "93.90"), ("0.6", "92.30")])
def test_frozen_settings_are_those_of_the_city(k: str, score: str) -> None:
    found = shown(*hundred(), settings=RateSettings(k=Decimal(k), decimals=2))
    assert found["official.composite_score"] == score


def test_period_without_a_valid_call_back_has_no_rate() -> None:
    found = shown({"is_valid": 0}, {"satisfied": "未评价"})
    assert not [key for key in found if "rate" in key or "score" in key]
