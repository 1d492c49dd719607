"""Looks at each order of a special report for what its subject says: category, unit, community and place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.checking.wrong import Wrong
from reports.dataset import DataSet
from rules.report_subject import Subject, is_area, place_words


def of_another_subject(data: DataSet) -> Iterator[Wrong]:
    """Yield the orders that are not of what the report is about."""
    subject = data.subject
    if subject is None:
        return
    for row in data.rows("SELECT ticket_no, path, unit, community, place, is_sensitive FROM tickets"):
        if not _fits(subject, row):
            yield Wrong("other_subject", f"工单 {row['ticket_no']}", subject.words)


def _fits(subject: Subject, row: Any) -> bool:
    return (
        (not subject.ticket_nos or row["ticket_no"] in subject.ticket_nos)
        and (subject.category is None or subject.category in row["path"].split("->"))
        and (subject.unit is None or row["unit"] == subject.unit)
        and (not subject.areas or is_area(row["community"] or "", subject.areas))
        and (subject.place is None or _is_at(subject.place, row))
    )


def _is_at(place: str, row: Any) -> bool:
    """An estate alone has no key of its own in the data where its name is short."""
    words = place_words(place)
    return words is not None and not row["is_sensitive"] and (row["place"] is None or words.key in row["place"])
