"""Words the table of what was given back or passed on: which unit, to whom, when, why, and how it was decided."""

from __future__ import annotations

from collections.abc import Sequence

from actions.desk import Desk
from models.queries import people, requests
from models.request import Request
from rules.requests import RequestKind, RequestState
from texts.fitting import clipped
from texts.moments import moment

_TO = {RequestKind.RETURN_TO_DESK: "坐席", RequestKind.RETURN_TO_CITY: "市区"}
_STATES = {
    RequestState.PREPARED: "待审批",
    RequestState.ENDORSED: "主管已同意，待报平台",
    RequestState.SUBMITTED: "已报平台，待批复",
    RequestState.GRANTED: "已同意",
    RequestState.REJECTED: "主管未同意",
    RequestState.REFUSED: "平台未同意",
    RequestState.WITHDRAWN: "已撤回",
}
_REASON_CHARACTERS = 40


def returns(desk: Desk, found: Sequence[Request], days: int, *, hides_sensitive: bool) -> str:
    """Return the table, newest first; `hides_sensitive` leaves out why a sensitive order was given back."""
    if not found:
        return f"近{days}天没有退单和转派。"
    userids = [userid for row in found for userid in (row.prepared_by, row.decided_by) if userid]
    names = people.names_of(desk.session, userids)
    lines = [_line(desk, row, names, hides_sensitive=hides_sensitive) for row in found]
    return "\n".join([f"近{days}天退单和转派{len(found)}件，新的在前：", *lines])


def _line(desk: Desk, row: Request, names: dict[str, str], *, hides_sensitive: bool) -> str:
    to = _TO.get(RequestKind(row.kind)) or (row.unit.name if row.unit else "别的单位")
    way = f"{row.from_unit.name if row.from_unit else '坐席'}→{to}"
    hidden = hides_sensitive and row.ticket.is_sensitive
    why = "敏感件" if hidden else clipped(row.reason or "", _REASON_CHARACTERS)
    by = names.get(row.prepared_by, row.prepared_by)
    when = moment(row.prepared_at, desk.rules.zone, now=desk.now)
    return f"· {row.ticket.ticket_no} {way}｜{when} {by}：{why}｜{_decided(desk, row, names, hidden=hidden)}"


def _decided(desk: Desk, row: Request, names: dict[str, str], *, hidden: bool) -> str:
    by = names.get(row.decided_by or "", row.decided_by or "")
    at = moment(row.closed_at, desk.rules.zone, now=desk.now) if row.closed_at else ""
    opinion = f"：{clipped(row.opinion, _REASON_CHARACTERS)}" if row.opinion and not hidden else ""
    # What the platform decides is nobody's word here.
    is_platforms = row.kind == RequestKind.RETURN_TO_CITY and row.state in (RequestState.GRANTED, RequestState.REFUSED)
    who = "，".join(word for word in ("" if is_platforms else by, at) if word)
    who = f"（{who}）" if who else ""
    stands = "已失效" if requests.has_lapsed(desk.session, row) else _STATES[RequestState(row.state)]
    return f"{stands}{who}{opinion}"
