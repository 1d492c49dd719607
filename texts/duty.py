"""Words who is on duty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.desk import Desk
from actions.handing_over import taken_over
from models.queries import people as queries
from rules.roster import OnDuty
from texts.moments import clock_time, moment
from texts.names import ROLES


def on_duty(desk: Desk, now: OnDuty | None, following: OnDuty | None, officials: Mapping[str, Sequence[str]]) -> str:
    """Return the running shift, the next one, and the officials to reach."""
    zone = desk.rules.zone
    lines = []
    if now is None:
        lines.append("现在没有排班，请尽快联系主管。")
    else:
        lines.append(
            f"现在：{now.shift} {_name(desk, now.userid)}，到{clock_time(now.ends_at, zone)}{_taken(desk, now)}"
        )
    if following is not None:
        start = moment(following.starts_at, zone, now=desk.now)
        lines.append(f"下一班：{following.shift} {_name(desk, following.userid)}，{start}起")
    for role, userids in officials.items():
        lines.append(f"{ROLES[role]}：{'、'.join(_name(desk, userid) for userid in userids) or '未设'}")
    return "\n".join(lines)


def _taken(desk: Desk, now: OnDuty) -> str:
    receipt = taken_over(desk, now)
    return f"（{clock_time(receipt.taken_at, desk.rules.zone)}已接班）" if receipt is not None else ""


def _name(desk: Desk, userid: str) -> str:
    return queries.names_of(desk.session, [userid]).get(userid, userid)
