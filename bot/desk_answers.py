"""Reads an agent's plain answers to what the bot asked: a number, what to correct, why there is no evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from actions import correcting, questions
from actions.desk import Desk
from actions.refusals import Refusal
from actions.unit_names import unit_called
from bot.call import Call
from bot.commands import by_name
from bot.commands.assign import assign_to
from bot.commands.correct import correct_field
from bot.commands.followup import send_back
from bot.commands.replied import reply_with_reason
from bot.meant_command import says_yes
from bot.permitting import permit
from bot.refused import refused_to
from bot.second_ticket import second_in_reason
from models.queries import people
from models.question import Question
from models.ticket import Ticket
from rules.choices import Chosen, NoneOfThem, read_choice
from rules.command_line import CommandLine
from rules.follow_up import is_reason
from rules.half_width import half_width
from rules.plain_reason import is_plain_reason
from rules.ticket_words import TicketWords, read_ticket_words
from texts import answers, replies, suggestions

_FIELDS = "|".join(sorted(correcting.NAMES, key=len, reverse=True))
_CORRECTION = re.compile(
    rf"(?:正确的?|应该?是)?[,，:：\s]*(?P<field>{_FIELDS})\s*(?:应该?|要|请)?(?:是|为|改[成为]|写成)?[,，:：\s]*(?P<value>\S.*)",
    re.DOTALL,
)
_SAYS_ONLY_WRONG = re.compile(r"(?:也|都|写)?(?:不|没|有误|有问题|错)")
_DROPS = re.compile(r"(?:算了|不用了?|取消|先不[回报]了?|没有|不是)[。!！~]*")


def names_only_tickets(call: Call) -> TicketWords | None:
    """Return the tickets a text names when it says nothing else, such as 4512 or `4512、4513`."""
    words = read_ticket_words(call.text, call.desk.rules.number_patterns)
    return words if (words.numbers or words.tails) and not words.rest.strip() else None


def which_number(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Run the command that lacked its number; None when the text is no number."""
    if not is_last_word or names_only_tickets(call) is None:
        return None
    name, rest = question.facts["name"], f"{call.text} {question.facts['rest']}".strip()
    return by_name(name).run(call, CommandLine(name, rest, tuple(half_width(rest).split())))


