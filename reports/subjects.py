"""Takes the subject of a special report only where there is something to report on, and never a citizen's name."""

from __future__ import annotations

from dataclasses import replace

from actions.desk import Desk
from actions.finding_callers import callers_named_in
from actions.hiding import masked_for_all
from actions.refusals import Refusal
from actions.report_subjects import nothing_fits_all, subject_of
from reports.living import Living
from rules.report_periods import Period
from rules.report_subject import Subject


def known_subject(desk: Desk, words: str, period: Period) -> Subject:
    """Return what words name, without a room; raises Refusal where no order is of it, whenever it came.

    Its words become the title of the report and the names of its files.
    """
    subject = subject_of(desk, words)
    if subject.place is not None:
        place = masked_for_all(callers_named_in(desk, subject.place), subject.place)
        if "*" in place:
            raise Refusal("no_such_subject")
        subject = replace(subject, place=place)
    if not Living(desk, period, subject).has_orders():
        apart = nothing_fits_all(desk, words, lambda each: Living(desk, period, each).has_orders())
        raise Refusal("nothing_fits_all" if apart else "no_such_subject")
    return subject
