"""Words what the bot says back to a unit's free text: questions, choices, what was noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from actions.desk import Desk
from actions.unit_work import Late
from models.ticket import Ticket
from texts.fitting import clipped
from texts.moments import moment
from texts.names import EVENTS, STATES
from texts.next_step import own_limits, short

_ASKED = {"extension": "申请延期", "return": "退单", "transfer": "转派", "exclude": "剔除或挂账", "question": "询问"}


def lines_of_what() -> str:
    """Answer circled lines without the list they stand in."""
    return "不知道您说的①②是哪条消息里的。请引用那条消息@我回复，或把序号换成单号后四位。"


def lines_of_one(number: str) -> str:
    """Answer numbers of a list to a message that has one order only."""
    return (
        f"您引用的这条只有一件（{number}），不知道您说的序号是哪件，没有记录。"
        "请引用有①②③的那条@我回复，或写单号后四位。"
    )


def say_with_number(text: str) -> str:
    """Ask for a number where one list is asked about already."""
    return f"“{clipped(text.strip(), 20)}”请带上单号后四位再说一次。"


def say_what(desk: Desk, ticket: Ticket) -> str:
    """Answer a number that nothing is said of."""
    return f"{ticket.ticket_no} 什么情况？请写在单号后面，例如：{short(desk, ticket)} 已联系居民。"


def type_the_word(numbers: Sequence[str]) -> str:
    """Tell which word a costly confirmation needs."""
    return f"{'、'.join(numbers)} 办结了请@我回复“确认办结”四个字，没办完请回复“没有”。"


def confirm_once_more(numbers: Sequence[str]) -> str:
    """Ask again what was asked too long ago."""
    return f"隔得久了，请再确认一次：{'、'.join(numbers)} 办结了请@我再回复“确认办结”，没有请回复“没有”。"


def was_it_contacted(numbers: Sequence[str]) -> str:
    """Ask for a plain word about the contact."""
    if len(numbers) == 1:
        return f"{numbers[0]} 联系过诉求人请@我回复“已联系”，没联系请回复“没有”。"
    names = "、".join(numbers)
    both = f"{names} 的诉求人都联系过请@我回复“都联系过”，都没有请回复“没有”；"
    return f"{both}只联系了一件请写单号，例如：“{numbers[0]} 已联系”。"


def differs_from_claim(no: str, name: str | None) -> str:
    """Answer somebody who says otherwise than the unit said before; without a name it was the speaker."""
    if name is None:
        return f"{no} 您之前报过办结，和现在说的不一样，已请值班坐席核实。"
    return f"{no} 和{name}之前说的不一样，已请值班坐席核实。"


def done_all_the_same() -> str:
    """Ask for a word before a claim counts that a colleague contradicts."""
    return "确已办结请@我回复“确认办结”。"


def take_your_claim_back(desk: Desk, ticket: Ticket) -> str:
    """Answer somebody who says otherwise than before and can still take the claim of done back."""
    minutes = int(desk.rules.undo_window.total_seconds() // 60)
    how = f"没办完请马上发 /撤销 {short(desk, ticket)} 收回（报后{minutes}分钟内有效）"
    return f"{ticket.ticket_no} 您之前报过办结，和现在说的不一样，已请值班坐席核实。{how}。"


def way_back(desk: Desk, ticket: Ticket, kind: str) -> str:
    """Name what was moved by mistake and how to take it back."""
    return f"{ticket.ticket_no} 刚才记了“{EVENTS[kind]}”，记错请发：/撤销 {short(desk, ticket)}，再带单号说对的那件。"


def _is_it_done_again(no: str) -> str:
    return f"{no} 回访没有通过，退回后又去办了吗？办好了请@我回复“确认办结”，没有请回复“没有”。"


def is_it_done(no: str) -> str:
    """Ask for a word before a doubtful claim counts."""
    return f"{no} 是已经办结了吗？办结了请@我回复“确认办结”，没有请回复“没有”。"


def are_they_done(numbers: Sequence[str], *, is_again: bool = False) -> str:
    """Ask once of several doubtful claims, `is_again` where one was sent back; the word then counts for all of them."""
    if len(numbers) == 1:
        return _is_it_done_again(numbers[0]) if is_again else is_it_done(numbers[0])
    one = f"只办结一件请写单号，例如：“{numbers[0]} 确认办结”"
    asks = "是都办好了吗？退回的请确认退回后又去办了" if is_again else "是已经办结了吗"
    return f"{'、'.join(numbers)} {asks}？都办结了请@我回复“确认办结”，都没有请回复“没有”；{one}。"


def not_done(no: str) -> str:
    """Answer that nothing was closed."""
    return f"好的，{no} 仍在办理，办完再@我报办结。"


def left_alone(no: str) -> str:
    """Answer that a line of the list was not meant."""
    return f"{no} 没有改动。"


def nothing_done_yet() -> str:
    """Answer /撤销 right after a question that came before anything was done."""
    return "好的，刚才的不用答了，还没有记任何操作。要撤销更早的一步，请写单号，例如：/撤销 4512"


def dropped() -> str:
    """Answer that nothing was done."""
    return "好的，没有改动。请引用工单消息或带上单号再说一次。"


def nothing_run() -> str:
    """Answer somebody who meant none of the commands."""
    return "好的，没有改动。发 /帮助 看能用的命令。"


def not_reached(desk: Desk, ticket: Ticket, unit_id: int) -> str:
    """Answer a unit that did not reach the caller, with what is due first."""
    limits = own_limits(desk, ticket, unit_id)
    return f"{ticket.ticket_no} 已记未接通，首联还没完成，请换个时间再打{'：' + limits if limits else ''}。"


def promise_noted(until: datetime, zone: tzinfo, now: datetime, late: Late | None) -> str:
    """Show a promised time back; `late` is what there is to say when it is later than the unit's limit."""
    return f"到{moment(until, zone, now=now)}我再提醒。" + (after_the_limit(late, zone, now) if late else "")


