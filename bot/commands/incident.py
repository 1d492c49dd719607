"""/突发: a short report on an emergency order, to the leader on duty alone."""

from __future__ import annotations

from actions.audiences import officials_on_duty, to_user
from actions.report_orders import About, order
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from rules.report_periods import ReportKind, period_of
from rules.report_subject import Subject
from texts import files as texts


@command("突发", "incident", action="incident", example="/突发 4512")
def incident(call: Call, ticket: Ticket) -> str:
    """把一件突发事件的文字快报私信给带班领导和您。"""
    desk, userid = call.desk, call.speaker.userid
    about = About(
        ReportKind.INCIDENT,
        period_of(ReportKind.INCIDENT, desk.now, desk.rules.zone),
        Subject(ticket_nos=(ticket.ticket_no,)),
    )
    told = dict.fromkeys([*officials_on_duty(desk, "leader"), userid])
    # However soon it is asked for again: what is known by then is told anew.
    report, _is_new = order(desk, about, [to_user(each) for each in told], by=userid, anew=True)
    return texts.in_the_making(desk, report)
