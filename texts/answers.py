"""Words what the bot answers when something was done: what happened, and what comes next by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions import calls, clocks
from actions.desk import Desk
from actions.unit_work import Late
from models.event import Event
from models.ticket import Ticket
from rules.calling_times import TRIES
from rules.stages import Stage, State
from texts.event_facts import corrected_to, field_of, put_back, taken_back
from texts.moments import moment, span
from texts.names import STATES
from texts.next_step import next_step, own_limits, short
from texts.replies import after_the_limit


@dataclass(frozen=True)
class When:
    """When something was done, whether that was stated afterwards, and whether it was late."""

    at: datetime
    is_stated: bool
    was_late: bool

    def shown(self, desk: Desk, limit: str) -> str:
        """Return it in brackets; `limit` is the name of the limit that may be over."""
        late = f"，超过{limit}时限" if self.was_late else ""
        return f"（{'补录，' if self.is_stated else ''}{_at(desk, self.at)}{late}）"


def signed(desk: Desk, ticket: Ticket, when: When) -> str:
    """Answer /签收."""
    return f"{ticket.ticket_no} 已签收{when.shown(desk, '签收')}。{next_step(desk, ticket)}"


def verified(desk: Desk, ticket: Ticket, verdict: str, when: When, *, next_try_at: datetime | None) -> str:
    """Answer /初核 that lets the order go on."""
    tried = {"属实": "初核属实", "未接通": "初核未接通，已记一次", "夜间": "夜间不打扰，白天再打"}[verdict]
    again = f"下次拨打：{_at(desk, next_try_at)}。" if next_try_at and verdict != "属实" else ""
    shown = when.shown(desk, "初核") if when.is_stated or when.was_late else ""
    return f"{ticket.ticket_no} {tried}{shown}。{again}{next_step(desk, ticket)}"


def checked_later(desk: Desk, ticket: Ticket, verdict: str, next_try_at: datetime | None) -> str:
    """Answer /初核 of an order that went on before its caller could be reached."""
    if verdict == "属实":
        return f"{ticket.ticket_no} 已补记初核属实。{next_step(desk, ticket)}"
    if next_try_at is None:
        full = "已满三次" if calls.citizen_tries(desk, ticket, "verify") >= TRIES else "来不及换时段再打"
        return f"{ticket.ticket_no} 初核未接通，{full}，不再安排。{next_step(desk, ticket)}"
    return f"{ticket.ticket_no} 初核未接通，下次拨打：{_at(desk, next_try_at)}。"


def verify_what(desk: Desk, ticket: Ticket) -> str:
    """Ask what to correct after 不符."""
    example = "地址 云杉里6号楼"
    due = clocks.due_of(desk, ticket, Stage.VERIFY)
    by = f"请在{_at(desk, due)}前更正" if due is not None and due > desk.now else "请更正"
    return f"{ticket.ticket_no} 哪里不符？{by}，更正后即算核实，直接@我回复即可，例如：{example}"


def corrected(
    desk: Desk, ticket: Ticket, event: Event, *, completed: bool, was_urgent: bool, in_group: bool = False
) -> str:
    """Answer a correction with what became of deadline and urgency and, but in a group, with what was read."""
    field = field_of(event.facts)
    value = "" if in_group else corrected_to(event.facts, desk.rules.zone)
    what = f"{field}为{value}" if value else field
    checked = "，已按核实处理" if completed else ""
    moves = field in ("时限", "截止", "派单时间", "类型", "紧急程度") and ticket.deadline_at is not None
    due = f"，现为{_at(desk, ticket.deadline_at)}到期" if moves and ticket.deadline_at else ""
    turned = "" if ticket.is_urgent == was_urgent else "，改按紧急件提醒" if ticket.is_urgent else "，不再按紧急件提醒"
    late = "，照此签收算超时" if field == "派单时间" and clocks.was_missed(desk, ticket, Stage.SIGN) else ""
    return f"{ticket.ticket_no} 已更正{what}{due}{late}{turned}{checked}。{next_step(desk, ticket)}"


def assigned(desk: Desk, ticket: Ticket, lead: str, assists: Sequence[str], *, posted: bool) -> str:
    """Answer /转办."""
    others = f"，协办{'、'.join(assists)}" if assists else ""
    where = "正发往单位群" if posted else "该单位没有可推送的群，正私发负责人"
    where = "练习工单不发群" if ticket.is_drill else where
    return f"{ticket.ticket_no} 已转{lead}{others}，{where}。{next_step(desk, ticket)}"


def not_on_the_list(ticket: Ticket) -> str:
    """Warn that a community was made the lead of a category that is not on the list of what communities answer for."""
    path = "->".join(ticket.category_path)
    return f"注意：“{path}”不在社区职责清单内，社区不宜主责。请核对，必要时撤销后转科室主办、社区协办。"


def asked_named(desk: Desk, ticket: Ticket, name: str) -> str:
    """Answer /转办 请‹人›派."""
    due = clocks.due_of(desk, ticket, Stage.ASSIGN)
    by = f"，{_at(desk, due)}前须转办" if due else ""
    return f"{ticket.ticket_no} 已请{name}指定承办单位{by}，到点未派会催。"


def answered_at_desk(desk: Desk, ticket: Ticket) -> str:
    """Answer /直办."""
    return f"{ticket.ticket_no} 由坐席直接答复。{next_step(desk, ticket)}"


def accepted(desk: Desk, ticket: Ticket, contact_by: datetime | None, finish_by: datetime | None) -> str:
    """Answer a unit that takes an order; an assisting one contacts nobody."""
    told = f"联系后@我回复“{short(desk, ticket)} 已联系”"
    if contact_by is not None and contact_by <= desk.now:
        late = f"联系诉求人已超时（{_at(desk, contact_by)}到期），请马上联系"
        return f"{ticket.ticket_no} 已记受理。{late}，{told}。"
    if contact_by is not None:
        return f"{ticket.ticket_no} 已记受理。请在{_at(desk, contact_by)}前联系诉求人，{told}。"
    by = f"请在{_at(desk, finish_by)}前办结，办完@我回复“已办结”和结果。" if finish_by else ""
    return f"{ticket.ticket_no} 已记受理。{by}"


def accepted_before(desk: Desk, ticket: Ticket, unit_id: int) -> str:
    """Answer a unit that takes an order it has."""
    return f"{ticket.ticket_no} 之前已受理{_by(desk, ticket, unit_id)}。"


def contacted(desk: Desk, ticket: Ticket, unit_id: int) -> str:
    """Answer a unit that has reached the caller."""
    return f"{ticket.ticket_no} 已记首联{_by(desk, ticket, unit_id)}。"


def progress_noted(desk: Desk, ticket: Ticket, unit_id: int) -> str:
    """Answer a unit that reports progress, with what is due first."""
    return f"{ticket.ticket_no} 已记进展{_by(desk, ticket, unit_id)}。"


def not_yet_noted(desk: Desk, ticket: Ticket, unit_id: int) -> str:
    """Answer a unit that only says that it has not done it yet, with what is due first."""
    return f"{ticket.ticket_no} 已记还没办好{_by(desk, ticket, unit_id)}。"


def _by(desk: Desk, ticket: Ticket, unit_id: int) -> str:
    limits = own_limits(desk, ticket, unit_id)
    return f"，{limits}" if limits else ""


def promised(desk: Desk, ticket: Ticket, until: datetime, late: Late | None) -> str:
    """Answer a unit that promises a time, showing it back; `late` is what to say when it is later than its limit."""
    said = after_the_limit(late, desk.rules.zone, desk.now) if late else ""
    return f"{ticket.ticket_no} 已记承诺：{_at(desk, until)}前办结，到时我会提醒。{said}"


_WILL_CALL = "坐席将回访"
# The platform is answered with them.
_SEND_PHOTOS = "有现场照片，请把照片和单号发在一条消息里@我。"


def claimed_done(ticket: Ticket, *, contact_missing: bool, photos_missing: bool) -> str:
    """Answer a unit that says it is done; of a missing contact it is asked behind the last of several lines."""
    what_next = (
        "" if contact_missing else f"，{_WILL_CALL}。{_SEND_PHOTOS if photos_missing else ''}".removesuffix("。")
    )
    return f"{ticket.ticket_no} 已记办结{what_next}。"


def was_contacted(desk: Desk, tickets: Sequence[Ticket], answer: str, *, photos_missing: bool) -> str:
    """Return `answer` with one question whether the citizens of all that is done were contacted.

    What stands in the answer is named by its tail; the whole number of another lets a quote of the answer find it.
    """
    left = f"{_WILL_CALL}。{_SEND_PHOTOS if photos_missing else ''}"
    if len(tickets) == 1:
        whose = f"\n{tickets[0].ticket_no} " if "\n" in answer else ""
        return f"{answer}{whose}联系过诉求人吗？联系过请@我回复“已联系”。{left}"
    names = [short(desk, ticket) if ticket.ticket_no in answer else ticket.ticket_no for ticket in tickets]
    return f"{answer}\n{'、'.join(names)} 的诉求人都联系过吗？都联系过请@我回复“都联系过”。{left}"


def told_once(answer: str) -> str:
    """Return an answer about several orders that says once, at the end, what follows for all that are done."""
    for said, whole in ((_WILL_CALL, f"，{_WILL_CALL}"), (_SEND_PHOTOS, _SEND_PHOTOS)):
        before, last, behind = answer.rpartition(said)
        answer = before.replace(whole, "").replace(f"{said}。", "") + last + behind
    return answer


def contact_to_tell(desk: Desk, tickets: Sequence[Ticket]) -> str:
    """Tell how to report the contact where another question stands before it."""
    how = "、".join(f"“{short(desk, ticket)} 已联系”" for ticket in tickets)
    return f"联系过诉求人的，请@我回复{how}。"


def followed_up(desk: Desk, ticket: Ticket, verdict: str) -> str:
    """Answer a follow-up of a content citizen."""
    return f"{ticket.ticket_no} 回访{verdict}、已解决。{next_step(desk, ticket)}"


def follow_up_unreached(
    desk: Desk, ticket: Ticket, tries: int, next_try_at: datetime | None, *, is_counted: bool
) -> str:
    """Answer a follow-up call that nobody took; one too soon after the last is no other time of day."""
    said = f"回访第{tries}次未接通" if is_counted else f"离上次拨打不到1小时，不另计次（已记{tries}次）"
    if tries >= TRIES:
        return f"{ticket.ticket_no} {said}，已满三次，待回复平台。{_reply_unreached(desk, ticket, '三次未接通')}"
    if next_try_at is None:
        short_of_time = f"平台到期前来不及换时段再打，再打不另计次。{_reply_unreached(desk, ticket, '回访未接通')}"
        return f"{ticket.ticket_no} {said}，{short_of_time}"
    is_night = is_counted and not desk.rules.night.may_phone_citizen(desk.now, ticket.is_urgent)
    by_day = "夜间请不要给诉求人打电话，" if is_night else "" if is_counted else "请换个时段再打，"
    return f"{ticket.ticket_no} {said}。{by_day}下次拨打：{_at(desk, next_try_at)}。"


def _reply_unreached(desk: Desk, ticket: Ticket, why: str) -> str:
    due = clocks.due_of(desk, ticket, Stage.PLATFORM_REPLY)
    by = f"请在{_at(desk, due)}前" if due is not None and due > desk.now else "请尽快" if due else "可"
    return f"{by}回复平台：/已回复 {short(desk, ticket)} {why}"


def sent_back(desk: Desk, ticket: Ticket, unit: str | None, due_at: datetime) -> str:
    """Answer a follow-up of a citizen who is not content."""
    by = f"{_at(desk, due_at)}前办结" if due_at > desk.now else "平台时限已到，请单位立即办结"
    return f"{ticket.ticket_no} 已退回{unit or '单位'}继续办理，{by}，单位和负责人已通知。"


def discontent_wanted(desk: Desk, ticket: Ticket) -> str:
    """Ask what the citizen is not content with: the unit is told, and nothing is sent back without it."""
    how = f"直接@我回复，或发：/回访 {short(desk, ticket)} 不满意 未解决 暖气还是不热"
    return f"{ticket.ticket_no} 请写诉求人哪里不满意、什么没解决，我一并转给{_unit(ticket)}；{how}"


def _unit(ticket: Ticket) -> str:
    return ticket.lead_unit.name if ticket.lead_unit else "承办单位"


def replied(desk: Desk, ticket: Ticket, when: When, *, evidence: int, state: State, called_back: bool) -> str:
    """Answer /已回复; `state` is how far the order had come, `called_back` whether the citizen was tried at least."""
    kept = f"证据{evidence}份" if evidence else "无证据，理由已记"
    skipped = "" if called_back or state is State.PENDING_REPLY else "还没回访诉求人。"
    if state not in (State.PENDING_REPLY, State.RESOLVED):
        skipped = f"当时还是“{STATES[state]}”，没有办结和回访。"
    elif ticket.resolved_at is not None and when.at < ticket.resolved_at:
        skipped += f"回复早于单位报办结（{_at(desk, ticket.resolved_at)}）。"
    wrong = f"注意：{skipped}记错请发：/撤销 {short(desk, ticket)}。" if skipped else ""
    return f"{ticket.ticket_no} 已记回复平台{when.shown(desk, '平台')}，{kept}。{wrong}计时全部停止，15天后自动归档。"


def reason_wanted(desk: Desk, ticket: Ticket) -> str:
    """Ask why a reply goes without evidence, until when it counts; the next words are the reason."""
    due = clocks.due_of(desk, ticket, Stage.PLATFORM_REPLY)
    by = f"（平台{_at(desk, due)}到期）" if due else ""
    return f"{ticket.ticket_no} 没有证据，请写明理由{by}，直接@我回复即可，例如：电话答复，无需照片"


def reason_again(desk: Desk, ticket: Ticket) -> str:
    """Ask again when what was said is no reason: nothing was recorded, and the whole command says it best."""
    due = clocks.due_of(desk, ticket, Stage.PLATFORM_REPLY)
    by = f"（平台{_at(desk, due)}到期）" if due else ""
    how = f"/已回复 {short(desk, ticket)} 电话答复，无需照片"
    return f"{ticket.ticket_no} 没有记回复{by}。确已回复的请写明理由，例如：{how}"


def archived(ticket: Ticket) -> str:
    """Answer /归档."""
    return f"{ticket.ticket_no} 已归档。"


def undone(desk: Desk, ticket: Ticket, event: Event, due: datetime | None, *, in_group: bool = False) -> str:
    """Answer /撤销, repeating what was taken back and, but in a group, what stands again."""
    back = "" if in_group else put_back(event.facts, desk.rules.zone)
    by = ""
    if due is not None:
        by = f"，时限{_at(desk, due)}" + ("（已超）" if due <= desk.now else f"，还有{span(due - desk.now)}")
    again = f"，{back}" if back else ""
    return f"{ticket.ticket_no} 已撤销“{taken_back(event.facts)}”{again}，现为{STATES[ticket.state]}{by}。"


def done_beside(desk: Desk, tickets: Sequence[Ticket]) -> str:
    """Tell that the same message did something to other tickets, which stands until it is taken back as well."""
    numbers = "、".join(short(desk, ticket) for ticket in tickets)
    return f"同一条消息还记了{numbers}，也要撤销请发：/撤销 {numbers}"


def _at(desk: Desk, at: datetime) -> str:
    return moment(at, desk.rules.zone, now=desk.now)
