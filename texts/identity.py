"""Words the one message that shows who called; it names its viewer, so that a screenshot tells where it came from."""

from __future__ import annotations

from actions.desk import Desk
from actions.revealing import Identity
from models.person import Person
from models.ticket import Ticket
from texts.moments import moment


def card(desk: Desk, ticket: Ticket, shown: Identity, *, viewer: Person) -> str:
    """Return the identity with its watermark."""
    if not any((shown.name, shown.phone, shown.address)):
        return f"{ticket.ticket_no} 平台没有提供诉求人联系方式。"
    lines = [f"{ticket.ticket_no} 诉求人：{shown.name or '未提供'}　电话：{shown.phone or '未提供'}"]
    if shown.address:
        lines.append(f"地址：{shown.address}")
    if ticket.confidential:
        lines.append("诉求人要求保密，不得向任何人透露。")
    at = moment(desk.now, desk.rules.zone)
    lines.append(f"〔{viewer.name} {viewer.userid} {at} 查看，已留痕，请勿截图转发〕")
    return "\n".join(lines)
