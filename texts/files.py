"""Words the reports that are sent, and where to get a file that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from actions.desk import Desk
from actions.file_links import link_to
from actions.file_ways import file_of
from actions.report_orders import is_sent
from models.delivery import Delivery
from models.queries import reports as queries
from models.report import IssuedFile, Report
from models.ticket import Ticket
from rules.report_names import REPORT_NAMES
from rules.report_periods import Period, ReportKind, words_of
from texts.moments import moment

# Later than this a report says that it is.
_LATE_AFTER = timedelta(minutes=15)
_SHOWN_WRONGS = 10
_WRONG_CHARACTERS = 120
_COMMANDS = {
    ReportKind.DAILY: "/日报",
    ReportKind.WEEKLY: "/周报",
    ReportKind.MONTHLY: "/月报",
    ReportKind.SPECIAL: "/专报",
    ReportKind.INCIDENT: "/突发",
    ReportKind.STATEMENT: "/扣款 … 结算单",
}


def shown_as(file: IssuedFile) -> str:
    """Return how the record shows that a file was sent."""
    return f"[文件] {file.filename}"


def where_to_get(desk: Desk, row: Delivery) -> str:
    """Tell where a file is that cannot be sent as one."""
    file = file_of(desk, row.cause_id)
    kind, _, name = row.destination.partition(":")
    link = link_to(desk, file, name) if kind == "user" else ""
    if link:
        until = "2小时" if file.evidence_id is not None else "3天"
        return f"【文件】{file.filename} 没能以文件发出，请点开保存（限本人，{until}内有效）：\n{link}"
    where = "看板该工单页" if file.evidence_id is not None else "看板，或请管理员运行 manage.py report 导出"
    return f"【文件】{file.filename} 没能以文件发出，请到{where}。"


def report(desk: Desk, row: Delivery) -> str:
    """Return the summary of an issued report with what follows it."""
    found = desk.session.get_one(Report, row.cause_id)
    files = [file for file in queries.files_of(desk.session, found.id) if is_sent(found, file)]
    heading = f"【{REPORT_NAMES[ReportKind(found.kind)]}】{found.number} {_period(desk, found)}"
    lines = [heading, *_late(desk, found), found.summary or ""]
    if files:
        lines.append("附件随后发来：" + "、".join(file.kind for file in files))
    return "\n".join(line for line in lines if line)


def refused(desk: Desk, row: Delivery) -> str:
    """Tell that a report was not issued: whoever mends it what is wrong, an administrator the reference alone."""
    found = desk.session.get_one(Report, row.cause_id)
    name = f"{REPORT_NAMES[ReportKind(found.kind)]} {found.number}"
    if row.facts.get("reference_only"):
        return f"【报告未发】{name} 没有通过核对，没有发出（编号 {found.reference}），已告知分析员。"
    wrongs = [str(each)[:_WRONG_CHARACTERS] for each in found.wrongs or []]
    shown = [f"{place}. {each}" for place, each in enumerate(wrongs[:_SHOWN_WRONGS], 1)]
    rest = [f"……共{len(wrongs)}处"] if len(wrongs) > _SHOWN_WRONGS else []
    command = _COMMANDS[ReportKind(found.kind)]
    what_next = f"核对后请重发命令 {command}；仍不通过请把编号 {found.reference} 告诉管理员。"
    return "\n".join([f"【报告未发】{name} 没有通过核对，没有发给任何人：", *shown, *rest, what_next])


def in_the_making(desk: Desk, found: Report) -> str:
    """Answer who asked for a report that takes a while."""
    name = REPORT_NAMES[ReportKind(found.kind)]
    return f"正在生成{name} {found.number}（{_period(desk, found)}），核对后发给您。{_unfinished(found)}"


def _unfinished(found: Report) -> str:
    is_over = found.ends_at <= found.ordered_at
    return "" if is_over else "这一期还没有结束，只算到生成时。"


def incident_in_the_making(desk: Desk, found: Report, ticket: Ticket, leaders: Sequence[str]) -> str:
    """Answer who had an incident told: which order that is, and whom it goes to."""
    return f"正在生成突发报告 {found.number}：{_which(ticket)}。核对后发给{_whom(leaders)}。"


def is_this_the_incident(ticket: Ticket, leaders: Sequence[str]) -> str:
    """Ask who named an order by its tail, before a leader reads of it: the whole number confirms."""
    return f"将把这件报给{_whom(leaders)}：{_which(ticket)}。\n没有错请发：/突发 {ticket.ticket_no}"


def _which(ticket: Ticket) -> str:
    place = "" if ticket.is_sensitive else ticket.community or ticket.address or "地点未注明"
    matter = "敏感件" if ticket.is_sensitive else "/".join(ticket.category_path[-1:]) or ticket.title or ""
    return "｜".join(word for word in (ticket.ticket_no, place, matter) if word)


def _whom(leaders: Sequence[str]) -> str:
    return f"{'、'.join(leaders)}和您" if leaders else "您（没有查到带班领导）"


def next_incident_report(ticket: Ticket | None) -> str:
    """Remind the desk that an incident is to be told of again."""
    number = ticket.ticket_no if ticket else ""
    return f"【该续报了】{number}｜上次突发报告说好现在续报，请核实进展后由领导、班长或分析员私聊我发：/突发 {number}"


def stuck(desk: Desk, found: Report, reference: str) -> str:
    """Answer who asks for a report that could not be made, and is tried again from time to time."""
    name = f"{REPORT_NAMES[ReportKind(found.kind)]} {found.number}（{_period(desk, found)}）"
    return f"{name}没能生成（编号 {reference}），每小时会再试，成了发给您。急用请先手工出具，管理员可凭编号查日志。"


def issued_before(desk: Desk, found: Report) -> str:
    """Answer who asked for a report that is there already."""
    made = moment(found.made_at or found.ordered_at, desk.rules.zone, now=desk.now)
    name = REPORT_NAMES[ReportKind(found.kind)]
    return f"{name} {found.number}（{_period(desk, found)}）{made}已发，再发您一份；有变要另出，请在命令后加“重出”。"


def _period(desk: Desk, found: Report) -> str:
    if found.kind == ReportKind.INCIDENT:
        return moment(found.made_at or found.ordered_at, desk.rules.zone)
    return words_of(Period(found.starts_at, found.ends_at), desk.rules.zone)


def _late(desk: Desk, found: Report) -> list[str]:
    if found.scheduled_at is None or found.made_at is None or found.made_at - found.scheduled_at < _LATE_AFTER:
        return []
    return [f"本应{moment(found.scheduled_at, desk.rules.zone)}发出，助手中断，现在补发。"]


KINDS = {"file": where_to_get, "report": report, "report_refused": refused}
