"""/登记: pasted work orders become tickets; what cannot be read is asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from actions import intake as taking
from actions.flagging import flagged
from actions.orders import Order, order_from_paste
from actions.refusals import Refusal
from actions.ticket_facts import masked_facts
from bot.call import Call
from bot.commands.declare import command
from models.draft import Draft
from models.queries import machinery, tickets
from rules.bundling import CIRCLED
from rules.half_width import half_width
from rules.line_marks import line_number
from rules.pasted_order import PastedOrder, read_orders
from rules.sensitive import is_sensitive
from rules.ticket_number import find_numbers, is_id_card
from texts import intake as texts
from texts.moments import clock_time
from texts.refusals import refusal

# A number that comes later than this is about something else.
_DRAFT_WAITS = timedelta(minutes=30)
_CHARACTERS = 24
_LINE = re.compile(rf"[{CIRCLED}]|[0-9]+")
# Eleven digits may be the caller's, fewer a tail.
_ODD_NUMBER = re.compile(r"(?:(?:工单)?(?:编号|单号|工单号)\s*[:是为]?\s*)?(?P<number>(?!1[3-9][0-9]{9}$)[0-9]{10,24})")
_NUMBER_LINE = re.compile(r"^.{0,2}(?:工单编号|工单号|单号|编号)[】:： ]*[0-9A-Za-z-]*[ \t]*$\n?", re.MULTILINE)


@command(
    "登记",
    "new",
    "建单",
    action="intake",
    example="/登记 （后面粘贴平台上的工单）",
    labels={"paste": "工单原文"},
    wrong_chat="not_in_unit_group",
)
def intake(call: Call, paste: str) -> str:
    """粘贴一件或几件工单，登记并开始计时。"""
    return take_paste(call, paste)


def take_paste(call: Call, paste: str) -> str:
    """Register every order of a paste and word what was read, what is missing and what is doubtful."""
    desk = call.desk
    paste = _with_draft(call, paste)
    orders = read_orders(paste, patterns=desk.rules.number_patterns, pasted_at=desk.now, tz=desk.rules.zone)
    if not orders:
        raise Refusal("no_order_read")
    lines = [_take_one(call, order, paste) for order in orders]
    return "\n".join(lines)


def _take_one(call: Call, pasted: PastedOrder, paste: str) -> str:
    if pasted.ticket_no is None:
        _keep_draft(call, paste[pasted.start : pasted.end])
        return texts.draft(pasted)
    order: Order = order_from_paste(pasted, paste)
    try:
        with call.desk.session.begin_nested():
            taken = taking.take_in(call.desk, order, call.source(), how="paste")
    except Refusal as refused:
        said = refusal(refused.code, refused.facts)
        return said if order.ticket_no in said else f"{order.ticket_no} 未登记：{said}"
    return texts.taken(call.desk, taken, pasted, in_group=call.message.chat_id is not None)


def _keep_draft(call: Call, text: str) -> None:
    call.desk.session.add(Draft(pasted_by=call.speaker.userid, pasted_at=call.desk.now, text=text))


def completes_draft(call: Call, text: str) -> bool:
    """Tell whether a text is the number that a paste of the same person still lacks; a known number completes none."""
    numbers = find_numbers(text, call.desk.rules.number_patterns)
    if len(numbers) != 1 or len(text.strip()) > len(numbers[0].text) + 12:
        return False
    return bool(_drafts(call)) and not tickets.with_numbers(call.desk.session, [numbers[0].text])


def answer_odd_number(call: Call, text: str) -> str | None:
    """Answer a text that is a number of no platform while a draft waits for its number; None for anything else."""
    odd = _ODD_NUMBER.fullmatch(half_width(text).strip())
    if odd is None or is_id_card(odd["number"]) or find_numbers(text, call.desk.rules.number_patterns):
        return None
    return texts.odd_number(odd["number"]) if _drafts(call) else None


def _drafts(call: Call) -> list[Draft]:
    since = call.desk.now - _DRAFT_WAITS
    return machinery.open_drafts(call.desk.session, call.speaker.userid, since)


def _with_draft(call: Call, paste: str) -> str:
    if not completes_draft(call, paste):
        return paste
    [number] = find_numbers(paste, call.desk.rules.number_patterns)
    waiting = _meant(call, number.text, paste[: number.start] + paste[number.end :])
    waiting.closed_at = call.desk.now
    # The line whose number could not be read makes room for the number that was sent for it.
    rest = _NUMBER_LINE.sub("", waiting.text, count=1)
    return f"工单编号：{number.text}\n{rest}"


def _meant(call: Call, number: str, beside: str) -> Draft:
    """Return the draft a number is for; which of several is not for the bot to guess, raises Refusal."""
    drafts = _drafts(call)
    which = _LINE.search(half_width(beside)) if len(drafts) > 1 else None
    if len(drafts) == 1:
        return drafts[0]
    if which is None or not 1 <= line_number(which[0]) <= len(drafts):
        raise Refusal("several_drafts", drafts=[_told(call, draft, number) for draft in drafts], number=number)
    return drafts[line_number(which[0]) - 1]


def _told(call: Call, draft: Draft, number: str) -> str:
    """Return what tells one draft from another: when it was pasted, what it is about and where, masked."""
    desk = call.desk
    at = clock_time(draft.pasted_at, desk.rules.zone)
    read = read_orders(draft.text, patterns=desk.rules.number_patterns, pasted_at=draft.pasted_at, tz=desk.rules.zone)
    order = flagged(order_from_paste(replace(read[0], ticket_no=number), draft.text)) if read else None
    if order is None:
        return f"{at}粘贴"
    if not call.is_direct and (order.confidential or is_sensitive(order.special_flags)):
        return f"{at}粘贴｜敏感件"
    facts = masked_facts(order)
    words = [facts[name][:_CHARACTERS] for name in ("title", "address") if facts.get(name)]
    return "｜".join([f"{at}粘贴", *words])
