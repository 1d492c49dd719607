"""The house's own press: what freezes, writes, draws and checks a report, loaded when the first is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.desk import Desk
from actions.report_orders import About
from rules.report_periods import Period, ReportKind

if TYPE_CHECKING:
    from reports.checking.wrong import Wrong
    from reports.issuing import Frozen
    from reports.outline import Outline
    from reports.papers import Papers
    from reports.statement import StatementFacts


def get_ready() -> None:
    """Load everything that documents are made of, in a process that is there to make them."""
    import reports.checking.checks
    import reports.checking.statements
    import reports.freezing
    import reports.papers  # noqa: F401
    from reports import paper_charts

    paper_charts.get_ready()


@dataclass
class HousePress:
    """The steps of a report; the libraries for documents stay out of processes that make none.

    `statement_facts` words the ledger, which this room cannot.
    """

    statement_facts: Callable[[Desk, Period, str], StatementFacts]

    def freeze(self, desk: Desk, about: About, number: str) -> Frozen:
        """Return the data of a report or statement; raises Differs."""
        from reports.freezing import freeze
        from reports.ledger_again import count_again
        from reports.statement_data import FrozenStatement

        if about.kind is ReportKind.STATEMENT:
            facts = self.statement_facts(desk, about.period, number)
            count_again(desk, facts)
            return FrozenStatement(facts)
        return freeze(desk, about.kind, about.period, number, about.subject)

    def opened(self, kind: ReportKind, kept: bytes) -> Frozen:
        """Return data that were kept; raises Foreign."""
        from reports.dataset import DataSet
        from reports.statement_data import FrozenStatement

        return (FrozenStatement if kind is ReportKind.STATEMENT else DataSet).from_bytes(kept)

    def outline(self, data: Frozen) -> Outline:
        """Return what the data say."""
        from reports.dataset import DataSet
        from reports.outlines.every import outline
        from reports.statement import statement

        return outline(data) if isinstance(data, DataSet) else statement(data.facts)

    def papers(self, outline: Outline) -> Papers:
        """Return what is said on paper."""
        from reports.papers import papers

        return papers(outline)

    def check(self, data: Frozen, papers: Papers) -> list[Wrong]:
        """Return what is wrong in finished papers."""
        from reports.checking.checks import check
        from reports.checking.statements import check_statement
        from reports.dataset import DataSet

        return check(data, papers) if isinstance(data, DataSet) else check_statement(data.facts, papers)
