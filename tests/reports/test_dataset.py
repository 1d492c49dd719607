"""A data set is frozen, says nothing of citizens, and is the same after it was kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from actions.desk import Desk
from benchmarks.township_year import Year
from models.database import Database
from reports.dataset import DataSet, Foreign
from reports.freezing import freeze
from reports.outlines.every import outline
from rules.report_periods import ReportKind, period_of
from tests.actions.town import ZONE
from tests.township import RULES

NOW = datetime(2026, 11, 26, 8, 30, tzinfo=ZONE)


def frozen(small_year: tuple[Path, Year], kind: ReportKind = ReportKind.DAILY) -> DataSet:
    database = Database(f"sqlite:///{small_year[0]}")
    with database.reading() as session:
        desk = Desk(session, NOW, NOW, RULES)
        data = freeze(desk, kind, period_of(kind, NOW, ZONE), "RB-20261126-1")
    database.close()
    return data


def test_kept_data_set_says_the_same_again(small_year: tuple[Path, Year]) -> None:
    data = frozen(small_year)
    kept = data.to_bytes()
    again = DataSet.from_bytes(kept)
    assert again.made_at - NOW == timedelta(0)
    assert outline(again) == outline(data)
    assert again.to_bytes() == kept == frozen(small_year).to_bytes()


@pytest.mark.parametrize("kept", [b"", b"not a database at all", b"SQLite format 3\x00" + bytes(4080)])
def test_foreign_bytes_are_refused(kept: bytes) -> None:
    with pytest.raises(Foreign):
        DataSet.from_bytes(kept)