def promise_unclear() -> str:
    """Ask again for a promised time that could not be read."""
    return "没听清几点，请写如“今天15:00前”。"


def after_the_limit(late: Late, zone: tzinfo, now: datetime) -> str:
    """Say what is wrong with a promise that is later than the limit, and what to do."""
    due = moment(late.limit, zone, now=now)
    if late.limit <= now:
        return f"注意：办理时限{due}已经过了，请尽快办结，办不完请马上@我说明原因。"
    earlier = f"注意：晚于办理时限{due}，时限不变。能提前请重发时间，"
    if late.more_time is None:
        return f"{earlier}办不完请提前@我说“申请延期”和原因。"
    until = late.more_time.astimezone(zone)
    return f"{earlier}要延期请补上原因发：/延期 {late.ticket_no} 到{until.month}月{until.day}日{until:%H:%M} 原因"


def assist_done(no: str) -> str:
    """Answer an assisting unit that says it is done."""
    return f"{no} 协办部分已记办完，整件以主办单位为准。"


def contact_noted(no: str) -> str:
    """Answer the contact that was missing."""
    return f"{no} 已补记首联。"


def contact_still_missing() -> str:
    """Answer a unit that has not reached the caller yet."""
    return "请尽快联系诉求人，联系后@我回复“已联系”。"


def when_due(desk: Desk, ticket: Ticket, unit_id: int) -> str:
    """Answer a unit's question about the limit: each of its own that runs, the next first, then the platform's."""
    if ticket.deadline_at is None:
        return f"{ticket.ticket_no} 没有办理时限。"
    own = own_limits(desk, ticket, unit_id)
    by = moment(ticket.deadline_at, desk.rules.zone, now=desk.now)
    return f"{ticket.ticket_no} {own + '；' if own else ''}平台{by}到期。"


def noted(no: str, *, is_taken: bool = True, is_done: bool = False) -> str:
    """Answer words that change nothing."""
    if is_done:
        return f"{no} 已记下。已报过办结，等坐席回访，不用再报。"
    return f"{no} 已记下。" if is_taken else f"{no} 还没算受理，接件请@我回复“收到”。"


def noted_only(desk: Desk, tickets: Sequence[Ticket], waiting: Sequence[Ticket]) -> str:
    """Answer a receipt for what was just answered; `waiting` are others that still have to be taken."""
    heard = f"{'、'.join(ticket.ticket_no for ticket in tickets)} 已记下。"
    return heard + (f"别的工单接件请带单号，例如：{short(desk, waiting[0])} 收到" if waiting else "")


def look_it_up(desk: Desk, ticket: Ticket, place: str | None, *, is_direct: bool) -> str:
    """Answer a unit that asks for the citizen's phone, or with `place` for the address."""
    if ticket.confidential:
        return f"{ticket.ticket_no} 诉求人要求保密，不提供联系方式，有话请坐席转达。"
    number = short(desk, ticket)
    where = f"地点：{place}；门牌号和电话" if place else "诉求人电话和地址"
    return f"{ticket.ticket_no} {where}请{'' if is_direct else '私聊我'}发：/电话 {number}"


def not_understood(no: str, *, is_taken: bool) -> str:
    """Answer words nobody could read, which the agent now sees."""
    if is_taken:
        return f"{no} 已转值班坐席看。有进展请@我直接说，例如：已联系居民。"
    return f"{no} 还没算受理，接件请@我回复“收到”；刚才的话已转值班坐席。"


def passed_on(desk: Desk, ticket: Ticket, intent: str, unit_id: int) -> str:
    """Answer a request or question that an agent has to look at."""
    if intent == "question":
        return f"{ticket.ticket_no} 您的问题已转值班坐席；查时限请发：/时限 {short(desk, ticket)}"
    limits = own_limits(desk, ticket, unit_id)
    by = f"：{limits}" if limits else ""
    return f"{ticket.ticket_no} 您要{_ASKED[intent]}，已转值班坐席；批准前仍由本单位办理，时限不变{by}。"


def suspended(desk: Desk, ticket: Ticket) -> str:
    """Answer words about an order that stands still."""
    until = f"到{moment(ticket.resume_at, desk.rules.zone, now=desk.now)}" if ticket.resume_at else ""
    return f"{ticket.ticket_no} 挂账{until}，期间暂停计时。"


def suspended_passed_on(desk: Desk, ticket: Ticket) -> str:
    """Answer what an agent has to read of an order that stands still."""
    return f"{suspended(desk, ticket)}您说的已记下，并转值班坐席。"


def replied_passed_on(ticket: Ticket) -> str:
    """Answer what an agent has to read of an order that was answered on the platform."""
    return f"{ticket.ticket_no} {STATES[ticket.state]}，您说的已转值班坐席，由坐席与您联系。"


def lead_asks(no: str) -> str:
    """Answer an assisting unit that asks for what only the lead unit may."""
    return f"{no} 的申请由主办单位提，您说的情况已转值班坐席；协办部分仍请按时办。"


def asked(intent: str) -> str:
    """Return what a unit asks for, in a word that does not sound as if it were done."""
    word = _ASKED.get(intent, "反映情况")
    return f"要求{word}" if intent in ("return", "transfer", "exclude") else word
