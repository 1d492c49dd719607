"""Words what the bot says back to a unit's free text: questions, choices, what was noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from actions.desk import Desk
from models.ticket import Ticket
from texts.fitting import clipped
from texts.moments import moment
from texts.names import EVENTS, STATES
from texts.next_step import own_limits, short

_ASKED = {"extension": "申请延期", "return": "退单", "transfer": "转派", "exclude": "剔除或挂账", "question": "询问"}


def which_ticket(text: str, reason: str) -> str:
    """Ask which ticket was meant."""
    said = clipped(text.strip(), 20)
    if reason == "quote_contradicted":
        return f"您引用的和写的单号不一致，“{said}”说的是哪一件？"
    if reason == "exception":
        return f"“{said}”没写明是哪几件，下面各是什么情况？"
    if reason.startswith("no_tail:"):
        # A longer run of digits may as well be a phone.
        return f"没有尾号{reason.partition(':')[2][-4:]}的工单，“{said}”说的是哪一件？"
    if reason == "receipt_or_line":
        return f"“{said}”是全部收到，还是只说①？"
    return f"“{said}”说的是哪一件？"


def choice(ticket: Ticket, *, among: Sequence[Ticket] = ()) -> str:
    """Return one ticket as a line to choose from."""
    words = (ticket.ticket_no, what_is_shown(ticket, among=among), STATES[ticket.state])
    return "｜".join(word for word in words if word)


def what_is_shown(ticket: Ticket, *, among: Sequence[Ticket] = ()) -> str | None:
    """Return what a line to choose from says of the matter: nothing of a sensitive one, of twins their platform."""
    what = None if ticket.is_sensitive else (ticket.title or ticket.address)
    is_twin = any(other.ticket_no == ticket.ticket_no and other is not ticket for other in among)
    words = (ticket.platform if is_twin else None, clipped(what, 20) if what else None)
    return "｜".join(word for word in words if word) or None


def how_to_choose(reason: str = "", *, n: int = 2, hidden: int = 0) -> str:
    """Tell how to answer a list of choices, and what to do when it does not show all of them."""
    usual = (
        "请@我回复序号，例如：1，或“1和2”；都不是请回复“都不是”。"
        if n > 1
        else "是这件请@我回复“1”，不是请回复“不是”。"
    )
    how = {
        "exception": "请@我逐件回复，例如：①办结 ②还没",
        "receipt_or_line": "全部收到请@我回复“都是”，只说①请回复“1”。",
        "command": "请@我回复序号，例如：1",
    }.get(reason, usual)
    return f"还有{hidden}件没列出，要说那些请带上单号后四位。\n{how}" if hidden else how


def choose_again(n: int, why: str) -> str:
    """Ask again which of a list was meant."""
    if why == "uneven":
        return how_to_choose("exception")
    if why == "all":
        return f"上面只列了{n}件，不能算全部。请@我回复序号，例如：1-{n}；没列出的请带上单号后四位。"
    return f"没看明白是第几件（共{n}件）。请@我回复序号，例如：1{'，或“1和2”' if n > 1 else ''}；都不是请回复“都不是”。"


def choose_one_command() -> str:
    """Ask for one command out of a list."""
    return "一次只能选一个，请@我回复序号，例如：1"


def lines_of_what() -> str:
    """Answer circled lines without the list they stand in."""
    return "不知道您说的①②是哪条消息里的。请引用那条消息@我回复，或把序号换成单号后四位。"


def say_with_number(text: str) -> str:
    """Ask for a number where one list is asked about already."""
    return f"“{clipped(text.strip(), 20)}”请带上单号后四位再说一次。"


def say_what(desk: Desk, ticket: Ticket) -> str:
    """Answer a number that nothing is said of."""
    return f"{ticket.ticket_no} 什么情况？请写在单号后面，例如：{short(desk, ticket)} 已联系居民。"


def type_the_word(numbers: Sequence[str]) -> str:
    """Tell which word a costly confirmation needs."""
    return f"{'、'.join(numbers)} 办结了请@我回复“确认办结”四个字，没办完请回复“没有”。"


def was_it_contacted(numbers: Sequence[str]) -> str:
    """Ask for a plain word about the contact."""
    return f"{'、'.join(numbers)} 联系过诉求人请@我回复“已联系”，没联系请回复“没有”。"


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


def is_it_done(no: str) -> str:
    """Ask for a word before a doubtful claim counts."""
    return f"{no} 是已经办结了吗？办结了请@我回复“确认办结”，没有请回复“没有”。"


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


def promise_noted(until: datetime, zone: tzinfo, now: datetime, *, limit: datetime | None) -> str:
    """Show a promised time back; `limit` is the unit's when the promise is later than that."""
    return f"到{moment(until, zone, now=now)}我再提醒。" + (after_the_limit(limit, zone, now) if limit else "")


def promise_unclear() -> str:
    """Ask again for a promised time that could not be read."""
    return "没听清几点，请写如“今天15:00前”。"


def after_the_limit(limit: datetime, zone: tzinfo, now: datetime) -> str:
    """Say what is wrong with a promise that is later than the limit, and what to do."""
    due = moment(limit, zone, now=now)
    if limit <= now:
        return f"注意：办理时限{due}已经过了，请尽快办结，办不完请马上@我说明原因。"
    return f"注意：晚于办理时限{due}，时限不变。能提前请重发时间，办不完请提前@我说“申请延期”和原因。"


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


def lead_asks(no: str) -> str:
    """Answer an assisting unit that asks for what only the lead unit may."""
    return f"{no} 的申请由主办单位提，您说的情况已转值班坐席；协办部分仍请按时办。"


def asked(intent: str) -> str:
    """Return what a unit asks for, in a word that does not sound as if it were done."""
    word = _ASKED.get(intent, "反映情况")
    return f"要求{word}" if intent in ("return", "transfer", "exclude") else word
