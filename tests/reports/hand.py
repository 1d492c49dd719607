"""Data sets made by hand: orders put straight into the tables, as many as somebody can count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from reports.dataset import DataSet, Heading
from reports.outline import Figure, Outline, Paragraph, Table
from rules.report_periods import Period, ReportKind, as_of, compared_period, last_year, official_period, previous
from rules.report_subject import Subject
from tests.actions.town import ZONE

RATES = {
    "response_weight": "0.10", "resolution_weight": "0.50", "satisfaction_weight": "0.40", "k": "0.9", "decimals": "1",
    "basically_solved_counts": "False", "tie_break": "received", "period_start_day": "19",
}  # fmt: skip


def at(words: str) -> datetime:
    """Return a moment of November 2026, `25 10:30`."""
    day, clock = words.split()
    return datetime.fromisoformat(f"2026-11-{day} {clock}").replace(tzinfo=ZONE).astimezone(UTC)


DAY = Period(at("25 00:00"), at("26 00:00"))
NOVEMBER = Period(at("01 00:00"), datetime(2026, 12, 1, tzinfo=ZONE).astimezone(UTC))


def data_set(
    kind: ReportKind = ReportKind.DAILY, period: Period = DAY, made_at: datetime | None = None,
    subject: Subject | None = None,
) -> DataSet:  # fmt: skip
    """Return a data set without orders."""
    made_at = made_at or at("26 08:30")
    heading = Heading("RB-20261126-1", kind, period, made_at, "柳湾乡", ZONE, subject)
    this, whole = period.until(made_at), previous(period, ZONE)
    cut = whole.until(whole.start + (this.end - this.start)) if this != period else whole
    spans = {
        "this": this, "previous": cut, "previous_whole": whole,
        "last_year": last_year(kind, period, ZONE), "official": official_period(period.end, ZONE),
        "official_before": compared_period(period.end, ZONE),
    }  # fmt: skip
    data = DataSet.begin(heading, spans, as_of(period, made_at))
    data.state("rates", RATES)
    return data


def order(number: int, came: str, **told: Any) -> dict[str, Any]:
    """Return the row of an order that came at a moment of November, with the unit 城管科 unless told otherwise."""
    came_at = at(came)
    local = came_at.astimezone(ZONE)
    closed_at = told.get("closed_at")
    plain: Mapping[str, Any] = {
        "id": number, "ticket_no": f"2026112500{number:04d}", "round": 1,
        "state": "replied" if closed_at else "handling",
        "kind": "投诉", "path": "市政->路灯不亮", "category": "市政", "matter": "路灯不亮", "unit": "城管科",
        "is_urgent": 0, "is_sensitive": 0, "is_crowd": 0, "is_emergency": 0, "flags": "", "merged": 0,
        "is_excluded": 0, "came_at": came_at, "came_day": f"{local:%Y-%m-%d}", "came_hour": local.hour,
        "came_weekday": local.weekday(), "sent_back": 0, "assigned_at": came_at,
        "closed_day": f"{closed_at.astimezone(ZONE):%Y-%m-%d}" if closed_at else None,
    }  # fmt: skip
    return {**plain, **told}


def limit(number: int, ticket: int, stage: str, due: str, stopped: str | None, **told: Any) -> dict[str, Any]:
    """Return the row of a limit, missed when it was stopped after it was due."""
    due_at, stopped_at = at(due), at(stopped) if stopped else None
    plain: Mapping[str, Any] = {
        "id": number, "ticket_id": ticket, "stage": stage, "seq": 1, "started_at": due_at, "due_at": due_at,
        "stopped_at": stopped_at, "outcome": "met" if stopped_at else None,
        "missed_at": due_at if stopped_at and stopped_at > due_at else None, "stands_still": 0,
    }  # fmt: skip
    return {**plain, **told}


def figures_in(outline: Outline) -> list[Figure]:
    """Return every figure of an outline, wherever it stands."""
    blocks = [block for section in outline.sections for block in section.blocks]
    parts: list[Any] = [part for paragraph in outline.summary for part in paragraph.parts]
    for block in blocks:
        if isinstance(block, Paragraph):
            parts += block.parts
        elif isinstance(block, Table):
            parts += [part for row in block.rows for part in row]
        else:
            parts += [figure for series in block.series for figure in series.figures]
    return [part for part in parts if isinstance(part, Figure)]


def words_in(outline: Outline) -> list[str]:
    """Return everything an outline says beside figures: words, headings, columns, names of tables."""
    found = [section.heading for section in outline.sections]
    for section in outline.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                found += [part for part in block.parts if isinstance(part, str)]
            elif isinstance(block, Table):
                found += [block.name, *block.columns]
                found += [part for row in block.rows for part in row if isinstance(part, str)]
            else:
                found.append(block.name)
    return found + [part for paragraph in outline.summary for part in paragraph.parts if isinstance(part, str)]
