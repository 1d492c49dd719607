"""The house's own press: what freezes, writes, draws and checks a report, loaded when the first is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.desk import Desk
from actions.report_orders import About

if TYPE_CHECKING:
    from reports.checking.wrong import Wrong
    from reports.dataset import DataSet
    from reports.outline import Outline
    from reports.papers import Papers


class HousePress:
    """The steps of a report; the libraries for documents stay out of processes that make none."""

    def freeze(self, desk: Desk, about: About, number: str) -> DataSet:
        """Return the data of a report."""
        from reports.freezing import freeze

        return freeze(desk, about.kind, about.period, number, about.subject)

    def outline(self, data: DataSet) -> Outline:
        """Return what the data say."""
        from reports.outlines.every import outline

        return outline(data)

    def papers(self, outline: Outline) -> Papers:
        """Return what is said on paper."""
        from reports.papers import papers

        return papers(outline)

    def check(self, data: DataSet, papers: Papers) -> list[Wrong]:
        """Return what is wrong in finished papers."""
        from reports.checking.checks import check

        return check(data, papers)
