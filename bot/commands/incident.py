"""/突发: a short report on an emergency order, to the leader on duty alone."""

from __future__ import annotations

from actions.audiences import officials_on_duty, to_user
from actions.refusals import Refusal
from actions.report_orders import About, order
from actions.report_readers import OFFICIALS
from bot.call import Call
from bot.commands.declare import command
from models.access_log import AccessEntry
from models.queries import people
from models.ticket import Ticket
from rules.half_width import half_width
from rules.report_periods import ReportKind, period_of
from rules.report_subject import Subject
from texts import files as texts


@command("突发", "incident", action="incident", example="/突发 4512")
def incident(call: Call, ticket: Ticket) -> str:
    """把一件突发事件的文字快报私信给带班领导和您（写尾号会先请您核对）。"""
    desk, userid = call.desk, call.speaker.userid
    if ticket.is_sensitive and not OFFICIALS & call.actor.roles:
        raise Refusal("incident_for_officials", ticket_no=ticket.ticket_no)
    leaders = officials_on_duty(desk, "leader")
    names = list(people.names_of(desk.session, [each for each in leaders if each != userid]).values())
    if ticket.ticket_no.upper() not in half_width(call.text).upper():
        # What a leader has read cannot be taken back, and a tail is soon mistyped.
        return texts.is_this_the_incident(ticket, names)
    about = About(
        ReportKind.INCIDENT,
        period_of(ReportKind.INCIDENT, desk.now, desk.rules.zone),
        Subject(ticket_nos=(ticket.ticket_no,)),
    )
    told = dict.fromkeys([*leaders, userid])
    # However soon it is asked for again: what is known by then is told anew.
    report, _is_new = order(desk, about, [to_user(each) for each in told], by=userid, anew=True)
    if ticket.is_sensitive:
        _log(call, ticket, report.number)
    return texts.incident_in_the_making(desk, report, ticket, names)


def _log(call: Call, ticket: Ticket, number: str) -> None:
    entry = AccessEntry(at=call.desk.now, actor=call.speaker.userid, ticket_id=ticket.id, action="incident")
    entry.channel, entry.reason = "chat", f"report {number}"
    call.desk.session.add(entry)
