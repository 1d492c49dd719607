"""Freezes what is known beside the orders: the last comparison, hot spots, the ledger and suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.desk import Desk
from actions.ledger import standing_entries
from models.queries import reconciling, study
from reports.dataset import DataSet
from reports.ledger_again import count_orders_again
from rules.reconciling import MATTERS
from rules.report_periods import ReportKind


def put_beside(desk: Desk, data: DataSet) -> None:
    """Put in what the reports of this kind tell of, whatever else they are narrowed down to."""
    if data.kind is ReportKind.DAILY:
        _put_comparison(desk, data)
    if data.kind in (ReportKind.WEEKLY, ReportKind.MONTHLY):
        _put_hot_spots(desk, data)
    if data.kind is ReportKind.MONTHLY:
        _put_ledger(desk, data)
        this = data.spans["this"]
        data.put("suggestions", study.suggestions_measured(desk.session, this.start, this.end))


def _put_comparison(desk: Desk, data: DataSet) -> None:
    run = reconciling.last_run(desk.session, data.as_of)
    if run is None:
        return
    counts = run.counts
    told = {name: counts.get(name, 0) for name in ("matched", "confirmed", "contradicted")}
    data.add("comparison", [{"id": run.id, "made_at": run.made_at, "n_rows": counts.get("rows", 0), **told}])
    # As it was found: what stands of it by now moves on with the next comparison.
    found = sorted(counts.get("differences", {}).items())
    data.add("differences", ({"kind": kind, "n": n, "is_grave": kind in MATTERS} for kind, n in found))


def _put_hot_spots(desk: Desk, data: DataSet) -> None:
    data.state("hot_spots_sought", desk.rules.hot_spots.enabled)
    days = desk.rules.hot_spots.within.days
    since = study.hot_spots_since(desk.session, data.spans["this"].start)
    spots = sorted((spot for spot in since if spot.first_found_at <= data.as_of), key=lambda spot: spot.id)
    for spot in spots:
        data.add("hot_spots", [{**{name: getattr(spot, name) for name in _OF_SPOT}, "days": days}])
        data.add("hot_spot_reasons", ({"hot_spot_id": spot.id, **_reason(each)} for each in spot.reasons))
        orders = [{"hot_spot_id": spot.id, "ticket_id": ticket_id} for ticket_id in sorted(set(spot.ticket_ids))]
        data.add("hot_spot_orders", orders)


_OF_SPOT = ("id", "first_found_at", "last_found_at", "place")


def _reason(told: Mapping[str, Any]) -> dict[str, Any]:
    mean = told.get("mean")
    hundredths = None if mean is None else round(mean * 100)
    return {"rule": told["rule"], "n_claims": told["n_claims"], "mean_hundredths": hundredths}


def _put_ledger(desk: Desk, data: DataSet) -> None:
    data.add(
        "ledger",
        (
            {
                "fault": each.item.fault,
                "standing": each.item.standing,
                "ticket_id": each.row.ticket_id,
                "low": each.item.amount.low,
                "high": each.item.amount.high,
            }
            for each in standing_entries(desk, data.spans["this"])
        ),
    )
    count_orders_again(desk, data)
