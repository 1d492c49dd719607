"""Words that the desk was away: a notice of its own, and the line above what could not be said in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from actions.desk import Desk
from models.delivery import Delivery
from models.machinery import Outage
from rules.outages import Away
from rules.policy import Audience
from texts.moments import clock_time, moment, span


def note(desk: Desk, rows: Sequence[Delivery]) -> str:
    """Return the one notice of outages that people have not been told of, for the agent on duty or a supervisor."""
    told = [desk.session.get_one(Outage, row.cause_id) for row in rows]
    spans = sorted((Away(each.began_at, each.ended_at) for each in told), key=lambda away: away.began_at)
    over_all = Away(spans[0].began_at, spans[-1].ended_at)
    lasting = span(sum((away.ended_at - away.began_at for away in spans), timedelta()))
    often = f"断续停了{len(spans)}次，共{lasting}" if len(spans) > 1 else f"停了{lasting}"
    when = f"{_from_to(over_all, desk.rules.zone, desk.now)}{often}"
    if rows[0].audience == Audience.SUPERVISOR:
        return f"【停机】催办{when}，已恢复。其间到期的提醒已补上，每件只说最近一级；请关注有没有因此超时的工单。"
    return (
        f"【停机】催办{when}，已恢复。其间跟我说的话可能没收到，没得到回复的请再发一次；"
        "请看平台有无新派的工单，有就补粘贴。"
    )


def late_line(away: Away, zone: tzinfo, now: datetime) -> str:
    """Return the line above a message of what was due while the desk was away."""
    return f"（催办{_from_to(away, zone, now)}停机，刚恢复，以下是现在的情况）"


def _from_to(away: Away, zone: tzinfo, now: datetime) -> str:
    began, ended = moment(away.began_at, zone, now=now), moment(away.ended_at, zone, now=now)
    same_day = away.began_at.astimezone(zone).date() == away.ended_at.astimezone(zone).date()
    return f"{began}至{clock_time(away.ended_at, zone) if same_day else ended}"
