"""Words what the bot answers when something was done: what happened, and what comes next by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from texts.moments import clock_time, moment, span
from texts.names import tail


def signed(no: str, at: datetime, verify_by: datetime | None, zone: tzinfo, *, stated: bool, was_late: bool) -> str:
    """Answer /签收."""
    late = "，已超签收时限" if was_late else ""
    kept = "（补录）" if stated else ""
    following = f"请在{clock_time(verify_by, zone)}前电话初核，核完写：/初核 {tail(no)} 属实" if verify_by else ""
    return f"{no} 已签收{kept}，{clock_time(at, zone)}{late}。{following}"


def verified(no: str, verdict: str, assign_by: datetime | None, zone: tzinfo, *, next_try_at: datetime | None) -> str:
    """Answer /初核 that lets the order go on."""
    tried = {"属实": "初核属实", "未接通": "初核未接通，已记一次", "夜间": "夜间不打扰，白天再打"}[verdict]
    again = f"下次拨打 {clock_time(next_try_at, zone)}。" if next_try_at and verdict != "属实" else ""
    by = f"请在{clock_time(assign_by, zone)}前转办" if assign_by else "请转办"
    return f"{no} {tried}。{again}{by}：/转办 {tail(no)} 单位名"


def checked_later(no: str, verdict: str, next_try_at: datetime | None, zone: tzinfo, now: datetime) -> str:
    """Answer /初核 of an order that went on before its caller could be reached."""
    if verdict == "属实":
        return f"{no} 已补记初核属实。"
    if next_try_at is None:
        return f"{no} 初核已满三次未接通，不再安排。"
    return f"{no} 初核未接通，下次拨打 {moment(next_try_at, zone, now=now)}。"


def verify_what(no: str) -> str:
    """Ask what to correct after 不符."""
    return f"{no} 哪里不符？请更正，例如：/更正 {tail(no)} 地址 云杉里6号楼。更正后即算核实。"


def assigned(
    no: str, lead: str, assists: Sequence[str], accept_by: datetime | None, zone: tzinfo, *, posted: bool
) -> str:
    """Answer /转办."""
    others = f"，协办{'、'.join(assists)}" if assists else ""
    where = "已发到单位群" if posted else "该单位没有可推送的群，已私发负责人"
    by = f"，请其{clock_time(accept_by, zone)}前受理" if accept_by else ""
    return f"{no} 已转{lead}{others}，{where}{by}。"


def asked_named(no: str, name: str) -> str:
    """Answer /转办 请‹人›派."""
    return f"{no} 已请{name}指定承办单位，由其发：/转办 {tail(no)} 单位名"


def answered_at_desk(no: str) -> str:
    """Answer /直办."""
    return f"{no} 由坐席直接答复。回复平台后写：/已回复 {tail(no)} 理由"


def accepted(no: str, contact_by: datetime | None, zone: tzinfo, now: datetime) -> str:
    """Answer a unit that takes an order."""
    if contact_by is None:
        return f"{no} 已记受理。"
    return f"{no} 已记受理。请在{moment(contact_by, zone, now=now)}前联系诉求人，联系后@我回复“已联系”。"


def accepted_before(no: str) -> str:
    """Answer a unit that takes an order it has."""
    return f"{no} 之前已受理，无需重复。"


def contacted(no: str, finish_by: datetime | None, zone: tzinfo, now: datetime) -> str:
    """Answer a unit that has reached the caller."""
    by = f"，请在{moment(finish_by, zone, now=now)}前办结" if finish_by else ""
    return f"{no} 已记首联{by}。"


def progress_noted(no: str, finish_by: datetime | None, zone: tzinfo, now: datetime) -> str:
    """Answer a unit that reports progress."""
    by = f"，{moment(finish_by, zone, now=now)}到期" if finish_by else ""
    return f"{no} 已记进展{by}。"


def promised(no: str, until: datetime, zone: tzinfo, now: datetime, *, too_late: bool) -> str:
    """Answer a unit that promises a time, showing the time back."""
    shown = moment(until, zone, now=now)
    late = "，这晚于办理时限，办不完请提前说明原因申请延期" if too_late else ""
    return f"{no} 已记承诺：{shown}前{late}。"


def claimed_done(no: str, *, contact_missing: bool) -> str:
    """Answer a unit that says it is done, asking for what is missing."""
    if contact_missing:
        return f"{no} 已记办结。联系过诉求人吗？联系过请回复“已联系”；现场照片请一并发来。坐席将回访。"
    return f"{no} 已记办结，坐席将回访。请补现场照片。"


def followed_up(no: str, verdict: str) -> str:
    """Answer a follow-up of a content citizen."""
    return f"{no} 回访{verdict}、已解决。请回复平台，回复后写：/已回复 {tail(no)}"


def follow_up_unreached(no: str, tries: int, next_try_at: datetime | None, zone: tzinfo, now: datetime) -> str:
    """Answer a follow-up call that nobody took."""
    if next_try_at is None:
        return f"{no} 回访第{tries}次未接通，已满三次，可回复平台：/已回复 {tail(no)} 三次未接通"
    return f"{no} 回访第{tries}次未接通，下次拨打 {moment(next_try_at, zone, now=now)}。"


def sent_back(no: str, unit: str | None, due_at: datetime, zone: tzinfo, now: datetime) -> str:
    """Answer a follow-up of a citizen who is not content."""
    return f"{no} 已退回{unit or '单位'}继续办理，{moment(due_at, zone, now=now)}前办完，单位和负责人已通知。"


def replied(no: str, at: datetime, zone: tzinfo, *, was_late: bool, evidence: int) -> str:
    """Answer /已回复."""
    late = "（超过平台时限）" if was_late else ""
    kept = f"，证据{evidence}份" if evidence else "，无证据，理由已记"
    return f"{no} 已记回复平台 {clock_time(at, zone)}{late}{kept}。计时全部停止。"


def archived(no: str) -> str:
    """Answer /归档."""
    return f"{no} 已归档。"


def undone(no: str, what: str, now_state: str, due: datetime | None, zone: tzinfo, now: datetime) -> str:
    """Answer /撤销, repeating what was taken back."""
    by = ""
    if due is not None:
        by = f"，时限{moment(due, zone, now=now)}" + ("（已超）" if due <= now else f"，还有{span(due - now)}")
    return f"{no} 已撤销“{what}”，现为{now_state}{by}。"
