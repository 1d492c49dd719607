"""Freezes what is known beside the orders themselves: how they compared with the platform's export."""

from __future__ import annotations

from actions.desk import Desk
from models.queries import reconciling
from reports.dataset import DataSet
from rules.reconciling import MATTERS
from rules.report_periods import ReportKind


def put_beside(desk: Desk, data: DataSet) -> None:
    """Put in what the reports of this kind tell of, whatever else they are narrowed down to."""
    if data.kind is ReportKind.DAILY:
        _put_comparison(desk, data)


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
