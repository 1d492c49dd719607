"""Makes the rows of an export: what is registered of orders, masked, or with identities and lines in the access log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from actions.desk import Desk
from actions.report_subjects import place_of
from models.queries import exporting as queries
from models.ticket import Ticket
from rules.masking import mask_text
from rules.names import STATES
from rules.report_periods import Period
from rules.report_subject import Subject
from rules.selection import Selection

HEADINGS = (
    *("工单编号", "轮次", "状态", "来件时间", "诉求类型", "类别", "姓名", "电话", "地址", "社区（村）", "标题", "内容"),
    *("承办单位", "截止时间", "签收时间", "初核时间", "转办时间", "首联时间", "办结时间", "回复时间"),
)
_SECRECY = "保密"
Row = Sequence[str | datetime | None]


@dataclass
class Viewer:
    """Who exports identities and why, and of which orders they were written."""

    actor: str
    reason: str
    seen: list[int] = field(default_factory=list)


def rows(desk: Desk, selection: Selection, period: Period, viewer: Viewer | None = None) -> Iterator[Row]:
    """Yield the registration of the orders of a period.

    Identities are there for a `viewer` alone, who is to be logged with `log_of`; of who asked for secrecy never.
    """
    for ticket in queries.selected(desk.session, about(desk, selection), selection.state, period):
        if viewer is not None and ticket.caller is not None and not ticket.confidential:
            viewer.seen.append(ticket.id)
        yield _row(desk, ticket, is_plain=viewer is not None)


def about(desk: Desk, selection: Selection) -> Subject:
    """Return what a selection narrows down to, as statistics and reports take the same words."""
    place = place_of(desk, selection.place) if selection.place else Subject()
    return replace(place, unit=selection.unit, category=selection.category)


def log_of(desk: Desk, viewer: Viewer) -> None:
    """Write the access log of each identity that was written, before anybody gets the file."""
    queries.keep_log(desk.session, viewer.seen, desk.now, viewer.actor, viewer.reason)


def _row(desk: Desk, ticket: Ticket, *, is_plain: bool) -> Row:
    moments = (ticket.deadline_at, ticket.signed_at, ticket.verified_at, ticket.assigned_at, ticket.contacted_at)
    return (
        *(ticket.ticket_no, str(ticket.round), STATES[ticket.state], _written(desk, ticket.came_at)),
        *(ticket.kind or "", " - ".join(ticket.category_path), *_caller(ticket, is_plain=is_plain)),
        *(ticket.community or "", ticket.title or "", ticket.content or ""),
        ticket.lead_unit.name if ticket.lead_unit else "",
        *(_written(desk, at) for at in (*moments, ticket.resolved_at, ticket.replied_at)),
    )


def _caller(ticket: Ticket, *, is_plain: bool) -> tuple[str, str, str]:
    """Name, phone and address."""
    caller = ticket.caller
    if ticket.confidential:
        return _SECRECY, _SECRECY, ticket.address or ""
    if caller is None:
        return "", "", ticket.address or ""
    name, phone = caller.name or "", caller.phone or ""
    if is_plain:
        return name, phone, caller.address or ticket.address or ""
    return mask_text(name, caller_names=[name]), mask_text(phone, caller_phones=[phone]), ticket.address or ""


def _written(desk: Desk, at: datetime | None) -> datetime | None:
    """A moment as the desk's clock shows it, since a sheet knows no time zones."""
    return at.astimezone(desk.rules.zone).replace(tzinfo=None, microsecond=0) if at else None