def which_lead(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Assign to the unit picked by its number or called by name, with what stands behind it; None for other words."""
    desk, ids = call.desk, question.facts["unit_ids"]
    ticket = desk.session.get_one(Ticket, question.facts["ticket_id"])
    if not is_last_word:
        return None
    if says_yes(call.text) and (meant := question.facts.get("meant_unit")):
        permit(call, "assign", ticket, command="转办")
        return assign_to(call, ticket, meant)
    head, assist, behind = half_width(call.text).strip().partition("协办")
    match read_choice(head.strip(" ,，;；"), [f"unit {each}" for each in ids]):
        case NoneOfThem():
            return suggestions.not_assigned(desk, ticket)
        case Chosen(only_line=int(line), parts=((_, ""),)):
            lead = people.department(desk.session, ids[line - 1]).name
        case None:
            unit = unit_called(desk, head)
            if unit is None:
                return None
            lead = unit.name
        case _:
            questions.ask(desk, call.message, question.kind, question.facts)
            return suggestions.one_lead_of(len(ids))
    permit(call, "assign", ticket, command="转办")
    return _assign_or_ask(call, question, ticket, f"{lead} {assist}{behind}".strip())


def _assign_or_ask(call: Call, question: Question, ticket: Ticket, whom: str) -> str:
    """A unit that there is not leaves the list open, and what it may be is taken with a yes."""
    try:
        return assign_to(call, ticket, whom)
    except Refusal as refused:
        if refused.code not in ("unknown_unit", "assist_missing"):
            raise
        nearest = refused.facts.get("nearest") or []
        meant = whom.replace(refused.facts["word"], nearest[0], 1) if len(nearest) == 1 else None
        questions.ask(call.desk, call.message, question.kind, {**question.facts, "meant_unit": meant})
        return refused_to(call, refused)


def correct_what(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Read 地址应该是云杉里6号楼 as the correction that was asked for; it names its field, so it may come late."""
    ticket = call.desk.session.get_one(Ticket, question.facts["ticket_id"])
    named = read_ticket_words(call.text, call.desk.rules.number_patterns)
    if any(not ticket.ticket_no.endswith(end) for end in (*named.numbers, *named.tails)):
        return None
    found = _CORRECTION.fullmatch(named.rest.strip())
    if found is None or _SAYS_ONLY_WRONG.match(found["value"]):
        if not is_last_word:
            return None
        questions.ask(call.desk, call.message, question.kind, question.facts)
        return answers.verify_what(call.desk, ticket)
    return correct_field(call, ticket, found["field"], found["value"].strip().rstrip("。"))


def why_replied(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Take what an agent says next as the reason asked for; a question, denial, promise or number is none."""
    at = datetime.fromisoformat(question.facts["at"]) if question.facts["at"] else None
    asked = _Asked("replied", "已回复", is_plain_reason, answers.reason_again)
    return _reason(call, question, asked, is_last_word, lambda ticket, why: reply_with_reason(call, ticket, at, why))


def why_sent_back(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Take what an agent says next as what the citizen is not content with."""
    verdict, solved = question.facts["verdict"], question.facts["solved"]
    asked = _Asked("followup", "回访", is_reason, answers.discontent_wanted)
    return _reason(
        call, question, asked, is_last_word, lambda ticket, why: send_back(call, ticket, verdict, solved, why)
    )


@dataclass(frozen=True)
class _Asked:
    """A reason that was asked for: by which command, what counts as one, and how it is asked again."""

    action: str
    command: str
    is_reason: Callable[[str], bool]
    again: Callable[[Desk, Ticket], str]


def _reason(
    call: Call, question: Question, asked: _Asked, is_last_word: bool, do: Callable[[Ticket, str], str]
) -> str | None:
    tickets = [call.desk.session.get_one(Ticket, ticket_id) for ticket_id in question.facts["ticket_ids"]]
    quote = call.message.quote_text or ""
    if not is_last_word and not any(ticket.ticket_no in quote for ticket in tickets):
        return None
    plain = half_width(call.text).strip()
    if _DROPS.fullmatch(plain):
        return replies.dropped()
    named = read_ticket_words(call.text, call.desk.rules.number_patterns)
    if not all(_is_one_of(end, tickets) for end in (*named.numbers, *named.tails)):
        return None
    if not asked.is_reason(named.rest):
        questions.ask(call.desk, call.message, question.kind, question.facts)
        return "\n".join(asked.again(call.desk, ticket) for ticket in tickets)
    meant = [ticket for ticket in tickets if not (named.numbers or named.tails) or _is_named(ticket, named)]
    if second := second_in_reason(call, named.rest, meant):
        questions.ask(call.desk, call.message, question.kind, question.facts)
        return refused_to(call, Refusal("second_order", number=second))
    return "\n".join(_done(call, ticket, asked, partial(do, ticket, named.rest.strip())) for ticket in meant)


def _is_one_of(end: str, tickets: Sequence[Ticket]) -> bool:
    return any(ticket.ticket_no.endswith(end) for ticket in tickets)


def _is_named(ticket: Ticket, named: TicketWords) -> bool:
    return any(ticket.ticket_no.endswith(end) for end in (*named.numbers, *named.tails))


def _done(call: Call, ticket: Ticket, asked: _Asked, do: Callable[[], str]) -> str:
    try:
        with call.desk.session.begin_nested():
            permit(call, asked.action, ticket, command=asked.command)
            return do()
    except Refusal as refused:
        return refused_to(call, refused, ticket_no=ticket.ticket_no)
