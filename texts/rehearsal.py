"""Words the reminders that are still to come: when, where, for whom, and the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions.desk import Desk
from actions.rehearsing import Foreseen
from models.queries import people as queries
from models.ticket import Ticket
from texts.moments import clock_time, moment
from texts.names import AUDIENCES, STAGES
from texts.reminders import ReminderFacts, reminder


def rehearsal(desk: Desk, ticket: Ticket, coming: Sequence[Foreseen], until: datetime) -> list[str]:
    """Return every reminder to come, one line each, under a heading that says up to when."""
    heading = f"{ticket.ticket_no} 到{moment(until, desk.rules.zone, now=desk.now)}为止"
    if not coming:
        return [f"{heading}，没有要发的提醒。"]
    return [f"{heading}，如果没有新进展会发{len(coming)}次提醒：", *(foreseen_line(desk, each) for each in coming)]


def foreseen_line(desk: Desk, coming: Foreseen) -> str:
    """Return one reminder to come: when, which step, whom it reaches and where."""
    zone = desk.rules.zone
    held = f"（夜间暂存，{clock_time(coming.held_until, zone)}发）" if coming.held_until else ""
    step = "重复" if coming.is_repeat else _step(coming)
    whom = AUDIENCES[coming.audience]
    places = "、".join(_place(desk, target.destination) for target in coming.targets) or "没有可送达的人"
    return f"{moment(coming.at, zone, now=desk.now)}{held} {STAGES[coming.clock.stage]}{step} → {whom}：{places}"


def foreseen_text(desk: Desk, ticket: Ticket, coming: Foreseen) -> str:
    """Return the reminder itself as it would be written then, without the place."""
    unit = coming.clock.department or ticket.lead_unit
    return reminder(
        ReminderFacts(
            stage=coming.clock.stage,
            due_at=coming.clock.due_at,
            now=coming.held_until or coming.at,
            zone=desk.rules.zone,
            ticket_no=ticket.ticket_no,
            unit=unit.name if unit else None,
            subject=coming.clock.subject,
            is_urgent=ticket.is_urgent,
            to_officials=str(coming.audience) in ("supervisor", "leader"),
            started_at=coming.clock.started_at,
        )
    )


def _step(coming: Foreseen) -> str:
    if coming.at >= coming.clock.due_at:
        return "超时" if coming.severity == "breach" else "到期"
    return "提醒"


def _place(desk: Desk, destination: str) -> str:
    kind, _, name = destination.partition(":")
    if kind == "group":
        return f"群“{queries.group(desk.session, int(name)).name}”"
    known = queries.names_of(desk.session, [name])
    return f"私信{next(iter(known.values()), name)}"
