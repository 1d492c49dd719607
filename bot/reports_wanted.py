"""Orders the report that somebody asks for, or sends the one that is there already."""

from __future__ import annotations

from actions.audiences import Target, to_user
from actions.refusals import Refusal
from actions.report_orders import CAUSE, About, order, send
from bot.call import Call
from models.queries import set_aside
from rules.report_periods import Period, ReportKind
from rules.report_words import read_period, split_anew
from rules.rights import Chat
from texts import files as texts


def periodical(call: Call, kind: ReportKind, words: str | None) -> str:
    """Answer who asks for a daily, weekly or monthly report of a named period; `重出` makes another edition."""
    period, anew = asked_period(call, kind, words)
    return wanted(call, About(kind, period), anew=anew)


def asked_period(call: Call, kind: ReportKind, words: str | None) -> tuple[Period, bool]:
    """Return the period that is asked for, and whether another edition is."""
    said, anew = split_anew(words or "")
    desk = call.desk
    period = read_period(kind, said, desk.now, desk.rules.zone, desk.rules.daily_window)
    if period is None:
        raise Refusal("no_such_period", text=said[:20], kind=str(kind))
    return period, anew


def wanted(call: Call, about: About, *, anew: bool = False) -> str:
    """Order a report for the speaker, or in the supervisors' group for that, and word what happens now."""
    desk, period = call.desk, about.period
    if period.start >= desk.now:
        raise Refusal("period_to_come", kind=str(about.kind))
    target = here(call)
    # What is not over yet is told as it stands, and stands otherwise an hour later.
    report, _is_new = order(desk, about, [target], by=call.speaker.userid, anew=anew or period.end > desk.now)
    if report.state == "draft":
        fault = set_aside.open_fault(desk.session, CAUSE, report.id)
        if fault is not None and fault.reference is not None:
            return texts.stuck(desk, report, fault.reference)
        return texts.in_the_making(desk, report)
    send(desk, report, [target], occasion=f"again {call.inbox_id}")
    return texts.issued_before(desk, report)


def here(call: Call) -> Target:
    """Return where a report goes that is asked for: into the supervisors' group, else to the speaker alone."""
    if call.group is not None and call.place.chat is Chat.SUPERVISORS:
        return Target(f"group:{call.group.id}")
    return to_user(call.speaker.userid)
